"""What the public can read: entries, newest and overdue first, and how much is answered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, contains_eager, selectinload

from app.analysis.models import Theme, ThemeComment
from app.db import db
from app.responses.models import Comment, Submission
from app.tracker.models import Action, ActionKind, ActionTheme, Entry, EntryStatus
from app.tracker.services.actions import filter_actions, is_overdue
from app.tracker.services.translating import with_translations

PAGE_SIZE = 20
#: What a list may be narrowed by: names of GET parameters. Each is a fact of the answer, none of
#: the people who asked, and a narrowed list counts answers, never people. What an entry says of
#: people was rounded and frozen when it was written, so no combination says more than the entry.
FILTERS = ("priority", "value", "outcome", "sub_group", "status", "year")
_SLUG = re.compile(r"[a-z0-9-]{1,80}")
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


def published_entries(
    filters: Mapping[str, str], page: int = 1, *, size: int = PAGE_SIZE, with_items: bool = False
) -> Page:
    """Return one page of published entries: overdue promises first, then the newest.

    `filters` may hold a code under "priority", "value", "outcome" and "sub_group", a kind of action
    or "overdue" under "status", the year of publishing, and the id of a theme; unknown codes find
    nothing. A page past the end is the last page. `with_items` also fetches what each serves.
    """
    wanted = _narrow(
        sa.select(Entry.id).join(Entry.action).where(Entry.status == EntryStatus.PUBLISHED), filters
    )
    total = _count(wanted)
    last = max(1, -(-total // size))
    number = min(max(1, page), last)
    query = (
        _with_action()
        .where(Entry.id.in_(wanted))
        .order_by(
            sa.case((is_overdue(), 0), else_=1),
            Entry.published_on.desc(),
            Entry.id.desc(),
        )
        .limit(size)
        .offset((number - 1) * size)
    )
    if with_items:
        query = query.options(contains_eager(Entry.action).selectinload(Action.items))
    items = list(db.session.scalars(query))
    return Page(items=items, number=number, total=total, size=size)


def _narrow(query: sa.Select[Any], filters: Mapping[str, str]) -> sa.Select[Any]:
    """Return `query`, on entries joined with their actions, with the filters that are not empty."""
    query = filter_actions(
        query,
        status=filters.get("status", ""),
        owner=filters.get("sub_group", ""),
        items=[filters.get(name, "") for name in ("priority", "value", "outcome")],
    )
    if year := filters.get("year"):
        query = query.where(_in_year(int(year)))
    if theme := filters.get("theme"):
        query = query.where(Action.themes.any(Theme.id == int(theme)))
    return query


def _in_year(year: int) -> sa.ColumnElement[bool]:
    return Entry.published_on.between(date(year, 1, 1), date(year, 12, 31))


def published_years() -> list[int]:
    """Return the years in which something was published that still stands, the latest first."""
    year = sa.extract("year", Entry.published_on)
    query = sa.select(year).where(Entry.status == EntryStatus.PUBLISHED).distinct()
    return sorted((int(each) for each in db.session.scalars(query)), reverse=True)


def entries_of_year(year: int) -> list[Entry]:
    """Return what was published in a year and still stands, oldest first."""
    query = (
        _with_action()
        .options(selectinload(Entry.quotes), contains_eager(Entry.action).joinedload(Action.owner))
        .where(Entry.status == EntryStatus.PUBLISHED, _in_year(year))
        .order_by(Entry.published_on, Entry.id)
    )
    return list(db.session.scalars(query))


def _with_action() -> sa.Select[Any]:
    return (
        sa.select(Entry)
        .join(Entry.action)
        .options(
            contains_eager(Entry.action).options(selectinload(Action.promise_changes)),
            *with_translations(),
        )
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


def entries_for_feed(filters: Mapping[str, str] | None = None, number: int = 50) -> list[Entry]:
    """Return the entries whose pages changed last, withdrawn ones too, so that readers see it.

    `filters` are those of `published_entries`, and the id of a theme under "theme".
    """
    query = _narrow(_for_feed(), filters or {}).limit(number)
    return list(db.session.scalars(query))


def _for_feed() -> sa.Select[Any]:
    return (
        _with_action()
        .options(
            selectinload(Entry.notices),
            contains_eager(Entry.action).options(selectinload(Action.items)),
        )
        .where(Entry.status.in_(_SHOWN))
        .order_by(Entry.updated_at.desc(), Entry.id.desc())
    )


def get_shown_entry(slug: str) -> Entry:
    """Return the entry at a public address, or raise NoResultFound. A withdrawn one has a page."""
    if not _SLUG.fullmatch(slug):  # what no database should be asked for
        raise NoResultFound
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


def answers_to(theme_ids: Iterable[int]) -> dict[int, list[tuple[Action, Entry | None]]]:
    """Return what answers each theme, newest first, with its newest published entry or None."""
    answers: dict[int, list[tuple[Action, Entry | None]]] = {each: [] for each in theme_ids}
    query = (
        sa.select(ActionTheme.theme_id, Action, Entry)
        .join(Action, Action.id == ActionTheme.action_id)
        .outerjoin(Entry, Entry.id == _newest_entry())
        .options(selectinload(Action.promise_changes), *with_translations())
        .where(ActionTheme.theme_id.in_(answers))
        .order_by(Action.id.desc())
    )
    for theme_id, action, entry in db.session.execute(query):
        answers[theme_id].append((action, entry))
    return answers


def published_counts(theme_ids: Iterable[int]) -> dict[int, int]:
    """Return the most people that a published entry names for each theme that it alone is about.

    Words are deleted in time and may be taken back, a number that is published stays: what is said
    of a theme must not fall below it. An entry about several themes does not say whose it counts.
    """
    alone = (
        sa.select(ActionTheme.action_id)
        .group_by(ActionTheme.action_id)
        .having(sa.func.count(ActionTheme.theme_id) == 1)
    )
    query = (
        sa.select(ActionTheme.theme_id, sa.func.max(Entry.people))
        .join(Entry, Entry.action_id == ActionTheme.action_id)
        .where(
            ActionTheme.theme_id.in_(list(theme_ids)),
            ActionTheme.action_id.in_(alone),
            Entry.status == EntryStatus.PUBLISHED,
        )
        .group_by(ActionTheme.theme_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


@cache
def _newest_entry() -> sa.ScalarSelect[int | None]:
    """Return the entry that was last published about the action of a query.

    Put together once: that takes longer than asking it.
    """
    other = aliased(Entry)
    newest_day = (
        sa.select(sa.func.max(other.published_on))
        .where(other.action_id == Action.id, other.status == EntryStatus.PUBLISHED)
        .correlate(Action)
        .scalar_subquery()
    )
    return (
        sa.select(sa.func.max(Entry.id))
        .where(Entry.status == EntryStatus.PUBLISHED, Entry.published_on == newest_day)
        .where(Entry.action_id == Action.id)
        .correlate(Action)
        .scalar_subquery()
    )


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


def count_by_kind() -> dict[ActionKind, int]:
    """Return how many published answers are of each kind, those that nothing is of included."""
    query = (
        sa.select(Action.kind, sa.func.count(Entry.id))
        .join(Entry.action)
        .where(Entry.status == EntryStatus.PUBLISHED)
        .group_by(Action.kind)
    )
    return dict.fromkeys(ActionKind, 0) | {row[0]: row[1] for row in db.session.execute(query)}


def _count(query: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
