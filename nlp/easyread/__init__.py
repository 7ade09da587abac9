"""Lints text for easy read and for plain English, and says how old a reader has to be.

Every finding has its characters, its rule, a reason in one sentence and, where one is safe, what to
write instead. The words it knows are in `nlp/data/easyread.toml`. It helps a writer; whether a text
is easy is for people with a learning disability to say.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

from nlp.easyread.findings import Finding, Text
from nlp.easyread.reading_age import reading_age
from nlp.easyread.sentences import long_sentence, passive, two_ideas
from nlp.easyread.style import EASY, EVERY
from nlp.easyread.words import acronym, hard_word, phrase, shouted
from nlp.fold import MAX_CHARACTERS
from nlp.text import sentences

Style = Literal["easy", "plain"]

_BULLET = re.compile(r"^[^\S\n]*(?:[-*•]|\d+[.)])\s+", re.MULTILINE)
_EVERY: tuple[Callable[[Text], Iterator[Finding]], ...] = (
    long_sentence,
    two_ideas,
    passive,
    acronym,
    shouted,
    hard_word,
    phrase,
    *EVERY,
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
    ready = Text(bare, sentences(bare), style == "easy")
    checks = _EVERY + EASY if ready.easy else _EVERY
    found = [finding for check in checks for finding in check(ready)]
    return sorted(found, key=lambda f: (f.start, f.end, f.rule))


__all__ = ["RULES", "Finding", "lint", "reading_age"]
