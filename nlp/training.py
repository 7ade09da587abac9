"""Training the tagger: linear models, calibrated and given thresholds on held-out authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, cpu_count, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nlp import outputs
from nlp.corpus import Corpus, Features
from nlp.cues import Phrases, load_cues, matchers_from
from nlp.decision import NOTHING, inputs, probabilities
from nlp.design import Matrix
from nlp.encoder import (
    OPINIONS,
    OUTPUTS,
    HeldOutOpinions,
    encoder_version,
    guarded,
    with_opinions,
)
from nlp.examples import REVIEWED, Example
from nlp.guard import find_limits
from nlp.labels import LEVELS, POLARITIES, SIGNED, SIGNS, TAGS
from nlp.store import save_model
from nlp.types import NlpError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Arrays = dict[str, npt.NDArray[Any]]

# The comments this library's own makers added to learn from; never used to measure.
OWN = frozenset({*"HIJKLMNOPQRSTUVWXYZ", "guideline_examples", REVIEWED})
_SURE = 6.0
# Calibration holds authors out in this many groups: training must end within a minute.
FOLDS = 4
# Each worker holds its own copy of scikit-learn; more than these few gain little.
MOST_WORKERS = 4
# With fewer rows than this a worker takes longer to start than to work.
FEW_ROWS = 1_000


@dataclass(frozen=True)
class Settings:
    """The choices behind a model; the defaults are those that paid on held-out authors.

    `minimum` keeps out of the model every word that fewer comments contain (R-NLP-4). `kinds` says
    which features are used: w words, c character n-grams, b pairs of words, k cue lists.
    """

    seed: int = 2026
    minimum: int = 5
    kinds: str = "wcbk"
    question_weight: float = 0.7
    strength: float = 8.0
    sign_strength: float = 4.0
    #: Whether calibration also weighs what the encoder says; such a model needs it to read.
    encoder: bool = False


@dataclass(frozen=True)
class Linear:
    """A fitted linear model: features, one column of weights and one bias for each output."""

    features: Features
    weights: Floats
    bias: Floats


@dataclass
class HeldOut:
    """Raw scores of every comment by a model that has not seen its author."""

    weighed: npt.NDArray[np.floating]
    whole: Floats
    models: dict[str, Linear]


def _fit(matrix: Matrix, wanted: Floats, strength: float, seed: int) -> tuple[Floats, float]:
    """Fit one yes-or-no model; where all answers are the same it is a constant."""
    if wanted.min() == wanted.max():
        return np.zeros(matrix.shape[1]), _SURE if wanted.min() == 1 else -_SURE
    # The dual finds the same answer in a fifth of the primal's time, and ends nearer to it.
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, tol=0.1, max_iter=1000, random_state=seed
    )
    model.fit(matrix, wanted)
    return model.coef_[0], float(model.intercept_[0])


def _fit_all(
    tasks: Sequence[tuple[Matrix, Floats]], strength: float, seed: int
) -> list[tuple[Floats, float]]:
    """Fit independent models, in order, on as many cores as there are."""
    is_small = max(matrix.shape[0] for matrix, _wanted in tasks) < FEW_ROWS
    workers = Parallel(n_jobs=1 if is_small else min(cpu_count(), MOST_WORKERS))
    return list(workers(delayed(_fit)(*task, strength, seed) for task in tasks))


def fit(corpus: Corpus, rows: Ints, settings: Settings) -> Linear:
    """Fit every output on the given comments."""
    features = corpus.features(rows, settings.minimum, settings.question_weight, settings.kinds)
    model = Linear(
        features,
        np.zeros((features.whole.shape[1], outputs.WIDTH)),
        np.zeros(outputs.WIDTH),
    )
    wanted = _whole_labels([corpus.examples[row] for row in rows])
    inside = np.isin(corpus.clause_of, rows)
    columns = [outputs.CLAUSE.start + number for number in range(len(TAGS))]
    columns += range(outputs.SIGN_WHOLE.start)
    whole, clauses = features.whole[rows], features.clauses[inside]
    tasks = [(clauses, corpus.clause_tags[inside, number]) for number in range(len(TAGS))]
    tasks += [(whole, labels) for labels in wanted.T]
    fitted = _fit_all(tasks, settings.strength, settings.seed)
    for column, (weights, bias) in zip(columns, fitted, strict=True):
        model.weights[: len(weights), column], model.bias[column] = weights, bias
    _fit_signs(corpus, rows, model, settings)
    return model


def _whole_labels(examples: Sequence[Example]) -> Floats:
    columns: list[list[bool]] = [[tag in e.signs for e in examples] for tag in TAGS]
    columns += [[e.polarity == polarity for e in examples] for polarity in POLARITIES]
    columns += [[e.has_suggestion for e in examples]]
    columns += [
        [LEVELS.index(e.safeguarding) >= level for e in examples] for level in range(1, len(LEVELS))
    ]
    return np.array(columns, np.float64).T


def _fit_signs(corpus: Corpus, rows: Ints, model: Linear, settings: Settings) -> None:
    """Learn a tag's sign from the words it rests on and from the whole comment."""
    allowed = set(rows.tolist())
    kept = [
        (number, row, corpus.examples[row].signs[code])
        for number, (row, code) in enumerate(corpus.proof_of)
        if row in allowed and code in SIGNED
    ]
    if not kept:
        return
    features = model.features
    matrix = sparse.hstack(
        [features.whole[[row for _, row, _ in kept]], features.proofs[[n for n, _, _ in kept]]]
    ).tocsr()
    width = features.whole.shape[1]
    tasks = [
        (matrix, np.array([1.0 if found == sign else 0.0 for _, _, found in kept]))
        for sign in SIGNS
    ]
    fitted = _fit_all(tasks, settings.sign_strength, settings.seed)
    for number, (learned, constant) in enumerate(fitted):
        model.weights[:, outputs.SIGN_WHOLE.start + number] = learned[:width]
        model.weights[: features.answers, outputs.SIGN_LOCAL.start + number] = learned[width:]
        model.bias[outputs.SIGN_WHOLE.start + number] = constant


def held_out(corpus: Corpus, settings: Settings, groups: Sequence[Sequence[str]]) -> HeldOut:
    """Score the comments of each group of authors with a model trained on all the others."""
    count = len(corpus.examples)
    whole = np.zeros((count, outputs.WIDTH))
    pieces = np.full((len(corpus.clause_of), len(TAGS)), NOTHING)
    models: dict[str, Linear] = {}
    for authors in groups:
        is_theirs = np.isin(corpus.authors, authors)
        model = fit(corpus, np.flatnonzero(~is_theirs), settings)
        theirs = np.flatnonzero(is_theirs)
        inside = np.isin(corpus.clause_of, theirs)
        whole[theirs] = model.features.whole[theirs] @ model.weights + model.bias
        pieces[inside] = (
            model.features.clauses[inside] @ model.weights[: model.features.answers, outputs.CLAUSE]
            + model.bias[outputs.CLAUSE]
        )
        models |= dict.fromkeys(authors, model)
    best = np.full((count, len(TAGS)), NOTHING)
    np.maximum.at(best, corpus.clause_of, pieces)
    expected = np.zeros((count, len(TAGS)))
    np.add.at(expected, corpus.clause_of, 1 / (1 + np.exp(-pieces)))
    weighed = inputs(whole[:, outputs.TAG], best, np.log(expected + 1e-9), corpus.lengths)
    scores = HeldOut(weighed, whole, models)
    return with_encoder(corpus, scores) if settings.encoder else scores


def with_encoder(corpus: Corpus, scores: HeldOut) -> HeldOut:
    """Add what encoders that had not seen their authors say; nothing where none was held out."""
    rows = np.flatnonzero(np.isin(corpus.authors, measured_authors(corpus.examples)))
    found = np.zeros((len(corpus.examples), OUTPUTS, OPINIONS), np.float32)
    found[rows] = HeldOutOpinions().score([corpus.examples[row].comment for row in rows])
    whole = scores.whole.copy()
    whole[:, outputs.GUARD] = guarded(whole[:, outputs.GUARD], found)
    return HeldOut(with_opinions(scores.weighed, found), whole, scores.models)


def calibrate(weighed: npt.NDArray[np.floating], wanted: Floats, seed: int) -> Floats:
    """Learn, per tag, how the scores make a probability; returns (tags, inputs + 1)."""
    learned = []
    for number in range(len(TAGS)):
        if wanted[:, number].min() == wanted[:, number].max():
            learned.append([*np.zeros(weighed.shape[2]), _SURE if wanted[0, number] else -_SURE])
            continue
        model = LogisticRegression(C=1.0, max_iter=500, random_state=seed)
        model.fit(weighed[:, number], wanted[:, number])
        learned.append([*model.coef_[0], float(model.intercept_[0])])
    return np.array(learned)


def find_thresholds(chances: npt.NDArray[np.floating]) -> Floats:
    """Return per tag the calibrated probability from which it is suggested.

    The best threshold for F1 is half the F1 that can be reached (Lipton, Elkan and Narayanaswamy,
    2014, arXiv:1402.1892). A tag's own serves its own F1, that of all tags together serves the
    pooled one: midway between them both did better on unseen authors than with the thresholds at
    which F1 was highest, which follow chance.
    """
    own = np.array([_reachable(column) for column in chances.T])
    found: Floats = (own + _reachable(chances.ravel())) / 4
    return found


def _reachable(chances: npt.NDArray[np.floating]) -> float:
    """Return the highest F1 to expect when the likeliest ones are suggested."""
    right = np.cumsum(np.sort(chances)[::-1])
    return float((2 * right / (np.arange(1, len(right) + 1) + right[-1])).max())


def _suggestion_limit(scores: Floats, wanted: Floats) -> float:
    """Return the raw score from which a comment is said to hold a suggestion: the best F1."""
    grid = np.arange(-2.2, 1.4, 0.05)
    suggested = scores[None, :] >= grid[:, None]
    right = (suggested & (wanted > 0)[None, :]).sum(axis=1)
    f1 = 2 * right / np.maximum(1, suggested.sum(axis=1) + wanted.sum())
    # The middle of a run of near-best limits moves least when the comments change.
    near = np.flatnonzero(f1 >= f1.max() - 0.004)
    return float(grid[near[len(near) // 2]])


def assemble(
    corpus: Corpus, model: Linear, scores: HeldOut, rows: Ints, cues: Phrases, settings: Settings
) -> tuple[dict[str, Any], Arrays]:
    """Put weights, calibration and thresholds (from the held-out `rows`) into a model to keep."""
    wanted = corpus.tags[rows]
    calibration = calibrate(scores.weighed[rows], wanted, settings.seed)
    chances = probabilities(scores.weighed[rows], calibration)
    thresholds = find_thresholds(chances)
    labels = _whole_labels([corpus.examples[row] for row in rows])
    whole = scores.whole[rows]
    suggestion = _suggestion_limit(whole[:, outputs.SUGGESTION], labels[:, outputs.SUGGESTION])
    levels = np.array([LEVELS.index(corpus.examples[row].safeguarding) for row in rows], np.int64)
    guards = find_limits(whole[:, outputs.GUARD], levels, corpus.rules[rows])
    blocks = model.features.vocabularies
    counts = [len(block.names) for block in blocks]
    weights = model.weights.copy()
    weights[counts[0] : counts[0] + counts[1]] *= settings.question_weight
    return (
        {
            "names": [name for block in blocks for name in block.names],
            "tags": TAGS,
            "cues": cues,
            "encoder": encoder_version() if settings.encoder else "",
            "suggestion_from": round(suggestion, 6),
            "guard_from": [round(limit, 6) for limit in guards],
        },
        {
            "weights": weights.astype(np.float32),
            "scale": np.concatenate([block.scale for block in blocks]).astype(np.float32),
            "bias": model.bias.astype(np.float32),
            "calibration": calibration.astype(np.float32),
            "thresholds": thresholds.astype(np.float32),
            "maybe_thresholds": (thresholds * 0.5).astype(np.float32),
            "sign_bias": _sign_bias([corpus.examples[row] for row in rows]),
        },
    )


def _sign_bias(examples: Sequence[Example]) -> npt.NDArray[np.float32]:
    """Return how much likelier each sign is for a tag than for all tags, as half a log ratio."""
    counts = np.array(
        [[sum(e.signs.get(tag) == sign for e in examples) for sign in SIGNS] for tag in SIGNED]
    )
    overall = (counts.sum(axis=0) + 1) / (counts.sum() + len(SIGNS))
    each = (counts + 10 * overall) / (counts.sum(axis=1, keepdims=True) + 10)
    bias: npt.NDArray[np.float32] = (0.5 * np.log(each / overall)).astype(np.float32)
    return bias


def measured_authors(examples: Sequence[Example]) -> list[str]:
    """Return the authors to hold out, one after another; those only learned from are left out."""
    authors = sorted({example.author for example in examples} - OWN)
    if len(authors) < 2:
        raise NlpError(
            "The labelled comments need at least two authors, so that one can be held out."
        )
    return authors


def groups_of(authors: Sequence[str]) -> list[Sequence[str]]:
    """Return the authors in the groups that are held out together."""
    return [authors[start::FOLDS] for start in range(min(FOLDS, len(authors)))]


# One thread: these matrices are small, and threads that wait for each other cost twice the time.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def train(examples: Sequence[Example], folder: Path, settings: Settings | None = None) -> str:
    """Train on all examples, calibrate on held-out authors, save; return the model's version."""
    settings = settings or Settings()
    cues = load_cues()
    corpus = Corpus(examples, matchers_from(cues))
    authors = measured_authors(corpus.examples)
    scores = held_out(corpus, settings, groups_of(authors))
    rows = np.flatnonzero(np.isin(corpus.authors, authors))
    model = fit(corpus, np.arange(len(examples)), settings)
    kept, arrays = assemble(corpus, model, scores, rows, cues, settings)
    kept["authors"] = sorted(set(corpus.authors.tolist()))
    return save_model(folder, kept, arrays)
