"""Opening one comment: a look at what safeguarding has open, or at an original, is on record."""

from flask_security import current_user

from app.analysis import services
from app.analysis.services import originals
from app.db import begin_write, db
from app.responses.models import Comment
from app.safeguarding import services as safeguarding


def look_at(comment_id: str, *, purpose: originals.Purpose | None = None) -> Comment:
    """Return a comment to show, once the look is on record; raises NoResultFound.

    `purpose` is what its original is shown for; None when only masked words are. While no machine
    has masked it, these are the original too (R-AUD-1).
    """
    comment = services.get_comment(comment_id)
    if originals.is_unmasked(comment):
        purpose = purpose or originals.Purpose.NOT_MASKED
    if purpose is None and not safeguarding.is_open(comment):
        return comment
    db.session.rollback()
    begin_write()
    comment = services.get_comment(comment_id)
    if safeguarding.is_open(comment):
        safeguarding.record_view(comment, by=current_user)
    if purpose is not None:
        originals.record_opening(comment, purpose=purpose, by=current_user)
    db.session.commit()
    return comment
