"""Demo data: an invented area's year, marked "Demo" on every page, and how to remove it again."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
