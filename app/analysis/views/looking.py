"""Opening one comment: a look at what safeguarding has open is itself on record (R-AUD-1)."""

from flask_security import current_user

from app.analysis import services
from app.db import begin_write, db
from app.responses.models import Comment
from app.safeguarding import services as safeguarding


def look_at(comment_id: str) -> Comment:
    """Return a comment to show; raises NoResultFound."""
    comment = services.get_comment(comment_id)
    if safeguarding.is_open(comment):
        db.session.rollback()
        begin_write()
        comment = services.get_comment(comment_id)
        safeguarding.record_view(comment, by=current_user)
        db.session.commit()
    return comment
