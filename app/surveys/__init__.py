"""What we ask: survey definitions, their versions and wordings."""

from flask import Flask

from app.surveys import hearing, services
from app.surveys import models as models
from app.surveys.cli import commands
from app.surveys.desk import desk_cards
from app.surveys.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    app.register_blueprint(hearing.blueprint)
    app.cli.add_command(commands)
    app.extensions.setdefault("desk_cards", []).append(desk_cards)
    app.extensions.setdefault("picture_uses", []).append(services.places_of_picture)
