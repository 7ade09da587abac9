"""The queue of comments to review: safeguarding first, then the least certain, then the oldest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.analysis.models import Origin, Reading, Review, Status, Tag
from app.analysis.services.reading import MOST_TRIES
from app.db import db
from app.responses.models import Comment, Submission, WaitingComment
from app.safeguarding import services as safeguarding
from app.surveys.models import Survey, SurveyVersion

PAGE_SIZE = 25
STATES = ("to-review", "reviewed", "other-language", "not-read", "all")
ENGLISH = {"en", "und", ""}


@dataclass(frozen=True)
class QueueFilter:
    """What to list. Unknown values are as good as none."""

    state: str = "to-review"
    survey: str = ""
    code: str = ""

    def as_query(self) -> dict[str, str]:
        """Return it as the arguments of an address, leaving out what is not chosen."""
        chosen = {"survey": self.survey, "code": self.code}
        if self.state != "to-review":
            chosen["state"] = self.state
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue."""

    rows: Sequence["QueueRow"]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def has_previous(self) -> bool:
        """True when a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """True when a page comes after."""
        return self.number < self.pages


@dataclass(frozen=True)
class QueueRow:
    """One comment of the list."""

    comment: Comment
    tags: Sequence[Tag]
    is_reviewed: bool
    is_open_in_safeguarding: bool


def is_current() -> sa.ColumnElement[bool]:
    """Leave out submissions that were withdrawn."""
    return Submission.withdrawn_on.is_(None)


def _has_review() -> sa.Exists:
    return sa.exists().where(Review.comment_id == Comment.id)


def _is_foreign() -> sa.ColumnElement[bool]:
    """Read by the machine and found to be in another language than English."""
    return sa.exists().where(
        Reading.comment_id == Comment.id, Reading.language.not_in(sorted(ENGLISH))
    )


def _uncertainty() -> sa.ColumnElement[int]:
    """0 (sure) to 10 (could be either): the least certain open suggestion.

    A comment that the machine gave up on is the least certain of all; one that it has not read
    yet lies in the middle; one that waits for a translation comes last.
    """
    closest = (
        sa.select(sa.func.min(sa.func.abs(Tag.score - 0.5)))
        .where(
            Tag.comment_id == Comment.id,
            Tag.origin == Origin.MACHINE,
            Tag.status == Status.SUGGESTED,
        )
        .scalar_subquery()
    )
    has_reading = sa.exists().where(Reading.comment_id == Comment.id)
    was_left = sa.exists().where(
        WaitingComment.comment_id == Comment.id, WaitingComment.tries >= MOST_TRIES
    )
    unsure = sa.cast(10 - 20 * sa.func.coalesce(closest, 0.25), sa.Integer)
    return sa.case((was_left, 11), (_is_foreign(), -1), (~has_reading, 5), else_=unsure)


def _order() -> list[Any]:
    """Return what the queue is sorted by, all ascending."""
    danger = sa.case(
        (Comment.id.in_(safeguarding.open_comments()), safeguarding.urgency()), else_=9
    )
    return [danger, -_uncertainty(), Submission.received_on, Comment.id]


def _filtered(chosen: QueueFilter) -> sa.Select[Comment]:
    query = sa.select(Comment).join(Comment.submission).where(is_current())
    conditions = {
        "to-review": ~_has_review(),
        "reviewed": _has_review(),
        "other-language": sa.and_(_is_foreign(), ~_has_review()),
        "not-read": sa.and_(~sa.exists().where(Reading.comment_id == Comment.id), ~_has_review()),
    }
    if chosen.state in conditions:
        query = query.where(conditions[chosen.state])
    if chosen.survey:
        query = query.join(SurveyVersion).join(Survey).where(Survey.slug == chosen.survey)
    if chosen.code:
        query = query.where(
            sa.exists().where(
                Tag.comment_id == Comment.id,
                Tag.code == chosen.code,
                Tag.status != Status.REJECTED,
            )
        )
    return query


def _count(query: sa.Select[Comment]) -> int:
    counted = sa.select(sa.func.count()).select_from(query.with_only_columns(Comment.id).subquery())
    return db.session.scalar(counted) or 0


def list_queue(chosen: QueueFilter, *, page: int = 1) -> QueuePage:
    """Return one page of the comments that `chosen` lets through."""
    query = _filtered(chosen)
    total = _count(query)
    number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    query = (
        query.options(joinedload(Comment.submission))
        .order_by(*_order())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return QueuePage(_rows(list(db.session.scalars(query))), number, total)


def _rows(comments: list[Comment]) -> list[QueueRow]:
    ids = [comment.id for comment in comments]
    tags: dict[str, list[Tag]] = {each: [] for each in ids}
    query = sa.select(Tag).where(Tag.comment_id.in_(ids), Tag.status != Status.REJECTED)
    for tag in db.session.scalars(query.options(selectinload(Tag.item)).order_by(Tag.id)):
        tags[tag.comment_id].append(tag)
    reviewed = set(
        db.session.scalars(sa.select(Review.comment_id).where(Review.comment_id.in_(ids)))
    )
    waiting = set(db.session.scalars(safeguarding.open_comments().where(Comment.id.in_(ids))))
    return [
        QueueRow(comment, tags[comment.id], comment.id in reviewed, comment.id in waiting)
        for comment in comments
    ]


def count_queue(chosen: QueueFilter) -> int:
    """Return how many comments `chosen` lets through."""
    return _count(_filtered(chosen))


def next_comment(chosen: QueueFilter, *, after: str | None = None) -> str | None:
    """Return the id of the next comment to review: the first, or the one that follows `after`.

    From the end it goes round to the start. None when nothing else waits.
    """
    query = _filtered(chosen).with_only_columns(Comment.id).order_by(*_order()).limit(1)
    if after is None:
        return db.session.scalar(query)
    query = query.where(Comment.id != after)
    place = db.session.execute(
        sa.select(*_order()).select_from(Comment).join(Submission).where(Comment.id == after)
    ).first()
    if place is not None:
        following = query.where(sa.tuple_(*_order()) > sa.tuple_(*map(sa.literal, place)))
        found = db.session.scalar(following)
        if found is not None:
            return found
    return db.session.scalar(query)


def count_unread() -> int:
    """Return how many comments no person has read; nothing but a review lowers it (R-SAF-3)."""
    query = sa.select(Comment).join(Comment.submission).where(is_current(), ~_has_review())
    return _count(query)


def list_surveys() -> list[str]:
    """Return the slugs of the surveys that have comments."""
    query = (
        sa.select(Survey.slug)
        .join(SurveyVersion)
        .join(Submission)
        .join(Comment)
        .distinct()
        .order_by(Survey.slug)
    )
    return list(db.session.scalars(query))
