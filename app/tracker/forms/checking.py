"""The form of the checks before an entry, or a correction of one, is published."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from app.forms import BaseForm, choices
from app.tracker.check_words import CHECK_WORDS


def checks_field() -> Any:
    """Return the field that asks what somebody has checked."""
    return SelectMultipleField(
        _l("What have you checked?"),
        choices=choices((item, words[0]) for item, words in CHECK_WORDS.items()),
    )


class ChecksForm(BaseForm):
    """Tick what you have checked; your name and the time stay with each."""

    items = checks_field()
