"""What a model learns from reviewed comments, and whether it may take the current one's place.

The comments that ship from two writers are locked: nobody who uses the system can change them, and
no taught model learns from them. So the model that is measured on them is the very one that takes
over, when it is no worse than the current one (`nlp.promotion`). The model that ships has learned
from them: in its place one is measured that learned from the same comments without them.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlp.encoder import HeldOutOpinions
from nlp.examples import Example, shipped_examples
from nlp.promotion import Scores, compare, install, measure
from nlp.reviewed import choose
from nlp.store import (
    is_usable,
    model_authors,
    model_encoder,
    model_version,
    refuse_other_folders,
)
from nlp.tagger import Tagger
from nlp.training import Settings, train
from nlp.types import NlpError

#: Seven hundred comments in twenty voices; 101 tell of harm, 29 of them urgently.
LOCKED_WRITERS = frozenset({"C", "F"})


@dataclass(frozen=True)
class Lesson:
    """What came of it, and how the current and the taught model read the locked comments."""

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
    locked = [each for each in shipped if each.author in LOCKED_WRITERS]
    others = [each for each in shipped if each.author not in LOCKED_WRITERS]
    chosen = choose([*others, *(each for each in reviewed if each.is_reviewed)])
    learned = [each for each in chosen.examples if each.is_reviewed]
    if not learned:
        raise NlpError(" ".join(["No reviewed comment may be learned from yet.", *chosen.notes]))
    with tempfile.TemporaryDirectory(prefix="lesson-") as folder:
        taught, untaught = Path(folder) / "taught", Path(folder) / "untaught"
        if has_not_seen_locked(current):
            before = _measure(current, locked, settings)
        else:
            train(others, untaught, settings)
            before = _measure(untaught, locked, settings)
        train(chosen.examples, taught, settings)
        after = _measure(taught, locked, settings)
        reasons = compare(after, before)
        if not reasons and not _is_same(current, taught):
            install(taught, current)
    version = model_version(current) if is_usable(current) else ""
    return Lesson(not reasons, version, len(learned), before, after, reasons, chosen.notes)


def has_not_seen_locked(model: Path) -> bool:
    """Return True when a model says that it learned from none of the locked comments."""
    authors = model_authors(model) if is_usable(model) else None
    return authors is not None and LOCKED_WRITERS.isdisjoint(authors)


def _is_same(current: Path, taught: Path) -> bool:
    return is_usable(current) and model_version(current) == model_version(taught)


def _measure(model: Path, locked: Sequence[Example], settings: Settings) -> Scores:
    # The encoder that ships has seen the locked comments; those that had not are asked instead.
    encoder = HeldOutOpinions() if settings.encoder else None
    return measure(Tagger.load(model, encoder), locked)
