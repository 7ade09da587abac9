"""Youth groups: a facilitator takes a survey with everybody in the room, by hands up."""

from flask import Flask

from app.groups import models as models
from app.groups.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
