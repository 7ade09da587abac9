"""Checks of how a thing is written: numbers, dates, short forms, capitals, double negatives."""

import re
from collections.abc import Callable, Iterator

from nlp.easyread.findings import Finding, Text, like

#: Up to three words between, none of which begins another thought.
_BETWEEN = r"\s+(?:(?!(?:and|or|but|if|because|so|when)\b)\w+\s+){0,3}?"
_NOT = (
    r"\b(?:not|never|cannot|can't|don’t|don't|doesn't|doesn’t|won't|won’t|isn't|isn’t|aren't|didn't"
    r"|didn’t)"
)
#: "Unless" says "if not".
_NEGATIVE = (
    r"(?:no|nothing|never|nobody|none|without|unable|uncommon|unlike|unlikely|unusual|unreasonable"
    r"|unhappy|unaware|impossible|dislike|unless|fail|deny|neither)\b"
)
_DOUBLE = re.compile(
    rf"{_NOT}{_BETWEEN}{_NEGATIVE}|\bno{_BETWEEN}(?:without|unless)\b"
    rf"|\b(?:nobody|nothing|no one){_BETWEEN}(?:not|never|nothing|without|unless|impossible)\b",
    re.IGNORECASE,
)
_SHORT_FORM = re.compile(
    r"\b(?:e\.g\.?|i\.e\.?|etc\.?|eg|ie|viz|nb)(?=[\s,;)]|$)|\s&\s|\band/or\b|\b[a-z]+/[a-z]+\b",
    re.IGNORECASE,
)
_CONTRACTION = re.compile(
    r"\b\w+(?:n['’]t|['’](?:re|ve|ll|d|m))\b|\b(?:it|that|there|he|she|what|who|let)['’]s\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|hundred|thousand))*\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\b\d+(?:\.\d+)?\s?%|\b\d+(?:\.\d+)?\s?per ?cent\b", re.IGNORECASE)
_DATE = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b|\b\d{4}-\d\d-\d\d\b")
#: Years, or numbers of one or two figures: not a telephone number, not a part of a date.
_RANGE = re.compile(
    r"(?<![\d-])(?<!\d\s)(?:(?:19|20)\d\d\s?[-–]\s?(?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}(?:[ap]m)?\s?[-–]\s?\d{1,2}(?:[ap]m)?)(?![\w-])",
    re.IGNORECASE,
)
#: After noon only: "10:30" is read by everybody.
_CLOCK = re.compile(r"(?<![\d:])(?:1[3-9]|2[0-3]):[0-5]\d(?![\d:])")
#: SENDIASS is a short form, the only one of that length.
_SHOUT = re.compile(r"\b(?!SENDIASS\b)[A-Z]{7,}\b")
_COUNTING = (
    "two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,"
    "sixteen,seventeen,eighteen,nineteen,twenty"
)
_DIGITS = {word: number for number, word in enumerate(_COUNTING.split(","), start=2)}


def _each(
    pattern: re.Pattern[str], rule: str, message: str, suggest: Callable[[str], str | None]
) -> Callable[[Text], Iterator[Finding]]:
    def check(text: Text) -> Iterator[Finding]:
        for match in pattern.finditer(text.whole):
            yield Finding(*match.span(), rule, message, suggest(match.group()))

    return check


def _nothing(_: str) -> None:
    return None


def _out_of(found: str) -> str | None:
    number = float(re.match(r"[\d.]+", found).group())  # type: ignore[union-attr]
    return f"{int(number // 10)} out of 10" if 0 < number < 100 and number % 10 == 0 else None


def _digits(found: str) -> str | None:
    number = _DIGITS.get(found.lower())
    return str(number) if number else None


def _after_noon(found: str) -> str:
    hour, minute = found.split(":")
    return f"{int(hour) - 12}pm" if minute == "00" else f"{int(hour) - 12}:{minute}pm"


def _spread(found: str) -> str:
    first, last = re.split(r"\s?[-–]\s?", found)
    if len(first) == len("2024") and len(last) == len("25"):
        last = first[:2] + last
    return f"{first} to {last}"


def _full(found: str) -> str | None:
    plain = found.lower().replace("’", "'")
    odd = {
        "can't": "cannot",
        "won't": "will not",
        "shan't": "shall not",
        "i'm": "I am",
        "let's": "let us",
    }
    if plain in odd:
        return like(found, odd[plain])
    if plain.endswith("n't"):
        return found[:-3] + " not"
    ends = {"'re": " are", "'ve": " have", "'ll": " will"}
    return found[:-3] + ends[plain[-3:]] if plain[-3:] in ends else None


EVERY: tuple[Callable[[Text], Iterator[Finding]], ...] = (
    _each(
        _DOUBLE,
        "double negative",
        "Two words that say “not” are hard to follow. Say it the other way round.",
        _nothing,
    ),
    _each(
        _SHORT_FORM,
        "short form",
        "Write this out in words.",
        lambda found: {
            "&": "and",
            "e.g.": "for example",
            "i.e.": "that is",
            "etc.": "and so on",
        }.get(found.strip().lower()),
    ),
    _each(
        _RANGE,
        "number style",
        "Write “5 to 10”, not “5-10”.",
        _spread,
    ),
    _each(_DATE, "number style", "Write the month as a word: 1 February 2026.", _nothing),
    _each(_PERCENT, "number style", "Say “4 out of 10 people” instead of a percentage.", _out_of),
    _each(
        _SHOUT, "capitals", "Words in capitals are hard to read.", lambda found: found.capitalize()
    ),
)
EASY: tuple[Callable[[Text], Iterator[Finding]], ...] = (
    _each(_NUMBER_WORD, "number style", "Write numbers as figures: 3, not three.", _digits),
    _each(_CLOCK, "number style", "Say the time as 2pm, not 14:00.", _after_noon),
    _each(_CONTRACTION, "contraction", "Write both words in full.", _full),
)
