"""Identifiers with a shape: numbers, addresses, dates. Every pattern takes linear time."""

import re
from collections.abc import Iterator

from nlp.redact import dates, postcodes
from nlp.redact.near import before
from nlp.redact.spans import Redaction

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<![\w.+%-])[\w.+%-]{2,64} at [\w-]{2,40} dot (?:co dot uk|com|net|org|uk|ac dot uk)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{2,500}"
    r"|(?<![\w.@-])[a-z0-9-]{2,40}\.(?:co\.uk|com|org\.uk|gov\.uk|net|org)(?:/[^\s<>\"]{0,200})?(?![\w.])",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][\w.]{2,30}")
# Digits as people write a number: with spaces, dots, dashes, brackets, and the letter O for nought.
_NUMBER = re.compile(
    r"(?<![\w£$€])(?:\+|\()?[0-9Oo](?:[\s().\u00a0\u2010-\u2015/-]{0,3}[0-9Oo]){5,24}(?![\w])"
)
_NUMBER_WORDS = re.compile(
    r"\b(?:(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|hundred|[0-9]{1,4})"
    r"[\s,-]{1,3}){6,16}(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|hundred|[0-9]{1,4})\b",
    re.IGNORECASE,
)
_NHS = re.compile(r"\bn\.?h\.?s\b", re.IGNORECASE)
_CALL = re.compile(
    r"\b(?:ring|call|phone|tel|telephone|mob|mobile|text|txt|whatsapp|number|num|no|ext|extension|contact|landline|fax)\b",
    re.IGNORECASE,
)
_UPN = re.compile(r"(?<!\w)[A-Za-z][0-9]{12}(?!\w)|(?<!\w)[A-Za-z][0-9]{11}[A-Za-z](?!\w)")
_NINO = re.compile(
    r"(?<!\w)[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z]{2}\s?[0-9]{2}\s?[0-9]{2}\s?[0-9]{2}\s?[A-Da-d](?!\w)"
)
_PLATE = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}\s?[A-Z]{3}(?!\w)")
_REFERENCE = re.compile(
    r"\b(?:ref(?:erence)?|case|hospital|patient|pupil|student|client|claim|account|"
    r"passport|licen[cs]e|upn|urn|id|record|lcs|liquid ?logic|mosaic|nhs|tribunal)"
    r"(?:\s(?:ref(?:erence)?|number|num|no|id))?\b\.?\s?[:#]?\s?(?:is\s|no\.?\s)?(?P<id>#?[A-Za-z]{0,5}[-/]?[0-9][A-Za-z0-9/-]{3,24})",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:19|20)[0-9]{2}[\s/-]{1,3}(?:(?:19|20)?[0-9]{2}[\s/-]{0,3})+")
_MAX_PHONE = 15


def valid_nhs_number(digits: str) -> bool:
    """Say whether ten digits carry the right modulus 11 check digit (NHS Data Dictionary)."""
    if len(digits) != 10:
        return False
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])


def _number(text: str, match: re.Match[str]) -> Redaction | None:
    digits = "".join("0" if c in "Oo" else c for c in match.group() if c.isdigit() or c in "Oo")
    start, end = match.span()
    if not any(c.isdigit() for c in match.group()):
        return None
    nhs_shape = len(digits) == 10 and digits[0] != "0"
    if nhs_shape and before(text, start, _NHS):
        return Redaction(start, end, "NHS number", "ten digits after the letters NHS")
    if nhs_shape and valid_nhs_number(digits):
        return Redaction(start, end, "NHS number", "ten digits with the right check digit")
    if digits.startswith(("0", "44")) and 9 <= len(digits) <= _MAX_PHONE:
        return Redaction(start, end, "phone", "the shape of a telephone number")
    if before(text, start, _CALL) and len(digits) <= _MAX_PHONE:
        return Redaction(start, end, "phone", "a number to call")
    if len(digits) >= 8:
        return Redaction(start, end, "reference", "a long number")
    return None


def _numbers(text: str) -> Iterator[Redaction]:
    for match in _NUMBER.finditer(text):
        if dates.WHOLE.match(text, match.start()) or _YEARS.fullmatch(match.group()):
            continue
        found = _number(text, match)
        if found:
            yield found
    for match in _UPN.finditer(text):
        yield Redaction(*match.span(), "reference", "the shape of a pupil number")
    for match in _NINO.finditer(text):
        yield Redaction(*match.span(), "reference", "the shape of a National Insurance number")
    for match in _PLATE.finditer(text):
        yield Redaction(*match.span(), "reference", "the shape of a number plate")
    for match in _REFERENCE.finditer(text):
        yield Redaction(*match.span("id"), "reference", "a number after the name of a record")


def _spelled(text: str) -> Iterator[Redaction]:
    """Yield what may be there without a digit."""
    lowered = text.lower()
    if "@" in text or any(sign in lowered for sign in (" dot ", "at)", "at]")):
        for match in _EMAIL.finditer(text):
            yield Redaction(*match.span(), "email", "the shape of an e-mail address")
        for match in _HANDLE.finditer(text):
            yield Redaction(*match.span(), "name", "a name on social media")
    if "." in text or "://" in text:
        for match in _LINK.finditer(text):
            yield Redaction(*match.span(), "link", "a web address")
    if _CALL.search(text) or "double" in lowered or "seven" in lowered:
        for match in _NUMBER_WORDS.finditer(text):
            yield Redaction(*match.span(), "phone", "a number spelled out")


def find(text: str) -> Iterator[Redaction]:
    """Yield everything whose shape gives it away."""
    yield from _spelled(text)
    yield from dates.in_words(text)
    if any(map(str.isdigit, text)):
        yield from _numbers(text)
        yield from dates.find(text)
        for start, end in postcodes.find(text):
            yield Redaction(start, end, "postcode", "the shape of a postcode")
