"""Whether a text cites figures: then it must be known of how many people, or cases, they speak."""

import re

#: A date, a year, a school year, a time of day or an age says when or who, not how much.
_NO_FIGURE = re.compile(
    r"\b\d{1,2}\s+(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december)(?:\s+\d{4})?\b"
    r"|\b(?:19|20)\d\d(?:[-–/]\d{2,4})?\b|\byears?\s+\d{1,2}\b|\b\d{1,2}[:.]\d\d\b"
    r"|\baged?\s+\d{1,2}(?:\s*(?:to|[-–])\s*\d{1,2})?\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\d\s*%|\bper\s?cent\b|\bpercent(?:age)?\b", re.IGNORECASE)


def cites_figures(text: str) -> bool:
    """Return True when `text` holds a number that is no date, year, time or age, or a share."""
    return bool(re.search(r"\d", _NO_FIGURE.sub(" ", text))) or cites_share(text)


def cites_share(text: str) -> bool:
    """Return True when `text` holds a percentage."""
    return _SHARE.search(text) is not None
