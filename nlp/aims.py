"""What this library was asked to reach beside what it reached: the card says what was missed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp import evaluation
from nlp.evaluation import Unseen
from nlp.protection import Share

#: A part with fewer labels or comments than this is too small to be held to an aim.
FEWEST = 40
BEST = 3


class Aim(NamedTuple):
    """What was aimed at; `is_most` says that a figure is to stay below its bound."""

    name: str
    bound: float
    is_most: bool = False

    def is_met(self, found: float) -> bool:
        """Say whether a figure, rounded as it is shown, reaches the bound."""
        shown = round(found, 3)
        return shown <= self.bound if self.is_most else shown >= self.bound

    def told(self) -> str:
        """Return the bound in words."""
        return f"{'at most' if self.is_most else 'at least'} {self.bound:g}"


TAGS = (
    Aim("Tags, micro F1", 0.70),
    Aim("Tags, macro F1", 0.66),
    Aim("Priorities, micro F1", 0.80),
    Aim("Tags among the three best scores", 0.85),
    Aim("The weakest kind of speaker, F1 below all", 0.08, is_most=True),
    Aim("Expected calibration error", 0.03, is_most=True),
    Aim("Words shown, token F1", 0.60),
)
NEWCOMERS = (
    Aim("Urgent harm called urgent, writers nobody had read", 0.98),
    Aim("Any harm found, writers nobody had read", 0.95),
    Aim(f"Any harm found, weakest part of {FEWEST} or more", 0.90),
)
MASKS = {
    "People": Aim("People masked whole", 0.97),
    "People in lower case": Aim("People in lower case (names mostly listed) masked whole", 0.90),
    "Phones, e-mails, postcodes, NHS numbers, dates of birth": Aim(
        "Phones, e-mails, postcodes, NHS numbers, dates of birth masked whole", 1.0
    ),
    "Schools, clubs and other bodies": Aim("Schools and clubs masked whole", 0.90),
    "Other words masked": Aim("Other words masked", 0.03, is_most=True),
}


def reached(unseen: Unseen) -> list[float]:
    """Return the figure for each of `TAGS`, of comments by authors the model has not seen."""
    families = evaluation.by_family(unseen)
    everything = families["all eighteen"].f1
    speakers = evaluation.by_part(unseen, unseen.groups).values()
    weakest = min((found.f1 for found in speakers if found.count >= FEWEST), default=np.nan)
    return [
        everything,
        evaluation.macro(unseen)[0],
        families["priorities"].f1,
        evaluation.recall_at(unseen, is_capped=False),
        everything - weakest,
        evaluation.calibration_bins(unseen)[1],
        evaluation.evidence_f1(unseen)[0],
    ]


def newcomers(screen: tuple[Share, Share], parts: Iterable[Share]) -> list[float]:
    """Return the figure for each of `NEWCOMERS`: of all, and of the weakest part that counts."""
    urgent, harm = screen
    weakest = min(part.hits / part.of for part in parts if part.of >= FEWEST)
    return [urgent.hits / urgent.of, harm.hits / harm.of, weakest]


def section(
    alone: Sequence[float],
    helped: Sequence[float],
    screen: Sequence[float],
    masks: Mapping[str, Share],
    tags: npt.NDArray[np.int64],
) -> Iterable[str]:
    """Yield the lines of the card's table of aims; a dash where the encoder has no part.

    The first four are figures: of the tags alone and with the encoder, in the order of `TAGS`; of
    the screen, in that of `NEWCOMERS`; of redaction. `tags` says how many each comment carries.
    """
    yield from (
        "## What was aimed at, and what was missed",
        "",
        "| Aim | Bound | Found | With the encoder |",
        "|---|---|---|---|",
    )
    for aim, one, other in zip(TAGS, alone, helped, strict=True):
        yield _row(aim, one, other)
    for aim, found in zip(NEWCOMERS, screen, strict=True):
        yield _row(aim, found)
    for name, aim in MASKS.items():
        share = masks[name]
        if share.of:
            yield _row(aim, share.hits / share.of)
    yield ""
    yield from _why(tags[tags > 0])


def _why(tags: npt.NDArray[np.int64]) -> Iterable[str]:
    many = round(100 * float((tags > BEST).mean()))
    most = float((np.minimum(tags, BEST) / tags).mean())
    yield from (
        "Why some were missed. **Tags:** the values hold the figure down, about which people agree",
        "least too (last column of the table by tag). More comments still help, but less each time",
        "(“Does more data still help?”). The encoder does more than the linear model could; it is",
        "an extra, as it reads some 75 comments a second and not thousands. **The three best:**",
        f"{many} of 100 comments with a tag carry more than three, so no machine could have more",
        f"than {most:.3f}; asked for no more than three it has the figure in brackets below.",
        "**Harm:** told roundabout it is found, but as a concern and not as urgent. More comments",
        "and a fine-tuned MiniLM were tried and did not mend it (see below). A person reads both;",
        "what is called a concern waits longer. **Speed** has its own table, where one aim",
        "is missed: `docs/figures.md`; why scores alone are no faster is in `docs/ablation.md`.",
        "",
    )


def _row(aim: Aim, found: float, helped: float | None = None) -> str:
    second = "–" if helped is None else _verdict(aim, helped)
    return f"| {aim.name} | {aim.told()} | {_verdict(aim, found)} | {second} |"


def _verdict(aim: Aim, found: float) -> str:
    return f"{found:.3f} {'met' if aim.is_met(found) else '**missed**'}"
