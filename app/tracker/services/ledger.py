"""The promise ledger: kept, changed, late, not done, worked out anew each time it is looked at (5).

Silence counts too: what people said and nobody has answered, with the days since.
"""

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.analysis.models import Theme, ThemeComment
from app.analysis.services import count_of_people
from app.db import db, today
from app.responses.models import Comment, Submission
from app.strategy.models import SubGroup
from app.tracker.models import OPEN_KINDS, Action, ActionKind, ActionTheme, Entry, EntryStatus
from app.tracker.services.promises import PromiseState, first_promised_date, promise_state
from app.tracker.services.translating import with_translations

MONTHS_OF_A_QUARTER = 3


class LedgerState(enum.StrEnum):
    """What the ledger says of a promise."""

    KEPT = "kept"
    CHANGED = "changed"
    LATE = "late"
    NOT_DONE = "not-done"
    TO_COME = "to-come"


_LEDGER: dict[PromiseState, LedgerState] = {
    PromiseState.KEPT: LedgerState.KEPT,
    PromiseState.KEPT_AFTER_MOVING: LedgerState.CHANGED,
    PromiseState.MOVED: LedgerState.CHANGED,
    PromiseState.LATE: LedgerState.LATE,
    PromiseState.OVERDUE: LedgerState.NOT_DONE,
    PromiseState.GIVEN_UP: LedgerState.NOT_DONE,
    PromiseState.OPEN: LedgerState.TO_COME,
}


@dataclass(frozen=True)
class Promise:
    """One promised date, with the newest published entry about it when there is one."""

    action: Action
    entry: Entry | None

    @property
    def state(self) -> LedgerState:
        """What became of it by today."""
        return _LEDGER[promise_state(self.action)]

    @property
    def first_date(self) -> date:
        """The date that was promised first."""
        first = first_promised_date(self.action)
        if first is None:
            raise ValueError("A promise has a date.")
        return first


Tally = Counter[LedgerState]


@dataclass(frozen=True)
class SilentTheme:
    """A theme that people raised and that nothing published answers."""

    theme: Theme
    people: int
    first_said_on: date
    has_action: bool

    @property
    def days(self) -> int:
        """How many days ago it was first said."""
        return (today() - self.first_said_on).days


@dataclass(frozen=True)
class Ledger:
    """Every promise, told honestly: the overdue first, then who keeps them, and when."""

    promises: list[Promise]
    #: Dates on which "cannot" and "not ours" are looked at again; they are no promises.
    reviews: list[Promise]

    @property
    def overdue(self) -> list[Promise]:
        """Promises whose day has passed, the oldest first."""
        late = [each for each in self.promises if each.action.is_overdue]
        return sorted(late, key=lambda each: (_promised(each), each.action.id))

    @property
    def total(self) -> Tally:
        """How many promises ended how."""
        return _tally(self.promises)

    @property
    def by_owner(self) -> list[tuple[SubGroup, Tally]]:
        """How each group keeps its promises, in the order of the strategy."""
        owners = {each.action.owner_code: each.action.owner for each in self.promises}
        return [
            (owner, _tally(each for each in self.promises if each.action.owner_code == owner.code))
            for owner in sorted(owners.values(), key=lambda owner: owner.position)
        ]

    @property
    def by_quarter(self) -> list[tuple[date, Tally]]:
        """How promises ended, by the quarter for which they were first given; newest first."""
        quarters: dict[date, list[Promise]] = {}
        for each in self.promises:
            quarters.setdefault(quarter_of(each.first_date), []).append(each)
        return [(first, _tally(quarters[first])) for first in sorted(quarters, reverse=True)]

    @property
    def calendar(self) -> list[tuple[date, list[Promise]]]:
        """What is promised or looked at again, by month: (first of the month, promises)."""
        open_promises = [each for each in self.promises if each.action.is_open]
        months: dict[date, list[Promise]] = {}
        waiting = [*open_promises, *self.reviews]
        for each in sorted(waiting, key=lambda each: (_promised(each), each.action.id)):
            months.setdefault(_promised(each).replace(day=1), []).append(each)
        return sorted(months.items())


def quarter_of(day: date) -> date:
    """Return the first day of the quarter that `day` is in."""
    month = day.month - (day.month - 1) % MONTHS_OF_A_QUARTER
    return date(day.year, month, 1)


def _promised(promise: Promise) -> date:
    return promise.action.promised_on or promise.first_date


def _tally(promises: Iterable[Promise]) -> Tally:
    return Counter(each.state for each in promises)


def make_ledger(*, is_public: bool, owner: str = "") -> Ledger:
    """Return the ledger: for the public of what is published, for staff of everything.

    `owner` is the code of a group, or "" for all of them.
    """
    query = (
        sa.select(Action)
        .options(
            selectinload(Action.owner),
            selectinload(Action.promise_changes),
            selectinload(Action.entries).options(*with_translations()),
        )
        .where(Action.promised_on.is_not(None))
        .order_by(Action.id)
    )
    if owner:
        query = query.where(Action.owner_code == owner)
    found = [Promise(action, _published(action)) for action in db.session.scalars(query)]
    shown = [each for each in found if each.entry is not None or not is_public]
    is_promise = {ActionKind.DONE, *OPEN_KINDS}
    return Ledger(
        promises=[
            each
            for each in shown
            if each.action.kind in is_promise or each.action.given_up_on is not None
        ],
        reviews=[
            each
            for each in shown
            if each.action.kind not in is_promise and each.action.given_up_on is None
        ],
    )


def _published(action: Action) -> Entry | None:
    published = [each for each in action.entries if each.status == EntryStatus.PUBLISHED]
    return max(published, key=lambda each: (each.published_on or date.min, each.id), default=None)


def silent_themes() -> list[SilentTheme]:
    """Return the themes without a published answer, those that wait longest first."""
    published = sa.select(Entry.action_id).where(Entry.status == EntryStatus.PUBLISHED)
    answered = sa.select(ActionTheme.theme_id).where(ActionTheme.action_id.in_(published))
    has_action = sa.exists().where(ActionTheme.theme_id == Theme.id)
    first = sa.func.min(Submission.received_on)
    query = (
        sa.select(Theme, count_of_people(), first, has_action)
        .join(ThemeComment, ThemeComment.theme_id == Theme.id)
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.withdrawn_on.is_(None), Theme.id.not_in(answered))
        .group_by(Theme.id)
        .order_by(first, Theme.id)
    )
    return [SilentTheme(*row) for row in db.session.execute(query)]
