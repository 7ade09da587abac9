"""What the strategy does not name: how often, month by month, and what it is about (A11)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.analysis.models import IndexCard, Review, ReviewFacet
from app.analysis.services.regrouping import months_until
from app.counts import SMALLEST_BASE
from app.db import db

#: What such a comment can be about (ANNOTATION.md 2.10), in that order; the last is ours.
FACETS = (
    "ehcp-quality",
    "placement",
    "transport",
    "short-breaks",
    "pfa",
    "workforce",
    "information",
    "money",
    "physical-sensory",
    "learning-disability",
    "equality",
    "second-hand",
    "survey-fault",
    "other",
)
NOT_IN_STRATEGY = "not-in-strategy"
#: Fewer comments are not counted out: the board sees these figures too (R-SDC-2).
SMALLEST_COUNT = 5


@dataclass(frozen=True)
class MonthOutside:
    """Of the comments that came in one month and were read: how many the strategy does not name."""

    month: date
    read: int
    outside: int

    @property
    def is_few(self) -> bool:
        """True when the number is too small to be said."""
        return self.outside < SMALLEST_COUNT

    @property
    def are_few_read(self) -> bool:
        """True when too few were read for their number to be said."""
        return self.read < SMALLEST_COUNT

    @property
    def percent(self) -> int | None:
        """How many in a hundred; None when too few were read, or the number is not said."""
        if self.is_few or self.read < SMALLEST_BASE:
            return None
        return round(100 * self.outside / self.read)


def outside_by_month(until: date, *, months: int = 12) -> list[MonthOutside]:
    """Return the months that end with the one of `until`, the oldest first."""
    shown = months_until(until)[-months:]
    is_outside = sa.func.sum(sa.case((Review.result == NOT_IN_STRATEGY, 1), else_=0))
    query = (
        sa.select(IndexCard.received_on, sa.func.count(), is_outside)
        .join(Review, Review.comment_id == IndexCard.comment_id)
        .where(IndexCard.received_on >= shown[0])
        .group_by(IndexCard.received_on)
    )
    read = dict.fromkeys(shown, 0)
    outside = dict.fromkeys(shown, 0)
    for day, how_many, how_many_outside in db.session.execute(query):
        month = day.replace(day=1)
        if month in read:
            read[month] += how_many
            outside[month] += int(how_many_outside or 0)
    return [MonthOutside(month, read[month], outside[month]) for month in shown]


def facets_until(until: date) -> list[tuple[str, int]]:
    """Return (facet, how many comments) of the twelve months up to `until`, the most first."""
    query = (
        sa.select(ReviewFacet.facet, sa.func.count())
        .join(IndexCard, IndexCard.comment_id == ReviewFacet.comment_id)
        .where(IndexCard.received_on >= months_until(until)[0])
        .group_by(ReviewFacet.facet)
    )
    counted = {row[0]: int(row[1]) for row in db.session.execute(query)}
    # Those too few to be said stand in the order of the list: their place must not count them.
    said = {facet: count if count >= SMALLEST_COUNT else 0 for facet, count in counted.items()}
    return sorted(
        [(facet, counted.get(facet, 0)) for facet in FACETS],
        key=lambda row: (-said.get(row[0], 0), FACETS.index(row[0])),
    )
