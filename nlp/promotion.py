"""A new model takes the place of the current one only when it is no worse, and can be undone.

Both models read a locked set of comments that nobody trains on. Neither macro F1 may fall, nor the
share of comments with harm that get a level above "none", nor that of urgent ones that are urgent.
R-NLP-3 would let macro F1 fall by .01; a dozen such steps would be a worse model, so nothing may.
The last five models are kept beside the current one.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.examples import Example
from nlp.labels import TAGS
from nlp.store import is_usable, model_version, refuse_other_folders
from nlp.tagger import Tagger
from nlp.types import NlpError, Reading

KEPT = 5


@dataclass(frozen=True)
class Scores:
    """How a model does: macro F1 over the tags that occur, harm found, urgent found as urgent."""

    macro: float
    harm: float
    urgent: float


@dataclass(frozen=True)
class Verdict:
    """Whether the new model is the current one now, and why, in sentences."""

    is_promoted: bool
    sentences: list[str]


def measure(tagger: Tagger, locked: Sequence[Example]) -> Scores:
    """Return how a model reads comments; `NlpError` when they cannot tell good from bad."""
    truth = np.array([[tag in example.signs for tag in TAGS] for example in locked])
    occurring = truth.any(axis=0)
    levels = [example.safeguarding for example in locked]
    if not occurring.any() or "urgent" not in levels:
        raise NlpError("The locked comments need tags and urgent comments to measure by.")
    readings = list(tagger.read(example.comment for example in locked))
    given = np.array([[tag in codes for tag in TAGS] for codes in map(_tags, readings)])
    right = (truth & given).sum(axis=0)[occurring]
    both = (truth.sum(axis=0) + given.sum(axis=0))[occurring]
    found = [reading.safeguarding for reading in readings]
    pairs = list(zip(levels, found, strict=True))
    return Scores(
        macro=float(np.mean(2 * right / both)),
        harm=float(np.mean([seen != "none" for level, seen in pairs if level != "none"])),
        urgent=float(np.mean([seen == "urgent" for level, seen in pairs if level == "urgent"])),
    )


def _tags(reading: Reading) -> set[str]:
    return {tag.code for tag in reading.tags if tag.strength == "tag"}


def compare(new: Scores, current: Scores) -> list[str]:
    """Return a sentence for everything that speaks against the new model."""
    reasons = []
    if new.macro < current.macro:
        reasons.append(f"Macro F1 falls from {current.macro:.4f} to {new.macro:.4f}.")
    if new.harm < current.harm:
        reasons.append(f"Of harm it finds {new.harm:.4f}; it was {current.harm:.4f}.")
    if new.urgent < current.urgent:
        reasons.append(f"Of what is urgent it finds {new.urgent:.4f}; it was {current.urgent:.4f}.")
    return reasons


def promote(new: Path, current: Path, locked: Sequence[Example]) -> Verdict:
    """Measure both models and replace the current one if nothing speaks against the new one.

    Without a current model the new one takes its place. Raises `NlpError` when the new model cannot
    be loaded, is the current one already, or the locked comments cannot measure.
    """
    refuse_other_folders(current)
    scores = measure(Tagger.load(new), locked)
    version = model_version(new)
    if is_usable(current):
        if model_version(current) == version:
            raise NlpError(f"Model {version} is the current one already.")
        reasons = compare(scores, measure(Tagger.load(current), locked))
        if reasons:
            return Verdict(
                is_promoted=False, sentences=[f"Model {version} was not promoted.", *reasons]
            )
    install(new, current)
    return Verdict(
        is_promoted=True,
        sentences=[
            f"Model {version} is the current one now.",
            f"Macro F1 {scores.macro:.3f}, harm found {scores.harm:.3f}, "
            f"urgent found {scores.urgent:.3f}.",
        ],
    )


def kept_models(current: Path) -> list[Path]:
    """Return the models that were current before, the latest last."""
    return sorted(path for path in _shelf(current).glob("[0-9]*-*") if is_usable(path))


def rollback(current: Path) -> str:
    """Put the latest kept model back in the place of the current one; return its version."""
    refuse_other_folders(current)
    kept = kept_models(current)
    if not kept:
        raise NlpError(f"No earlier model is kept for {current}.")
    undone = Path(tempfile.mkdtemp(prefix=".undone-", dir=_shelf(current)))
    try:
        if current.exists():
            current.replace(undone / "was")
        kept[-1].replace(current)
    finally:
        shutil.rmtree(undone, ignore_errors=True)
    return model_version(current)


def _shelf(current: Path) -> Path:
    return current.with_name(f"{current.name}.kept")


def install(new: Path, current: Path) -> None:
    """Put `new` in the place of `current`, which is kept beside it, with the four before it.

    A current model of the same version is only replaced.
    """
    shelf = _shelf(current)
    shelf.mkdir(parents=True, exist_ok=True)
    arriving = Path(tempfile.mkdtemp(prefix=".arriving-", dir=shelf))
    try:
        shutil.copytree(new, arriving / "new")
        if is_usable(current) and model_version(current) != model_version(new):
            numbers = [int(path.name.split("-")[0]) for path in kept_models(current)]
            number = max(numbers, default=0) + 1
            current.replace(shelf / f"{number:06}-{model_version(current)}")
        elif current.exists():
            current.replace(arriving / "unusable")
        (arriving / "new").replace(current)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    for old in kept_models(current)[:-KEPT]:
        shutil.rmtree(old)
