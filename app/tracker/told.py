"""The words of an entry in the reader's language; English that stands in says that it does."""

from flask_babel import gettext as _

from app.i18n import DEFAULT_LANGUAGE, current_locale
from app.tracker.days import day
from app.tracker.models import Entry, TranslationState
from app.tracker.services import translation_of
from app.wordings import Wording


def told(entry: Entry, name: str, *, is_easy: bool = False) -> Wording:
    """Return one text of an entry's page in the language of this request.

    `name` is that of the plain text, or one of `ACTION_TEXTS`; `is_easy` asks for the easy-read
    twin. Words whose English has changed since are not shown: what was corrected must not go on in
    another language.
    """
    key = f"easy_read_{name}" if is_easy else name
    english = entry.english(key)
    locale = current_locale()
    if locale == DEFAULT_LANGUAGE:
        return Wording(english)
    translation = translation_of(entry, locale)
    words = translation.text(key) if translation else ""
    return Wording(words or english, is_stand_in=not words)


def told_in_this_language(entry: Entry) -> str:
    """Return how far the words in the reader's language can be trusted; "" when there are none."""
    translation = translation_of(entry, current_locale())
    if translation is None:
        return ""
    if translation.state == TranslationState.STALE:
        return str(
            _(
                "Some of the English words have changed since they were translated. Until they "
                "are translated again, you read them in English."
            )
        )
    if translation.checked_on is not None:
        return str(
            _(
                "A speaker of the language checked this translation on %(day)s.",
                day=day(translation.checked_on),
            )
        )
    return str(_("This translation is not yet checked by a speaker of the language."))
