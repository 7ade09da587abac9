"""Taking part alone: the code that leads in, who has sent answers, and the PIN that leads out."""

import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from app.db import db, utc_now
from app.errors import DomainError
from app.groups.models import GroupSession, GroupTaking, GroupWay
from app.responses.models import Submission
from app.security import keyed_hash

MOST_PEOPLE = 60
#: Capitals that nobody takes for another, and no vowel, so that no code is a word.
LETTERS = "BCDFHJKMNPRTWXYZ"
CODE_LENGTH = 6
#: R-KIO-1.
CODE_LIFETIME = timedelta(hours=8)


class GroupError(DomainError):
    """A rule of group sessions is broken; `field` names the answer that broke it."""

    def __init__(self, message: str | LazyString, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def renew_code(session: GroupSession) -> None:
    """Give a session a new code to join it, good for eight hours; an old one leads nowhere."""
    code = _new_code()
    while db.session.scalar(sa.select(GroupSession.id).where(GroupSession.join_code == code)):
        code = _new_code()
    session.join_code, session.join_until = code, utc_now() + CODE_LIFETIME
    db.session.flush()


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


def stop_code(session: GroupSession) -> None:
    """Let nobody else in."""
    session.join_code = session.join_until = None


def forget_old_codes() -> int:
    """Remove codes that are past their time; return how many."""
    result = db.session.execute(
        sa.update(GroupSession)
        .where(GroupSession.join_until <= utc_now())
        .values(join_code=None, join_until=None)
    )
    return int(getattr(result, "rowcount", 0))


def is_joinable(session: GroupSession) -> bool:
    """Return True while people may begin in a session."""
    return (
        session.is_open
        and session.join_until is not None
        and session.join_until > utc_now()
        and session.survey_version.survey.is_open
        and count_taken(session) < MOST_PEOPLE
    )


def find_joinable(code: str) -> GroupSession | None:
    """Return the session that a code leads into; None for any reason there may be."""
    kept = "".join(letter for letter in code.upper() if letter in LETTERS)
    session = db.session.scalar(sa.select(GroupSession).where(GroupSession.join_code == kept))
    return session if session is not None and is_joinable(session) else None


def get_passed_round(session_id: str) -> GroupSession | None:
    """Return the session for which a device is passed round, or None."""
    session = db.session.get(GroupSession, session_id)
    return session if session is not None and session.way == GroupWay.TABLET else None


def take_part(session_id: str, submission: Submission) -> bool:
    """Count a submission in an open session; False, and not counted, when it is closed or full.

    The words are kept all the same. The caller commits.
    """
    session = db.session.get(GroupSession, session_id, with_for_update=True, populate_existing=True)
    if session is None or not session.is_open or count_taken(session) >= MOST_PEOPLE:
        return False
    if submission.survey_version.survey_id != session.survey_version.survey_id:
        return False
    db.session.add(GroupTaking(submission_id=submission.id, group_session_id=session.id))
    db.session.flush()
    return True


def count_taken(session: GroupSession) -> int:
    """Return how many submissions were sent in a session."""
    query = sa.select(sa.func.count()).where(GroupTaking.group_session_id == session.id)
    return db.session.scalar(query) or 0


def submissions_of(session: GroupSession) -> list[Submission]:
    """Return what was sent in a session and not taken back, in no order that says anything."""
    query = (
        sa.select(Submission)
        .join(GroupTaking, GroupTaking.submission_id == Submission.id)
        .where(GroupTaking.group_session_id == session.id, Submission.withdrawn_on.is_(None))
        .order_by(Submission.id)
    )
    return list(db.session.scalars(query))


def set_pin(session: GroupSession, pin: str) -> None:
    """Keep the PIN that a facilitator chose."""
    session.pin_hash = _pin_hash(session, pin)


def is_pin(session: GroupSession, pin: str) -> bool:
    """Return True for the PIN of a session."""
    return session.pin_hash is not None and hmac.compare_digest(
        session.pin_hash, _pin_hash(session, pin)
    )


def _pin_hash(session: GroupSession, pin: str) -> str:
    return keyed_hash("group pin", f"{session.id}:{pin}")
