"""What an entry still says although it has changed since it was written."""

import re
from datetime import date

from babel.dates import format_date

from app.tracker.models import Entry
from app.tracker.services.entries import TEXTS


def moved_dates_named(entry: Entry) -> list[date]:
    """Return the days that were promised once, and that an entry's words or translations name.

    A date that stands in a sentence does not move with the promise.
    """
    action = entry.action
    moved = {change.old_date for change in action.promise_changes} - {action.promised_on}
    english = {"en": " ".join(getattr(entry, name) for name in TEXTS)}
    written = english | {each.locale: " ".join(each.words.values()) for each in entry.translations}
    return sorted(
        when
        for when in moved
        if when and any(_names(words, when, locale) for locale, words in written.items())
    )


def _names(words: str, when: date, locale: str) -> bool:
    day_and_month = re.escape(format_date(when, "d MMMM", locale=locale))
    in_words = rf"{day_and_month}(?!\s+(?!{when.year})\d{{4}})"
    in_figures = rf"0?{when.day}[./]0?{when.month}[./](?:20)?{when.year % 100}\b"
    return re.search(rf"(?<!\d)(?:{in_words}|{in_figures})", words, re.IGNORECASE) is not None
