"""“That is not what I meant”: the writer of a comment puts right how it was understood.

It changes no tag. It brings the comment back to a reviewer, who decides.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.analysis.models import Correction, Review
from app.analysis.services.sharing import public_tags
from app.db import db, today
from app.errors import DomainError
from app.responses.models import Comment
from app.strategy import services as strategy


def correct(
    comment: Comment, *, wrong: Sequence[str], meant: str | None, words: Comment | None
) -> Correction:
    """Keep what the writer says and put the comment back into the queue.

    `wrong` are codes that were shown to them, `meant` is the code that fits better, `words` a
    comment that says it in their words. Raises DomainError when nothing is said.
    """
    shown = {tag.item.code for tag in public_tags(comment)}
    wrong = sorted(shown.intersection(wrong))
    known = {item.code for item in strategy.list_items()}
    if meant not in known or meant in shown - set(wrong):
        meant = None
    if not (wrong or meant or words):
        raise DomainError(
            _l("Tick what is wrong, choose what fits better, or tell us in your words.")
        )
    correction = db.session.scalar(
        sa.select(Correction).where(
            Correction.comment_id == comment.id, Correction.settled_on.is_(None)
        )
    ) or Correction(comment_id=comment.id)
    correction.wrong = wrong
    correction.meant = meant
    correction.words = words or correction.words
    db.session.add(correction)
    db.session.execute(sa.delete(Review).where(Review.comment_id == comment.id))
    db.session.flush()
    return correction


def waiting_correction(comment: Comment) -> Correction | None:
    """Return what the writer says, while no reviewer has looked at it."""
    return db.session.scalar(
        sa.select(Correction).where(
            Correction.comment_id == comment.id, Correction.settled_on.is_(None)
        )
    )


def settle_correction(comment: Comment) -> None:
    """Note that a reviewer has read the comment again, with what its writer says."""
    correction = waiting_correction(comment)
    if correction is not None:
        correction.settled_on = today()
