"""Cutting a comment into the words and clauses that everything else in the tagger works on."""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

# A word keeps its apostrophes; every other visible character (emoji, "?", "!") is its own token.
# No nested repeats: the time is linear in the length whatever people type.
_WORD = re.compile(r"([^\W_]+(?:['’`][^\W_]+)*|[^\s\w.,;:()\[\]\"“”‘’'`/\\\-–—_*&+=<>|{}~^])")
_REPEATED = re.compile(r"(.)\1{2,}")
_CLAUSE_END = re.compile(
    r"[.!?;:\n…]+[\"”’')\]]*\s*|[,–—]+\s*|\s-\s|\s+(?=(?:but|because|cos|so|then|since|when|although|though)\s)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"”’')\]]*(?=\s|$)|\n)\s*")
MAX_WORD = 40
#: How many words a cache remembers: more than all comments that ship have, and few
#: enough that a stream of a million comments, new words in each, stays below 300 MB.
WORDS_REMEMBERED = 16_384


class Words(NamedTuple):
    """The words of a text as the model sees them, and where each stands in it (end excluded).

    Three lists of the same length: an object a word would cost more than finding the word does.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]


class Span(NamedTuple):
    """Characters of a text, end excluded."""

    start: int
    end: int


@lru_cache(maxsize=WORDS_REMEMBERED)
def fold(word: str) -> str:
    """Return the form of a word that is matched: case, apostrophes and long repeats removed.

    A number of three digits or more becomes "##", so that nobody's number is ever learned.
    """
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word)
    word = word.casefold()
    if not word.isalpha():
        word = word.replace("'", "").replace("’", "").replace("`", "")
        if sum(character.isdigit() for character in word) > 2:
            word = "".join("#" if character.isdigit() else character for character in word)
    if len(word) > 3:
        word = _REPEATED.sub(r"\1\1", word)
    return word[:MAX_WORD]


def tokenise(text: str) -> Words:
    """Return the words of a text, folded, with their character offsets."""
    # What stands between words, and the words, by turns.
    pieces = _WORD.split(text)
    edges = list(accumulate(map(len, pieces)))
    return Words(list(map(fold, pieces[1::2])), edges[:-1:2], edges[1::2])


def _split(text: str, boundary: re.Pattern[str]) -> list[Span]:
    spans, start = [], 0
    for match in boundary.finditer(text):
        if text[start : match.start()].strip():
            spans.append(trim(text, start, match.start()))
            start = match.end()
        else:
            start = match.end() if not spans else start
    if text[start:].strip():
        spans.append(trim(text, start, len(text)))
    return spans


def clauses(text: str) -> list[Span]:
    """Return the clauses of a text: the pieces between stops, commas, dashes and joining words."""
    return _split(text, _CLAUSE_END)


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text."""
    return _split(text, _SENTENCE_END)


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
