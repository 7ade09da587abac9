"""The screen's rules: read from `nlp/data/screen/*.toml`, matched word by word.

How a line of a rule is read is told in `nlp.screen.patterns`.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import islice
from typing import Any

from nlp.screen.patterns import (
    Classes,
    Lexicon,
    Pattern,
    any_found,
    bits,
    compile_pattern,
    match_at,
)
from nlp.screen.words import Speller, Word
from nlp.tables import read_table
from nlp.text import WORDS_REMEMBERED

#: A rule fires so often in one text at most.
MOST = 20

Few = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one finding means: its name, its level, and what takes it back.

    `unless` takes back every match of the rule within `near` words; `but` only a match that shares
    a word with it, so that harm told beside a harmless phrase is still found.
    """

    name: str
    level: str
    max_words: int
    unless: tuple[Pattern, ...]
    near: int
    but: tuple[Pattern, ...] = ()
    #: Its words say that harm is not there or is over; its level is what that leaves.
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A rule for answers to a question that has one of `asked` and none of `unasked`."""

    asked: tuple[Pattern, ...]
    unasked: tuple[Pattern, ...]
    answers: tuple[Pattern, ...]
    rule: Rule
    #: Where there are any: the answer has one of these words, and no others but fillers.
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """The first and the last word of a match, and its rule."""

    first: int
    last: int
    rule: Rule


class Reading:
    """One text while it is read: its words, their classes, and what was found out so far."""

    def __init__(
        self, words: Sequence[Word], classes: Classes, excusing: Callable[[frozenset[int]], Few]
    ) -> None:
        self.words = words
        self.classes = classes
        self._excusing = excusing
        self._places: dict[int, list[int]] | None = None
        self._excuses: dict[str, list[int]] = {}
        self._phrases: dict[str, list[tuple[int, int]]] = {}

    def places(self, number: int) -> list[int]:
        """Return where the words of a class stand from which an excuse is looked for."""
        if self._places is None:
            self._places = {}
            for at, members in enumerate(self.classes):
                for member in self._excusing(members):
                    self._places.setdefault(member, []).append(at)
        return self._places.get(number, [])

    def _spans(self, patterns: Iterable[Pattern]) -> Iterator[tuple[int, int, int]]:
        """Yield the anchor, the first and the last word of every match of some patterns."""
        for pattern in patterns:
            for at in self.places(pattern.classes[pattern.anchor]):
                span = match_at(pattern, self.words, self.classes, at)
                if span is not None:
                    yield at, *span

    def excused(self, rule: Rule, first: int, last: int) -> bool:
        """Say whether an `unless` line stands near a match, or a `but` line shares its words."""
        if rule.name not in self._excuses:
            self._excuses[rule.name] = sorted(at for at, _, _ in self._spans(rule.unless))
            self._phrases[rule.name] = [
                (start, end) for _, start, end in islice(self._spans(rule.but), MOST)
            ]
        if any(start <= last and first <= end for start, end in self._phrases[rule.name]):
            return True
        at = bisect_left(self._excuses[rule.name], first - rule.near)
        excuses = self._excuses[rule.name]
        return at < len(excuses) and excuses[at] <= last + rule.near


class RuleBook:
    """All rules of the data files, ready to be matched."""

    def __init__(self, documents: Sequence[dict[str, Any]]) -> None:
        families: dict[str, frozenset[str]] = {}
        for document in documents:
            for name, words in document.get("families", {}).items():
                families[name] = _family(words, families)
        self.lexicon = Lexicon(
            families, families.get("common", frozenset()), families.get("strong", frozenset())
        )
        self._fillers = families.get("fillers", frozenset())
        self._anchors: Anchors = {}
        self._excuses: set[int] = set()
        self.count = 0
        for document in documents:
            for entry in document.get("rule", ()):
                self._add(entry, settles=False)
            for entry in document.get("settled", ()):
                self._add(entry, settles=True)
        self.questions = [
            self._question(entry)
            for document in documents
            for entry in document.get("question", ())
        ]
        neighbours = families.get("neighbours", frozenset())
        self.speller = Speller(
            lambda word: bool(self.lexicon.classes(word)) or word in neighbours,
            self.lexicon.strong,
            self.lexicon.by_word,
            {
                typed: meant
                for document in documents
                for typed, meant in document.get("spellings", {}).items()
            },
        )
        self._look_up = lru_cache(maxsize=WORDS_REMEMBERED)(self._spelled_classes)
        #: A word as the rules spell it, without apostrophes.
        self.spelled = lru_cache(maxsize=WORDS_REMEMBERED)(self._spell)
        self._bits = lru_cache(maxsize=WORDS_REMEMBERED)(bits)
        # A word is in dozens of classes, and hardly any of them starts a comparison.
        self._starting = _those_among(self._anchors)
        self._excusing = _those_among(self._excuses)

    def _rule(self, entry: dict[str, Any], *, settles: bool = False) -> Rule:
        excuses = {
            key: tuple(
                pattern
                for line in entry.get(key, ())
                for pattern in compile_pattern(line, self.lexicon)
            )
            for key in ("unless", "but")
        }
        for patterns in excuses.values():
            self._excuses |= {pattern.classes[pattern.anchor] for pattern in patterns}
        return Rule(
            entry["name"],
            entry["level"],
            entry.get("max_words", 0),
            excuses["unless"],
            entry.get("near", 6),
            excuses["but"],
            settles,
        )

    def _add(self, entry: dict[str, Any], *, settles: bool) -> None:
        rule = self._rule(entry, settles=settles)
        for line in entry["any"]:
            for pattern in compile_pattern(line, self.lexicon):
                self.count += 1
                anchor = pattern.classes[pattern.anchor]
                self._anchors.setdefault(anchor, []).append((pattern, rule))

    def _question(self, entry: dict[str, Any]) -> Question:
        def patterns(key: str) -> tuple[Pattern, ...]:
            lines = entry.get(key, ())
            return tuple(p for line in lines for p in compile_pattern(line, self.lexicon))

        only = self.lexicon.words_of(entry["only"]) if "only" in entry else frozenset[str]()
        return Question(
            patterns("asked"), patterns("unasked"), patterns("any"), self._rule(entry), only
        )

    def _spelled_classes(self, word: str) -> frozenset[int]:
        return self.lexicon.classes(self.speller.spell(word))

    def _spell(self, word: str) -> str:
        return self.speller.spell(word).replace("'", "")

    def classes(self, words: Sequence[Word]) -> list[frozenset[int]]:
        """Return the classes of every word."""
        return [self._look_up(word.text) for word in words]

    def _present(self, classes: Classes) -> int:
        """Return every class that some word belongs to, a bit for each."""
        number = 0
        for members in classes:
            number |= self._bits(members)
        return number

    def hits(self, words: Sequence[Word], classes: Classes) -> list[Hit]:
        """Return the rules that fire, with their words; each rule at most twenty times.

        Those that settle what others find are among them.
        """
        reading = Reading(words, classes, self._excusing)
        hits: list[Hit] = []
        fired: Counter[str] = Counter()
        absent = ~self._present(classes)
        for at, members in enumerate(classes):
            for number in self._starting(members):
                for pattern, rule in self._anchors[number]:
                    if pattern.needs & absent:
                        continue
                    if fired[rule.name] >= MOST or (rule.max_words and len(words) > rule.max_words):
                        continue
                    span = match_at(pattern, words, classes, at)
                    if span and not reading.excused(rule, *span):
                        fired[rule.name] += 1
                        hits.append(Hit(*span, rule))
        return hits

    def questions_like(self, question: Sequence[Word]) -> list[Question]:
        """Return the rules for answers to this question."""
        asked = self.classes(question)
        return [
            entry
            for entry in self.questions
            if any_found(entry.asked, question, asked)
            and not any_found(entry.unasked, question, asked)
        ]

    def answered(
        self, entries: Sequence[Question], words: Sequence[Word], classes: Classes
    ) -> list[Hit]:
        """Return the rules that need the question: "No" to "Do you feel safe?"."""
        return [
            Hit(0, len(words) - 1, entry.rule)
            for entry in entries
            if not (entry.rule.max_words and len(words) > entry.rule.max_words)
            and (not entry.only or self._says_only(words, entry.only))
            and (not entry.answers or any_found(entry.answers, words, classes))
            and not any_found(entry.rule.unless, words, classes)
        ]

    def _says_only(self, words: Sequence[Word], wanted: frozenset[str]) -> bool:
        """Say whether an answer has a word that is wanted, and beside such words only fillers.

        A face or a heart beside them says nothing of its own.
        """
        spelled = [self.spelled(word.text) for word in words]
        return not wanted.isdisjoint(spelled) and all(
            word in wanted or word in self._fillers or not word.isascii() for word in spelled
        )

    def says_little(self, spelled: Sequence[str]) -> bool:
        """Say whether an answer means only what its question makes of it ("not really, no")."""
        plain = [word for word in spelled if word.isascii()] or spelled
        families = self.lexicon.families
        return families["yes_or_no"].issuperset(plain) or (
            families["says_little"].issuperset(plain) and not self._fillers.issuperset(plain)
        )


#: Patterns with their rules, by the class from which a comparison starts.
Anchors = dict[int, list[tuple[Pattern, Rule]]]


def _those_among(wanted: Container[int]) -> Callable[[frozenset[int]], Few]:
    """Return a function that says, and remembers, which of some classes are wanted."""

    @lru_cache(maxsize=WORDS_REMEMBERED)
    def find(members: frozenset[int]) -> Few:
        return tuple(sorted(member for member in members if member in wanted))

    return find


def _family(words: str, families: dict[str, frozenset[str]]) -> frozenset[str]:
    members: set[str] = set()
    for word in words.split():
        members |= families[word[1:]] if word.startswith("@") else {word}
    return frozenset(members)


def data_files() -> list[Traversable]:
    """Return every file that the screen goes by, in order: the rules and the weighed words."""
    folder = resources.files("nlp") / "data" / "screen"
    kept = (file for file in folder.iterdir() if file.name.endswith((".toml", ".tsv")))
    return sorted(kept, key=lambda file: file.name)


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """Return the rules of the data files, read once per process."""
    return RuleBook([read_table(file) for file in data_files() if file.name.endswith(".toml")])


__all__ = ["Hit", "Question", "Rule", "RuleBook", "data_files", "rule_book"]
