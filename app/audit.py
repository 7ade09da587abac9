"""The audit log: who did what, when and why; append-only, each row chained to the one before.

It never holds what people wrote. What the public does is dated to the day (R-ANO-1).
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, db, make_with_table, start_of_day, utc_now

FIRST_HASH = "0" * 64
#: One fixed number, so that writers of the chain queue up on PostgreSQL.
CHAIN_LOCK = 7_263_001
#: Deeds by which a person opens a record: words without masks, what safeguarding has, a voice.
LOOKS = (
    "comment.open-original",
    "comment.look-behind-mask",
    "safeguarding.view",
    "recording.listen",
)
#: Who opens more records than this within an hour is told of to administrators (R-AUD-2).
MANY_LOOKS = 50
ONE_HOUR = timedelta(hours=1)
#: What is put on record of it, by nobody's hand: the target is that person.
ALERT = "account.many-looks"


class AuditEvent(Base):
    """One thing that somebody did."""

    __tablename__ = "audit_event"
    #: For the question what one person did in the last hour, which each look asks.
    __table_args__ = (sa.Index("ix_audit_event_actor_at", "actor", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    #: The staff member's id, or "public", "worker", "command", "watch".
    actor: Mapped[str] = mapped_column(sa.String(64))
    role: Mapped[str] = mapped_column(sa.String(200))
    #: What was done, as `thing.verb`: `entry.publish`.
    action: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: To what, as `kind:id`.
    target: Mapped[str] = mapped_column(sa.String(120), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: Counts and codes only; never people's words.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)

    def expected_hash(self) -> str:
        """Return the hash that this row must carry, from its content and the row before."""
        content = [
            self.id,
            self.at.isoformat(timespec="microseconds"),
            self.actor,
            self.role,
            self.action,
            self.target,
            self.reason,
            self.facts,
            self.previous_hash,
        ]
        text = json.dumps(content, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def record(
    action: str,
    *,
    target: str,
    actor: str,
    role: str = "",
    reason: str = "",
    facts: dict[str, Any] | None = None,
    day_only: bool = False,
) -> AuditEvent:
    """Add one event to the chain, in the caller's transaction: if it fails, so does the deed.

    `day_only` keeps the date and drops the time, for what the public does.
    """
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN_LOCK)))
    last_id, last_hash = last_link()
    event = AuditEvent(
        id=last_id + 1,
        at=start_of_day() if day_only else utc_now(),
        actor=actor,
        role=role,
        action=action,
        target=target,
        reason=reason,
        facts=facts or {},
        previous_hash=last_hash,
    )
    event.hash = event.expected_hash()
    db.session.add(event)
    db.session.flush()
    if action in LOOKS:
        _watch(actor, at=event.at)
    return event


def count_looks(actor: str, *, since: datetime, until: datetime) -> int:
    """Return how many records a person opened; one that was opened again is counted once."""
    query = sa.select(sa.func.count(AuditEvent.target.distinct())).where(
        AuditEvent.actor == actor,
        AuditEvent.at > since,
        AuditEvent.at <= until,
        AuditEvent.action.in_(LOOKS),
    )
    return db.session.scalar(query) or 0


def _watch(actor: str, *, at: datetime) -> None:
    """Put on record that a person opens many records, at most once an hour."""
    looks = count_looks(actor, since=at - ONE_HOUR, until=at)
    if looks <= MANY_LOOKS:
        return
    target = f"staff:{actor}"
    is_told = sa.exists().where(
        AuditEvent.target == target, AuditEvent.action == ALERT, AuditEvent.at > at - ONE_HOUR
    )
    if not db.session.scalar(sa.select(is_told)):
        record(ALERT, target=target, actor="watch", facts={"records": looks})


def first_broken_link() -> int | None:
    """Return the id of the first event that was changed, removed or put in; None if none was."""
    previous, expected_id = FIRST_HASH, 1
    for event in db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).yield_per(500):
        is_next = event.id == expected_id and event.previous_hash == previous
        if not is_next or event.hash != event.expected_hash():
            return expected_id
        previous, expected_id = event.hash, expected_id + 1
    return None


def last_link() -> tuple[int, str]:
    """Return how many events there are, and the hash of the last: it stands for all before it."""
    last = db.session.execute(
        sa.select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    ).first()
    return (last.id, last.hash) if last else (0, FIRST_HASH)


commands = AppGroup("audit", help="The log of who did what.")


@commands.command("verify")
@click.option("--noted", metavar="HASH", help="A hash that an earlier run printed.")
def verify(noted: str | None) -> None:
    """Check that no event was changed, removed, put in or moved; exit with 1 when one was.

    The newest events can be cut off without a trace in what is left. Keep the hash that this
    prints somewhere else, and hand it in with --noted next time.
    """
    broken = first_broken_link()
    if broken is not None:
        raise click.ClickException(f"The audit log was tampered with: look at event {broken}.")
    is_there = sa.exists().where(AuditEvent.hash == noted)
    if noted not in {None, FIRST_HASH} and not db.session.scalar(sa.select(is_there)):
        raise click.ClickException("The audit log was cut off: the event you noted is not there.")
    number, last_hash = last_link()
    click.echo(f"The audit log is whole: {number} events. The last hash is {last_hash}")


#: The database itself refuses to change or remove an event, whoever asks.
TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}


make_with_table(AuditEvent, TRIGGERS)
