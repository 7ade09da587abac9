"""What the redactor finds, and how overlapping findings become one."""

from collections.abc import Iterable
from dataclasses import dataclass

# The order decides which kind wins when two findings overlap: the most certain comes first.
LABELS = (
    "email",
    "link",
    "phone",
    "NHS number",
    "date of birth",
    "postcode",
    "reference",
    "school",
    "place",
    "name",
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Characters to hide (end excluded), the kind of thing they are, and why we think so."""

    start: int
    end: int
    label: str
    reason: str


def merge(found: Iterable[Redaction]) -> list[Redaction]:
    """Return the findings in order, those that overlap as one with the most certain label."""
    merged: list[Redaction] = []
    for item in sorted(found, key=lambda r: (r.start, -r.end)):
        if not merged or item.start >= merged[-1].end:
            merged.append(item)
            continue
        before = merged[-1]
        best = min(before, item, key=lambda r: LABELS.index(r.label))
        merged[-1] = Redaction(before.start, max(before.end, item.end), best.label, best.reason)
    return merged
