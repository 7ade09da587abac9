"""Lints text for easy read and for plain English, and says how old a reader has to be.

Every finding has its characters, its rule, a reason in one sentence and, where one is safe, what to
write instead. The words it knows are in `nlp/data/easyread.toml`. It helps a writer; whether a text
is easy is for people with a learning disability to say.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from nlp.fold import MAX_CHARACTERS
from nlp.text import Span, sentences

Style = Literal["easy", "plain"]

EASY_WORDS = 15
PLAIN_WORDS = 25

_WORD = re.compile(r"[A-Za-z0-9£]+(?:['’\-][A-Za-z0-9]+)*")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+", re.MULTILINE)
_ACRONYM = re.compile(r"\b(?:[A-Z]{2,6}s?|[A-Z]&[A-Z])\b")
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|get|gets|got)\s+(?:not\s+|being\s+|also\s+|often\s+|never\s+|always\s+|all\s+|\w{3,12}ly\s+)?"
    r"(?P<verb>[a-z]{3,16})\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:,?\s(?:and|but|so|because|although|though|while|whereas|which|unless|since)\s"
    r"(?:then\s|also\s)?(?:i|we|you|they|he|she|it|this|that|there|the|our|your|their|his|her|my|people|some|each)\s(?=\w+\s\w))"
    r"|;\s|\s[–—]\s|,\s(?:which|who|whose|whereas|although)\s",
    re.IGNORECASE,
)
_DOUBLE = re.compile(
    r"\b(?:not|never|cannot|can't|don’t|don't|doesn't|doesn’t|won't|won’t|isn't|isn’t|aren't|didn't|didn’t)\s+(?:\w+\s+){0,3}?"
    r"(?:no|nothing|never|nobody|none|without|unable|uncommon|unlike|unlikely|unusual|unreasonable|unhappy|unaware|impossible|dislike|unless|fail|deny|neither)\b"
    r"|\bno\s+(?:\w+\s+){0,3}?(?:without|unless)\b",
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
_DATE = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b")
_RANGE = re.compile(r"\b\d+\s?[-–]\s?\d+\b")
_SHOUT = re.compile(r"\b[A-Z]{7,}\b")
_VOWELS = re.compile(r"[aeiouy]+")
_COUNTING = (
    "two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,"
    "sixteen,seventeen,eighteen,nineteen,twenty"
)
_DIGITS = {word: number for number, word in enumerate(_COUNTING.split(","), start=2)}


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters that are hard to read (end excluded), the rule, the reason, and a way out."""

    start: int
    end: int
    rule: str
    message: str
    suggestion: str | None


class _Text(NamedTuple):
    whole: str
    sentences: list[Span]
    easy: bool

    def words(self, span: Span) -> int:
        return sum(1 for _ in _WORD.finditer(self.whole, span.start, span.end))


class _Lists(NamedTuple):
    hard: dict[str, str]
    wordy: dict[str, str]
    idioms: dict[str, str]
    known: frozenset[str]
    not_passive: frozenset[str]
    irregular: frozenset[str]
    phrases: re.Pattern[str]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    path = resources.files("nlp") / "data" / "easyread.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = {name: frozenset(line.split()) for name, line in data["lists"].items()}
    phrases = sorted({**data["wordy"], **data["idioms"]}, key=len, reverse=True)
    pattern = re.compile(
        r"\b(?:" + "|".join(re.escape(p).replace(r"\ ", r"[\s-]") for p in phrases) + r")\b",
        re.IGNORECASE,
    )
    return _Lists(
        data["hard"],
        data["wordy"],
        data["idioms"],
        lists["known"],
        lists["not_passive"],
        lists["irregular"],
        pattern,
    )


def _like(original: str, suggestion: str) -> str | None:
    if not suggestion:
        return None
    return suggestion[0].upper() + suggestion[1:] if original[0].isupper() else suggestion


def _long_sentence(text: _Text) -> Iterator[Finding]:
    most = EASY_WORDS if text.easy else PLAIN_WORDS
    for span in text.sentences:
        count = text.words(span)
        if count > most:
            yield Finding(
                *span,
                "long sentence",
                f"This sentence has {count} words. Try {most} or fewer.",
                None,
            )


def _two_ideas(text: _Text) -> Iterator[Finding]:
    if not text.easy:
        return
    for span in text.sentences:
        match = _JOINED.search(text.whole, span.start, span.end)
        if match and text.words(span) > 7:
            yield Finding(
                *span,
                "two ideas",
                "This sentence has more than one idea. Make it two sentences.",
                None,
            )


def _passive(text: _Text) -> Iterator[Finding]:
    lists = _lists()
    for match in _PASSIVE.finditer(text.whole):
        verb = match["verb"].lower()
        by = text.whole[match.end() : match.end() + 4].lower() == " by "
        if (verb in lists.not_passive and not by) or not (
            verb.endswith("ed") or verb in lists.irregular
        ):
            continue
        if verb in {
            "read",
            "put",
            "cut",
            "set",
            "hurt",
            "hit",
            "shut",
            "gone",
            "been",
            "left",
        } and match.group().lower().startswith(("get", "got")):
            continue
        yield Finding(
            *match.span(), "passive", "Say who does it: “we decided”, not “it was decided”.", None
        )


def _acronym(text: _Text) -> Iterator[Finding]:
    lists, seen = _lists(), set()
    for match in _ACRONYM.finditer(text.whole):
        letters = match.group()
        if letters in seen or letters in lists.known or letters.rstrip("s") in lists.known:
            continue
        seen.add(letters)
        if not _spelled_out(text.whole, match.start(), match.end()):
            yield Finding(
                *match.span(), "acronym", f"Write out what {letters} means the first time.", None
            )


def _spelled_out(whole: str, start: int, end: int) -> bool:
    after = whole[end : end + 40].lstrip()
    return (
        (whole[start - 1 : start] == "(" and whole[end : end + 1] == ")")
        or after.startswith("(")
        or re.match(r"(?:means|stands for|is short for)\b", after) is not None
        or re.search(r"(?:called|short for)\s(?:an?\s|the\s)?$", whole[max(0, start - 20) : start])
        is not None
    )


def _hard_word(text: _Text) -> Iterator[Finding]:
    lists, seen = _lists(), set()
    for at, span in enumerate(text.sentences):
        for match in _WORD.finditer(text.whole, span.start, span.end):
            word = match.group().lower().replace("’", "'")
            if word not in lists.hard or word in seen:
                continue
            seen.add(word)
            following = text.sentences[at + 1] if at + 1 < len(text.sentences) else None
            if not _explained(text.whole, word, span, following):
                yield Finding(
                    *match.span(),
                    "hard word",
                    f"“{match.group()}” is a hard word. Use an easier one, "
                    "or say in the next sentence what it means.",
                    _like(match.group(), lists.hard[word]),
                )


def _explained(whole: str, word: str, span: Span, following: Span | None) -> bool:
    here = whole[span.start : span.end].lower()
    if re.search(re.escape(word) + r"[\"”’']?\s(?:means|is when|are when|is a word)", here):
        return True
    if following is None:
        return False
    after = whole[following.start : following.end].lower()
    return after.startswith(
        (
            "this means",
            "that means",
            "this is when",
            "it means",
            "this is a",
            word + " is",
            word + " means",
            "a " + word,
            "an " + word,
        )
    )


def _phrase(text: _Text) -> Iterator[Finding]:
    lists = _lists()
    for match in lists.phrases.finditer(text.whole):
        phrase = re.sub(r"[\s-]", " ", match.group().lower())
        if phrase in lists.wordy:
            yield Finding(
                *match.span(),
                "wordy",
                "There is a shorter way to say this.",
                _like(match.group(), lists.wordy[phrase]),
            )
        else:
            yield Finding(
                *match.span(),
                "idiom",
                "Some people take this word for word. Say what you mean.",
                _like(match.group(), lists.idioms.get(phrase, "")),
            )


def _each(
    pattern: re.Pattern[str], rule: str, message: str, suggest: Callable[[str], str | None]
) -> Callable[[_Text], Iterator[Finding]]:
    def check(text: _Text) -> Iterator[Finding]:
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
        return _like(found, odd[plain])
    if plain.endswith("n't"):
        return found[:-3] + " not"
    ends = {"'re": " are", "'ve": " have", "'ll": " will"}
    return found[:-3] + ends[plain[-3:]] if plain[-3:] in ends else None


_EVERY: tuple[Callable[[_Text], Iterator[Finding]], ...] = (
    _long_sentence,
    _two_ideas,
    _passive,
    _acronym,
    _hard_word,
    _phrase,
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
        lambda found: re.sub(r"\s?[-–]\s?", " to ", found),
    ),
    _each(_DATE, "number style", "Write the month as a word: 1 February 2026.", _nothing),
    _each(_PERCENT, "number style", "Say “4 out of 10 people” instead of a percentage.", _out_of),
    _each(
        _SHOUT, "capitals", "Words in capitals are hard to read.", lambda found: found.capitalize()
    ),
)
_EASY: tuple[Callable[[_Text], Iterator[Finding]], ...] = (
    _each(_NUMBER_WORD, "number style", "Write numbers as figures: 3, not three.", _digits),
    _each(_CONTRACTION, "contraction", "Write both words in full.", _full),
)

RULES = (
    "long sentence",
    "two ideas",
    "passive",
    "acronym",
    "hard word",
    "wordy",
    "idiom",
    "double negative",
    "short form",
    "number style",
    "capitals",
    "contraction",
)


def lint(text: str, *, style: Style = "easy") -> list[Finding]:
    """Return what makes a text hard to read, in the order of the text.

    `style` "easy" is for easy read (15 words a sentence, one idea each), "plain" for plain English
    (25 words). Only the first 10,000 characters are read.
    """
    whole = text[:MAX_CHARACTERS]
    bare = _BULLET.sub(lambda match: " " * len(match.group()), whole)
    ready = _Text(bare, sentences(bare), style == "easy")
    checks = _EVERY + _EASY if ready.easy else _EVERY
    found = [finding for check in checks for finding in check(ready)]
    return sorted(found, key=lambda f: (f.start, f.end, f.rule))


def _syllables(word: str) -> int:
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def reading_age(text: str) -> float:
    """Return the age in years at which most readers manage a text (Flesch-Kincaid grade + 5).

    Needs a few sentences to mean much; 0.0 when there are no words.
    """
    text = text[:MAX_CHARACTERS]
    words = [word for word in _WORD.findall(text) if word[0].isalpha()]
    if not words:
        return 0.0
    per_sentence = len(words) / max(1, len(sentences(text)))
    per_word = sum(map(_syllables, words)) / len(words)
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    return round(max(5.0, grade + 5), 1)


__all__ = ["RULES", "Finding", "lint", "reading_age"]
