"""Who opened many records within an hour: administrators are told and look why (R-AUD-2).

`app/audit.py` notices it as it happens. Here are the people behind it, and whom to write to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import audit
from app.accounts.models import Role, RoleName, User
from app.audit import ALERT, AuditEvent
from app.db import db, utc_now

#: For how long an alert stands on the desk of administrators, and on the page behind it.
ON_DESK = timedelta(days=7)
LISTED = timedelta(days=90)
#: An alert that could not be mailed for so long is read on the desk.
MAILED_WITHIN = timedelta(days=1)
_MAILED = "account.many-looks-mailed"


@dataclass(frozen=True)
class Alert:
    """One person, and how many records they opened."""

    person: User | None
    at: datetime
    #: Within the hour before, when it was noticed; and on the whole of that day.
    records: int
    records_that_day: int


def count_alerts() -> int:
    """Return how many people opened many records within an hour, these last days."""
    query = sa.select(sa.func.count(AuditEvent.target.distinct())).where(
        AuditEvent.action == ALERT, AuditEvent.at > utc_now() - ON_DESK
    )
    return db.session.scalar(query) or 0


def list_alerts() -> list[Alert]:
    """Return the alerts of the last three months, the newest first."""
    query = sa.select(AuditEvent).where(
        AuditEvent.action == ALERT, AuditEvent.at > utc_now() - LISTED
    )
    return [_alert_of(each) for each in db.session.scalars(query.order_by(AuditEvent.id.desc()))]


def _alert_of(event: AuditEvent) -> Alert:
    actor = event.target.removeprefix("staff:")
    day = event.at.replace(hour=0, minute=0, second=0, microsecond=0)
    return Alert(
        person=db.session.get(User, int(actor)),
        at=event.at,
        records=int(event.facts["records"]),
        records_that_day=audit.count_looks(actor, since=day, until=day + timedelta(days=1)),
    )


def take_alerts() -> list[str]:
    """Take in hand what administrators were not written to about; return their addresses.

    [] when there is nothing. The caller commits before it sends, so that two workers do not write
    twice; a mail that is lost then is on the desk all the same.
    """
    waiting = _waiting()
    for each in waiting:
        audit.record(_MAILED, target=_key(each), actor="worker")
    return _addresses() if waiting else []


def is_any_to_mail() -> bool:
    """Return True when `take_alerts` may find something: a question, which takes no lock."""
    return bool(_waiting())


def _waiting() -> list[int]:
    """Return the alerts that nobody was written to about."""
    alerts = sa.select(AuditEvent.id).where(
        AuditEvent.action == ALERT, AuditEvent.at > utc_now() - MAILED_WITHIN
    )
    ids = list(db.session.scalars(alerts.order_by(AuditEvent.id)))
    if not ids:
        return []
    mailed = sa.select(AuditEvent.target).where(
        AuditEvent.target.in_(map(_key, ids)), AuditEvent.action == _MAILED
    )
    told = set(db.session.scalars(mailed))
    return [each for each in ids if _key(each) not in told]


def _key(event_id: int) -> str:
    return f"audit-event:{event_id}"


def _addresses() -> list[str]:
    query = (
        sa.select(User.email)
        .where(User.active, User.roles.any(Role.name == RoleName.ADMIN.value))
        .order_by(User.id)
    )
    return list(db.session.scalars(query))
