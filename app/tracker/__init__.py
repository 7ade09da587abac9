"""Actions, promises, sign-off and "You said – We did" entries."""

from flask import Flask

from app.tracker import models as models


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
