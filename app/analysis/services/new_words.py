"""Other words in place of a comment's first ones: what was said of those stands where it still can.

A translation takes their place, or a paper that was copied wrongly. Machine and people read them
as if they had just come; tags and masks stay where the words they rest on are still there.
"""

import re

import sqlalchemy as sa

from app.analysis.models import (
    CommentCopy,
    Reading,
    Redaction,
    Review,
    ReviewStep,
    SecondReading,
    Status,
    Tag,
)
from app.analysis.services.words import list_redactions
from app.db import db, utc_now
from app.responses import services as responses
from app.responses.models import Comment


def put_words(comment: Comment, text: str) -> None:
    """Let `text` be what is read of a comment from now on, by machine and people, as if new."""
    before = comment.text
    comment.text = text
    if text != before:
        _move_tags(comment)
        _move_masks(comment, before)
    open_again(comment)
    for model in (Reading, CommentCopy):
        db.session.execute(sa.delete(model).where(model.comment_id == comment.id))
    responses.queue_again(comment)


def open_again(comment: Comment) -> None:
    """Let a comment wait for a reviewer again: what was decided was about other words.

    Steps cannot be undone any more: they would put marks where other words stand now.
    """
    review = db.session.get(Review, comment.id)
    if review is not None:
        db.session.delete(review)
    db.session.execute(sa.delete(SecondReading).where(SecondReading.comment_id == comment.id))
    db.session.execute(
        sa.update(ReviewStep)
        .where(ReviewStep.comment_id == comment.id, ReviewStep.undone_at.is_(None))
        .values(undone_at=utc_now())
    )
    db.session.flush()


def _places(words: str, text: str) -> list[tuple[int, int]]:
    """Return every place where `words` stand in `text`, not inside a longer word."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    return [found.span() for found in re.finditer(pattern, text)]


def _move_tags(comment: Comment) -> None:
    """Let each tag rest on the same words in the new text, or remove it where there are none."""
    for tag in db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id)):
        places = _places(tag.evidence, comment.text)
        if places:
            tag.start_at, tag.end_at = min(places, key=lambda at: abs(at[0] - tag.start_at))
        else:
            db.session.delete(tag)
    db.session.flush()


def _move_masks(comment: Comment, before: str) -> None:
    """Mask in the new text, wherever they stand, the words that were masked in the old one.

    What a person had let through is decided anew: it may not stand alone any more.
    """
    masks: dict[tuple[int, int], Redaction] = {}
    for old in list_redactions(comment):
        if old.status != Status.REJECTED:
            for start, end in _places(before[old.start_at : old.end_at], comment.text):
                masks[start, end] = Redaction(
                    comment_id=comment.id,
                    start_at=start,
                    end_at=end,
                    label=old.label,
                    reason=old.reason,
                    origin=old.origin,
                    model_version=old.model_version,
                    status=old.status,
                    decided_by_id=old.decided_by_id,
                )
    db.session.execute(sa.delete(Redaction).where(Redaction.comment_id == comment.id))
    db.session.add_all(masks.values())
    db.session.flush()
