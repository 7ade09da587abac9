"""Staff: sign-in, roles and who may do what."""

from flask import Flask

from app.accounts import access, sign_in
from app.accounts import models as models


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    sign_in.init_app(app)
    access.init_app(app)
