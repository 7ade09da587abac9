"""Limits: how often something may be tried, counted in the database so that every process agrees.

An address is kept only as a keyed hash that changes each day, and for a day at most (R-LIM-7).
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import abort, request
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, db, random_id, today, utc_now
from app.security import keyed_hash

KEPT = timedelta(hours=24)


class Attempt(Base):
    """One try at something that is counted."""

    __tablename__ = "attempt"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    #: What was tried, and a hash of who tried: `receipt:4f…`.
    key: Mapped[str] = mapped_column(sa.String(120), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


def address_key(purpose: str) -> str:
    """Return a key for tries of `purpose` from this request's address; it changes every day."""
    return f"{purpose}:{keyed_hash(today().isoformat(), request.remote_addr or '')[:32]}"


def tries_within(key: str, window: timedelta) -> int:
    """Return how many tries `key` has made in the last `window`."""
    since = utc_now() - window
    return (
        db.session.scalar(sa.select(sa.func.count()).where(Attempt.key == key, Attempt.at > since))
        or 0
    )


def refuse_when_over(purpose: str, *, most: int, window: timedelta) -> str:
    """Answer 429 after `most` tries from this address in `window`; return the key to count by."""
    key = address_key(purpose)
    if tries_within(key, window) >= most:
        abort(429)
    return key


def note_try(key: str) -> None:
    """Count one try for `key`; the caller commits."""
    db.session.add(Attempt(key=key, at=utc_now()))


def forget_old_tries() -> None:
    """Remove tries older than a day; run by the worker, which commits."""
    db.session.execute(sa.delete(Attempt).where(Attempt.at < utc_now() - KEPT))
