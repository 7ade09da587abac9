"""A linear model over words, kept as tables so that a comment is scored by adding rows.

Every word, known pair of words and cue list (an *atom*) has one row: the sum of the weights of its
features. Rows of words are made the first time a word is met and kept, so a long stream costs
little more than looking words up; which rows a batch of comments needs is one sparse matrix.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp import outputs
from nlp.features import (
    ANSWER,
    EXTRA,
    QUESTION,
    Parsed,
    Question,
    cue_feature,
    pair_feature,
    word_features,
)
from nlp.remembered import Remembered

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
MAX_ROWS = 32_000
MAX_BESIDES = 20_000
NO_PAIR = -1


class AtomTable:
    """The rows of one block's atoms; grows as new words are met, up to a limit.

    The known pairs come first, in the order of their keys, then the cue lists and a row of nothing
    for the cue lists that the model does not know. `parts` are the columns of the weights that are
    added up together: what nobody adds up costs nothing.
    """

    def __init__(
        self,
        block: str,
        index: Mapping[str, int],
        weights: Floats,
        scale: Floats,
        parts: Sequence[slice],
    ) -> None:
        self._block = block
        self._index = index
        self._weights = weights
        self._scale = scale
        start = pair_feature("", "", block)[:-1]
        cut = [name[len(start) :].partition(" ") for name in index if name.startswith(start)]
        pairs = [(first, second) for first, _space, second in cut]
        self._firsts = _numbers(first for first, _second in pairs)
        self._seconds = _numbers(second for _first, second in pairs)
        pairs.sort(key=lambda pair: self._key(*pair))
        self._keys = np.array([self._key(*pair) for pair in pairs], np.int64)
        start = cue_feature("", block)
        cues = [name[len(start) :] for name in index if name.startswith(start)]
        #: {cue list: row}, and the row of a list that the model does not know.
        self.cues = _numbers(cues, len(pairs))
        fixed = [index[pair_feature(*pair, block)] for pair in pairs]
        fixed += [index[cue_feature(name, block)] for name in cues]
        self.nothing = len(fixed)
        self._first_word = self.nothing + 1
        self._rows = Remembered(self._make_row)
        height = self._first_word + 1024
        #: What each row adds to each output, part by part, and to the square of the length.
        self.values = [np.zeros((height, part.stop - part.start), np.float32) for part in parts]
        self.squares = np.zeros(height, np.float32)
        self._parts = parts
        self._set(slice(0, len(fixed)), scale[fixed, None] * weights[fixed])
        self.squares[: len(fixed)] = scale[fixed] ** 2
        # The number that each row's word has as the first, and as the second, of known pairs.
        self._as_first = np.full(height, NO_PAIR, np.int64)
        self._as_second = np.full(height, NO_PAIR, np.int64)

    def _key(self, first: str, second: str) -> int:
        return self._firsts[first] * len(self._seconds) + self._seconds[second]

    def make_room(self) -> None:
        """Forget all words when there are too many; call between batches, never within one."""
        if len(self._rows) > MAX_ROWS:
            self._rows.clear()

    def look_up(self, words: Sequence[str], lasts: Ints) -> tuple[Ints, Ints]:
        """Return the row of every word and known pair, and the place of the word it ends with.

        `lasts` are the places of words that end a text: no pair begins there.
        """
        rows = np.fromiter(map(self._rows.__getitem__, words), np.int64, len(words))
        places = np.arange(len(words))
        firsts, seconds = self._as_first[rows], self._as_second[rows]
        firsts[lasts] = NO_PAIR
        before = np.flatnonzero((firsts[:-1] != NO_PAIR) & (seconds[1:] != NO_PAIR))
        wanted = firsts[before] * len(self._seconds) + seconds[before + 1]
        pairs = np.searchsorted(self._keys, wanted)
        # A key past the last known one is compared with that one, and differs.
        is_known = self._keys[np.minimum(pairs, len(self._keys) - 1)] == wanted
        return (
            np.concatenate([rows, pairs[is_known]]),
            np.concatenate([places, before[is_known] + 1]),
        )

    def _make_row(self, word: str) -> int:
        row = self._first_word + len(self._rows)
        if row >= len(self.squares):
            self._grow()
        # A repeated n-gram counts as often as it occurs, as in training.
        counts: dict[int, int] = {}
        for feature in word_features(word, self._block):
            number = self._index.get(feature)
            if number is not None:
                counts[number] = counts.get(number, 0) + 1
        known = np.fromiter(counts, np.int64, len(counts))
        values = self._scale[known] * np.fromiter(counts.values(), np.float32, len(counts))
        self._set(row, values @ self._weights[known])
        self.squares[row] = float(values @ values)
        self._as_first[row] = self._firsts.get(word, NO_PAIR)
        self._as_second[row] = self._seconds.get(word, NO_PAIR)
        return row

    def _set(self, rows: int | slice, weights: Floats) -> None:
        for values, part in zip(self.values, self._parts, strict=True):
            values[rows] = weights[..., part]

    def _grow(self) -> None:
        none = np.full(len(self.squares), NO_PAIR, np.int64)
        self.values = [np.concatenate([part, np.zeros_like(part)]) for part in self.values]
        self.squares = np.concatenate([self.squares, np.zeros_like(self.squares)])
        self._as_first = np.concatenate([self._as_first, none])
        self._as_second = np.concatenate([self._as_second, none])


def _numbers(names: Iterable[str], start: int = 0) -> dict[str, int]:
    """Return {name: number}, each name once."""
    return {name: number for number, name in enumerate(dict.fromkeys(names), start)}


@dataclass(frozen=True, slots=True)
class Scores:
    """Raw scores of a batch, one column per output.

    `whole` has one row per comment and the outputs `nlp.outputs.WHOLE`. `pieces` has one row per
    clause, of the answer block alone, and the outputs `PIECE`; `firsts` says at which row each
    comment's clauses begin (one entry more than comments).
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
        parts = (outputs.WHOLE, outputs.PIECE)
        self._answers = AtomTable(ANSWER, index, weights, scale, parts)
        self._questions = AtomTable(QUESTION, index, weights, scale, parts[:1])
        self._besides: dict[tuple[Question, str, str], Floats] = {}

    def score(self, batch: Sequence[Parsed]) -> Scores:
        """Score a batch of comments and their clauses."""
        self._answers.make_room()
        lengths = np.array([len(parsed.words) for parsed in batch], np.int64)
        clauses = np.array([len(parsed.clause_starts) for parsed in batch], np.int64)
        ends = np.cumsum(lengths)
        begins = ends - lengths
        owners = np.repeat(np.arange(len(batch)), lengths)
        is_first = np.zeros(len(owners), np.int64)
        is_first[np.repeat(begins, clauses) + _joined(parsed.clause_starts for parsed in batch)] = 1
        pieces = np.cumsum(is_first) - 1
        words = list(chain.from_iterable(parsed.words for parsed in batch))
        rows, places = self._answers.look_up(words, ends[lengths > 0] - 1)
        row_of, nothing = self._answers.cues.get, self._answers.nothing
        cues = [
            (row_of(name, nothing), begin + start)
            for begin, parsed in zip(begins.tolist(), batch, strict=True)
            for name, start, _end in parsed.cues
        ]
        cue_rows, cue_places = np.array(cues, np.int64).reshape(-1, 2).T
        rows, places = np.concatenate([rows, cue_rows]), np.concatenate([places, cue_places])
        whole_values, piece_values = self._answers.values
        whole = self._sums(whole_values, rows, owners[places], len(batch))
        if batch:
            whole += [self._beside(one) for one in batch]
        return Scores(
            whole,
            self._sums(piece_values, rows, pieces[places], int(clauses.sum())),
            np.concatenate([[0], np.cumsum(clauses)]),
        )

    def _sums(self, values: Floats, rows: Ints, groups: Ints, count: int) -> Floats:
        """Add up the rows of each group, every row once, and scale each sum to length 1."""
        ones = np.ones(len(rows), np.float32)
        needed = sparse.csr_array((ones, (groups, rows)), (count, len(values)))
        needed.data[:] = 1
        sums: Floats = needed @ values
        sums /= np.sqrt(np.maximum(needed @ self._answers.squares, 1e-9))[:, None]
        return sums

    def _beside(self, parsed: Parsed) -> Floats:
        """Return what stands beside the answer: bias, question and extras, the same for many."""
        key = (parsed.question, parsed.group, parsed.length)
        known = self._besides.get(key)
        if known is not None:
            return known
        if len(self._besides) >= MAX_BESIDES:
            self._besides.clear()
        self._questions.make_room()
        score: Floats = self.bias[outputs.WHOLE].copy()
        words = parsed.question.words
        if words:
            rows = np.unique(self._questions.look_up(words, np.array([len(words) - 1]))[0])
            total = float(self._questions.squares[rows].sum())
            if total > 0:
                score += self._questions.values[0][rows].sum(axis=0) / np.float32(np.sqrt(total))
        known_extras = [self._extras[e] for e in parsed.extras if e in self._extras]
        score += self._weights[known_extras, outputs.WHOLE].sum(axis=0)
        self._besides[key] = score
        return score


def _joined(numbers: Iterable[Iterable[int]]) -> Ints:
    return np.fromiter(chain.from_iterable(numbers), np.int64)
