"""What we ask: survey definitions, their versions and wordings."""

from flask import Flask

from app.surveys import models as models


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
