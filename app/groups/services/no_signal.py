"""Answers that waited on a device without a signal: each person's are stored once (Y6)."""

from typing import Any

from app.db import today
from app.groups.models import GroupSession
from app.groups.services.joining import take_part
from app.groups.services.sessions import definition_of
from app.responses import services as responses
from app.responses.services import Screener
from app.security import keyed_hash

#: No code to come back with is shown where there is no signal, so none is offered.
NOT_WITHOUT_SIGNAL = frozenset({"receipt"})


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
    session: GroupSession, answers: dict[str, Any], *, key: str, screen: Screener | None
) -> bool:
    """Store one person's answers under the key that the device made for them.

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
        locale=session.locale,
        form_key=form_key,
        screen=screen,
    )
    take_part(session.id, submission)
    return True
