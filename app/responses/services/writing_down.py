"""Writing down what somebody said: a person listens, and what they heard becomes a comment (Y4)."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import audit
from app.db import db, today
from app.errors import DomainError
from app.forms import clean_text
from app.responses.models import Comment, Recording, Submission
from app.responses.services.sending import Screener, add_comment
from app.surveys import services as surveys
from app.surveys.definition import ENGLISH


def list_unwritten(*, limit: int) -> list[Recording]:
    """Return recordings that wait for somebody to listen, the oldest first."""
    query = (
        sa.select(Recording)
        .join(Submission, Recording.submission_id == Submission.id)
        .where(Recording.written_on.is_(None))
        .order_by(Submission.received_on, Recording.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def get_recording(recording_id: str) -> Recording:
    """Return a recording that was sent, or raise NoResultFound."""
    query = sa.select(Recording).where(
        Recording.id == recording_id, Recording.submission_id.is_not(None)
    )
    return db.session.scalars(query).one()


def submission_of(recording: Recording) -> Submission:
    """Return the submission that a recording was sent with."""
    submission = recording.submission
    assert submission is not None  # noqa: S101  # get_recording found it by that
    return submission


def question_of(recording: Recording) -> tuple[str, int]:
    """Return the English words of a recording's question, and its place in the survey."""
    submission = submission_of(recording)
    version = submission.survey_version
    definition = surveys.definition_of(version.id, version.checksum)
    words = definition.wording(recording.question_code, ENGLISH, submission.style)
    return words.bare, 1 + list(definition.questions).index(recording.question_code)


def write_down(
    recording: Recording, text: str, *, screen: Screener | None, by_id: int, role: str
) -> Comment | None:
    """Keep what a person heard: it becomes a comment, screened and read like any other.

    No text means that there are no words in it. Raises DomainError when somebody was quicker. The
    caller commits.
    """
    if recording.written_on is not None:
        raise DomainError(_l("Somebody else has written this down already."))
    text = clean_text(text)
    comment = None
    if text:
        wording, position = question_of(recording)
        comment = add_comment(
            submission_of(recording),
            recording.question_code,
            wording,
            text,
            position=position,
            screen=screen,
        )
        db.session.flush()
        recording.comment_id = comment.id
    recording.written_on, recording.written_by_id = today(), by_id
    record("recording.write-down", recording, by_id=by_id, role=role, facts={"words": bool(text)})
    return comment


def record(action: str, recording: Recording, *, by_id: int, role: str, **more: Any) -> None:
    """Put on record what a member of staff did with a recording."""
    audit.record(action, target=f"recording:{recording.id}", actor=str(by_id), role=role, **more)
