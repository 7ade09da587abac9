"""Training the tagger: linear models per tag, calibrated and given thresholds on held-out authors."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlp import outputs
from nlp.cues import CueMatcher, load_cues, matchers_from
from nlp.decision import clause_words, combine
from nlp.design import Block, ExtraBlock, Matrix, Vocabulary
from nlp.features import ANSWER, QUESTION, Parsed, parse
from nlp.labels import LEVELS, POLARITIES, SIGNED, SIGNS, TAGS
from nlp.store import save_model
from nlp.types import CommentIn, NlpError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MINIMUM = 5  # R-NLP-4: nothing that fewer than five comments contain is ever kept in a model
DATA = ("train.jsonl",)


@dataclass(frozen=True)
class Example:
    """One labelled comment."""

    comment: CommentIn
    author: str
    signs: Mapping[str, str]
    polarity: str
    has_suggestion: bool
    safeguarding: str
    evidence: Mapping[str, str]
    disputed: frozenset[str] = frozenset()
    independent: bool = True


def read_examples(paths: Sequence[Path]) -> list[Example]:
    """Read labelled comments, one JSON object a line, and say in one sentence what is wrong."""
    examples = []
    for path in paths:
        if not path.is_file():
            raise NlpError(f"There is no file {path}.")
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise NlpError(f"{path} is not UTF-8 text.") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    examples.append(read_example(json.loads(line), path.stem))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise NlpError(f"Line {number} of {path} is not a labelled comment.") from error
    if not examples:
        raise NlpError("There are no labelled comments to learn from.")
    return examples


def shipped_examples() -> list[Example]:
    """Return the labelled comments that come with the library."""
    return read_examples([Path(str(files("nlp") / "data" / name)) for name in DATA])


def read_example(record: Mapping[str, Any], source: str) -> Example:
    """Turn one decoded line of a corpus file into an example."""
    signs = dict.fromkeys(record["priorities"], "") | record["values"] | record["outcomes"]
    unknown = set(signs) - set(TAGS)
    if unknown:
        raise ValueError(f"unknown tags: {sorted(unknown)}")
    return Example(
        comment=CommentIn(
            str(record["id"]),
            record.get("question") or "",
            record["text"],
            record.get("voice") or "",
        ),
        author=record.get("author") or source,
        signs=signs,
        polarity=record["polarity"],
        has_suggestion=bool(record.get("has_suggestion", False)),
        safeguarding=record.get("safeguarding", "none"),
        evidence=record.get("evidence") or {},
        disputed=frozenset(record.get("disputed") or ()),
        independent=record.get("labelled") == "independent",
    )


@dataclass
class Settings:
    """The choices behind a model; the defaults are those that paid on held-out authors."""

    seed: int = 2026
    minimum: int = MINIMUM
    question_weight: float = 0.7
    extra_weight: float = 1.0
    strength: float = 8.0
    clause_strength: float = 8.0
    sign_strength: float = 4.0
    disputed_weight: float = 1.0
    extra_authors: frozenset[str] = field(default_factory=frozenset)


class Corpus:
    """Labelled comments as matrices: whole comments and their clauses."""

    def __init__(self, examples: Sequence[Example], matchers: Mapping[str, CueMatcher]) -> None:
        self.examples = list(examples)
        self.parsed = [parse(example.comment, matchers) for example in examples]
        self.authors = np.array([example.author for example in examples])
        spans = [clause_words(parsed) for parsed in self.parsed]
        self.clause_spans = spans
        self.clause_of = np.repeat(np.arange(len(spans)), [len(item) for item in spans])
        texts = [parsed.words for parsed in self.parsed]
        pieces = [
            parsed.words[start:end]
            for parsed, item in zip(self.parsed, spans, strict=True)
            for start, end in item
        ]
        self.evidence_words = [_evidence_words(self.examples[i], self.parsed[i]) for i in range(len(texts))]
        proofs = [
            self.parsed[i].words[slice(*span)]
            for i, found in enumerate(self.evidence_words)
            for span in found.values()
        ]
        self.proof_of = [(i, code) for i, found in enumerate(self.evidence_words) for code in found]
        # One block holds whole answers, then clauses, then evidence: they share a vocabulary.
        self._answer = Block(ANSWER, [*texts, *pieces, *proofs])
        self._question = Block(QUESTION, [parsed.question_words for parsed in self.parsed])
        self._extra = ExtraBlock([parsed.extras for parsed in self.parsed])
        self._cuts = np.cumsum([len(texts), len(pieces), len(proofs)])
        self.tags = np.array([[tag in e.signs for tag in TAGS] for e in examples], np.float64)
        self.clause_tags = self._label_clauses()

    def _label_clauses(self) -> Floats:
        labels = np.zeros((len(self.clause_of), len(TAGS)))
        row = 0
        for found, spans in zip(self.evidence_words, self.clause_spans, strict=True):
            for start, end in spans:
                for code, (first, last) in found.items():
                    shared = min(end, last) - max(start, first)
                    if shared > 0 and 2 * shared >= min(end - start, last - first):
                        labels[row, TAGS.index(code)] = 1
                row += 1
        return labels

    def features(self, rows: Ints, settings: Settings) -> "Features":
        """Learn the vocabularies from the given comments; return the features of all."""
        vocabularies = [
            self._answer.learn(rows, settings.minimum),
            self._question.learn(rows, settings.minimum),
            self._extra.learn(rows, settings.minimum),
        ]
        answers = self._answer.scaled(vocabularies[0])
        whole = sparse.hstack(
            [
                answers[: self._cuts[0]],
                settings.question_weight * self._question.scaled(vocabularies[1]),
                settings.extra_weight * self._extra.scaled(vocabularies[2]),
            ]
        ).tocsr()
        return Features(
            vocabularies,
            whole,
            answers[self._cuts[0] : self._cuts[1]],
            answers[self._cuts[1] :],
        )


@dataclass(frozen=True)
class Features:
    """Feature matrices of whole comments, of clauses and of evidence, and their vocabularies."""

    vocabularies: list[Vocabulary]
    whole: Matrix
    clauses: Matrix
    proofs: Matrix


def _evidence_words(example: Example, parsed: Parsed) -> dict[str, tuple[int, int]]:
    """Return the word positions of each tag's evidence; the whole answer when it is short."""
    found = {}
    for code in example.signs:
        words = example.evidence.get(code)
        start = example.comment.text.find(words) if words else -1
        if start >= 0 and words:
            inside = [
                place
                for place, token in enumerate(parsed.tokens)
                if token.start < start + len(words) and token.end > start
            ]
            if inside:
                found[code] = (inside[0], inside[-1] + 1)
        elif not words and len(parsed.clauses) == 1 and parsed.words:
            found[code] = (0, len(parsed.words))
    return found


def _fit(features: Matrix, wanted: Floats, strength: float, settings: Settings) -> tuple[Floats, float]:
    """Fit one yes/no model; a column with a single answer gets a constant."""
    if wanted.min() == wanted.max():
        return np.zeros(features.shape[1]), 6.0 if wanted.min() == 1 else -6.0
    model = LogisticRegression(C=strength, solver="liblinear", random_state=settings.seed)
    model.fit(features, wanted)
    return model.coef_[0], float(model.intercept_[0])


def fit_weights(corpus: Corpus, rows: Ints, settings: Settings) -> tuple[Features, Floats, Floats]:
    """Fit every output on the given comments; return features, weights and biases.

    Weights have one row per feature (answer, question, extra) and one column per output.
    """
    features = corpus.features(rows, settings)
    weights = np.zeros((features.whole.shape[1], outputs.WIDTH))
    bias = np.zeros(outputs.WIDTH)
    answers = len(features.vocabularies[0].names)
    chosen = [corpus.examples[row] for row in rows]
    wanted = _whole_labels(chosen)
    for column in range(outputs.SIGN_WHOLE.start):
        weights[:, column], bias[column] = _fit(
            features.whole[rows], wanted[:, column], settings.strength, settings
        )
    inside = np.isin(corpus.clause_of, rows)
    for number, column in enumerate(range(*outputs.CLAUSE.indices(outputs.WIDTH))):
        weights[:answers, column], bias[column] = _fit(
            features.clauses[inside], corpus.clause_tags[inside, number],
            settings.clause_strength, settings,
        )
    _fit_signs(corpus, rows, features, weights, bias, settings)
    return features, weights, bias


def _whole_labels(examples: Sequence[Example]) -> Floats:
    columns: list[list[bool]] = [[tag in e.signs for e in examples] for tag in TAGS]
    columns += [[e.polarity == polarity for e in examples] for polarity in POLARITIES]
    columns += [[e.has_suggestion for e in examples]]
    columns += [
        [LEVELS.index(e.safeguarding) >= level for e in examples] for level in range(1, len(LEVELS))
    ]
    return np.array(columns, np.float64).T


def _fit_signs(
    corpus: Corpus, rows: Ints, features: Features, weights: Floats, bias: Floats, settings: Settings
) -> None:
    """Learn the sign of a tag from the words it rests on and from the whole comment."""
    allowed = set(rows.tolist())
    kept = [
        (number, row, corpus.examples[row].signs[code])
        for number, (row, code) in enumerate(corpus.proof_of)
        if row in allowed and code in SIGNED
    ]
    if not kept:
        return
    answers = len(features.vocabularies[0].names)
    matrix = sparse.hstack(
        [features.whole[[row for _, row, _ in kept]], features.proofs[[n for n, _, _ in kept]]]
    ).tocsr()
    for number, sign in enumerate(SIGNS):
        wanted = np.array([1.0 if found == sign else 0.0 for _, _, found in kept])
        learned, constant = _fit(matrix, wanted, settings.sign_strength, settings)
        weights[:, outputs.SIGN_WHOLE.start + number] = learned[: weights.shape[0]]
        weights[:answers, outputs.SIGN_LOCAL.start + number] = learned[weights.shape[0] :]
        bias[outputs.SIGN_WHOLE.start + number] = constant


@dataclass
class HeldOut:
    """Raw scores of every comment by a model that has not seen its author."""

    whole: Floats
    clauses: Floats
    best: Floats
    sign_local: Floats


def held_out(corpus: Corpus, settings: Settings, authors: Sequence[str]) -> HeldOut:
    """Score each author's comments with a model trained on the other authors."""
    count = len(corpus.examples)
    result = HeldOut(
        np.zeros((count, outputs.WIDTH)),
        np.zeros((len(corpus.clause_of), len(TAGS))),
        np.full((count, len(TAGS)), -8.0),
        np.zeros((len(corpus.clause_of), len(SIGNS))),
    )
    for author in authors:
        rows = np.flatnonzero(corpus.authors != author)
        theirs = np.flatnonzero(corpus.authors == author)
        features, weights, bias = fit_weights(corpus, rows, settings)
        result.whole[theirs] = features.whole[theirs] @ weights + bias
        inside = np.isin(corpus.clause_of, theirs)
        answers = weights[: len(features.vocabularies[0].names)]
        pieces = features.clauses[inside]
        result.clauses[inside] = pieces @ answers[:, outputs.CLAUSE] + bias[outputs.CLAUSE]
        result.sign_local[inside] = pieces @ answers[:, outputs.SIGN_LOCAL]
    np.maximum.at(result.best, corpus.clause_of, result.clauses)
    return result


def calibrate(scores: HeldOut, wanted: Floats, rows: Ints, settings: Settings) -> Floats:
    """Learn, per tag, how the two scores make a probability; return whole, clause, constant."""
    learned = np.zeros((len(TAGS), 3))
    for number in range(len(TAGS)):
        pair = np.column_stack([scores.whole[rows, number], scores.best[rows, number]])
        weights, constant = _fit(sparse.csr_matrix(pair), wanted[rows, number], 1.0, settings)
        learned[number] = [*weights, constant]
    return learned


def find_thresholds(probabilities: Floats, wanted: Floats) -> Floats:
    """Return per tag the probability from which suggesting it gives the best F1."""
    grid = np.arange(0.10, 0.80, 0.01)
    found = np.zeros(len(TAGS))
    for number in range(len(TAGS)):
        order = probabilities[:, number][None, :] >= grid[:, None]
        right = (order & (wanted[:, number] > 0)[None, :]).sum(axis=1)
        f1 = 2 * right / np.maximum(1, order.sum(axis=1) + wanted[:, number].sum())
        # The middle of a run of near-best thresholds moves least when the comments change.
        near = np.flatnonzero(f1 >= f1.max() - 0.004)
        found[number] = grid[near[len(near) // 2]]
    return found


def train(
    examples: Sequence[Example], folder: Path, settings: Settings | None = None
) -> str:
    """Train on all examples, set calibration and thresholds on held-out authors, save; return the version."""
    settings = settings or Settings()
    cues = load_cues()
    corpus = Corpus(examples, matchers_from(cues))
    authors = sorted(set(corpus.authors.tolist()) - settings.extra_authors)
    rows = np.flatnonzero(np.isin(corpus.authors, authors))
    if len(authors) < 2:  # noqa: PLR2004
        raise NlpError("The labelled comments need at least two authors, so that one can be held out.")
    scores = held_out(corpus, settings, authors)
    calibration = calibrate(scores, corpus.tags, rows, settings)
    thresholds = find_thresholds(
        combine(scores.whole[rows], scores.best[rows], calibration), corpus.tags[rows]
    )
    features, weights, bias = fit_weights(corpus, np.arange(len(examples)), settings)
    blocks = features.vocabularies
    scale = np.concatenate(
        [
            blocks[0].scale,
            blocks[1].scale,
            np.ones(len(blocks[2].names)),
        ]
    )
    counts = [len(block.names) for block in blocks]
    weights[counts[0] : counts[0] + counts[1]] *= settings.question_weight
    weights[counts[0] + counts[1] :] *= settings.extra_weight
    return save_model(
        folder,
        {
            "names": [name for block in blocks for name in block.names],
            "tags": TAGS,
            "cues": cues,
            "suggestion_from": 0.0,
            "guard_from": [6.0, 6.0],
        },
        {
            "weights": weights.astype(np.float32),
            "scale": scale.astype(np.float32),
            "bias": bias.astype(np.float32),
            "calibration": calibration.astype(np.float32),
            "thresholds": thresholds.astype(np.float32),
            "maybe_thresholds": (thresholds / 2).astype(np.float32),
            "sign_bias": np.zeros((len(SIGNED), len(SIGNS)), np.float32),
        },
    )
