"""Cutting a comment into the words and clauses that everything else in the tagger works on."""

import re
import unicodedata
from itertools import accumulate
from typing import NamedTuple

from nlp.remembered import Remembered

# A word keeps its apostrophes; every other visible character (emoji, "?", "!") is its own token.
# No nested repeats: the time is linear in the length whatever people type.
_WORD = re.compile(r"([^\W_]+(?:['’`][^\W_]+)*|[^\s\w.,;:()\[\]\"“”‘’'`/\\\-–—_*&+=<>|{}~^])")
# The same for texts of plain letters, which are nearly all and are cut a fifth faster by it.
_PLAIN_WORD = re.compile(r"([A-Za-z0-9]+(?:['`][A-Za-z0-9]+)*|[!#$%?@\x00-\x08\x0e-\x1b\x7f])")
_REPEATED = re.compile(r"(.)\1{2,}")
#: Between two words, what ends a clause; so do these marks, which are words themselves ...
_STOP = re.compile(r"[.;:\n,–—]|\s-\s")
_MARKS = frozenset(["!", "?", "..."])
#: ... and so does white space before one of these, when some follows it too.
_JOINING = frozenset(["but", "because", "cos", "so", "then", "since", "when", "although", "though"])
_TELLING = _MARKS | _JOINING
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"”’')\]]*(?=\s|$)|\n)\s*")
MAX_WORD = 40
#: How many words a cache remembers: more than all comments that ship have, and few
#: enough that a stream of a million comments, new words in each, stays below 300 MB.
WORDS_REMEMBERED = 16_384


class Words(NamedTuple):
    """The words of a text as the model sees them, and all its pieces.

    `pieces` holds what stands between words, and the words as they were written, by turns: one
    more than twice as many as there are words. Where a word stands is worked out when it is asked.
    """

    words: list[str]
    pieces: list[str]

    def edges(self) -> tuple[list[int], list[int]]:
        """Return where each word begins and where it ends (excluded), in characters."""
        edges = list(accumulate(map(len, self.pieces)))
        return edges[:-1:2], edges[1::2]

    def clause_starts(self) -> list[int]:
        """Return the place of the word that each clause begins with; none without words.

        Clauses are the pieces between stops, commas, dashes and joining words.
        """
        words, pieces = self.words, self.pieces
        found = [0] if words else []
        # Nearly all words have one space before them and are no mark and no joining word.
        telling = [
            place
            for place, (gap, word) in enumerate(zip(pieces[2:-1:2], words[1:], strict=True), 1)
            if gap != " " or word in _TELLING
        ]
        for place in telling:
            first = place
            if words[place] in _MARKS:
                first = place + 1
                if first == len(words) or words[first] in _MARKS:
                    continue
            elif not _ends_clause(pieces[2 * place], words[place], pieces[2 * place + 2]):
                continue
            if first != found[-1]:
                found.append(first)
        return found


def _ends_clause(before: str, word: str, after: str) -> bool:
    """Say whether a clause ends between two words; `after` is what follows the second."""
    if _STOP.search(before):
        return True
    return word in _JOINING and before[-1:].isspace() and after[:1].isspace()


class Span(NamedTuple):
    """Characters of a text, end excluded."""

    start: int
    end: int


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


_FOLDED = Remembered(fold, WORDS_REMEMBERED)


def tokenise(text: str) -> Words:
    """Return the words of a text, folded, and its pieces."""
    pieces = (_PLAIN_WORD if text.isascii() else _WORD).split(text)
    return Words(list(map(_FOLDED.__getitem__, pieces[1::2])), pieces)


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            spans.append(trim(text, start, match.start()))
            start = match.end()
        else:
            start = match.end() if not spans else start
    if text[start:].strip():
        spans.append(trim(text, start, len(text)))
    return spans


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
