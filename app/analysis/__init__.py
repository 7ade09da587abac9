"""What comments are about: suggested tags, a person's decision, redaction and themes."""

from flask import Flask

from app.analysis import index as index
from app.analysis import models as models
from app.analysis import services, views
from app.analysis import verbatim as verbatim
from app.analysis.cli import commands
from app.analysis.desk import desk_cards, desk_facts
from app.analysis.services import translating


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(views.blueprint)
    app.cli.add_command(commands)
    app.extensions.setdefault("desk_cards", []).append(desk_cards)
    app.extensions.setdefault("desk_facts", []).append(desk_facts)
    # The duty inbox is a room below: it says how many comments nobody has read, and what only the
    # machine thinks of a language.
    app.extensions["count_unread"] = services.count_unread
    app.extensions["is_language_said"] = translating.is_language_said
