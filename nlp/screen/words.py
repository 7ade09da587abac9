"""The words of a folded text as the screen reads them: spelled, joined up, with their places."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import chain, product
from typing import NamedTuple

# A word may hold symbols that stand in for letters ("k!ll", "r@pe", "su*cide"); outside a word they
# are punctuation. Every repeat is over one character class, so the time is linear.
_TOKEN = re.compile(r"[$@]?[a-z0-9]+(?:['!@$*|+_]+[a-z0-9]+)*|[.!?;\n]+|[^\x00-\x7f]")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_LEET = str.maketrans("013457$@!|+", "oieastsaiit")
_LEET_L = str.maketrans("013457$@!|+", "oleastsallt")
_MAX_WORD = 40
_MAX_RUN = 60
_LONG = 6
_MOST_ONES = 3
_GLUED = 8
_SELVES = frozenset({"myself", "himself", "herself"})


class Word(NamedTuple):
    """One word, folded, its place in the folded text, and the number of its sentence."""

    text: str
    start: int
    end: int
    sentence: int


def _one_letter_out(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _decoded(word: str) -> Iterator[str]:
    """Yield the words that one with symbols for letters may be: a "1" is an i or an l, or both."""
    bare = word.replace("*", "").replace("_", "")
    yield bare.translate(_LEET)
    yield bare.translate(_LEET_L)
    if 1 < (ones := bare.count("1")) <= _MOST_ONES and not bare.isdigit():
        for letters in product("il", repeat=ones):
            pieces = chain.from_iterable(zip(bare.split("1"), (*letters, ""), strict=True))
            yield "".join(pieces).translate(_LEET)


class Speller:
    """Finds the word that somebody meant, among the words that the rules look for.

    `known` are the words of the rules; `strong` those worth recognising when they are disguised
    or misspelt: words that have hardly any harmless neighbour. `meant` says what is meant by words
    that no rule of spelling finds ("od'd").
    """

    def __init__(
        self,
        known: Callable[[str], bool],
        strong: Iterable[str],
        whole: Container[str] = (),
        meant: Mapping[str, str] | None = None,
    ) -> None:
        self._known = known
        self._whole = whole
        self._meant = meant or {}
        self._strong = frozenset(strong)
        self._inside = re.compile("|".join(sorted(map(re.escape, self._strong))) or "(?!)")
        self._starred: dict[tuple[int, str], list[str]] = {}
        self._typos: dict[str, str] = {}
        for word in sorted(self._strong):
            self._starred.setdefault((len(word), word[0]), []).append(word)
            if len(word) >= _LONG:
                for typo in _one_letter_out(word):
                    self._typos.setdefault(typo, word)

    def spell(self, word: str) -> str:
        """Return the word of the rules that a typed word stands for, or the word itself."""
        meant = self._meant.get(word)
        if meant is not None:
            return meant
        plain = word.replace("'", "")[:_MAX_WORD]
        if plain.isalpha():
            return self._letters(plain)
        for decoded in map(self._letters, _decoded(plain)):
            if decoded in self._strong or (
                len(decoded) > 2 and decoded.isalpha() and self._known(decoded)
            ):
                return decoded
        return self._wildcard(plain) if "*" in plain else plain

    def _letters(self, word: str) -> str:
        if _REPEATED.search(word):
            for squeezed in (_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word)):
                if self._known(squeezed):
                    return squeezed
        if self._known(word):
            return word
        return self._typo(word) if len(word) >= _LONG - 1 else word

    def _typo(self, word: str) -> str:
        found = self._typos.get(word)
        if found is not None:
            return found
        if len(word) > _LONG:
            for other in _one_letter_out(word):
                if other in self._strong and len(other) >= _LONG:
                    return other
        return word

    def _wildcard(self, word: str) -> str:
        for candidate in self._starred.get((len(word), word[0]), ()):
            if all(a in ("*", b) for a, b in zip(word, candidate, strict=True)):
                return candidate
        return word

    def split(self, run: str) -> list[str] | None:
        """Return the known words that letters typed one by one spell, or None.

        "selfharm" gives ["selfharm"], "iwanttodie" the words of the sentence when all are known.
        At least one of them must be a strong word.
        """
        run = run[:_MAX_RUN]
        if not self._inside.search(run):
            return None
        best: list[list[str] | None] = [[]] + [None] * len(run)
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - 14), end):
                before = best[start]
                if before is None or not self._part(run[start:end]):
                    continue
                ours = best[end]
                if ours is None or len(before) + 1 < len(ours):
                    best[end] = [*before, run[start:end]]
        parts = best[len(run)]
        return parts if parts and any(map(self._inside.search, parts)) else None

    def unglued(self, word: str) -> list[str] | None:
        """Return the words of "wanttodie" or "killmyself", or None for a word that is one.

        Hardly any word is by chance three words that the rules know of which a later one is strong,
        or begins with two of which the second is "myself".
        """
        if not _GLUED <= len(word) <= _MAX_WORD or not word.isalpha() or word in self._whole:
            return None
        parts = self.split(word)
        if not parts or len(parts) < 2:
            return None
        is_said = len(parts) > 2 and any(map(self._inside.search, parts[1:]))
        return parts if parts[1] in _SELVES or is_said else None

    def _part(self, piece: str) -> bool:
        return (
            piece in {"i", "a"}
            or piece in self._strong
            or (len(piece) > 1 and piece in self._whole)
        )


def _raw(folded: str) -> Iterator[Word]:
    sentence = 0
    for match in _TOKEN.finditer(folded):
        piece, start = match.group(), match.start()
        first = piece[0]
        if first in ".!?;\n":
            sentence += 1
        else:
            yield Word(piece, start, match.end(), sentence)


def _joined(letters: list[Word], speller: Speller) -> list[Word]:
    """Return single letters in a row as the words they spell, or as they were."""
    run = "".join(letter.text for letter in letters)
    parts = speller.split(run) if len(letters) > 2 else None
    if not parts:
        return letters
    words, place = [], 0
    for part in parts:
        first, last = letters[place], letters[place + len(part) - 1]
        words.append(Word(part, first.start, last.end, letters[0].sentence))
        place += len(part)
    return words


def _unglued(word: Word, speller: Speller) -> list[Word]:
    """Return a word that was written without its spaces as its words, or as it was."""
    parts = speller.unglued(word.text)
    if not parts:
        return [word]
    words, start = [], word.start
    for part in parts:
        words.append(Word(part, start, start + len(part), word.sentence))
        start += len(part)
    return words


def read(folded: str, speller: Speller) -> list[Word]:
    """Return the words of a folded text, spelled as the rules spell them."""
    words: list[Word] = []
    letters: list[Word] = []
    for word in _raw(folded):
        if len(word.text) == 1 and len(letters) < _MAX_RUN:
            letters.append(word)
            continue
        if letters:
            words.extend(_joined(letters, speller))
            letters = []
        words.extend(_unglued(word, speller))
    if letters:
        words.extend(_joined(letters, speller))
    return words
