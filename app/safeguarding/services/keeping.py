"""How long words are kept: 24 months, unless safeguarding still needs them (R-RET-1).

It lives here because only this room knows which words somebody's safety still rests on.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from app import audit
from app.db import db, today
from app.responses import services as responses
from app.responses.models import Comment, Recording, SecondTyping, Submission
from app.safeguarding.models import SafeguardingDecision
from app.safeguarding.services.inbox import open_comments

#: 24 months, in days, rounded down: never longer than was promised.
KEPT_DAYS = 730
BATCH = 200


def _held() -> sa.Select[str]:
    """Return a query for the ids of submissions that somebody's safety still rests on.

    What was said out loud and nobody has listened to may be such a thing.
    """
    of_comments = sa.select(Comment.submission_id).where(
        sa.or_(
            Comment.id.in_(open_comments()),
            Comment.id.in_(sa.select(SafeguardingDecision.comment_id)),
        )
    )
    held = sa.union(of_comments, responses.unwritten()).subquery()
    return sa.select(held.c.submission_id)


def is_held(submission: Submission) -> bool:
    """Return True while safeguarding has an open question or a decision about `submission`."""
    query = sa.select(Submission.id).where(
        Submission.id == submission.id, Submission.id.in_(_held())
    )
    return db.session.scalar(sa.select(query.exists())) or False


def old_submissions(*, on: date) -> sa.Select[str]:
    """Return a query for the ids of submissions that are due to be deleted on the day `on`.

    Left alone are those with an open safeguarding question or a safeguarding decision: that
    record is kept by the rules of children's services, not by ours.
    """
    return sa.select(Submission.id).where(
        Submission.received_on < on - timedelta(days=KEPT_DAYS), Submission.id.not_in(_held())
    )


def remove_old_submissions(*, limit: int = BATCH) -> int:
    """Delete a batch of submissions past their time, words, tags and quotes with them.

    Returns how many. Counts that were published are frozen and stay as they are.
    """
    due = list(db.session.scalars(old_submissions(on=today()).limit(limit)))
    if due:
        db.session.execute(sa.delete(Submission).where(Submission.id.in_(due)))
        audit.record(
            "submission.remove-old",
            target="submissions",
            actor="worker",
            facts={"removed": len(due)},
        )
    return len(due)


def delete_sounds_of(submission: Submission) -> int:
    """Delete what one submission's people said, where it was written down and nothing is open."""
    return responses.delete_sounds(
        sa.and_(Recording.submission_id == submission.id, _is_not_open()), until=today()
    )


def delete_old_sounds() -> int:
    """Delete sounds that were written down long enough ago, or whose words were taken back since.

    Returns how many. A sound stays while safeguarding has an open question about its words.
    """
    withdrawn = sa.select(Submission.id).where(Submission.withdrawn_on.is_not(None))
    old = responses.delete_sounds(
        _is_not_open(), until=today() - timedelta(days=responses.KEPT_DAYS)
    )
    taken_back = responses.delete_sounds(
        sa.and_(Recording.submission_id.in_(withdrawn), _is_not_open()), until=today()
    )
    if old + taken_back:
        audit.record(
            "recording.remove-old",
            target="recordings",
            actor="worker",
            facts={"removed": old + taken_back},
        )
    return old + taken_back


def forget_typing_of(submission: Submission) -> int:
    """Forget how a paper was typed in twice, unless somebody's safety may rest on it."""
    return _forget_typings(SecondTyping.submission_id == submission.id)


def forget_typings_taken_back() -> int:
    """Forget two typings of papers whose words were taken back, once safety allows it.

    Returns how many.
    """
    return _forget_typings(_is_taken_back())


def has_typings_taken_back() -> bool:
    """Return True when there is something to forget; a question, which takes no lock."""
    query = sa.select(SecondTyping.submission_id).where(_may_be_forgotten(_is_taken_back()))
    return db.session.scalar(query.limit(1)) is not None


def _is_taken_back() -> sa.ColumnElement[bool]:
    withdrawn = sa.select(Submission.id).where(Submission.withdrawn_on.is_not(None))
    return SecondTyping.submission_id.in_(withdrawn)


def _may_be_forgotten(which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(which, SecondTyping.submission_id.not_in(_held()))


def _forget_typings(which: sa.ColumnElement[bool]) -> int:
    result = db.session.execute(
        sa.delete(SecondTyping)
        .where(_may_be_forgotten(which))
        .execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0))


def _is_not_open() -> sa.ColumnElement[bool]:
    return sa.or_(Recording.comment_id.is_(None), Recording.comment_id.not_in(open_comments()))
