"""Counts of people, said so that nobody can be picked out (R-SDC-1)."""

from flask_babel import gettext as _

from app.counts import SMALLEST_PUBLIC_COUNT, SMALLEST_STAFF_COUNT, rounded

__all__ = [
    "SMALLEST_PUBLIC_COUNT",
    "SMALLEST_STAFF_COUNT",
    "public_count",
    "rounded",
    "staff_count",
]


def public_count(number: int, *, smallest: int = SMALLEST_PUBLIC_COUNT) -> str:
    """Return how many people said it as the public may read it: few are never counted out.

    Zero is few as well; from `smallest` on, the nearest five.
    """
    if number < smallest:
        return str(_("fewer than %(smallest)d people", smallest=smallest))
    return str(_("about %(number)d people", number=rounded(number)))


def staff_count(number: int, *, smallest: int = SMALLEST_STAFF_COUNT) -> str:
    """Return how many people said it as staff may read it, where they do not read the records."""
    if number < smallest:
        return str(_("fewer than %(smallest)d people", smallest=smallest))
    return str(_("%(number)d people", number=number))
