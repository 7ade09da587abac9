"""What the public can read: entries, newest and overdue first, and how much is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.analysis.models import Theme, ThemeComment
from app.db import db
from app.responses.models import Comment, Submission
from app.tracker.models import Action, ActionTheme, Entry, EntryStatus
from app.tracker.services.actions import filter_actions, is_overdue

PAGE_SIZE = 20
#: What a list may be narrowed by: names of GET parameters.
FILTERS = ("priority", "value", "outcome", "status")
_SHOWN = (EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN)


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    items: list[Entry]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        """True unless this is the first page."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """True unless this is the last page."""
        return self.number < self.pages


def published_entries(filters: Mapping[str, str], page: int = 1) -> Page:
    """Return one page of published entries: overdue promises first, then the newest.

    `filters` may hold a code under "priority", "value" and "outcome", and a kind of action or
    "overdue" under "status"; unknown ones find nothing. A page past the end is the last page.
    """
    codes = [filters.get(name, "") for name in ("priority", "value", "outcome")]
    wanted = sa.select(Entry.id).join(Entry.action).where(Entry.status == EntryStatus.PUBLISHED)
    wanted = filter_actions(wanted, status=filters.get("status", ""), items=codes)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    last = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), last)
    query = (
        _with_action()
        .where(Entry.id.in_(wanted))
        .order_by(
            sa.case((is_overdue(), 0), else_=1),
            Entry.published_on.desc(),
            Entry.id.desc(),
        )
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(items=list(db.session.scalars(query)), number=number, total=total)


def _with_action() -> sa.Select[Any]:
    return (
        sa.select(Entry)
        .join(Entry.action)
        .options(contains_eager(Entry.action).options(selectinload(Action.promise_changes)))
    )


def latest_published(number: int) -> list[Entry]:
    """Return the `number` newest published entries."""
    query = (
        _with_action()
        .where(Entry.status == EntryStatus.PUBLISHED)
        .order_by(Entry.published_on.desc(), Entry.id.desc())
        .limit(number)
    )
    return list(db.session.scalars(query))


def entries_for_feed(number: int = 50) -> list[Entry]:
    """Return the entries whose pages changed last, withdrawn ones too, so that readers see it."""
    query = (
        _with_action()
        .options(
            selectinload(Entry.notices),
            contains_eager(Entry.action).options(selectinload(Action.items)),
        )
        .where(Entry.status.in_(_SHOWN))
        .order_by(Entry.updated_at.desc(), Entry.id.desc())
        .limit(number)
    )
    return list(db.session.scalars(query))


def get_shown_entry(slug: str) -> Entry:
    """Return the entry at a public address, or raise NoResultFound. A withdrawn one has a page."""
    query = sa.select(Entry).where(Entry.slug == slug, Entry.status.in_(_SHOWN))
    return db.session.scalars(query).one()


def published_entry_for_action(action: Action) -> Entry | None:
    """Return the newest published entry about `action`, or None."""
    query = (
        sa.select(Entry)
        .where(Entry.action_id == action.id, Entry.status == EntryStatus.PUBLISHED)
        .order_by(Entry.published_on.desc(), Entry.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


@dataclass(frozen=True)
class Numbers:
    """How much was heard and answered, told honestly."""

    #: People who told us something and have not taken it back.
    heard: int
    #: Answers on the public page.
    answered: int
    #: Of those, the ones whose promised date has passed.
    overdue: int
    #: Themes that people raised and that nothing published answers.
    unanswered: int


def count_numbers() -> Numbers:
    """Count what stands on the home page."""
    published = sa.select(Entry.action_id).where(Entry.status == EntryStatus.PUBLISHED)
    answered_themes = sa.select(ActionTheme.theme_id).where(ActionTheme.action_id.in_(published))
    raised = (
        sa.select(ThemeComment.theme_id)
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.withdrawn_on.is_(None))
    )
    return Numbers(
        heard=_count(sa.select(Submission.id).where(Submission.withdrawn_on.is_(None))),
        answered=_count(sa.select(Entry.id).where(Entry.status == EntryStatus.PUBLISHED)),
        overdue=_count(sa.select(Action.id).where(is_overdue(), Action.id.in_(published))),
        unanswered=_count(
            sa.select(Theme.id).where(Theme.id.in_(raised), Theme.id.not_in(answered_themes))
        ),
    )


def _count(query: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
