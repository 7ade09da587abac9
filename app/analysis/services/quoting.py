"""Words worth quoting: a reviewer's mark, so that whoever writes an entry finds them first.

The mark is a step of the review like any other: it can be undone, and a later one takes its place.
It lets nothing through: who may be quoted is asked elsewhere, each time (R-PUB-1).
"""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.analysis.models import ReviewStep
from app.analysis.services.steps import begin_step
from app.db import db
from app.errors import DomainError
from app.responses.models import Comment, Consent

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


def toggle_worth_quoting(comment: Comment, *, by: User) -> bool:
    """Mark a comment as worth quoting, or take the mark away; return whether it now is.

    Raises DomainError when its writer did not agree to be quoted (F10).
    """
    if comment.submission.consent != Consent.QUOTE:
        raise DomainError(_l("Whoever wrote this did not agree to be quoted."))
    is_worth = comment.id not in worth_quoting([comment])
    begin_step(comment, WORTH if is_worth else NOT_WORTH, by=by)
    return is_worth
