"""Words with what the redactor needs to know about each: its case, its place in the sentence."""

import re
from typing import NamedTuple

from nlp.fold import fold

_WORD = re.compile(r"[^\W_]+(?:[’'`\-‐‑][^\W_]+)*")
_STOP = re.compile(r"[.!?:;\n\r•…\"“”]|--|^\s*[-*]\s", re.MULTILINE)
_SHOUT = 0.6
_ENOUGH = 12


class Token(NamedTuple):
    """A word: folded without apostrophes and possessive, with its place and its look."""

    text: str
    word: str
    start: int
    end: int
    capital: bool
    upper: bool
    first: bool
    gap: str

    @property
    def letter(self) -> bool:
        """Say whether it is a single letter, an initial."""
        return len(self.word) == 1 and self.word.isalpha()


def _plain(raw: str) -> str:
    lowered = raw.lower() if raw.isascii() else fold(raw).text
    lowered = lowered.replace("’", "'").replace("`", "'")
    lowered = lowered.removesuffix("'s")
    return lowered.replace("'", "")


def shouting(text: str) -> bool:
    """Say whether a text is typed in capitals, so that a capital says nothing."""
    beginning = text[:400]
    letters = sum(map(str.isalpha, beginning))
    return letters >= _ENOUGH and sum(map(str.isupper, beginning)) > _SHOUT * letters


def tokens(text: str) -> list[Token]:
    """Return the words of a text."""
    loud = shouting(text)
    found: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        raw, start = match.group(), match.start()
        gap = text[end:start]
        capital = raw[0].isupper() and not loud
        found.append(
            Token(
                raw,
                _plain(raw),
                start,
                match.end(),
                capital,
                capital and len(raw) > 1 and raw.isupper(),
                not found or (gap != " " and _STOP.search(gap) is not None),
                gap,
            )
        )
        end = match.end()
    return found
