"""Writing the table of weighed words anew, from the comments that the library's makers wrote.

What is measured is never learned from: the table learns from the makers' comments alone, and its
limits are chosen on the measured authors, for whom it therefore is as new as for anybody: as low
as the share of `nlp.guard.PRECISION` allows, for concern and for urgent.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlp.examples import Example
from nlp.fold import fold, undisguise
from nlp.guard import PRECISION
from nlp.labels import LEVELS
from nlp.screen import rules_alone
from nlp.screen.rules import rule_book
from nlp.screen.weighed import (
    Scales,
    families_of,
    length_feature,
    pair_feature,
    question_features,
    scale_of,
    word_features,
)
from nlp.screen.words import read
from nlp.training import OWN

#: A feature that fewer comments have says nothing that could be relied on.
FEWEST = 3
STRENGTH = 4.0
SEED = 2026

Floats = npt.NDArray[np.float64]


def write_table(examples: Sequence[Example]) -> str:
    """Return the text of the table: learned from the makers' comments, limits from the others."""
    learned = [each for each in examples if each.author in OWN and not each.is_reviewed]
    measured = [each for each in examples if each.author not in OWN]
    total, biases, lines = _learn(learned)
    table = "\n".join([_head(total, biases, (99.0, 99.0)), *lines]) + "\n"
    limits = _limits(table, measured)
    return "\n".join([_head(total, biases, limits), *lines]) + "\n"


def _head(total: int, biases: Sequence[float], limits: Sequence[float]) -> str:
    return "\t".join([str(total), *(f"{number:.3f}" for number in (*biases, *limits))])


def _read(text: str) -> list[str]:
    book = rule_book()
    return [book.spelled(word.text) for word in read(fold(undisguise(text)).text, book.speller)]


def _features(example: Example, families: Callable[[str], list[str]]) -> list[str]:
    words, asked = _read(example.comment.text), _read(example.comment.question)
    found = [feature for word in words for feature in word_features(word, families)]
    found += [pair_feature(first, second) for first, second in pairwise(words)]
    found += [*question_features(asked, families), length_feature(len(words))]
    return list(dict.fromkeys(found))


def _learn(examples: Sequence[Example]) -> tuple[int, list[float], list[str]]:
    """Return the number of comments, the biases of both levels, and the lines of the table."""
    families = families_of(rule_book().lexicon.families)
    rows = [_features(example, families) for example in examples]
    counts = Counter(feature for row in rows for feature in row)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    number = {name: place for place, name in enumerate(names)}
    scales = {name: scale_of(name, counts[name], len(rows)) for name in names}
    kept = [[name for name in row if name in number] for row in rows]
    norms = [np.sqrt(sum(scales[name] ** 2 for name in row)) or 1.0 for row in kept]
    matrix = sparse.csr_matrix(
        (
            [scales[name] / norm for row, norm in zip(kept, norms, strict=True) for name in row],
            [number[name] for row in kept for name in row],
            np.cumsum([0, *map(len, kept)]),
        ),
        shape=(len(rows), len(names)),
    )
    weights, biases = [], []
    for level in range(1, len(LEVELS)):
        wanted = [LEVELS.index(example.safeguarding) >= level for example in examples]
        model = LogisticRegression(
            C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=5000, random_state=SEED
        )
        model.fit(matrix, wanted)
        weights.append(np.rint(100 * model.coef_[0]).astype(int))
        biases.append(float(model.intercept_[0]))
    lines = [
        f"{name}\t{counts[name]}\t{harm}\t{urgent}"
        for name, harm, urgent in zip(names, *weights, strict=True)
    ]
    return len(rows), biases, lines


def _limits(table: str, examples: Sequence[Example]) -> tuple[float, float]:
    """Return the lowest sums at which what is found still is right often enough."""
    scales = Scales(table, families_of(rule_book().lexicon.families))
    wanted = np.array([LEVELS.index(example.safeguarding) for example in examples])
    rules = np.array(
        [LEVELS.index(rules_alone(e.comment.text, e.comment.question)) for e in examples]
    )
    sums = np.full((len(examples), 2), -np.inf)
    for row, example in enumerate(examples):
        words = _read(example.comment.text)
        if words:
            found = scales.weigh(words, _read(example.comment.question))
            sums[row] = found.harm, found.urgent
    concern = _lowest(sums[:, 0], rules >= 1, wanted >= 1, PRECISION)
    is_flagged = (rules >= 1) | (sums[:, 0] >= concern)
    urgent_sums = np.where(is_flagged, sums[:, 1], -np.inf)
    return concern, _lowest(urgent_sums, rules >= 2, wanted >= 2, PRECISION)


def _lowest(
    sums: Floats, found: npt.NDArray[np.bool_], wanted: npt.NDArray[np.bool_], precision: float
) -> float:
    """Return the lowest limit, in hundredths, that keeps the precision of what is found."""
    best = 99.0
    for limit in np.arange(5.0, -5.0, -0.01):
        together = found | (sums >= limit)
        if not together.any() or wanted[together].mean() < precision:
            continue
        best = float(limit)
    return round(best, 2)
