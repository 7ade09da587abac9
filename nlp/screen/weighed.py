"""Weighed words: what many small signs of harm add up to where no single rule fires.

`nlp/data/screen/weighed.tsv` says of words, beginnings of words, pairs of words, families of words
and the words of the question in how many labelled comments they stand and how much they speak for
harm and for urgent harm. The table is part of the rules: it ships, is written anew only by
`python -m nlp weigh`, and learns nothing from review. A long comment is weighed a stretch at a
time, so that a sentence about harm does not drown in a page about something else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from math import log, sqrt

from nlp.fold import word_set
from nlp.text import WORDS_REMEMBERED

NAME = "weighed words"
BEGINNINGS = (4, 5, 6)
QUESTION_SHARE = 0.7
STRETCH, STEP = 120, 60
#: As many words in a row are shown: those that weigh most.
SHOWN = 6
#: Families that say how a word is spelled, how common it is or how it is read, not what it means.
PLAIN = word_set(
    "neighbours common strong yes_or_no fillers says_yes says_so says_no says_some says_unsure "
    "says_little closing"
)

#: The square of a feature's scale, and its scale times what it says of harm and urgent harm.
Weight = tuple[float, float, float]
#: Weights by the number of the feature: each counts once, however often it stands in a text.
Weights = dict[int, Weight]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sums for harm and for urgent harm, and the first and last of the heaviest words.

    Below both limits nobody asks for the words: they are 0 and 0.
    """

    harm: float
    urgent: float
    first: int
    last: int


def families_of(families: Mapping[str, Iterable[str]]) -> Callable[[str], list[str]]:
    """Return a function that names the families a word belongs to."""
    named: dict[str, list[str]] = {}
    for family in sorted(families):
        if family not in PLAIN:
            for word in families[family]:
                named.setdefault(word, []).append(family)

    def find(word: str) -> list[str]:
        stems = (f"{word[:length]}*" for length in range(3, len(word) + 1))
        return sorted({name for key in (word, *stems) for name in named.get(key, ())})

    return find


def word_features(word: str, families: Callable[[str], list[str]]) -> list[str]:
    """Return the features of one word of an answer."""
    beginnings = [f"p {word[:length]}" for length in BEGINNINGS if len(word) > length]
    return [f"w {word}", *beginnings, *(f"f {name}" for name in families(word))]


def pair_feature(first: str, second: str) -> str:
    """Return the feature of two words side by side."""
    return f"b {first} {second}"


def question_features(words: Sequence[str], families: Callable[[str], list[str]]) -> list[str]:
    """Return the features of a question, each once."""
    single = [f for word in words for f in (f"q {word}", *(f"qf {n}" for n in families(word)))]
    pairs = [f"q {first} {second}" for first, second in pairwise(words)]
    return list(dict.fromkeys([*single, *pairs]))


def length_feature(words: int) -> str:
    """Return the feature that says how long an answer is: short ones say less and mean more."""
    return f"l {min(6, words.bit_length())}"


def scale_of(feature: str, count: int, total: int) -> float:
    """Return how much a feature counts that `count` of `total` comments have: rare ones more."""
    return (QUESTION_SHARE if feature[0] == "q" else 1.0) * (log((1 + total) / (1 + count)) + 1)


def stretches(count: int) -> Iterator[tuple[int, int]]:
    """Yield where the overlapping stretches of `count` words begin and end."""
    start = 0
    while start + STRETCH < count:
        yield start, start + STRETCH
        start += STEP
    yield start, count


class Scales:
    """The table, ready to weigh: features' weights, and the sums from which a level is reached."""

    def __init__(self, text: str, families: Callable[[str], list[str]]) -> None:
        """Read the table: its first line holds how many comments, the biases and the limits."""
        head, *lines = text.splitlines()
        total, *numbers = head.split("\t")
        self._bias = (float(numbers[0]), float(numbers[1]))
        #: The sums from which a comment is of concern and urgent.
        self.limits = (float(numbers[2]), float(numbers[3]))
        self._weights: dict[str, tuple[int, Weight]] = {}
        for number, line in enumerate(lines):
            feature, count, harm, urgent = line.split("\t")
            scale = scale_of(feature, int(count), int(total))
            weight = (scale * scale, scale * int(harm) / 100, scale * int(urgent) / 100)
            self._weights[feature] = (number, weight)
        self._families = families
        self._of_word = lru_cache(maxsize=WORDS_REMEMBERED)(self._word)
        self._of_question = lru_cache(maxsize=8192)(self._question)

    def _known(self, features: Iterable[str]) -> Weights:
        return dict(self._weights[name] for name in features if name in self._weights)

    def _word(self, word: str) -> Weights:
        return self._known(word_features(word, self._families))

    def _question(self, words: tuple[str, ...]) -> Weights:
        return self._known(question_features(words, self._families))

    def can_weigh(self, words: Sequence[str]) -> bool:
        """Say whether the table knows half the words: it cannot speak for another language."""
        return 2 * sum(bool(self._of_word(word)) for word in words) >= len(words)

    def weigh(self, words: Sequence[str], question: Sequence[str]) -> Weighed:
        """Return the highest sums of any stretch of an answer, and its heaviest words.

        `words` and `question` are spelled as the rules spell them; there is at least one word.
        Which weigh most is looked for only where a sum reaches its limit.
        """
        found: list[Weights] = []
        before = ""
        for word in words:
            weights, pair = self._of_word(word), self._weights.get(pair_feature(before, word))
            found.append(weights | dict([pair]) if pair else weights)
            before = word
        asked = self._of_question(tuple(question))
        best = urgent = float("-inf")
        place = (0, 0)
        for start, end in stretches(len(words)):
            harm, of_urgent = self._sums(found, start, end, asked)
            urgent = max(urgent, of_urgent)
            if harm > best:
                best, place = harm, (start, end)
        if best < self.limits[0] and urgent < self.limits[1]:
            return Weighed(best, urgent, 0, 0)
        start, end = place
        first_shown = start + heaviest(
            [sum(each[1] for each in weights.values()) for weights in found[start:end]]
        )
        return Weighed(best, urgent, first_shown, min(first_shown + SHOWN, end) - 1)

    def _sums(
        self, found: Sequence[Weights], start: int, end: int, asked: Weights
    ) -> tuple[float, float]:
        """Return what a stretch and the question say of harm and urgent harm; a feature once."""
        weights: Weights = {}
        for each in (*found[start:end], asked, self._known([length_feature(end - start)])):
            weights.update(each)
        norm = harm = urgent = 0.0
        for square, of_harm, of_urgent in weights.values():
            norm += square
            harm += of_harm
            urgent += of_urgent
        scale = sqrt(norm) or 1.0
        return harm / scale + self._bias[0], urgent / scale + self._bias[1]


def heaviest(each: Sequence[float]) -> int:
    """Return where the heaviest few numbers in a row begin."""
    total = best = sum(each[:SHOWN])
    place = 0
    for at in range(SHOWN, len(each)):
        total += each[at] - each[at - SHOWN]
        if total > best:
            best, place = total, at - SHOWN + 1
    return place


def shipped_table() -> str:
    """Return the text of the table that ships."""
    file = resources.files("nlp") / "data" / "screen" / "weighed.tsv"
    return file.read_text(encoding="utf-8")
