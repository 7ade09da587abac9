"""Counts of people, said so that nobody can be picked out (R-SDC-1)."""

from flask_babel import gettext as _

SMALLEST_PUBLIC_COUNT = 10
SMALLEST_STAFF_COUNT = 5
ROUNDED_TO = 5


def rounded(number: int) -> int:
    """Return `number` to the nearest five."""
    return ROUNDED_TO * round(number / ROUNDED_TO)


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
