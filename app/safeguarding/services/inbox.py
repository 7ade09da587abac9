"""The duty inbox: what waits for a trained person, the most serious and the oldest first."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db, today
from app.responses.models import Comment, ScreenState, Submission
from app.safeguarding.models import Outcome, SafeguardingDecision

PAGE_SIZE = 25
_SATURDAY = 5


@dataclass(frozen=True)
class InboxItem:
    """A comment in the inbox, with what a duty person must see before opening it."""

    comment: Comment
    #: Working days since the day it came; 0 on that day.
    working_days: int
    decision: SafeguardingDecision | None
    is_open: bool

    @property
    def level(self) -> str:
        """Say "urgent", "concern", "unscreened" or "none"."""
        if self.comment.screen_state == ScreenState.UNSCREENED:
            return "unscreened"
        return self.comment.screen_level or "none"

    @property
    def is_late(self) -> bool:
        """True when it should have been opened: flagged ones the same day, others the next."""
        is_flagged = self.comment.screen_state == ScreenState.FLAGGED
        is_unread = self.decision is None
        return self.is_open and is_unread and self.working_days > (0 if is_flagged else 1)


@dataclass(frozen=True)
class InboxPage:
    """One page of the inbox."""

    items: list[InboxItem]
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


def working_days_between(start: date, end: date) -> int:
    """Return how many days from Monday to Friday lie after `start`, up to and including `end`.

    Bank holidays count as working days, so that a clock may be early but never late.
    """
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < _SATURDAY for day in days)


def _newest_decisions() -> sa.Select[int]:
    return sa.select(sa.func.max(SafeguardingDecision.id)).group_by(SafeguardingDecision.comment_id)


def _decided(*, is_closed: bool) -> sa.Select[str]:
    return sa.select(SafeguardingDecision.comment_id).where(
        SafeguardingDecision.id.in_(_newest_decisions()),
        SafeguardingDecision.is_closed.is_(is_closed),
    )


def open_comments() -> sa.Select[str]:
    """Return a query for the ids of comments that a trained person has not closed.

    Flagged or unscreened without a closing decision, or kept open by the newest decision.
    They cannot be quoted, published, exported or erased.
    """
    is_waiting = sa.and_(
        Comment.screen_state != ScreenState.CLEAR, Comment.id.not_in(_decided(is_closed=True))
    )
    return sa.select(Comment.id).where(
        sa.or_(is_waiting, Comment.id.in_(_decided(is_closed=False)))
    )


def is_open(comment: Comment) -> bool:
    """Return True when a trained person has not closed `comment`."""
    query = sa.select(open_comments().where(Comment.id == comment.id).exists())
    return bool(db.session.scalar(query))


def is_flagged(comment: Comment) -> bool:
    """Return True when a screen or a person flagged `comment`, whatever was decided since."""
    return comment.screen_state == ScreenState.FLAGGED


def urgency() -> sa.Case[int]:
    """Return what the inbox sorts by: urgent, concern, then unscreened."""
    return sa.case(
        (Comment.screen_level == "urgent", 0),
        (Comment.screen_state == ScreenState.FLAGGED, 1),
        (Comment.screen_state == ScreenState.UNSCREENED, 2),
        else_=3,
    )


def count_open() -> int:
    """Return how many comments wait for a trained person."""
    return (
        db.session.scalar(sa.select(sa.func.count()).select_from(open_comments().subquery())) or 0
    )


def _decisions_of(comments: list[Comment]) -> dict[str, SafeguardingDecision]:
    query = sa.select(SafeguardingDecision).where(
        SafeguardingDecision.comment_id.in_([comment.id for comment in comments]),
        SafeguardingDecision.id.in_(_newest_decisions()),
    )
    return {decision.comment_id: decision for decision in db.session.scalars(query)}


def _items(query: sa.Select[Comment], *, is_open: bool) -> list[InboxItem]:
    comments = list(db.session.scalars(query.options(joinedload(Comment.submission))))
    decisions = _decisions_of(comments)
    return [
        InboxItem(
            comment,
            working_days_between(comment.submission.received_on, today()),
            decisions.get(comment.id),
            is_open,
        )
        for comment in comments
    ]


def list_open(*, page: int = 1) -> InboxPage:
    """Return one page of what waits: urgent, concern, unscreened, each the oldest first.

    It takes no filter: nothing may hide an item that nobody has decided (R-SAF-3).
    """
    total = count_open()
    number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    query = (
        sa.select(Comment)
        .join(Submission)
        .where(Comment.id.in_(open_comments()))
        .order_by(urgency(), Submission.received_on, Comment.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return InboxPage(_items(query, is_open=True), number, total)


def list_decided(*, outcome: Outcome | None = None, page: int = 1) -> InboxPage:
    """Return one page of what was closed, the newest decision first, by `outcome` when given."""
    closed = sa.select(SafeguardingDecision.comment_id, SafeguardingDecision.id).where(
        SafeguardingDecision.id.in_(_newest_decisions()), SafeguardingDecision.is_closed
    )
    if outcome is not None:
        closed = closed.where(SafeguardingDecision.outcome == outcome)
    found = closed.subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0
    number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    query = (
        sa.select(Comment)
        .join(found, found.c.comment_id == Comment.id)
        .order_by(found.c.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return InboxPage(_items(query, is_open=False), number, total)


def next_open(*, after: Comment | None = None) -> Comment | None:
    """Return the first comment that waits, leaving out `after`; None when nothing waits."""
    query = (
        sa.select(Comment)
        .join(Submission)
        .where(Comment.id.in_(open_comments()))
        .order_by(urgency(), Submission.received_on, Comment.id)
        .limit(1)
    )
    if after is not None:
        query = query.where(Comment.id != after.id)
    return db.session.scalar(query)


def get_item(comment_id: str) -> InboxItem:
    """Return one comment, in the inbox or not, or raise NoResultFound."""
    comment = db.session.get_one(Comment, comment_id)
    return InboxItem(
        comment,
        working_days_between(comment.submission.received_on, today()),
        _decisions_of([comment]).get(comment.id),
        is_open(comment),
    )
