"""Patterns: lines of words, compiled into classes, and where they stand in a text.

A pattern is a line of words. `a|b` is either, `@family` any word of a family, `stem*` any word that
begins so, `word?` may be missing, `..` lets up to five words of the same sentence stand between,
and `...` up to ten words, also across a full stop. Only words that a pattern cannot do without (its
anchor) start a comparison, and each comparison looks at a bounded number of words, so the time is
linear in the length of the text however many patterns there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nlp.screen.words import Word

NEAR = 5
FAR = 10


@dataclass(frozen=True, slots=True)
class Pattern:
    """Classes of words in order; `gaps[n]` is (words allowed, crosses sentences) before class n."""

    classes: tuple[int, ...]
    gaps: tuple[tuple[int, bool], ...]
    anchor: int
    #: A bit for each class: without a word of every one the pattern is nowhere.
    needs: int


@dataclass(slots=True)
class Lexicon:
    """Words and the classes they belong to, growing while the rules are read."""

    families: dict[str, frozenset[str]]
    common: frozenset[str]
    strong: frozenset[str]
    by_word: dict[str, set[int]] = field(default_factory=dict)
    by_stem: dict[str, set[int]] = field(default_factory=dict)
    specs: dict[str, int] = field(default_factory=dict)
    weight: list[int] = field(default_factory=list)

    def words_of(self, spec: str) -> frozenset[str]:
        """Return the words (and `stem*`s) that one place in a pattern accepts."""
        words: set[str] = set()
        for part in spec.split("|"):
            words |= self.families[part[1:]] if part.startswith("@") else {part}
        return frozenset(words)

    def class_of(self, spec: str) -> int:
        """Return the number of the class for one place in a pattern."""
        if spec in self.specs:
            return self.specs[spec]
        number = self.specs[spec] = len(self.specs)
        words = self.words_of(spec)
        for word in words:
            home = self.by_stem if word.endswith("*") else self.by_word
            home.setdefault(word.rstrip("*"), set()).add(number)
        self.weight.append(1000 * len(words & self.common) + len(words))
        return number

    def classes(self, word: str) -> frozenset[int]:
        """Return the classes a spelled word belongs to."""
        found = set(self.by_word.get(word, ()))
        for length in range(3, len(word) + 1):
            found |= self.by_stem.get(word[:length], set())
        return frozenset(found)


def _variants(places: Sequence[str]) -> Iterable[list[str]]:
    """Yield a pattern's places with and without those that may be missing."""
    for index, place in enumerate(places):
        if place.endswith("?"):
            yield from _variants([*places[:index], place[:-1], *places[index + 1 :]])
            yield from _variants([*places[:index], *places[index + 1 :]])
            return
    yield list(places)


def bits(classes: Iterable[int]) -> int:
    """Return some classes as one number with a bit for each: a set that is quick to compare."""
    number = 0
    for each in classes:
        number |= 1 << each
    return number


def compile_pattern(line: str, lexicon: Lexicon) -> list[Pattern]:
    """Return the patterns that a line of the rules file stands for."""
    patterns = []
    for places in _variants(line.split()):
        classes: list[int] = []
        gaps: list[tuple[int, bool]] = []
        gap = (0, False)
        for place in places:
            if place in {"..", "..."}:
                gap = (NEAR, False) if place == ".." else (FAR, True)
                continue
            classes.append(lexicon.class_of(place))
            gaps.append(gap)
            gap = (0, False)
        anchor = min(range(len(classes)), key=lambda n: lexicon.weight[classes[n]])
        patterns.append(Pattern(tuple(classes), tuple(gaps), anchor, bits(classes)))
    return patterns


Classes = Sequence[frozenset[int]]


def _step(
    words: Sequence[Word],
    classes: Classes,
    start: int,
    wanted: int,
    gap: tuple[int, bool],
    way: int,
) -> int:
    """Return the nearest word of a class within a gap on one side of a word, or -1."""
    allowed, crosses = gap
    place, last = start + way, start + way * (allowed + 1)
    while 0 <= place < len(words):
        if not crosses and words[place].sentence != words[start].sentence:
            return -1
        if wanted in classes[place]:
            return place
        if place == last:
            return -1
        place += way
    return -1


def match_at(
    pattern: Pattern, words: Sequence[Word], classes: Classes, at: int
) -> tuple[int, int] | None:
    """Return the first and last word of a pattern whose anchor is the word `at`, or None."""
    first = last = at
    for index in range(pattern.anchor + 1, len(pattern.classes)):
        last = _step(words, classes, last, pattern.classes[index], pattern.gaps[index], 1)
        if last < 0:
            return None
    for index in range(pattern.anchor - 1, -1, -1):
        first = _step(words, classes, first, pattern.classes[index], pattern.gaps[index + 1], -1)
        if first < 0:
            return None
    return first, last


def any_found(patterns: Iterable[Pattern], words: Sequence[Word], classes: Classes) -> bool:
    """Say whether one of some patterns matches anywhere."""
    return any(
        pattern.classes[pattern.anchor] in members
        and match_at(pattern, words, classes, at) is not None
        for pattern in patterns
        for at, members in enumerate(classes)
    )
