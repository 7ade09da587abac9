"""Sessions and tries: how long somebody stays signed in, and how often they may guess."""

import math
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts.models import RoleName, StaffSession, User
from app.db import db, utc_now
from app.limits import Attempt, note_try, tries_within
from app.security import keyed_hash

#: R-AUT-6.
LONGEST_SESSION = timedelta(hours=8)
LONGEST_IDLE = timedelta(minutes=30)
LONGEST_IDLE_SAFEGUARDING = timedelta(minutes=15)

#: R-AUT-3.
WINDOW = timedelta(minutes=15)
FREE_FAILURES = 5
FAILURES_PER_ADDRESS = 50
LONGEST_WAIT_SECONDS = 900


def _hash(secret: str) -> str:
    return keyed_hash("session", secret)


def start_session(user: User) -> str:
    """Note a new signed-in browser; return the 256-bit secret that its cookie will carry."""
    secret = secrets.token_urlsafe(32)
    now = utc_now()
    db.session.add(StaffSession(id_hash=_hash(secret), user_id=user.id, started_at=now))
    user.last_login_at = now
    return secret


def is_live(secret: str, *, last_seen: datetime) -> bool:
    """Return True when the session of this cookie has not been ended, grown old or lain idle."""
    row = db.session.get(StaffSession, _hash(secret))
    now = utc_now()
    if row is None or row.ended_at is not None or now - row.started_at > LONGEST_SESSION:
        return False
    user = db.session.get(User, row.user_id)
    if user is None:
        return False
    is_safeguarding = RoleName.SAFEGUARDING_LEAD in user.role_names
    return now - last_seen <= (LONGEST_IDLE_SAFEGUARDING if is_safeguarding else LONGEST_IDLE)


def end_session(secret: str) -> None:
    """Make one browser's cookie worthless."""
    db.session.execute(
        sa.update(StaffSession)
        .where(StaffSession.id_hash == _hash(secret), StaffSession.ended_at.is_(None))
        .values(ended_at=utc_now())
    )


def end_all_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    db.session.execute(
        sa.update(StaffSession)
        .where(StaffSession.user_id == user.id, StaffSession.ended_at.is_(None))
        .values(ended_at=utc_now())
    )


def account_key(email: str) -> str:
    """Return the key under which tries at one account are counted, whether it exists or not."""
    return f"sign-in:{keyed_hash('sign-in', email.strip().lower())[:32]}"


def seconds_to_wait(account: str, address: str) -> int:
    """Return how long this account or address must wait before it may try again; 0 for not at all.

    After five failures in a quarter of an hour an account waits 1, 2, 4 … 900 seconds after each
    one; an address that failed fifty times waits until some of them are a quarter of an hour old.
    """
    now = utc_now()
    wait = 0.0
    failures = tries_within(account, WINDOW)
    if failures >= FREE_FAILURES:
        delay = min(2 ** (failures - FREE_FAILURES), LONGEST_WAIT_SECONDS)
        wait = delay - (now - _nth_last_try(account, 1)).total_seconds()
    if tries_within(address, WINDOW) >= FAILURES_PER_ADDRESS:
        frees_up = _nth_last_try(address, FAILURES_PER_ADDRESS) + WINDOW
        wait = max(wait, (frees_up - now).total_seconds())
    return max(0, math.ceil(wait))


def _nth_last_try(key: str, place: int) -> datetime:
    query = sa.select(Attempt.at).where(Attempt.key == key).order_by(Attempt.at.desc())
    return db.session.scalars(query.offset(place - 1).limit(1)).one()


def note_failure(account: str, address: str) -> None:
    """Count a failure for the account and for the address."""
    note_try(account)
    note_try(address)


def forget_failures(account: str) -> None:
    """Start counting afresh: the right person has come in."""
    db.session.execute(sa.delete(Attempt).where(Attempt.key == account))
