"""Words for what is checked before publishing, and for where borrowed words stand."""

from flask_babel import lazy_gettext as _l

from app.i18n import LANGUAGES, PREPARED
from app.tracker.services.borrowed import CORRECTION, OLD_WORDS, TRANSLATION
from app.tracker.words import WORD_NAMES

#: (what was done, what it means).
CHECK_WORDS = {
    "guess": (
        _l("I tried to guess who said it, and could not"),
        _l(
            "Read it as a neighbour, a classmate or a member of school staff would, with what they "
            "know and can look up."
        ),
    ),
    "telling": (
        _l("Nothing in it tells who somebody is"),
        _l(
            "No name, not even of staff who are praised; no school, street, date, age or rare "
            "condition; and not two harmless things that together say who it is."
        ),
    ),
    "own-words": (
        _l("I have read each quote as the public will see it"),
        _l("What is masked is right, and the words still mean what their writer meant."),
    ),
    "few": (
        _l("No group of people in it is small enough to be known"),
        _l("Fewer than ten are never counted out, in no text and in no picture."),
    ),
}
CHECK_HINTS = {item: words[1] for item, words in CHECK_WORDS.items()}
_PLACES = WORD_NAMES | {
    OLD_WORDS: _l("What it said before"),
    CORRECTION: _l("The correction that waits"),
    TRANSLATION: _l("The words in another language"),
}


def text_name(key: str) -> str:
    """Return the name of a text of an entry, or of the language of a translation."""
    language = LANGUAGES.get(key) or PREPARED.get(key)
    return language.name if language else str(_PLACES[key])
