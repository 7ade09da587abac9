"""What everyone can read: home, "You said – We did", the receipt page, privacy and help."""

from flask import Flask

from app.public.views import blueprint
from app.public.views.comfort import put_on_every_page


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    put_on_every_page(app)
