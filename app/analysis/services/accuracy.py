"""Accuracy: how often machine and people, and two people, say the same of a comment (A6, 18)."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.analysis.models import Origin, Review, SecondReading, Status, Strength, Tag
from app.db import db
from app.responses.models import Comment, Submission
from app.strategy import services as strategy
from app.strategy.models import FrameworkItem

#: Below so many comments no interval is given, and the public is told no figure.
SMALLEST_BASE = 30
#: For 95 % intervals.
_Z = 1.96


@dataclass(frozen=True)
class Score:
    """How far two readers agree on one tag, over `n` comments that both read."""

    n: int
    both: int
    only_first: int
    only_second: int
    #: How many tags each comment could have had: more than one when several are put together.
    tags: int = 1

    @property
    def f1(self) -> float | None:
        """F1, the same whichever is taken for the truth; None when neither named the tag."""
        named = 2 * self.both + self.only_first + self.only_second
        return 2 * self.both / named if named else None

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha for two readers and a yes or no; None when nothing varies."""
        units = self.n * self.tags
        ones = 2 * self.both + self.only_first + self.only_second
        pairs = ones * (2 * units - ones)
        if not pairs:
            return None
        seen = (self.only_first + self.only_second) / units
        expected = 2 * pairs / (2 * units * (2 * units - 1))
        return 1 - seen / expected

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of F1; None below 30 comments.

        Of the comments that either named, the share that both named is J; F1 = 2J / (1 + J) grows
        with it, so Wilson's interval of J carries over.
        """
        named = self.both + self.only_first + self.only_second
        if self.n < SMALLEST_BASE or not named:
            return None
        low, high = wilson(self.both, named)
        return 2 * low / (1 + low), 2 * high / (1 + high)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of `hits` of `total`."""
    share, square = hits / total, _Z**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    half /= 1 + square / total
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Comparison:
    """Two readers over the same comments: each tag, and all of them together."""

    n: int
    scores: dict[str, Score]

    @property
    def overall(self) -> Score:
        """Every tag of every comment in one pot (micro)."""
        return Score(
            self.n,
            sum(each.both for each in self.scores.values()),
            sum(each.only_first for each in self.scores.values()),
            sum(each.only_second for each in self.scores.values()),
            tags=len(self.scores),
        )


@dataclass(frozen=True)
class Accuracy:
    """The three comparisons, and the tags in their order."""

    items: list[FrameworkItem]
    #: Machine and second readers, who saw nothing: the honest figure.
    machine_blind: Comparison
    #: Machine and reviewers, who saw its suggestions: flatters the machine.
    machine_seen: Comparison
    #: The first and the second person.
    people: Comparison


def measure_accuracy() -> Accuracy:
    """Return how far machine and people agree, withdrawn comments left out."""
    items = strategy.list_items()
    blind, people = _second_readings([item.code for item in items])
    return Accuracy(items, blind, _machine_and_reviewers([item.code for item in items]), people)


def compare(pairs: Iterable[tuple[set[str], set[str]]], codes: Iterable[str], n: int) -> Comparison:
    """Return the comparison of (what the first named, what the second named), one a comment."""
    both: Counter[str] = Counter()
    only_first: Counter[str] = Counter()
    only_second: Counter[str] = Counter()
    for first, second in pairs:
        both.update(first & second)
        only_first.update(first - second)
        only_second.update(second - first)
    scores = {code: Score(n, both[code], only_first[code], only_second[code]) for code in codes}
    return Comparison(n, scores)


def _named(*conditions: sa.ColumnElement[bool]) -> dict[str, set[str]]:
    """Return {comment: codes} of tags on comments that were read twice."""
    query = (
        sa.select(Tag.comment_id, Tag.code)
        .join(SecondReading, SecondReading.comment_id == Tag.comment_id)
        .where(*conditions)
    )
    found: dict[str, set[str]] = {}
    for comment_id, code in db.session.execute(query):
        found.setdefault(comment_id, set()).add(code)
    return found


_IS_MACHINES = (Tag.origin == Origin.MACHINE) & (Tag.strength == Strength.TAG)


def _second_readings(codes: list[str]) -> tuple[Comparison, Comparison]:
    query = (
        sa.select(SecondReading.comment_id, SecondReading.codes)
        .join(Comment, Comment.id == SecondReading.comment_id)
        .join(Submission)
        .where(Submission.withdrawn_on.is_(None))
    )
    second = {row[0]: set(row[1]) for row in db.session.execute(query)}
    first = _named(Tag.status == Status.ACCEPTED)
    machine = _named(_IS_MACHINES)
    nothing: set[str] = set()

    def against(other: dict[str, set[str]]) -> Comparison:
        pairs = [(other.get(each, nothing), named) for each, named in second.items()]
        return compare(pairs, codes, len(second))

    return against(machine), against(first)


def _machine_and_reviewers(codes: list[str]) -> Comparison:
    """Count in the database: there may be a hundred thousand comments."""
    accepted = sa.orm.aliased(Tag)
    is_current = sa.exists().where(
        Comment.id == Tag.comment_id,
        Comment.submission_id == Submission.id,
        Submission.withdrawn_on.is_(None),
    )
    reviewed = (
        sa.select(Tag.code, sa.func.count(Tag.comment_id.distinct()))
        .join(Review, Review.comment_id == Tag.comment_id)
        .where(is_current)
        .group_by(Tag.code)
    )
    agreed = sa.exists().where(
        accepted.comment_id == Tag.comment_id,
        accepted.code == Tag.code,
        accepted.status == Status.ACCEPTED,
    )

    def counted(*conditions: sa.ColumnElement[bool]) -> dict[str, int]:
        return dict(db.session.execute(reviewed.where(*conditions)).all())

    machine, both = counted(_IS_MACHINES), counted(_IS_MACHINES, agreed)
    people = counted(Tag.status == Status.ACCEPTED)
    n = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Review)
        .join(Comment, Comment.id == Review.comment_id)
        .join(Submission)
        .where(Submission.withdrawn_on.is_(None))
    )
    scores = {}
    for code in codes:
        shared = both.get(code, 0)
        scores[code] = Score(
            n or 0, shared, machine.get(code, 0) - shared, people.get(code, 0) - shared
        )
    return Comparison(n or 0, scores)
