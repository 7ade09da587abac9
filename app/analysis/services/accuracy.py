"""Accuracy: how often machine and people, and two people, say the same of a comment (A6, 18).

The database counts: there may be a hundred thousand comments, and everybody may ask.
"""

import enum
import math
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from app.analysis.models import (
    Origin,
    Reading,
    Review,
    SecondReading,
    SecondTag,
    Status,
    Strength,
    Tag,
)
from app.counts import SMALLEST_BASE
from app.db import db
from app.i18n import DEFAULT_LANGUAGE
from app.responses.models import Channel, Comment, Recording, Style, Submission, WhoseWords
from app.strategy import services as strategy
from app.strategy.models import FrameworkItem

#: For 95 % intervals.
_Z = 1.96


class Mode(enum.StrEnum):
    """How a comment came. Each comment has one: the first of these that fits."""

    GROUP = "group"
    PAPER = "paper"
    ELSEWHERE = "elsewhere"
    SPOKEN = "spoken"
    OTHER_LANGUAGE = "other-language"
    EASY = "easy"
    PLAIN = "plain"


@dataclass(frozen=True)
class Score:
    """How far two readers agree on one tag, over `n` comments that both read."""

    n: int
    both: int
    only_first: int
    only_second: int
    #: Of the tags that both named: how many have a sign, and how many of those the same.
    signed: int = 0
    same_sign: int = 0
    #: How many tags each comment could have had: more than one when several are put together.
    tags: int = 1

    @property
    def base(self) -> int:
        """How often either reader named it: what F1 rests on.

        Thousands of comments that both pass over say nothing of a rare tag.
        """
        return self.both + self.only_first + self.only_second

    @property
    def f1(self) -> float | None:
        """F1, the same whichever is taken for the truth; None when neither named the tag."""
        return 2 * self.both / (self.base + self.both) if self.base else None

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha for two readers and a yes or no; None when nothing varies."""
        units = self.n * self.tags
        ones = self.base + self.both
        pairs = ones * (2 * units - ones)
        if not pairs:
            return None
        seen = (self.only_first + self.only_second) / units
        expected = 2 * pairs / (2 * units * (2 * units - 1))
        return 1 - seen / expected

    @property
    def rests_on(self) -> int:
        """How many comments it rests on: tags of one comment are no evidence of their own."""
        return min(self.base, self.n)

    @property
    def is_enough(self) -> bool:
        """True when it rests on enough for an interval, and for the public to be told."""
        return self.rests_on >= SMALLEST_BASE

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of F1; None when it rests on fewer than 30.

        Of what either named, the share that both named is J; F1 = 2J / (1 + J) grows with it, so
        Wilson's interval of J carries over.
        """
        if not self.is_enough:
            return None
        low, high = wilson(self.both / self.base, self.rests_on)
        return 2 * low / (1 + low), 2 * high / (1 + high)

    @property
    def sign_share(self) -> float | None:
        """Of the tags that both named with a sign, the share with the same; None without any."""
        return self.same_sign / self.signed if self.signed else None

    @property
    def sign_is_enough(self) -> bool:
        """True when so many tags have a sign of both that the share says something."""
        return min(self.signed, self.n) >= SMALLEST_BASE

    @property
    def sign_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of `sign_share`; None when it rests on fewer than 30."""
        if not self.sign_is_enough:
            return None
        return wilson(self.same_sign / self.signed, min(self.signed, self.n))


def wilson(share: float, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share that was found in `total`."""
    square = _Z**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    half /= 1 + square / total
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Comparison:
    """Two readers over the same comments: each tag, each mode, and everything together."""

    n: int
    scores: dict[str, Score]
    #: Every tag in one pot, for the comments of one mode; modes without a comment are left out.
    modes: dict[Mode, Score]

    @property
    def overall(self) -> Score:
        """Every tag of every comment in one pot (micro)."""
        return _in_one_pot(self.n, list(self.scores.values()), tags=len(self.scores))


def _in_one_pot(n: int, scores: list[Score], *, tags: int) -> Score:
    return Score(
        n,
        sum(each.both for each in scores),
        sum(each.only_first for each in scores),
        sum(each.only_second for each in scores),
        signed=sum(each.signed for each in scores),
        same_sign=sum(each.same_sign for each in scores),
        tags=tags,
    )


@dataclass(frozen=True)
class Accuracy:
    """What is known from second readers, who saw nothing, and the tags in their order."""

    items: list[FrameworkItem]
    #: Machine and second readers: the honest figure.
    machine_blind: Comparison
    #: The first and the second person.
    people: Comparison


def measure_accuracy() -> Accuracy:
    """Return how far machine and people agree, withdrawn comments left out."""
    items = strategy.list_items()
    codes = [item.code for item in items]
    machine, first = (_named_by(Tag, SecondReading, each) for each in (_IS_MACHINES, _IS_ACCEPTED))
    second, read_twice = _named_by(SecondTag, SecondReading), _comments_with(SecondReading)
    by_machine_too = _comments_with(SecondReading, by_machine=True)
    return Accuracy(
        items,
        _compare(machine, second, by_machine_too, codes),
        _compare(first, second, read_twice, codes),
    )


def measure_reviewers() -> Comparison:
    """Return how far machine and reviewers agree, who saw its suggestions: flatters the machine."""
    codes = [item.code for item in strategy.list_items()]
    machine, accepted = (_named_by(Tag, Review, each) for each in (_IS_MACHINES, _IS_ACCEPTED))
    return _compare(machine, accepted, _comments_with(Review, by_machine=True), codes)


_IS_MACHINES = (Tag.origin == Origin.MACHINE) & (Tag.strength == Strength.TAG)
_IS_ACCEPTED = Tag.status == Status.ACCEPTED


_Read = type[Review] | type[SecondReading]


def _comments_with(read: _Read, *, by_machine: bool = False) -> sa.Subquery:
    """Return the comments that were read so, with their modes; none that was taken back.

    `by_machine`: only those that the machine had read before. What it never read it did not
    misread, and once a person has decided, a reading keeps no tag of its own that says the same.
    """
    is_spoken = sa.exists().where(Recording.comment_id == Comment.id)
    mode = sa.case(
        (
            (Submission.channel == Channel.GROUP) | (Submission.whose_words == WhoseWords.GROUP),
            Mode.GROUP,
        ),
        (Submission.channel == Channel.PAPER, Mode.PAPER),
        (Submission.channel == Channel.IMPORT, Mode.ELSEWHERE),
        (is_spoken, Mode.SPOKEN),
        (Comment.locale != DEFAULT_LANGUAGE, Mode.OTHER_LANGUAGE),
        (Submission.style == Style.EASY, Mode.EASY),
        else_=Mode.PLAIN,
    )
    query = (
        sa.select(Comment.id.label("comment_id"), mode.label("mode"))
        .join(Comment.submission)
        .where(Comment.id.in_(sa.select(read.comment_id)), Submission.withdrawn_on.is_(None))
    )
    if by_machine:
        decided_before = sa.exists().where(
            Review.comment_id == Reading.comment_id, Review.reviewed_at < Reading.read_at
        )
        has_read = sa.exists().where(Reading.comment_id == Comment.id, ~decided_before)
        query = query.where(has_read)
    return query.subquery()


def _named_by(
    tag: type[Tag] | type[SecondTag], read: _Read, *conditions: sa.ColumnElement[bool]
) -> sa.Subquery:
    """Return what a reader named in comments that were read so: each code once a comment.

    It is said here too which comments, so that a tenth of the comments costs a tenth of the tags.
    """
    is_read = tag.comment_id.in_(sa.select(read.comment_id))
    return sa.select(tag.comment_id, tag.code, tag.sign).where(is_read, *conditions).subquery()


def _compare(
    first: sa.Subquery, second: sa.Subquery, read: sa.Subquery, codes: list[str]
) -> Comparison:
    """Return how far two readers agree on `codes` in the comments that both read."""
    comments = Counter(
        {
            Mode(mode): int(number)
            for mode, number in db.session.execute(
                sa.select(read.c.mode, sa.func.count()).group_by(read.c.mode)
            )
        }
    )
    by_first, by_second = (_count_named(each, read) for each in (first, second))
    both = _count_both(first, second, read)

    def score(code: str, mode: Mode) -> Score:
        shared, signed, same = both.get((mode, code), (0, 0, 0))
        return Score(
            comments[mode],
            shared,
            by_first[mode, code] - shared,
            by_second[mode, code] - shared,
            signed=signed,
            same_sign=same,
        )

    found = {mode: {code: score(code, mode) for code in codes} for mode in Mode if comments[mode]}
    n = comments.total()
    return Comparison(
        n,
        {code: _in_one_pot(n, [by[code] for by in found.values()], tags=1) for code in codes},
        {
            mode: _in_one_pot(comments[mode], list(scores.values()), tags=len(codes))
            for mode, scores in found.items()
        },
    )


def _count_named(reader: sa.Subquery, read: sa.Subquery) -> Counter[tuple[Mode, str]]:
    """Return in how many comments one reader named each code, mode by mode."""
    query = (
        sa.select(read.c.mode, reader.c.code, sa.func.count())
        .join(reader, reader.c.comment_id == read.c.comment_id)
        .group_by(read.c.mode, reader.c.code)
    )
    return Counter({(Mode(row[0]), row[1]): int(row[2]) for row in db.session.execute(query)})


def _count_both(
    first: sa.Subquery, second: sa.Subquery, read: sa.Subquery
) -> dict[tuple[Mode, str], tuple[int, int, int]]:
    """Return (named by both, of those with signs of both, of those with the same sign)."""
    have_signs = first.c.sign.is_not(None) & second.c.sign.is_not(None)

    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    query = (
        sa.select(
            read.c.mode,
            first.c.code,
            sa.func.count(),
            how_many(have_signs),
            how_many(first.c.sign == second.c.sign),
        )
        .join(first, first.c.comment_id == read.c.comment_id)
        .join(
            second,
            (second.c.comment_id == read.c.comment_id) & (second.c.code == first.c.code),
        )
        .group_by(read.c.mode, first.c.code)
    )
    return {
        (Mode(mode), code): (int(both), int(signed), int(same))
        for mode, code, both, signed, same in db.session.execute(query)
    }
