"""What everyone can read: home, "You said – We did", the receipt page, privacy and help."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
