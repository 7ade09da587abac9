"""Screening what comes in, and the duty inbox where a trained person decides."""

from flask import Flask

from app.safeguarding import models as models


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
