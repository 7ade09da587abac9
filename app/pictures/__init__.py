"""Easy-read pictures: those that ship with us, and those that a partnership brings along (Y3)."""

from flask import Flask

from app.pictures import models as models
from app.pictures.services import adult_picture
from app.pictures.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["adult_picture"] = adult_picture
