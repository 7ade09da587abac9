"""What everyone can read, as pages and as data: "You said – We did", receipts, privacy, help."""

from flask import Flask

from app.public.help_lines import HELP_LINES
from app.public.views import blueprint
from app.public.views.api import api
from app.public.views.comfort import put_on_every_page


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    app.register_blueprint(api)
    put_on_every_page(app)
    # A device without a signal shows them, too (app/groups/no_signal.py, which lies below).
    app.extensions["help_lines"] = HELP_LINES
