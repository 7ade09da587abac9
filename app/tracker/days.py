"""Days, months and quarters as people write them, in the language of the page."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _


def day(when: date) -> str:
    """Return a date as people write it: 12 June 2026."""
    return _written_day(when, str(get_locale()))


def written_day(iso: str) -> str:
    """Return a date that was stored as text, 2026-06-12, as people write it."""
    return day(date.fromisoformat(iso))


@lru_cache(maxsize=4096)
def _written_day(when: date, locale: str) -> str:
    # A list of answers says the same few days again and again, and to write one takes long.
    return str(format_date(when, "d MMMM yyyy", locale=locale))


def month(when: date) -> str:
    """Return the month of a date: June 2026."""
    return str(format_date(when, "LLLL yyyy", locale=get_locale()))


def quarter(first: date) -> str:
    """Return the name of the quarter that begins with `first`: January to March 2026."""
    begins = format_date(first, "LLLL", locale=get_locale())
    ends = month(first.replace(month=first.month + 2))
    return str(_("%(first)s to %(last)s", first=begins, last=ends))
