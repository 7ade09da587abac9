"""What comments are about: suggested tags, a person's decision, redaction and themes."""

from flask import Flask

from app.analysis import models as models


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
