"""Screening what comes in, and the duty inbox where a trained person decides."""

from flask import Flask

from app.safeguarding import listening, services, views
from app.safeguarding import models as models
from app.safeguarding.desk import desk_cards


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(listening.blueprint)
    app.extensions.setdefault("desk_cards", []).append(desk_cards)
    app.jinja_env.filters["defang"] = services.defang
    # The public forms come before this room, so they find the screen here (R-SAF-1).
    app.extensions["screen"] = services.screen_text
