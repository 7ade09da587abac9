"""The queue of comments to review: safeguarding first, then the least certain, then the oldest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.analysis.models import IndexCard, Reading, Review, Status, Tag
from app.analysis.services.words import masked_texts
from app.db import db
from app.responses.models import Comment, Submission
from app.safeguarding import services as safeguarding
from app.surveys.models import Survey

PAGE_SIZE = 25
STATES = ("to-review", "reviewed", "other-language", "not-read", "all")
ENGLISH = {"en", "und", ""}
#: The sureness of a comment that waits for a translation.
FOREIGN = 1
#: How sure the machine can be of what it has not read: it waits, or was given up.
UNREAD = (-5, -11)


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
    #: Its words, masked; None until machine or person has read it.
    text: str | None
    tags: Sequence[Tag]
    is_reviewed: bool
    is_open_in_safeguarding: bool


def is_current() -> sa.ColumnElement[bool]:
    """Leave out submissions that were withdrawn."""
    return Submission.withdrawn_on.is_(None)


def _order() -> list[Any]:
    """Return what the queue is sorted by, all ascending; the cards have an index for it.

    What may tell of harm comes first, then what the machine is least sure of, then the oldest.
    """
    return [IndexCard.danger, IndexCard.sureness, IndexCard.received_on, IndexCard.comment_id]


def _filtered(chosen: QueueFilter) -> sa.Select[str]:
    """Return a query for the ids of comments; one that was withdrawn has no card."""
    query = sa.select(IndexCard.comment_id)
    conditions: dict[str, list[sa.ColumnElement[bool]]] = {
        "to-review": [~IndexCard.is_reviewed],
        "reviewed": [IndexCard.is_reviewed.is_(True)],
        "other-language": [~IndexCard.is_reviewed, IndexCard.sureness == FOREIGN],
        "not-read": [
            ~IndexCard.is_reviewed,
            IndexCard.sureness.in_(UNREAD),
            ~sa.exists().where(Reading.comment_id == IndexCard.comment_id),
        ],
    }
    query = query.where(*conditions.get(chosen.state, []))
    if chosen.survey:
        survey_id = sa.select(Survey.id).where(Survey.slug == chosen.survey).scalar_subquery()
        query = query.where(IndexCard.survey_id == survey_id)
    if chosen.code:
        tagged = sa.select(Tag.comment_id).where(
            Tag.code == chosen.code, Tag.status != Status.REJECTED
        )
        query = query.where(IndexCard.comment_id.in_(tagged))
    return query


def _count(query: sa.Select[str]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def list_queue(chosen: QueueFilter, *, page: int = 1) -> QueuePage:
    """Return one page of the comments that `chosen` lets through."""
    query = _filtered(chosen)
    total = _count(query)
    number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    ids = list(db.session.scalars(query.order_by(*_order()).limit(PAGE_SIZE).offset(start)))
    return QueuePage(_rows(ids), number, total)


def comments_by_id(ids: Sequence[str]) -> list[Comment]:
    """Return these comments with their submissions, in the order of `ids`."""
    query = sa.select(Comment).where(Comment.id.in_(ids)).options(joinedload(Comment.submission))
    found = {comment.id: comment for comment in db.session.scalars(query)}
    return [found[each] for each in ids]


def _rows(ids: Sequence[str]) -> list[QueueRow]:
    tags: dict[str, list[Tag]] = {each: [] for each in ids}
    query = sa.select(Tag).where(Tag.comment_id.in_(ids), Tag.status != Status.REJECTED)
    for tag in db.session.scalars(query.options(selectinload(Tag.item)).order_by(Tag.id)):
        tags[tag.comment_id].append(tag)
    reviewed = set(
        db.session.scalars(sa.select(Review.comment_id).where(Review.comment_id.in_(ids)))
    )
    waiting = set(db.session.scalars(safeguarding.open_comments().where(Comment.id.in_(ids))))
    comments = comments_by_id(ids)
    texts = masked_texts(comments)
    return [
        QueueRow(each, texts[each.id], tags[each.id], each.id in reviewed, each.id in waiting)
        for each in comments
    ]


def count_queue(chosen: QueueFilter) -> int:
    """Return how many comments `chosen` lets through."""
    return _count(_filtered(chosen))


def next_comment(chosen: QueueFilter, *, after: str | None = None) -> str | None:
    """Return the id of the next comment to review: the first, or the one that follows `after`.

    From the end it goes round to the start. None when nothing else waits.
    """
    query = _filtered(chosen).order_by(*_order()).limit(1)
    if after is None:
        return db.session.scalar(query)
    query = query.where(IndexCard.comment_id != after)
    place = db.session.execute(sa.select(*_order()).where(IndexCard.comment_id == after)).first()
    if place is not None:
        following = query.where(sa.tuple_(*_order()) > sa.tuple_(*map(sa.literal, place)))
        found = db.session.scalar(following)
        if found is not None:
            return found
    return db.session.scalar(query)


def count_unread() -> int:
    """Return how many comments no person has read; nothing but a review lowers it (R-SAF-3)."""
    return _count(_filtered(QueueFilter()))


def list_surveys() -> list[str]:
    """Return the slugs of the surveys that have comments."""
    has_comments = sa.exists().where(IndexCard.survey_id == Survey.id)
    return list(
        db.session.scalars(sa.select(Survey.slug).where(has_comments).order_by(Survey.slug))
    )
