"""What comments are about: suggested tags, a person's decision, redaction and themes."""

from flask import Flask

from app.analysis import index as index
from app.analysis import models as models
from app.analysis import services, views
from app.analysis import verbatim as verbatim
from app.analysis.cli import commands
from app.analysis.desk import desk_cards, desk_facts


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(views.blueprint)
    app.cli.add_command(commands)
    app.extensions.setdefault("desk_cards", []).append(desk_cards)
    app.extensions.setdefault("desk_facts", []).append(desk_facts)
    # The duty inbox is a room below, and says how many comments nobody has read.
    app.extensions["count_unread"] = services.count_unread
