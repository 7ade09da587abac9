"""Cue rules: phrases, kept in TOML files a person can edit, that point to a tag.

A file holds lists of phrases under a heading. A phrase is words separated by spaces, where
`wait*` matches any word that begins so, `kind|gentle` either word, `_` any one word, `#` a number
in figures or words, and `...` up to three words. Nothing in a phrase is a regular expression: the
time is linear in the text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import NamedTuple

from nlp.remembered import Remembered
from nlp.tables import read_table
from nlp.text import fold
from nlp.types import NlpError

_GAP = 3
#: For so many words a matcher remembers what they begin.
MAX_REMEMBERED = 50_000
_ANY, _GAP_MARK, _NUMBER = "_", "...", "#"
_NUMBERS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "fifteen",
        "eighteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "hundred",
        "couple",
        "few",
        "several",
    ]
)


@dataclass(frozen=True, slots=True)
class Step:
    """One place in a phrase: the words and beginnings it accepts."""

    words: frozenset[str]
    prefixes: tuple[str, ...]
    is_any: bool = False
    is_gap: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether words that are not named may stand here."""
        return self.is_any or self.is_gap or bool(self.prefixes)

    def accepts(self, word: str) -> bool:
        """Say whether a folded word may stand here."""
        return (
            self.is_any
            or word in self.words
            or (bool(self.prefixes) and word.startswith(self.prefixes))
        )


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase, and the name of the list it belongs to."""

    name: str
    steps: tuple[Step, ...]


class CueMatch(NamedTuple):
    """A phrase found in a text, as token positions (end excluded)."""

    name: str
    start: int
    end: int


def parse_phrase(name: str, phrase: str) -> Cue:
    """Read one phrase; raise `NlpError` with a sentence when it cannot match anything sensible."""
    steps = []
    for part in phrase.split():
        if part in (_ANY, _GAP_MARK):
            steps.append(Step(frozenset(), (), is_any=part == _ANY, is_gap=part == _GAP_MARK))
            continue
        if part == _NUMBER:
            steps.append(Step(_NUMBERS, tuple("#0123456789")))
            continue
        choices = part.split("|")
        words = frozenset(fold(choice) for choice in choices if not choice.endswith("*"))
        prefixes = tuple(fold(choice[:-1]) for choice in choices if choice.endswith("*"))
        if not all(prefixes) or not all(words):
            raise NlpError(f'The phrase "{phrase}" under {name} has an empty word.')
        steps.append(Step(words, prefixes))
    if not steps or steps[0].is_any or steps[0].is_gap or steps[-1].is_gap:
        raise NlpError(f'The phrase "{phrase}" under {name} must begin and end with a word.')
    return Cue(name, tuple(steps))


class Continued(NamedTuple):
    """A phrase of which the first words are there: `left` must follow, from `ahead` words on.

    Where `left` begins with a word out of a list, `nexts` is that list: most phrases end there.
    """

    name: str
    left: tuple[Step, ...]
    ahead: int
    nexts: frozenset[str] | None


class Begun(NamedTuple):
    """What a word begins: the lists it matches by itself, and the longer phrases.

    `by_second` holds, for every word that some phrase names as its second, the phrases that may go
    on with it; `by_prefix` those for any other word that begins with one of `prefixes`, and
    `others` those for all words besides.
    """

    names: tuple[str, ...]
    by_second: Mapping[str, tuple[Continued, ...]]
    prefixes: tuple[str, ...]
    by_prefix: tuple[Continued, ...]
    others: tuple[Continued, ...]


def _begun(cues: Sequence[Cue]) -> Begun | None:
    if not cues:
        return None
    names = tuple(dict.fromkeys(cue.name for cue in cues if len(cue.steps) == 1))
    longer = dict.fromkeys(cue for cue in cues if len(cue.steps) > 1 and cue.name not in names)
    seconds = frozenset().union(*(cue.steps[1].words for cue in longer))
    by_second = {
        word: tuple(
            _after(cue, 1 if cue.steps[1].is_gap else 2)
            for cue in longer
            if cue.steps[1].is_gap or cue.steps[1].accepts(word)
        )
        for word in seconds
    }
    return Begun(
        names,
        by_second,
        tuple(prefix for cue in longer for prefix in cue.steps[1].prefixes),
        tuple(_after(cue, 1) for cue in longer if cue.steps[1].is_open),
        tuple(_after(cue, 1) for cue in longer if cue.steps[1].is_any or cue.steps[1].is_gap),
    )


def _after(cue: Cue, count: int) -> Continued:
    """Return what is left of a phrase when its first words are there."""
    left = cue.steps[count:]
    return Continued(cue.name, left, count, left[0].words if left and not left[0].is_open else None)


class CueMatcher:
    """Finds every cue in a list of folded words."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.names = tuple(dict.fromkeys(cue.name for cue in cues))
        self._by_word: dict[str, list[Cue]] = {}
        self._by_prefix: dict[str, list[Cue]] = {}
        for cue in cues:
            for word in cue.steps[0].words:
                self._by_word.setdefault(word, []).append(cue)
            for prefix in cue.steps[0].prefixes:
                self._by_prefix.setdefault(prefix, []).append(cue)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix})
        self._begun_by = Remembered(self._starting_with, MAX_REMEMBERED)

    def _starting_with(self, word: str) -> Begun | None:
        """Return what a word begins; most words begin nothing."""
        cues = list(self._by_word.get(word, ()))
        for length in self._lengths:
            cues += self._by_prefix.get(word[:length], ()) if length <= len(word) else ()
        return _begun(cues)

    def find(self, words: Sequence[str]) -> list[CueMatch]:
        """Return every match, in the order of the text; each list once for each first word."""
        matches = []
        count = len(words)
        new = tuple.__new__  # half the time of the constructor that a named tuple has
        begun_by = map(self._begun_by.__getitem__, words)
        pairs = zip(begun_by, chain(words[1:], [""]), strict=False)
        for position, (begun, following) in enumerate(pairs):
            if begun is None:
                continue
            names, by_second, prefixes, by_prefix, others = begun
            if names:
                matches += [new(CueMatch, (name, position, position + 1)) for name in names]
            longer = by_second.get(following)
            if longer is None:
                longer = by_prefix if prefixes and following.startswith(prefixes) else others
            found = ""
            for name, left, ahead, nexts in longer:
                at = position + ahead
                if name == found or (nexts is not None and (at >= count or words[at] not in nexts)):
                    continue
                end = _match(left, 0, words, at) if left else at
                if end:
                    found = name
                    matches.append(new(CueMatch, (name, position, end)))
        return matches


def _match(steps: tuple[Step, ...], index: int, words: Sequence[str], position: int) -> int:
    """Return the position after the match of the remaining steps, or 0."""
    while index < len(steps):
        step = steps[index]
        if step.is_gap:
            for skipped in range(_GAP + 1):
                end = _match(steps, index + 1, words, position + skipped)
                if end:
                    return end
            return 0
        if position >= len(words) or not step.accepts(words[position]):
            return 0
        index, position = index + 1, position + 1
    return position


Phrases = dict[str, dict[str, list[str]]]


def load_cues(folder: Traversable | None = None) -> Phrases:
    """Read every TOML file of the cue folder: file name without ending, list name, phrases."""
    folder = folder or files("nlp") / "data" / "cues"
    return {
        entry.name.removesuffix(".toml"): _lists(entry)
        for entry in sorted(folder.iterdir(), key=lambda item: item.name)
        if entry.name.endswith(".toml")
    }


def _lists(file: Traversable) -> dict[str, list[str]]:
    lists = read_table(file)
    for name, phrases in lists.items():
        if not (isinstance(phrases, list) and all(isinstance(each, str) for each in phrases)):
            raise NlpError(f"{file} cannot be read: {name} is not a list of phrases in quotes.")
    return lists


def matchers_from(phrases: Phrases) -> dict[str, CueMatcher]:
    """Make one matcher for each cue file."""
    return {
        file: CueMatcher(
            [parse_phrase(name, phrase) for name, found in lists.items() for phrase in found]
        )
        for file, lists in phrases.items()
    }
