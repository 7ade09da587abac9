"""What waited on a device without a signal: each person, and each count, is stored once (Y6)."""

from typing import Any

import sqlalchemy as sa

from app import audit
from app.db import db, today
from app.groups.models import GroupSession, GroupWay
from app.groups.services.hands import keep
from app.groups.services.joining import take_part
from app.groups.services.sessions import definition_of
from app.responses import services as responses
from app.responses.services import Screener
from app.security import keyed_hash
from app.surveys.screens import Screen

#: No code to come back with is shown where there is no signal, so none is offered.
NOT_WITHOUT_SIGNAL = frozenset({"receipt"})


def get_without_signal(session_id: str, *ways: GroupWay) -> GroupSession | None:
    """Return a session for which a device can be made ready, or None: of these ways, or of any."""
    session = db.session.get(GroupSession, session_id)
    known = ways or (GroupWay.TABLET, GroupWay.HANDS)
    return session if session is not None and session.way in known else None


def share_of(session: GroupSession) -> str:
    """Return our half of the key that opens what waits on a session's device.

    64 hexadecimal characters. The other half is the PIN, and neither is kept on the device: a few
    digits alone would be guessed within the hour by whoever holds it.
    """
    return keyed_hash("no signal", f"{session.id}:{session.pin_hash}")


def note_device(session: GroupSession, *, is_ready: bool) -> None:
    """Note that a device was made ready, or that all that waited on it is sent."""
    session.waits_since = today() if is_ready else None


def store_waiting(
    session: GroupSession,
    answers: dict[str, Any],
    *,
    key: str,
    screen: Screener | None,
    locale: str | None = None,
) -> bool:
    """Store one person's answers under the key that the device made for them.

    `locale` is the language that they read the questions in, the session's when None.

    Return False when they were stored before. Nobody is turned away: what was said while the
    session was open is heard after it was closed, too, and then not counted with the group. The
    caller commits.
    """
    form_key = f"no-signal:{session.id}:{key}"
    if responses.find_sent(form_key) is not None:
        return False
    submission, _code = responses.store_submission(
        definition_of(session),
        answers | dict.fromkeys(NOT_WITHOUT_SIGNAL, "no"),
        slug=session.survey_version.survey.slug,
        version_id=session.survey_version_id,
        style=session.style,
        locale=locale or session.locale,
        form_key=form_key,
        screen=screen,
    )
    take_part(session.id, submission)
    return True


def store_hands(
    session: GroupSession,
    screen: Screen,
    *,
    hands: dict[str, dict[str, int]],
    words: dict[str, str],
    key: str,
) -> bool:
    """Keep what was counted on a device for one screen, under the key that the device made for it.

    It takes the place of what that screen had before; other screens stay as they are. Return False
    when it was stored before, so that nothing counted since is lost. Raise GroupError when the
    session was closed meanwhile, or too many hands were counted. The caller commits.
    """
    if key in _stored_keys(session):
        return False
    keep(session, screen, hands=hands, words=words)
    audit.record(
        "group.count",
        target=f"group:{session.id}",
        actor="public",
        facts={"screen": screen.code, "key": key},
        day_only=True,
    )
    return True


def _stored_keys(session: GroupSession) -> set[str]:
    facts = sa.select(audit.AuditEvent.facts).where(
        audit.AuditEvent.action == "group.count",
        audit.AuditEvent.target == f"group:{session.id}",
    )
    return {each["key"] for each in db.session.scalars(facts)}
