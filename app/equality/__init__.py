"""Who we hear from: optional questions about people, stored apart from everything they said."""

from flask import Flask

from app.equality import models as models
from app.equality.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
