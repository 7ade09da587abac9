"""What waits for whom: cards for the desk, the first page after signing in."""

from typing import Any

import sqlalchemy as sa

from app.accounts.models import RoleName, User
from app.db import db
from app.tracker.models import Action, Entry, EntryStatus
from app.tracker.services.actions import is_overdue
from app.tracker.services.publishing import may_sign


def entries_to_sign(person: User) -> list[Entry]:
    """Return the entries that wait for this representative; never one that they wrote."""
    query = sa.select(Entry).where(Entry.status == EntryStatus.WAITING).order_by(Entry.updated_at)
    return [entry for entry in db.session.scalars(query) if may_sign(entry, person)]


def count_waiting_for_sign_off() -> int:
    """Return how many entries wait for a representative."""
    return _count(sa.select(Entry.id).where(Entry.status == EntryStatus.WAITING))


def count_ready_to_publish() -> int:
    """Return how many entries are signed off and not yet published."""
    return _count(sa.select(Entry.id).where(Entry.status == EntryStatus.SIGNED_OFF))


def count_overdue() -> int:
    """Return how many promises have passed their date."""
    return _count(sa.select(Action.id).where(is_overdue()))


def is_representative(person: User) -> bool:
    """Return True for a parent or youth representative."""
    return bool(person.role_names & {RoleName.PARENT_REP, RoleName.YOUTH_REP})


def _count(query: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
