"""From how many people on a count may be said, and how exactly (R-SDC-1)."""

SMALLEST_PUBLIC_COUNT = 10
SMALLEST_STAFF_COUNT = 5
#: A share, a median or an interval that rests on fewer is not told.
SMALLEST_BASE = 30
ROUNDED_TO = 5


def rounded(number: int) -> int:
    """Return `number` to the nearest five."""
    return ROUNDED_TO * round(number / ROUNDED_TO)
