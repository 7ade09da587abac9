"""Staff: sign-in, roles and who may do what."""

from flask import Flask

from app.accounts import models as models


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
