"""A second reading, blind: a random share of what was reviewed is read again by somebody else (A6).

Ids of comments are random, so those below a bound are a random sample: no list of them is kept.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.analysis.models import Review, SecondReading, SecondTag
from app.analysis.services.claims import SIGNS
from app.analysis.services.queue import is_current
from app.analysis.services.review import CODED, RESULTS
from app.analysis.services.steps import record
from app.db import as_id, db
from app.errors import DomainError
from app.responses.models import Comment
from app.strategy import services as strategy
from app.strategy.models import Family

#: Of the comments that were reviewed, so many are read twice.
SHARE = 0.1
_ALL_IDS = 1 << 128


def _waiting(by: User, share: float) -> sa.Select[str]:
    """Return a query for the ids of comments that `by` can read a second time."""
    return (
        sa.select(Comment.id)
        .join(Review, Review.comment_id == Comment.id)
        .join(Comment.submission)
        .where(
            is_current(),
            Comment.id < as_id(int(share * _ALL_IDS)),
            Review.reviewed_by_id != by.id,
            ~sa.exists().where(SecondReading.comment_id == Comment.id),
        )
    )


def count_second_readings(by: User, *, share: float = SHARE) -> int:
    """Return how many comments wait for a second reading by this person."""
    query = sa.select(sa.func.count()).select_from(_waiting(by, share).subquery())
    return db.session.scalar(query) or 0


def next_second_reading(by: User, *, share: float = SHARE) -> Comment | None:
    """Return a comment to read a second time, or None."""
    comment_id = db.session.scalar(_waiting(by, share).order_by(Comment.id).limit(1))
    return db.session.get(Comment, comment_id) if comment_id else None


def read_again(
    comment: Comment,
    codes: Mapping[str, str | None],
    *,
    otherwise: str,
    by: User,
    share: float = SHARE,
) -> SecondReading:
    """Keep what a second person found, {code: sign}; `otherwise` is the result without a code.

    Raises DomainError when it is not theirs to read, or nothing is said.
    """
    is_theirs = _waiting(by, share).where(Comment.id == comment.id)
    if db.session.scalar(is_theirs) is None:
        raise DomainError(_l("This comment does not wait for a second reading by you."))
    families = {item.code: item.family for item in strategy.list_items()}
    kept = {
        code: None if families[code] == Family.PRIORITY else sign
        for code, sign in codes.items()
        if code in families and (families[code] == Family.PRIORITY or sign in SIGNS)
    }
    result = CODED if kept else otherwise
    if result not in RESULTS or (not kept and result == CODED):
        raise DomainError(_l("Choose what it is about, or say that there is nothing to code."))
    reading = SecondReading(comment_id=comment.id, read_by_id=by.id, result=result)
    reading.tags = [SecondTag(code=code, sign=sign) for code, sign in kept.items()]
    db.session.add(reading)
    db.session.flush()
    record("review.second-reading", comment, by=by, tags=len(kept))
    return reading
