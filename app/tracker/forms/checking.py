"""The form of the checks before an entry is published."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from app.forms import BaseForm, choices
from app.tracker.check_words import CHECK_WORDS


class ChecksForm(BaseForm):
    """Tick what you have checked; your name and the time stay with each."""

    items = SelectMultipleField(
        _l("What have you checked?"),
        choices=choices((item, words[0]) for item, words in CHECK_WORDS.items()),
    )
