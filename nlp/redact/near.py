"""Whether a word that settles what a number or a date is stands near it."""

import re

#: Characters before and after.
NEAR = 40


def before(text: str, start: int, pattern: re.Pattern[str]) -> bool:
    """Return True when the pattern is found shortly before a place."""
    return pattern.search(text, max(0, start - NEAR), start) is not None


def around(text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    """Return True when the pattern is found shortly before, in or after a span."""
    return pattern.search(text, max(0, start - NEAR), min(len(text), end + NEAR)) is not None
