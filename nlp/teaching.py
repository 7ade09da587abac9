"""What a model learns from reviewed comments, and whether it may take the current one's place.

The comments that ship from two writers are locked: nobody who uses the system can change them. Two
models that have not seen these writers read them: one taught with the reviewed comments, one
without. Only when the taught one is no worse (R-NLP-3, as `nlp.promotion`) is a third trained from
everything, and it becomes the current model.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlp.encoder import HeldOutOpinions
from nlp.examples import Example, shipped_examples
from nlp.promotion import Scores, compare, install, measure
from nlp.reviewed import choose
from nlp.store import is_usable, model_encoder, model_version, refuse_other_folders
from nlp.tagger import Tagger
from nlp.training import Settings, train
from nlp.types import NlpError

#: Seven hundred comments in twenty voices; 101 tell of harm, 29 of them urgently.
LOCKED_WRITERS = frozenset({"C", "F"})


@dataclass(frozen=True)
class Lesson:
    """What came of it: figures on the locked comments without and with what was reviewed."""

    is_promoted: bool
    #: The version that is current now.
    version: str
    #: How many reviewed comments were learned from.
    learned: int
    before: Scores
    after: Scores
    #: Why it was not promoted; empty when it was.
    reasons: list[str] = field(default_factory=list)
    #: Why some reviewed comments were left out.
    notes: list[str] = field(default_factory=list)


def teach(
    reviewed: Sequence[Example],
    current: Path,
    settings: Settings | None = None,
    shipped: Sequence[Example] | None = None,
) -> Lesson:
    """Learn from reviewed comments; replace the model in `current` if the result is no worse.

    `shipped` is for tests. Raises `NlpError` when no reviewed comment may be learned from, or the
    locked comments cannot measure.
    """
    refuse_other_folders(current)
    shipped = shipped_examples() if shipped is None else shipped
    if settings is None:
        settings = Settings(encoder=is_usable(current) and bool(model_encoder(current)))
    chosen = choose([*shipped, *(each for each in reviewed if each.is_reviewed)])
    learned = [each for each in chosen.examples if each.is_reviewed]
    if not learned:
        raise NlpError(" ".join(["No reviewed comment may be learned from yet.", *chosen.notes]))
    locked = [each for each in shipped if each.author in LOCKED_WRITERS]
    others = [each for each in shipped if each.author not in LOCKED_WRITERS]
    with tempfile.TemporaryDirectory(prefix="lesson-") as folder:
        before = _measure_anew(others, Path(folder) / "without", locked, settings)
        after = _measure_anew([*others, *learned], Path(folder) / "with", locked, settings)
        reasons = compare(after, before)
        if not reasons:
            whole = Path(folder) / "whole"
            train(chosen.examples, whole, settings)
            if not is_usable(current) or model_version(current) != model_version(whole):
                install(whole, current)
    version = model_version(current) if is_usable(current) else ""
    return Lesson(not reasons, version, len(learned), before, after, reasons, chosen.notes)


def _measure_anew(
    examples: Sequence[Example],
    folder: Path,
    locked: Sequence[Example],
    settings: Settings,
) -> Scores:
    train(examples, folder, settings)
    # The encoder that ships has seen the locked comments; those that had not are asked instead.
    encoder = HeldOutOpinions() if settings.encoder else None
    scores = measure(Tagger.load(folder, encoder), locked)
    shutil.rmtree(folder)
    return scores
