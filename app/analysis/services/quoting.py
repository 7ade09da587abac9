"""Words worth quoting: a reviewer's mark, so that whoever writes an entry finds them first.

The mark is a step of the review like any other: it can be undone, and a later one takes its place.
It lets nothing through: who may be quoted is asked elsewhere, each time (R-PUB-1).
"""

from collections.abc import Iterable

import sqlalchemy as sa

from app.analysis.models import ReviewStep
from app.db import db
from app.responses.models import Comment

WORTH, NOT_WORTH = "worth-quoting", "not-worth-quoting"


def is_worth_quoting() -> sa.ColumnElement[bool]:
    """Return the condition on a Comment of a query that its newest mark says so."""
    newest = (
        sa.select(ReviewStep.kind)
        .where(
            ReviewStep.comment_id == Comment.id,
            ReviewStep.kind.in_([WORTH, NOT_WORTH]),
            ReviewStep.undone_at.is_(None),
        )
        .order_by(ReviewStep.id.desc())
        .limit(1)
        .correlate(Comment)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, NOT_WORTH) == WORTH


def worth_quoting(comments: Iterable[Comment]) -> set[str]:
    """Return the ids of those comments that are marked as worth quoting."""
    ids = [comment.id for comment in comments]
    return set(
        db.session.scalars(sa.select(Comment.id).where(Comment.id.in_(ids), is_worth_quoting()))
    )
