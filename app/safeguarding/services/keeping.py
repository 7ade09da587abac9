"""How long words are kept: 24 months, unless safeguarding still needs them (R-RET-1).

It lives here because only this room knows which words somebody's safety still rests on.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from app import audit
from app.db import db, today
from app.responses.models import Comment, Submission
from app.safeguarding.models import SafeguardingDecision
from app.safeguarding.services.inbox import open_comments

#: 24 months, in days, rounded down: never longer than was promised.
KEPT_DAYS = 730
BATCH = 200


def _held() -> sa.Select[str]:
    """Return a query for the ids of submissions that somebody's safety still rests on."""
    return sa.select(Comment.submission_id).where(
        sa.or_(
            Comment.id.in_(open_comments()),
            Comment.id.in_(sa.select(SafeguardingDecision.comment_id)),
        )
    )


def is_held(submission: Submission) -> bool:
    """Return True while safeguarding has an open question or a decision about `submission`."""
    query = _held().where(Comment.submission_id == submission.id)
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
