"""What waits for whom: cards for the desk, the first page after signing in."""

from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.db import db
from app.tracker.models import Action, Entry, EntryCorrection, EntryStatus
from app.tracker.services.actions import is_overdue
from app.tracker.services.correcting import may_sign_correction
from app.tracker.services.signing import may_sign, missing_roles


def entries_to_sign(person: User) -> list[Entry]:
    """Return what waits for this representative, corrections too; never what they wrote."""
    waiting = sa.select(EntryCorrection.entry_id).where(
        EntryCorrection.applied_on.is_(None), EntryCorrection.refused_on.is_(None)
    )
    query = (
        sa.select(Entry)
        .where((Entry.status == EntryStatus.WAITING) | Entry.id.in_(waiting))
        .order_by(Entry.updated_at)
    )
    return [entry for entry in db.session.scalars(query) if _waits_for(entry, person)]


def _waits_for(entry: Entry, person: User) -> bool:
    """Return True when the yes of a role that `person` has is missing."""
    if may_sign(entry, person):
        return bool(person.role_names & set(missing_roles(entry)))
    correction = entry.open_correction
    return (
        correction is not None
        and may_sign_correction(entry, person)
        and bool(person.role_names & set(missing_roles(correction)))
    )


def count_waiting_for_sign_off() -> int:
    """Return how many entries wait for a representative."""
    return _count(sa.select(Entry.id).where(Entry.status == EntryStatus.WAITING))


def count_ready_to_publish() -> int:
    """Return how many entries are signed off and not yet published."""
    return _count(sa.select(Entry.id).where(Entry.status == EntryStatus.SIGNED_OFF))


def count_overdue() -> int:
    """Return how many promises have passed their date."""
    return _count(sa.select(Action.id).where(is_overdue()))


def _count(query: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
