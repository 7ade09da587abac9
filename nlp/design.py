"""Turning parsed comments into the sparse matrices that training works on.

It mirrors `nlp.classifier` exactly: what is learned here is applied there by adding table rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.features import EXTRA, cue_feature, pair_feature, word_features

CUE_SCALE = 1.5
CUE_MARK = "\n"  # no word contains it
Matrix = Any  # a scipy.sparse.csr_matrix: scipy ships no types


class Index:
    """Numbers for names, in the order in which they were first met."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def of(self, name: str) -> int:
        """Return the number of a name, giving it one when it is new."""
        return self.number.setdefault(name, len(self.number))

    @property
    def names(self) -> list[str]:
        """All names, by number."""
        return list(self.number)


class AtomMatrix:
    """Rows of atoms (words and pairs) of one block, and the features of each atom."""

    def __init__(self, block: str) -> None:
        self._block = block
        self._atoms = Index()
        self._features = Index()
        self._atom_features: list[list[int]] = []
        self._rows: list[list[int]] = []

    def add(self, words: Sequence[str], cues: Sequence[str] = ()) -> None:
        """Add one row: a text as a set of atoms."""
        atoms = dict.fromkeys(self._atom(word, word_features, word) for word in words)
        for first, second in pairwise(words):
            atoms[self._atom(f"{first} {second}", _pair_features, first, second)] = None
        for name in cues:
            atoms[self._atom(f"{CUE_MARK}{name}", _cue_features, name)] = None
        self._rows.append(list(atoms))

    def _atom(self, name: str, features_of: Any, *parts: str) -> int:
        known = len(self._atom_features)
        number = self._atoms.of(name)
        if number == known:
            features = features_of(*parts, self._block)
            self._atom_features.append([self._features.of(feature) for feature in features])
        return number

    def build(self) -> tuple[Matrix, Matrix, list[str]]:
        """Return texts x atoms (0 or 1), atoms x features (counts) and the features' names."""
        return (
            _incidence(self._rows, len(self._atoms.number)),
            _incidence(self._atom_features, len(self._features.number)),
            self._features.names,
        )


def _cue_features(name: str, block: str) -> list[str]:
    return [cue_feature(name, block)]


def _pair_features(first: str, second: str, block: str) -> list[str]:
    return [pair_feature(first, second, block)]


def _incidence(rows: Sequence[Sequence[int]], width: int) -> Matrix:
    lengths = np.fromiter((len(row) for row in rows), np.int64, len(rows))
    columns = np.fromiter((column for row in rows for column in row), np.int64, lengths.sum())
    pointers = np.concatenate([[0], np.cumsum(lengths)])
    matrix = sparse.csr_matrix((np.ones(len(columns)), columns, pointers), (len(rows), width))
    matrix.sum_duplicates()
    return matrix


@dataclass(frozen=True)
class Vocabulary:
    """The features of one block that were kept, and the scale (idf) of each."""

    names: list[str]
    scale: npt.NDArray[np.float64]
    columns: npt.NDArray[np.int64]


class Block:
    """One block's texts; learns a vocabulary from some of them and then scales any of them."""

    def __init__(
        self, block: str, texts: Sequence[Sequence[str]], cues: Sequence[Sequence[str]] = ()
    ) -> None:
        matrix = AtomMatrix(block)
        for words, names in zip_longest(texts, cues, fillvalue=()):
            matrix.add(words, names)
        self._texts, self._atoms, self._names = matrix.build()
        self._has = ((self._texts @ self._atoms) > 0).astype(np.float64).tocsr()

    def learn(self, rows: npt.NDArray[np.int64], minimum: int, kinds: str) -> Vocabulary:
        """Keep the features of these kinds found in at least `minimum` of the given rows."""
        counts = np.asarray(self._has[rows].sum(axis=0)).ravel()
        is_wanted = np.array([name[1] in kinds for name in self._names], bool)
        columns = np.flatnonzero((counts >= minimum) & is_wanted)
        scale = np.log((1 + len(rows)) / (1 + counts[columns])) + 1
        scale *= np.array([CUE_SCALE if self._names[c][1] == "k" else 1.0 for c in columns])
        return Vocabulary([self._names[column] for column in columns], scale, columns)

    def scaled(self, vocabulary: Vocabulary) -> Matrix:
        """Return all texts as rows of length 1 over the vocabulary."""
        atoms = self._atoms[:, vocabulary.columns] @ sparse.diags(vocabulary.scale)
        squares = np.asarray(atoms.multiply(atoms).sum(axis=1)).ravel()
        norms = np.sqrt(self._texts @ squares)
        norms[norms == 0] = 1
        return (sparse.diags(1 / norms) @ self._texts @ atoms).tocsr()


class ExtraBlock:
    """The features that are counted once; no scaling."""

    def __init__(self, extras: Sequence[Sequence[str]]) -> None:
        index = Index()
        rows = [[index.of(f"{EXTRA}:{name}") for name in dict.fromkeys(extra)] for extra in extras]
        self._matrix = _incidence(rows, len(index.number))
        self._names = index.names

    def learn(self, rows: npt.NDArray[np.int64], minimum: int) -> Vocabulary:
        """Keep the extras found in at least `minimum` of the given rows."""
        counts = np.asarray(self._matrix[rows].sum(axis=0)).ravel()
        columns = np.flatnonzero(counts >= minimum)
        return Vocabulary(
            [self._names[column] for column in columns], np.ones(len(columns)), columns
        )

    def scaled(self, vocabulary: Vocabulary) -> Matrix:
        """Return all rows over the vocabulary."""
        return self._matrix[:, vocabulary.columns].tocsr()
