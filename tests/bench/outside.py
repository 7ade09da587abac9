"""How our features and themes do on a public task: `python -m tests.bench.outside FOLDER`.

FOLDER holds the public NHS patient-experience comments of pxtextmining (NHS England, MIT) and the
`task.py` that says which rows, labels and splits are compared; it needs pandas. Neither the
comments nor a model learned from them is part of this project.

Words, pairs, character n-grams and clauses are those of the tagger. That task has no evidence to
learn clauses from, so the model of whole comments reads them, and its many rare labels get what
the tagger leaves out: a second model (words and pairs weighed by how much they speak for a label)
and, for labels that are not rare, the scores of all the others. `--themes` measures `nlp.themes`
instead, on different comments of four words or more with one label: their labels against groups
found without them.
"""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, normalized_mutual_info_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from nlp.design import Block
from nlp.features import ANSWER
from nlp.text import tokenise
from nlp.themes import assign

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FOLDS = 4
SEEDS = 4
#: A label with fewer comments than this makes no group.
LEAST_OF_A_LABEL = 20
FEWEST_WORDS = 4
KINDS = ("nonspecific", "what_good", "could_improve")
QUESTION_WEIGHT = 0.5
STRENGTHS = (0.3, 0.5)
# A label this frequent also learns from the scores of the others.
NOT_RARE = 60
LEAST_PRECISION = 0.35
# Sharp enough that the best clause decides, smooth enough that two good ones count more than one.
SHARPNESS = 6.0


@dataclass
class Task:
    """The comments cut up: whole ones first, then their clauses, in one block of features."""

    wanted: Floats
    keys: npt.NDArray[np.str_]
    block: Block
    questions: Floats
    lengths: Floats
    clause_of: Ints

    @property
    def count(self) -> int:
        """How many comments there are."""
        return len(self.wanted)


def _module(folder: Path) -> ModuleType:
    """Return the `task.py` that says what is compared."""
    spec = importlib.util.spec_from_file_location("task", folder / "task.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"There is no task.py in {folder}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_task(folder: Path) -> tuple[Task, ModuleType, Any]:
    """Return the comments as features, and the module that knows the splits."""
    module = _module(folder)
    comments, wanted, _ = module.load()
    texts = [text.replace("â€™", "'") for text in comments["text"]]
    whole = [tokenise(text) for text in texts]
    # A text without words is one clause without words.
    cut = [pairwise([*(text.clause_starts() or [0]), len(text.words)]) for text in whole]
    cut = [[text.words[a:b] for a, b in spans] for text, spans in zip(whole, cut, strict=True)]
    clause_of = np.repeat(np.arange(len(cut)), [len(found) for found in cut])
    kinds = comments["question"].to_numpy()
    asked = np.array([[kind == each for each in KINDS] for kind in kinds], np.float64)
    words = [*(text.words for text in whole), *(clause for found in cut for clause in found)]
    task = Task(
        wanted=wanted.astype(np.float64),
        keys=comments["clean"].to_numpy(),
        block=Block(ANSWER, words),
        questions=np.vstack([asked, asked[clause_of]]) * QUESTION_WEIGHT,
        lengths=np.log1p([len(found) for found in words[: len(texts)]]),
        clause_of=clause_of,
    )
    return task, module, comments


def scores(task: Task, known: Ints, unknown: Ints) -> Floats:
    """Return (unknown comments, labels, 5) scores of models that learned from the known ones."""
    inside = np.flatnonzero(np.isin(task.clause_of, unknown))
    owners = np.searchsorted(unknown, task.clause_of[inside])
    rows = np.concatenate([known, unknown, task.count + inside])
    ends = np.cumsum([len(known), len(unknown)])
    found = []
    for kinds, strength in (("wcb", STRENGTHS[0]), ("wb", STRENGTHS[1])):
        vocabulary = task.block.learn(known, 2, kinds)
        matrix = task.block.scaled(vocabulary)[rows]
        asked = sparse.csr_matrix(task.questions[rows])
        both = sparse.hstack([matrix, asked]).tocsr()
        for label in range(task.wanted.shape[1]):
            wanted = task.wanted[known, label]
            if kinds == "wb":
                both = sparse.hstack([_weighed(matrix, wanted), asked]).tocsr()
            found.append(_label_scores(both, wanted, strength, ends, owners))
    half = task.wanted.shape[1]
    first, second = np.array(found[:half]), np.array(found[half:])
    return np.concatenate([first, second[:, :2]], axis=1).transpose(2, 0, 1)


def _weighed(matrix: Any, wanted: Floats) -> Any:
    """Weigh each feature by how much likelier it is in comments with the label (naive Bayes)."""
    has = (matrix[: len(wanted)] > 0).astype(np.float64)
    with_label = np.asarray(has[wanted > 0].sum(axis=0)).ravel() + 1
    without = np.asarray(has[wanted == 0].sum(axis=0)).ravel() + 1
    ratio = np.log((with_label / with_label.sum()) / (without / without.sum()))
    result = (matrix > 0).astype(np.float64) @ sparse.diags(ratio)
    norms = np.sqrt(np.asarray(result.multiply(result).sum(axis=1)).ravel())
    return sparse.diags(1 / np.where(norms == 0, 1, norms)) @ result


def _label_scores(
    matrix: Any, wanted: Floats, strength: float, ends: Ints, owners: Ints
) -> list[Floats]:
    """Return the scores of whole comments, of their best clauses, and of all clauses softly."""
    count = ends[1] - ends[0]
    if wanted.sum() < 2:
        return [np.full(count, -3.0)] * 3
    model = LinearSVC(C=strength, random_state=0).fit(matrix[: ends[0]], wanted)
    found = model.decision_function(matrix[ends[0] :])
    whole, pieces = found[:count], found[count:]
    best = np.full(count, -9.0)
    np.maximum.at(best, owners, pieces)
    soft = np.bincount(owners, np.exp(SHARPNESS * np.clip(pieces, -2, 2)), count)
    return [whole, best, np.log(np.maximum(soft, 1e-9)) / SHARPNESS]


def find_threshold(chances: Floats, wanted: Floats) -> float:
    """Return the middle of the near-best thresholds that keep a least precision."""
    grid = np.unique(np.quantile(chances, np.linspace(0.3, 0.9998, 800)))
    chosen = chances[None, :] >= grid[:, None]
    right = (chosen & (wanted > 0)[None, :]).sum(axis=1)
    f1 = 2 * right / np.maximum(1, chosen.sum(axis=1) + wanted.sum())
    f1[right < LEAST_PRECISION * chosen.sum(axis=1)] = 0
    near = np.flatnonzero(f1 >= max(f1.max() - 0.004, 1e-9))
    return float(grid[near[len(near) // 2]]) if len(near) else 1.0


def suggest(task: Task, known: Ints, unknown: Ints) -> npt.NDArray[np.bool_]:
    """Return which labels are suggested for the unknown comments."""
    learned = np.zeros((len(known), task.wanted.shape[1], 5))
    for inner, outer in GroupKFold(FOLDS).split(known, groups=task.keys[known]):
        learned[outer] = scores(task, known[inner], known[outer])
    met = scores(task, known, unknown)
    result = np.zeros((len(unknown), task.wanted.shape[1]), bool)
    for label in range(task.wanted.shape[1]):
        wanted = task.wanted[known, label]
        is_frequent = wanted.sum() >= NOT_RARE
        inputs = [
            np.column_stack(
                [
                    found[:, label],
                    task.lengths[rows],
                    *([found[:, :, :2].reshape(len(rows), -1)] if is_frequent else []),
                ]
            )
            for found, rows in ((learned, known), (met, unknown))
        ]
        model = LogisticRegression(C=0.3 if is_frequent else 1.0, max_iter=1000)
        model.fit(inputs[0], wanted)
        limit = find_threshold(model.predict_proba(inputs[0])[:, 1], wanted)
        result[:, label] = model.predict_proba(inputs[1])[:, 1] >= limit
    return result


def measure_themes(folder: Path) -> None:
    """Print the NMI of our groups, as many as labels, and of plain TF-IDF with k-means."""
    comments, wanted, _ = _module(folder).load()
    long_enough = (comments["clean"].str.split().str.len() >= FEWEST_WORDS).to_numpy()
    is_first = ~comments["clean"].duplicated().to_numpy()
    alone = np.flatnonzero((wanted.sum(axis=1) == 1) & long_enough & is_first)
    labels = wanted[alone].argmax(axis=1)
    frequent = [label for label in np.unique(labels) if (labels == label).sum() >= LEAST_OF_A_LABEL]
    kept = np.isin(labels, frequent)
    alone, labels = alone[kept], labels[kept]
    texts = [text.replace("â€™", "'") for text in comments["text"].to_numpy()[alone]]
    print(f"{len(texts)} comments with one of {len(frequent)} labels")
    plain = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(texts)
    ways: dict[str, Callable[[int], Any]] = {
        "nlp.themes": lambda seed: assign(texts, groups=len(frequent), seed=seed),
        "TF-IDF, k-means": lambda seed: KMeans(
            len(frequent), n_init=4, random_state=seed
        ).fit_predict(plain),
    }
    for name, find in ways.items():
        found = [normalized_mutual_info_score(labels, find(seed)) for seed in range(SEEDS)]
        each = ", ".join(f"{nmi:.3f}" for nmi in found)
        print(f"{name}: NMI {each}, mean {np.mean(found):.3f}", flush=True)


def main(folder: Path) -> None:
    """Print micro and macro F1 for each seed, and their means."""
    task, module, comments = read_task(folder)
    found = []
    for seed, known, unknown in module.splits(comments):
        suggested = suggest(task, np.sort(known), np.sort(unknown))
        wanted = task.wanted[np.sort(unknown)]
        found.append(
            [
                f1_score(wanted, suggested, average=kind, zero_division=0)
                for kind in ("micro", "macro")
            ]
        )
        print(f"seed {seed}: micro {found[-1][0]:.3f}, macro {found[-1][1]:.3f}", flush=True)
    micro, macro = np.mean(found, axis=0)
    print(f"mean of {len(found)}: micro {micro:.3f}, macro {macro:.3f}")


if __name__ == "__main__":
    (measure_themes if "--themes" in sys.argv else main)(Path(sys.argv[1]))
