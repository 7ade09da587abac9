"""What each part of the tagger is worth: the same measurement with one part left out at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.decision import probabilities
from nlp.evaluation import figures, hold_out
from nlp.examples import Example
from nlp.labels import FAMILIES, TAGS
from nlp.training import (
    OWN,
    Settings,
    calibrate,
    find_thresholds,
    measured_authors,
)
from nlp.types import NlpError

_CLAUSES, _LENGTH = (1, 2, 5), (3, 4, 5)


@dataclass(frozen=True)
class Variant:
    """One way to build the tagger; `without` names columns of the calibration's inputs."""

    name: str
    settings: Settings
    without: tuple[int, ...] = ()
    has_own: bool = True


def variants(settings: Settings) -> list[Variant]:
    """Return the variants measured: from the simplest up, then the default with a part removed."""
    return [
        Variant(
            "words",
            replace(settings, kinds="w", question_weight=0),
            (*_CLAUSES, 3, 4),
            has_own=False,
        ),
        Variant("+ question", replace(settings, kinds="w"), (*_CLAUSES, 3, 4), has_own=False),
        Variant("+ pairs", replace(settings, kinds="wb"), (*_CLAUSES, 3, 4), has_own=False),
        Variant("+ characters", replace(settings, kinds="wbc"), (*_CLAUSES, 3, 4), has_own=False),
        Variant("+ cue lists", settings, (*_CLAUSES, 3, 4), has_own=False),
        Variant("+ clauses", settings, _LENGTH, has_own=False),
        Variant("+ length in calibration", settings, has_own=False),
        Variant("+ our own comments and the guideline's (default)", settings),
        Variant("default without characters", replace(settings, kinds="wbk")),
        Variant("default without cue lists", replace(settings, kinds="wbc")),
        Variant("default without question", replace(settings, question_weight=0)),
    ]


def measure(examples: Sequence[Example], settings: Settings) -> Iterator[str]:
    """Yield the lines of a Markdown table: micro F1 of each variant on held-out authors."""
    yield "| Variant | Micro F1 | Macro F1 | Priorities | Values | Outcomes |"
    yield "|---|---|---|---|---|---|"
    for variant in variants(settings):
        kept = [e for e in examples if variant.has_own or e.author not in OWN]
        wanted, suggested = _suggest(kept, variant)
        families = [
            figures(wanted[:, columns], suggested[:, columns]).f1
            for columns in ([TAGS.index(tag) for tag in tags] for tags in FAMILIES.values())
        ]
        each = [figures(wanted[:, [n]], suggested[:, [n]]).f1 for n in range(len(TAGS))]
        shown = [figures(wanted, suggested).f1, float(np.mean(each)), *families]
        yield f"| {variant.name} | " + " | ".join(f"{value:.3f}" for value in shown) + " |"


def _suggest(
    examples: Sequence[Example], variant: Variant
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    corpus, scores = hold_out(examples, variant.settings)
    authors = measured_authors(corpus.examples)
    weighed = scores.weighed.copy()
    weighed[:, :, list(variant.without)] = 0
    rows = np.isin(corpus.authors, authors)
    suggested = np.zeros(corpus.tags.shape, bool)
    for author in authors:
        theirs = corpus.authors == author
        others = rows & ~theirs
        learned = calibrate(weighed[others], corpus.tags[others], variant.settings.seed)
        limits = find_thresholds(probabilities(weighed[others], learned))
        suggested[theirs] = probabilities(weighed[theirs], learned) >= limits
    return corpus.tags[rows] > 0, suggested[rows]


def write_table(examples: Sequence[Example], page: Path, settings: Settings) -> None:
    """Replace the table between the page's two marks by a new one."""
    try:
        text = page.read_text("utf-8")
        start, end = text.index("<!-- table -->"), text.index("<!-- end -->")
    except (OSError, ValueError) as error:
        raise NlpError(f"{page} is no page with the marks that a table goes between.") from error
    table = "\n".join(measure(examples, settings))
    page.write_text(f"{text[:start]}<!-- table -->\n\n{table}\n\n{text[end:]}", "utf-8")
