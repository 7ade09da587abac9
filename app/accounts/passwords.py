"""Passwords: long enough, and not made of what is tried first."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SHORTEST = 15
LONGEST = 128
#: How much a password must be worth: each letter that is in no listed word is worth one.
LEAST_WORTH = 7
#: A common word is worth something too: four that do not belong together make a good password.
_WORTH_OF_A_COMMON_WORD = 2
FEWEST_DIFFERENT = 6
_WORDS_FILE = Path(__file__).parent / "words" / "common-passwords.txt"
#: Shorter common passwords ("and", "the1") are inside every good sentence as well.
_SHORTEST_WORD = 5
_LONGEST_WORD = 30
#: What this platform makes people think of (R-AUT-2).
_OUR_WORDS = ("saidanddone", "said", "done", "send", "sencop", "council", "feedback", "family")
_DIGITS_FOR_LETTERS = str.maketrans("013457@$!", "oieastasi")
#: Saying it again is worth nothing.
_REPEATED = re.compile(r"(.{2,64}?)\1+")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")

TOO_SHORT = _l("Your password must have at least 15 characters. Three or four words do well.")
TOO_LONG = _l("Your password must have 128 characters or fewer.")
TOO_COMMON = _l(
    "That password is one of those that are tried first. Use words that do not belong together, "
    "and not your name or ours."
)


@cache
def _common_words() -> frozenset[str]:
    words = _WORDS_FILE.read_text(encoding="utf-8").split()
    return frozenset(word for word in words if _SHORTEST_WORD <= len(word) <= _LONGEST_WORD)


def _split(words: Iterable[str]) -> set[str]:
    """Return the parts, of three letters and more, of names and addresses."""
    parts = set()
    for word in words:
        text = "".join(letter if letter.isalnum() else " " for letter in word.casefold())
        parts |= {part for part in text.split() if len(part) > 2}
    return parts


def _is_run(text: str) -> bool:
    return any(text in run or text[::-1] in run for run in _RUNS)


def _worth(text: str, listed: set[str]) -> int:
    """Return what `text` is worth when it is cut into pieces in the way that a guesser likes best.

    A name, one of our words or a run of keys is worth nothing, and so are digits and marks.
    """
    common = _common_words()
    least = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        least[end] = least[end - 1] + text[end - 1].isalpha()
        for length in range(3, min(end, _LONGEST_WORD) + 1):
            piece, before = text[end - length : end], least[end - length]
            if piece in listed or _is_run(piece):
                least[end] = min(least[end], before)
            elif piece in common:
                least[end] = min(least[end], before + _WORTH_OF_A_COMMON_WORD)
    return least[-1]


def is_common(password: str, *, about: Iterable[str] = ()) -> bool:
    """Return True when a guesser would come to `password` soon.

    `about` holds the person's name and address and the area: their parts count as known.
    """
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT:
        return True
    listed = _split(about) | set(_OUR_WORDS)
    once = _REPEATED.sub(r"\1", plain)
    spellings = {once, once.translate(_DIGITS_FOR_LETTERS)}
    return min(_worth(each, listed) for each in spellings) < LEAST_WORTH


def why_refused(password: str, *, about: Iterable[str] = ()) -> LazyString | None:
    """Return the sentence that says why `password` will not do, or None when it will."""
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    return TOO_COMMON if is_common(password, about=about) else None
