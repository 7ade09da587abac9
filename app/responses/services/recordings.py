"""Answers that people spoke: kept sealed beside the form, and sent with it (Y4).

A recording that nobody has listened to is like a comment that no screen has seen: it waits in the
duty inbox, and its submission cannot be erased (R-SAF-1, R-SAF-8).
"""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import sealed
from app.db import db, random_id
from app.errors import DomainError
from app.responses.models import Recording, Submission
from app.responses.services.drafts import key_of
from app.sound_files import Sound

_PURPOSE = "recording"
#: In seconds; said on the page.
LONGEST = 120
#: Days after it was written down: long enough to put right what was misheard.
KEPT_DAYS = 30


class SoundGoneError(DomainError):
    """There is a recording, and nothing to hear."""


def keep_recording(secret: str, code: str, sound: Sound) -> None:
    """Keep what somebody said for one question of their form, in place of what they said before."""
    delete_recording(secret, code)
    name = random_id()
    db.session.add(
        Recording(
            id=name,
            draft_key=key_of(secret),
            question_code=code,
            seconds=max(1, round(sound.seconds)),
            content=sealed.seal(_PURPOSE, name, sound.content),
        )
    )
    db.session.flush()


def _is_for(secret: str, code: str) -> sa.ColumnElement[bool]:
    return sa.and_(Recording.draft_key == key_of(secret), Recording.question_code == code)


def delete_recording(secret: str, code: str) -> None:
    """Forget what was said for one question of a form."""
    db.session.execute(sa.delete(Recording).where(_is_for(secret, code)))


def recordings_of(secret: str | None) -> dict[str, int]:
    """Return {question: seconds} of what was said in a form."""
    if secret is None:
        return {}
    query = sa.select(Recording.question_code, Recording.seconds)
    rows = db.session.execute(query.where(Recording.draft_key == key_of(secret)))
    return {row.question_code: row.seconds for row in rows}


def find_own(secret: str, code: str) -> Recording | None:
    """Return what was said for one question of a form."""
    return db.session.scalar(sa.select(Recording).where(_is_for(secret, code)))


def sound_of(recording: Recording) -> bytes:
    """Return what is heard; raise SoundGoneError when it was deleted or cannot be opened."""
    if recording.content is None:
        raise SoundGoneError(_l("The recording is deleted. What was written down stays."))
    try:
        return sealed.unseal(_PURPOSE, recording.id, recording.content)
    except sealed.BrokenSealError as error:
        raise SoundGoneError(
            _l("This recording cannot be opened: the SECRET_KEY it was kept with is another one.")
        ) from error


def hand_over(secret: str, submission: Submission, asked: Iterable[str]) -> None:
    """Let what was said go with what is sent.

    What answers a question that was not asked in the end goes with the draft.
    """
    db.session.execute(
        sa.update(Recording)
        .where(Recording.draft_key == key_of(secret), Recording.question_code.in_(list(asked)))
        .values(draft_key=None, submission_id=submission.id),
        execution_options={"synchronize_session": False},
    )


def unwritten() -> sa.Select[str | None]:
    """Return a query for the ids of submissions with words that nobody has listened to."""
    return sa.select(Recording.submission_id).where(
        Recording.submission_id.is_not(None), Recording.written_on.is_(None)
    )


def count_unwritten(submission: Submission | None = None) -> int:
    """Return how many recordings wait for somebody to listen: of one submission, else of all."""
    query = unwritten()
    if submission is not None:
        query = query.where(Recording.submission_id == submission.id)
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def delete_sounds(which: sa.ColumnElement[bool], *, until: date) -> int:
    """Delete the sounds of recordings that were written down by the day `until`; return how many.

    `which` narrows it further.
    """
    result = db.session.execute(
        sa.update(Recording)
        .where(Recording.content.is_not(None), Recording.written_on <= until, which)
        .values(content=None),
        execution_options={"synchronize_session": False},
    )
    return int(getattr(result, "rowcount", 0))
