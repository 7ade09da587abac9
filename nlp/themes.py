"""Finds groups of comments that say the same thing: suggestions for people, never results.

Comments become points (LSA, and word vectors learned from the comments themselves) and are
clustered; each group gets a label of its own words (class-based TF-IDF), the comments nearest its
middle, and a stability: how well it comes back when a fifth of the comments is left out. A campaign
text that many people sent counts once, so that it cannot make a theme by itself.
"""

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from nlp.fold import word_set
from nlp.text import tokenise

#: Changes whenever the same comments could give other groups.
METHOD = "groups-1"
MIN_TEXTS = 6
MIN_MEMBERS = 3
MAX_GROUPS = 24
DIRECTIONS = 40
WORD_DIRECTIONS = 50
MAX_WORDS = 3_000
PAIR_BONUS = 1.6
ENDINGS = ("ingly", "edly", "ing", "ies", "ed", "es", "ly", "s")
NEARLY_SAME = 0.7
ROUNDS = 5
KEPT = 0.8
MERGE_FROM = 0.85
SHINGLE = 3
LABEL_PHRASES = 3
MARKS = 8

Array = np.ndarray[Any, np.dtype[Any]]

STOP = word_set(
    """
    a about after again all also am an and any are as at be because been before being but by can
    cant cannot could couldnt did didnt do does doesnt doing dont down each even every for from
    get gets getting go goes going got had has hasnt have havent having he her here hes him his
    how i id if ill im in into is isnt it its ive just like lot me more most much my never no
    nor not now of off on once one only or other our out over own really said same say says she
    shes should shouldnt so some such than that thats the their them then there theres these
    they theyre thing things this those through to too two under until up us very was wasnt we
    well were weve what when where which while who why will with wont would wouldnt you your
    youre yes yeah ok okay still though told tell asked ask first last week weeks year years
    month months day days since nothing something anything two three four five six seven eight
    nine ten hours minutes time times way lot bit got give given gave take took taken know knew
    think thought put come came comes much many another else always never ever back need needs
    new old good bad like someone somebody anyone everyone people day today yesterday tomorrow
    monday tuesday wednesday thursday friday saturday sunday call called rang ring done being
    let keep kept mum dad son daughter child children kids boy girl sat left right went long
    actually really make makes made see want wants
    """
)


@dataclass(frozen=True, slots=True)
class Group:
    """Comments that seem to say the same thing.

    `members` and `representatives` are positions in the list that was given; `stability` is between
    0 and 1: the mean overlap (Jaccard) with the nearest group when a fifth of the comments is left
    out.
    """

    label: str
    members: tuple[int, ...]
    representatives: tuple[int, ...]
    stability: float


def version() -> str:
    """Return what the same comments give the same groups with."""
    return f"{METHOD} (scikit-learn {sklearn.__version__})"


def _words(text: str) -> list[str]:
    return tokenise(text).words


def _terms(text: str) -> list[str]:
    words = [word for word in _words(text) if word.isalpha() and len(word) > 1]
    singles = [word for word in words if word not in STOP]
    pairs = [
        f"{first} {second}"
        for first, second in pairwise(words)
        if first not in STOP and second not in STOP
    ]
    return singles + pairs


def near_duplicates(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the sets of two or more texts that are (nearly) the same: campaigns, double clicks.

    Texts are compared by their three-word pieces; 70 % in common is nearly the same. Texts under
    five words are compared whole.
    """
    pieces = [_pieces(_words(text)) for text in texts]
    owner = list(range(len(texts)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    for one, other in _candidates(pieces):
        if root(one) != root(other):
            shared = len(pieces[one] & pieces[other])
            if shared >= NEARLY_SAME * len(pieces[one] | pieces[other]):
                owner[root(other)] = root(one)
    sets: dict[int, list[int]] = defaultdict(list)
    for at in range(len(texts)):
        if pieces[at]:
            sets[root(at)].append(at)
    return [tuple(members) for members in sets.values() if len(members) > 1]


def _pieces(words: list[str]) -> frozenset[str]:
    if len(words) < SHINGLE + 2:
        return frozenset([" ".join(words)]) if len(words) > SHINGLE else frozenset()
    return frozenset(" ".join(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))


def _number(piece: str) -> int:
    """Return a number that is the same in every process, unlike `hash`."""
    return zlib.crc32(piece.encode())


def _candidates(pieces: Sequence[frozenset[str]]) -> Iterable[tuple[int, int]]:
    """Yield pairs that share one of their three smallest pieces: few, and all that matter."""
    seen: dict[str, int] = {}
    for at, own in enumerate(pieces):
        for piece in sorted(own, key=_number)[: max(8, len(own) // 3)]:
            first = seen.setdefault(piece, at)
            if first != at:
                yield first, at


def marks(text: str) -> tuple[int, ...]:
    """Return up to eight numbers, one of which any text that is nearly the same has as well.

    They are the smallest hashes of its three-word pieces. None for a text of under four words:
    many people say "nothing" without copying anybody.
    """
    return tuple(sorted({_number(piece) for piece in _pieces(_words(text))})[:MARKS])


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _stems(text: str) -> list[str]:
    return [
        _stem(word)
        for word in _words(text)
        if word.isalpha() and len(word) > 1 and word not in STOP
    ]


def _represent(texts: Sequence[str]) -> Array | None:
    """Return a point for every text, or None when there are hardly any words in common.

    Half of it is LSA (TF-IDF, then SVD), half the mean of word vectors learned from these texts
    (which words stand beside which: positive pointwise mutual information, then SVD). On the public
    NHS comments the two together beat either.
    """
    vectoriser = TfidfVectorizer(
        analyzer=_stems, min_df=2, max_df=0.5, sublinear_tf=True, max_features=MAX_WORDS
    )
    try:
        weights = vectoriser.fit_transform(texts)
    except ValueError:  # nothing but stop words, or nothing twice
        return None
    size = min(weights.shape[1] - 1, weights.shape[0] - 1)
    if size < 2:
        return None
    pressed = TruncatedSVD(min(size, DIRECTIONS), random_state=0).fit_transform(weights)
    meaning = weights @ _word_vectors(weights > 0, min(size, WORD_DIRECTIONS))
    meaning = meaning - meaning.mean(axis=0)
    return np.asarray(normalize(np.hstack([normalize(pressed), normalize(meaning)])))


def _word_vectors(present: Any, size: int) -> Array:
    """Return a vector for every word from the words it shares comments with."""
    counts = present.astype(float)
    together = np.asarray((counts.T @ counts).todense())
    np.fill_diagonal(together, 0)
    each = together.sum(axis=1, keepdims=True)
    expected = np.maximum(each @ each.T / max(1.0, together.sum()), 1e-9)
    information = np.log(np.maximum(together / expected, 1.0))
    left, strength, _ = randomized_svd(information, size, random_state=0)
    return np.asarray(normalize(left * np.sqrt(strength)))


def _cluster(points: Array, groups: int, seed: int) -> Array:
    different = len(np.unique(points.round(6), axis=0))
    found = KMeans(min(groups, different), n_init=4, random_state=seed).fit(points)
    return _merge(points, np.asarray(found.labels_))


def _merge(points: Array, labels: Array) -> Array:
    """Join groups whose middles point the same way."""
    names = np.unique(labels)
    middles = normalize(np.array([points[labels == name].mean(axis=0) for name in names]))
    alike = middles @ middles.T
    merged = labels.copy()
    for low in range(len(names)):
        for high in range(low + 1, len(names)):
            if alike[low, high] >= MERGE_FROM:
                merged[merged == names[high]] = names[low]
    return merged


def _stability(points: Array, labels: Array, groups: int, seed: int) -> dict[int, float]:
    """Return for each group how well it comes back without a fifth of the comments."""
    chance = np.random.default_rng(seed)
    overlaps: dict[int, list[float]] = defaultdict(list)
    for turn in range(ROUNDS):
        kept = np.sort(chance.permutation(len(points))[: int(len(points) * KEPT)])
        again = _cluster(points[kept], min(groups, len(kept)), seed + turn + 1)
        for name in np.unique(labels):
            here = labels[kept] == name
            if here.any():
                overlaps[int(name)].append(
                    max(_jaccard(here, again == other) for other in np.unique(again))
                )
    return {name: float(np.mean(values)) for name, values in overlaps.items()}


def _jaccard(one: Array, other: Array) -> float:
    return float((one & other).sum() / max(1, (one | other).sum()))


def _labels(texts: Sequence[str], members: Sequence[Sequence[int]]) -> list[str]:
    """Return a label for each group: phrases in far more of its comments than elsewhere.

    This is class-based TF-IDF counted by comment rather than by word, so that one long comment does
    not name its group.
    """
    everywhere = _in_how_many(texts, range(len(texts)))
    labels = []
    for group_members in members:
        size = len(group_members)
        weights = {
            term: (count / size)
            * math.log(count * len(texts) / (size * everywhere[term]) + 1e-9)
            * (PAIR_BONUS if " " in term else 1.0)
            for term, count in _in_how_many(texts, group_members).items()
            if count > 1
        }
        labels.append(_phrase(weights))
    return labels


def name_groups(texts: Sequence[str], members: Sequence[Sequence[int]]) -> list[str]:
    """Return a label for each group of positions, "" where its comments have no words in common.

    For groups that people have changed: the words of whoever left must not name them any more.
    """
    return _labels(texts, members)


def _in_how_many(texts: Sequence[str], members: Iterable[int]) -> Counter[str]:
    return Counter(term for at in members for term in set(_terms(texts[at])))


def _phrase(weights: dict[str, float]) -> str:
    chosen: list[str] = []
    used: set[str] = set()
    for term in sorted(weights, key=lambda name: (-weights[name], name)):
        stems = {_stem(word) for word in term.split()}
        if weights[term] <= 0 or len(chosen) == LABEL_PHRASES:
            break
        if not stems & used:
            chosen.append(term)
            used |= stems
    return ", ".join(chosen)


def _nearest(points: Array, rows: Array, wanted: int) -> list[int]:
    """Return the rows nearest the middle of a group, each a little different from the last."""
    middle = points[rows].mean(axis=0)
    order = list(rows[np.argsort(-(points[rows] @ middle))])
    chosen: list[int] = []
    for row in order:
        if all(points[row] @ points[other] < 0.98 for other in chosen):
            chosen.append(int(row))
        if len(chosen) == wanted:
            return chosen
    return (chosen + [int(row) for row in order if row not in chosen])[:wanted]


def _once(texts: Sequence[str]) -> dict[int, tuple[int, ...]]:
    """Return one position for each different text, with all positions it stands for."""
    copies = {members[0]: members for members in near_duplicates(texts)}
    hidden = {at for members in copies.values() for at in members[1:]}
    return {
        at: copies.get(at, (at,))
        for at in range(len(texts))
        if at not in hidden and texts[at].strip()
    }


def assign(texts: Sequence[str], *, groups: int, seed: int = 0) -> list[int]:
    """Return a group number for every text, -1 where there is nothing to go by (for measuring)."""
    points = _represent(texts)
    if points is None:
        return [-1] * len(texts)
    return [int(label) for label in _cluster(points, min(groups, len(texts)), seed)]


def group(texts: Sequence[str], *, groups: int | None = None, seed: int = 0) -> list[Group]:
    """Return the groups found among some comments, the largest first.

    `groups` is about how many to look for (default: the square root of half the number of different
    comments, at most 24). Groups of fewer than three different comments are left out, and so are
    leftovers that have no word in common, so not every comment is in a group. The same
    comments and seed always give the same groups.
    """
    copies = _once(texts)
    kept = list(copies)
    unique = [texts[at] for at in kept]
    points = _represent(unique) if len(unique) >= MIN_TEXTS else None
    if points is None:
        return []
    wanted = groups or max(2, min(MAX_GROUPS, round((len(unique) / 2) ** 0.5)))
    labels = _cluster(points, min(wanted, len(unique)), seed)
    stability = _stability(points, labels, min(wanted, len(unique)), seed)
    rows = [np.flatnonzero(labels == name) for name in np.unique(labels)]
    rows = [row for row in rows if len(row) >= MIN_MEMBERS and points[row].any()]
    if not rows:
        return []
    names = _labels(unique, [list(row) for row in rows])
    found = [
        Group(
            label,
            tuple(sorted(at for n in row for at in copies[kept[n]])),
            tuple(kept[n] for n in _nearest(points, row, 3)),
            round(stability.get(int(labels[row[0]]), 0.0), 2),
        )
        for label, row in zip(names, rows, strict=True)
        if label
    ]
    return sorted(found, key=lambda g: (-len(g.members), g.members))


__all__ = ["Group", "assign", "group", "marks", "name_groups", "near_duplicates", "version"]
