"""A folded copy of a text for matching, which remembers where every character came from.

People write "K1LL", "s e l f h a r m" and "ѕuicide" (with a Cyrillic letter), by accident, by
autocorrect or to get past a filter. Rules match the folded copy; no page shows it (R-UNI-2).
Only the standard library is used, and the time is linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

MAX_CHARACTERS = 10_000

# Letters that look like Latin ones: the confusables people can really type, not the whole table.
_LOOKALIKES = dict(
    zip(
        "абеёзіїјкмнорстухѕԁһԛԝγαβεικνορτυχωηɑɡıļłøđŀⅼǀþßæœ",
        [
            "a",
            "b",
            "e",
            "e",
            "3",
            "i",
            "i",
            "j",
            "k",
            "m",
            "h",
            "o",
            "p",
            "c",
            "t",
            "y",
            "x",
            "s",
            "d",
            "h",
            "q",
            "w",
            "y",
            "a",
            "b",
            "e",
            "i",
            "k",
            "v",
            "o",
            "p",
            "t",
            "u",
            "x",
            "w",
            "n",
            "a",
            "g",
            "i",
            "l",
            "l",
            "o",
            "d",
            "l",
            "l",
            "l",
            "p",
            "ss",
            "ae",
            "oe",
        ],
        strict=True,
    )
)
_PUNCTUATION = {
    0x2018: "'", 0x2019: "'", 0x201B: "'", 0x2032: "'", 0x00B4: "'", 0x02BC: "'", 0xFF07: "'",
    0x0060: "'", 0x201C: '"', 0x201D: '"', 0x201E: '"', 0x2013: "-", 0x2014: "-", 0x2010: "-",
    0x2011: "-", 0x2012: "-", 0x2212: "-", 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2022: " ",
    0x00B7: " ", 0x00A3: " ", 0x20AC: " ", 0x00B0: " ", 0x2026: ".",
}  # fmt: skip
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f]"
)


def _latin(character: str) -> str | None:
    """Return the one plain letter that an accented letter stands for, or None."""
    plain = "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return plain.casefold() if len(plain) == 1 and plain.isascii() else None


def _one_to_one() -> dict[int, str]:
    table = dict(_PUNCTUATION)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = _latin(chr(code))
        if plain:
            table[code] = plain
    for look, plain in _LOOKALIKES.items():
        for form in {look, look.upper()}:
            if len(form) == 1 and len(plain) == 1:
                table[ord(form)] = plain
    return table


_TABLE = _one_to_one()


def word_set(line: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(line.split())


# "kiII" is "kill" written with two capital letters i, and "SUlClDE" has small letters l. "1" stands
# for either letter when words are read.
_EITHER = re.compile("(?<=[a-z])I+|(?<=[A-Z])l+(?=[A-Z])")


class Folded(NamedTuple):
    """The folded text, and for each of its characters where it stood (None: exactly there)."""

    text: str
    origin: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the original text that a span of the folded one stands for."""
        if self.origin is None or start >= end:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    """Return the plain letters of one character: none, one, or a few."""
    if unicodedata.combining(character) or _INVISIBLE.match(character):
        return ""
    plain = _LOOKALIKES.get(character.casefold())
    if plain is not None:
        return plain
    parts = unicodedata.normalize("NFKD", character).casefold()[:4]
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_TABLE)


def undisguise(text: str) -> str:
    """Return a text of the same length with "1" for capital i and small l that pose as each other.

    For the screen, before folding: afterwards nobody sees which letters were capitals.
    """
    return _EITHER.sub(lambda found: "1" * len(found[0]), text[:MAX_CHARACTERS])


def _slowly(text: str) -> Folded:
    letters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        plain = character.lower() if character.isascii() else _letters(character)
        letters.append(plain)
        origin.extend([position] * len(plain))
    return Folded("".join(letters), origin)


def fold(text: str) -> Folded:
    """Return the folded copy of the first 10,000 characters of a text.

    Case, accents and compatibility forms are folded, look-alike letters become Latin ones,
    invisible characters and combining marks vanish; line ends and punctuation stay.
    """
    text = text[:MAX_CHARACTERS]
    if text.isascii():
        return Folded(text.lower(), None)
    simple = text.translate(_TABLE)
    if simple.isascii():
        return Folded(simple.lower(), None)
    return _slowly(text)
