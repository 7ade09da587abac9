"""Reminders: 14 days before a promised date, 3 days before, and once when it has passed.

Who is due is a query; what was sent is a row. One mail tells a person of all that is due, so that
nobody gets more than one an hour and three a day (R-MAIL-1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import mail
from app.accounts.models import User
from app.db import db, today, utc_now
from app.tracker.models import OPEN_KINDS, Action, Reminder, ReminderKind
from app.tracker.services.actions import ActionError, record

SOON = timedelta(days=14)
VERY_SOON = timedelta(days=3)
#: What was taken in hand and not sent, because a worker stopped or mail is down, is tried again.
TRIED_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Batch:
    """What one mail tells one person."""

    person_id: int
    address: str
    #: The ids of its rows, and of each action with its days left; below zero they are overdue.
    reminder_ids: list[int]
    promises: list[tuple[Action, int]]


def kind_of(action: Action) -> ReminderKind | None:
    """Return which reminder an action is due for today, or None."""
    if action.promised_on is None or not action.is_open:
        return None
    left = action.promised_on - today()
    if left < timedelta(0):
        return ReminderKind.OVERDUE
    if left <= VERY_SOON:
        return ReminderKind.VERY_SOON
    return ReminderKind.SOON if left <= SOON else None


def choose_reminded(action: Action, *, person: User | None, by: User) -> None:
    """Say who is reminded of an action's date: somebody with an account, or nobody.

    Raises ActionError when that account is shut.
    """
    if person is not None and not person.active:
        raise ActionError(_l("This account is shut. Choose somebody else."), field="person")
    action.reminded = person
    db.session.flush()
    record("action.reminded", target=f"action:{action.id}", by=by)


def take_reminders() -> Batch | None:
    """Take in hand what is due to the next person, and return it; None when nobody is due.

    The caller commits before it sends: what was taken is not taken again for an hour.
    """
    now = utc_now()
    if mail.seems_down() or mail.is_full():
        return None
    people = {action.reminded for action in _due(now) if action.reminded is not None}
    for person in sorted(people, key=lambda each: each.id):
        if not mail.had_enough(person.email):
            return _take(person.id, now)
    return None


def _take(person_id: int, now: datetime) -> Batch | None:
    # One worker at a time for one person; what another has taken meanwhile is seen below.
    person = db.session.get_one(User, person_id, with_for_update=True)
    rows, promises = [], []
    for action in _due(now):
        kind = kind_of(action)
        if action.reminded_id != person_id or kind is None or action.promised_on is None:
            continue
        row = _row_of(action, kind) or Reminder(
            action_id=action.id, promised_on=action.promised_on, kind=kind
        )
        row.person_id, row.taken_at = person_id, now
        db.session.add(row)
        rows.append(row)
        promises.append((action, (action.promised_on - today()).days))
    db.session.flush()
    if not rows:
        return None
    return Batch(person_id, person.email, [row.id for row in rows], promises)


def _due(now: datetime) -> list[Action]:
    """Return the actions whose reminder of today was neither sent nor just taken in hand."""
    query = (
        sa.select(Action)
        .join(User, User.id == Action.reminded_id)
        .where(
            Action.kind.in_(OPEN_KINDS),
            Action.promised_on <= today() + SOON,
            User.active,
        )
        .order_by(Action.promised_on, Action.id)
    )
    return [action for action in db.session.scalars(query) if _is_due(action, now)]


def _is_due(action: Action, now: datetime) -> bool:
    kind = kind_of(action)
    row = _row_of(action, kind) if kind else None
    if kind is None or (row is not None and row.sent_at is not None):
        return False
    return row is None or row.taken_at <= now - TRIED_AGAIN_AFTER


def _row_of(action: Action, kind: ReminderKind) -> Reminder | None:
    query = sa.select(Reminder).where(
        Reminder.action_id == action.id,
        Reminder.promised_on == action.promised_on,
        Reminder.kind == kind,
    )
    return db.session.scalar(query)


def note_sent(batch: Batch) -> None:
    """Note that a mail went: none of its reminders goes again."""
    mail.note(batch.address)
    db.session.execute(
        sa.update(Reminder).where(Reminder.id.in_(batch.reminder_ids)).values(sent_at=utc_now())
    )
