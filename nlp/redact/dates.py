"""Whole dates, and parts of dates beside a word like "born"."""

import re
from collections.abc import Iterator

from nlp.redact.near import around, before
from nlp.redact.spans import Redaction

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WHOLE = re.compile(
    r"(?<![\w./-])(?:[0-3]?[0-9](?P<mark>\s?[./\\-]\s?)[01]?[0-9](?P=mark)(?:19|20)?[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9])(?![\w/-])"
)
_DATE_WORDS = re.compile(
    rf"(?<!\w)(?:[0-3]?[0-9]\s?(?:st|nd|rd|th)?[\s-]{{0,2}}(?:of\s|day of\s)?{_MONTH}\b[.,]?"
    rf"|{_MONTH}\s(?:the\s)?[0-3]?[0-9](?:st|nd|rd|th)?\b,?)(?P<year>[\s,-]{{0,2}}(?:(?:19|20)[0-9]{{2}}|'[0-9]{{2}})\b)?",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(r"(?<![\w./-])[0-3]?[0-9][./-][01]?[0-9](?![\w./-])")
#: Only after "born": "3 4 2014" may be anything elsewhere.
_SPACED_DATE = re.compile(
    r"(?<![\w./-])[0-3]?[0-9][\s,]{1,3}[01]?[0-9][\s,]{1,3}(?:(?:19|20)[0-9]{2}|[0-9]{2})"
    r"(?![\w/-])"
)
_COMPACT_DATE = re.compile(r"(?<!\w)[0-3][0-9][01][0-9](?:19|20)?[0-9]{2}(?!\w)")
_BORN = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b|date of birth|born|birth\s?da(?:y|te)|b\.|birth)\b|\bdob", re.IGNORECASE
)
_DAY_WORD = (
    r"(?:(?:twenty|thirty)[\s-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    r"tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
#: Without any of these there is no use in looking for a day, or a birth, in words.
_DAYS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "teenth", "tieth"),
)
_BIRTH = ("born", "birth", "dob", "d.o", "d o", "o.b", "o b")
_YEAR = (
    r"(?:19|20)[0-9]{2}|'[0-9]{2}|twenty[\s-](?:[a-z]{3,6}teen|ten|eleven|twelve|"
    r"twenty(?:[\s-][a-z]{3,5})?)|two thousand(?:\sand)?(?:\s[a-z]{3,9})?"
)
_SPELLED_DATE = re.compile(
    rf"\b(?:(?:{_DAY_WORD})\s(?:day\s)?(?:of\s)?{_MONTH}|{_MONTH}\s(?:the\s)?(?:{_DAY_WORD}))\b"
    rf"(?P<year>,?\s(?:{_YEAR})\b)?",
    re.IGNORECASE,
)
#: "since March 2014" tells of something else than a birth.
_BORN_MONTH = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b|date of birth|born|birth\s?da(?:y|te))\b"
    r"[^!?;\n\d]{0,30}?(?<!since )(?<!until )"
    rf"\b(?P<date>{_MONTH}\b[.,]?\s(?:of\s)?(?:{_YEAR})\b)",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"[\s,-]{1,2}[0-9]{2}(?!\w)")


def _dated(text: str, match: re.Match[str], born: bool) -> Iterator[Redaction]:  # noqa: FBT001
    """Yield a day and month with a year, or near a word like "born"."""
    start, end = match.span()
    if match["year"]:
        yield Redaction(start, end, "date of birth", "a whole date")
    elif born and around(text, start, end, _BORN):
        year = _SHORT_YEAR.match(text, end)
        yield Redaction(start, year.end() if year else end, "date of birth", "a day after 'born'")


def in_words(text: str) -> Iterator[Redaction]:
    """Yield dates that may be told without a digit."""
    lowered = text.lower()
    if any(day in lowered for day in _DAYS):
        for match in _SPELLED_DATE.finditer(text):
            yield from _dated(text, match, born=True)
    if any(word in lowered for word in _BIRTH):
        for match in _BORN_MONTH.finditer(text):
            yield Redaction(*match.span("date"), "date of birth", "a month and year after 'born'")


def find(text: str) -> Iterator[Redaction]:
    """Yield whole dates, and parts of dates near a word like "born", in figures."""
    born = _BORN.search(text) is not None
    for match in WHOLE.finditer(text):
        yield Redaction(*match.span(), "date of birth", "a whole date")
    for match in _DATE_WORDS.finditer(text):
        yield from _dated(text, match, born)
    if born:
        for pattern in (_SHORT_DATE, _SPACED_DATE, _COMPACT_DATE):
            for match in pattern.finditer(text):
                if before(text, match.start(), _BORN):
                    yield Redaction(*match.span(), "date of birth", "a date after 'born'")
