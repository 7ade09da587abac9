"""A linear model over words, kept as tables so that a comment is scored by adding rows.

Every word or pair of words (an *atom*) has one row: the sum of the weights of its features. Rows
are made the first time a word is met and kept, so a long stream costs little more than looking
words up, and the score of any clause is a difference of running sums.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.features import (
    ANSWER,
    EXTRA,
    QUESTION,
    Parsed,
    cue_feature,
    pair_feature,
    word_features,
)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
MAX_ROWS = 32_000
MAX_BESIDES = 20_000
NO_WORDS: frozenset[str] = frozenset()


class AtomTable:
    """The rows of one block's words and pairs; grows as new words are met, up to a limit."""

    def __init__(
        self, block: str, index: Mapping[str, int], weights: Floats, scale: Floats
    ) -> None:
        self._block = block
        self._index = index
        self._weights = weights
        self._scale = scale
        self._rows: dict[str, int] = {}
        self._pairs: dict[str, set[str]] = {}
        start = f"{block}b:"
        for name in index:
            if name.startswith(start):
                first, _, second = name[len(start) :].partition(" ")
                self._pairs.setdefault(first, set()).add(second)
        self.values = np.zeros((1024, weights.shape[1]), np.float32)
        self.squares = np.zeros(1024, np.float32)

    def make_room(self) -> None:
        """Forget all rows when there are too many; call between batches, never within one."""
        if len(self._rows) > MAX_ROWS:
            self._rows.clear()

    def look_up(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """Return the row of every word and known pair, and the place of the word it ends with."""
        rows, places = [], []
        get, seconds_of = self._rows.get, self._pairs.get
        before = ""
        seconds: Set[str] = NO_WORDS
        for place, word in enumerate(words):
            row = get(word)
            rows.append(self._add(word, word_features(word, self._block)) if row is None else row)
            places.append(place)
            if word in seconds:
                pair = f"{before} {word}"
                row = get(pair)
                if row is None:
                    row = self._add(pair, [pair_feature(before, word, self._block)])
                rows.append(row)
                places.append(place)
            before, seconds = word, seconds_of(word, NO_WORDS)
        return rows, places

    def of_cue(self, name: str) -> int:
        """Return the row of a cue list; a line break keeps its key apart from every word."""
        atom = f"\n{name}"
        row = self._rows.get(atom)
        return self._add(atom, [cue_feature(name, self._block)]) if row is None else row

    def _add(self, atom: str, features: Sequence[str]) -> int:
        row = len(self._rows)
        if row >= len(self.values):
            self.values = np.vstack([self.values, np.zeros_like(self.values)])
            self.squares = np.concatenate([self.squares, np.zeros_like(self.squares)])
        # A repeated n-gram counts as often as it occurs, as in training.
        counts: dict[int, int] = {}
        for feature in features:
            number = self._index.get(feature)
            if number is not None:
                counts[number] = counts.get(number, 0) + 1
        known = np.fromiter(counts, np.int64, len(counts))
        values = self._scale[known] * np.fromiter(counts.values(), np.float32, len(counts))
        self.values[row] = values @ self._weights[known]
        self.squares[row] = float(values @ values)
        self._rows[atom] = row
        return row


@dataclass(frozen=True, slots=True)
class Scores:
    """Raw scores of a batch, one column per output.

    `whole` has one row per comment. `pieces` has one row per clause, of the answer block alone,
    and `firsts` says at which row each comment's clauses begin (one entry more than comments).
    """

    whole: Floats
    pieces: Floats
    firsts: Ints


class LinearModel:
    """Scores parsed comments: answer block + question block + extras + bias."""

    def __init__(self, names: Sequence[str], weights: Floats, scale: Floats, bias: Floats) -> None:
        index = {name: number for number, name in enumerate(names)}
        self._extras = {
            name[len(EXTRA) + 1 :]: number
            for name, number in index.items()
            if name.startswith(f"{EXTRA}:")
        }
        self._weights = weights
        self.bias = bias
        self._answers = AtomTable(ANSWER, index, weights, scale)
        self._questions = AtomTable(QUESTION, index, weights, scale)
        self._besides: dict[tuple[tuple[str, ...], tuple[str, ...]], Floats] = {}

    def score(
        self, batch: Sequence[Parsed], clauses: Sequence[Sequence[tuple[int, int]]]
    ) -> Scores:
        """Score a batch of comments and their clauses (as word positions)."""
        self._answers.make_room()
        rows: list[int] = []
        owners: list[int] = []
        groups: list[int] = []
        firsts = [0]
        for number, (parsed, spans) in enumerate(zip(batch, clauses, strict=True)):
            found, places = self._answers.look_up(parsed.words)
            for cue in parsed.cues:
                found.append(self._answers.of_cue(cue.name))
                places.append(cue.start)
            first = firsts[-1]
            clause_at = [
                first + clause
                for clause, (start, end) in enumerate(spans)
                for _ in range(start, end)
            ]
            rows += found
            owners += [number] * len(found)
            groups += [clause_at[place] for place in places]
            firsts.append(first + len(spans))
        table_rows = np.array(rows, np.int64)
        whole = self._sums(table_rows, np.array(owners, np.int64), len(batch))
        pieces = self._sums(table_rows, np.array(groups, np.int64), firsts[-1])
        if batch:
            whole += [self._beside(one.question_words, tuple(one.extras)) for one in batch]
        return Scores(whole, pieces, np.array(firsts, np.int64))

    def _sums(self, rows: Ints, groups: Ints, count: int) -> Floats:
        """Add up the rows of each group, every row once, and scale each sum to length 1."""
        result = np.zeros((count, self._weights.shape[1]), np.float32)
        if not len(rows):
            return result
        height = len(self._answers.values)
        keys = np.unique(groups * height + rows)
        groups, rows = np.divmod(keys, height)
        present, starts = np.unique(groups, return_index=True)
        squares = np.add.reduceat(self._answers.squares[rows], starts)
        sums = np.add.reduceat(self._answers.values[rows], starts, axis=0)
        result[present] = sums / np.sqrt(np.maximum(squares, 1e-9))[:, None]
        return result

    def _beside(self, question: tuple[str, ...], extras: tuple[str, ...]) -> Floats:
        """Return what stands beside the answer: bias, question and extras, the same for many."""
        known = self._besides.get((question, extras))
        if known is not None:
            return known
        if len(self._besides) >= MAX_BESIDES:
            self._besides.clear()
        self._questions.make_room()
        rows = list(dict.fromkeys(self._questions.look_up(question)[0]))
        total = float(self._questions.squares[rows].sum()) if rows else 0.0
        score: Floats = self.bias.copy()
        if total > 0:
            score += self._questions.values[rows].sum(axis=0) / np.float32(np.sqrt(total))
        score += self._weights[[self._extras[e] for e in extras if e in self._extras]].sum(axis=0)
        self._besides[question, extras] = score
        return score
