"""Actions, promises, sign-off and "You said – We did" entries."""

from flask import Flask
from flask_babel import gettext

from app.analysis import services as analysis
from app.tracker import days, part_words, services, words
from app.tracker import models as models
from app.tracker.desk import desk_cards, last_changes
from app.tracker.told import told, told_in_this_language
from app.tracker.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    app.extensions.setdefault("desk_cards", []).append(desk_cards)
    app.extensions.setdefault("picture_uses", []).append(services.places_of_picture)
    app.extensions["last_changes"] = last_changes
    # The room of themes lies below, and knows nothing of actions.
    analysis.WHEN_COMMENTS_MOVE["actions"] = services.answer_too
    # Words for what is stored, for every template and macro: {{ tracker.votes_words(votes) }}
    app.jinja_env.globals["tracker"] = words
    app.jinja_env.globals["days"] = days
    app.jinja_env.globals["part_words"] = part_words
    # The words of an entry in the reader's language: {{ told(entry, "we_did") }}
    app.jinja_env.globals["told"] = told
    app.jinja_env.globals["told_in_this_language"] = told_in_this_language
    # Never `_(…)` around what is stored: in a template it would also call it safe HTML.
    app.jinja_env.filters["in_page_language"] = gettext
