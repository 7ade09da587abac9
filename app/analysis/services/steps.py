"""Steps of a review: each keeps the state before it, so that it can be undone; none deletes."""

import zlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis.models import (
    Reading,
    Redaction,
    Review,
    ReviewFacet,
    ReviewStep,
    Status,
    Tag,
    Translation,
)
from app.analysis.services.corrections import let_wait_again, waiting_correction
from app.analysis.services.indexing import keep_masked
from app.db import db, utc_now
from app.errors import DomainError
from app.responses.models import Comment


class StaleReviewError(DomainError):
    """Somebody or something changed the comment after the page was made."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "This comment was changed while you had it open. Nothing of yours was saved: "
                "look at it as it is now and decide again."
            )
        )


def seen_state(comment: Comment) -> str:
    """Return a text that changes with every step, undo, reading and translation of `comment`.

    And with what its writer says of it: whoever finishes it settles that, and must have read it.
    """
    last, undone = db.session.execute(
        sa.select(sa.func.max(ReviewStep.id), sa.func.count(ReviewStep.undone_at)).where(
            ReviewStep.comment_id == comment.id
        )
    ).one()
    read_at = db.session.scalar(
        sa.select(sa.func.max(Reading.read_at)).where(Reading.comment_id == comment.id)
    )
    read = int(read_at.timestamp() * 1000) if isinstance(read_at, datetime) else 0
    translated = db.session.scalar(
        sa.select(sa.func.max(Translation.id)).where(Translation.comment_id == comment.id)
    )
    return f"{last or 0}.{undone}.{read}.{translated or 0}.{_said_by_writer(comment)}"


def _said_by_writer(comment: Comment) -> int:
    """Return a number for the correction that waits, another when it says more; 0 for none."""
    said = waiting_correction(comment)
    if said is None:
        return 0
    return zlib.crc32(repr((said.id, said.wrong, said.meant, said.words_id)).encode())


def lock_comment(comment_id: str, *, seen: str) -> Comment:
    """Return the comment for a step by somebody who saw it as `seen`.

    Raises NoResultFound, or StaleReviewError when it has changed since. Two reviewers cannot
    pass here at once: SQLite has one writer, PostgreSQL locks the row.
    """
    query = sa.select(Comment).where(Comment.id == comment_id).with_for_update()
    comment = db.session.scalars(query).one()
    if seen_state(comment) != seen:
        raise StaleReviewError
    return comment


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def snapshot(comment: Comment) -> dict[str, Any]:
    """Return the state of a comment's review: ids, statuses and signs, no words."""
    tags = db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id))
    redactions = db.session.scalars(sa.select(Redaction).where(Redaction.comment_id == comment.id))
    review = db.session.get(Review, comment.id)
    correction = waiting_correction(comment)
    return {
        "tags": {
            str(tag.id): [
                tag.status.value,
                tag.sign,
                tag.start_at,
                tag.end_at,
                tag.decided_by_id,
                _moment(tag.decided_at),
            ]
            for tag in tags
        },
        "redactions": {
            str(each.id): [each.status.value, each.decided_by_id] for each in redactions
        },
        "review": review
        and [
            review.result,
            review.reviewed_by_id,
            _moment(review.reviewed_at),
            [each.facet for each in review.facets],
        ],
        "correction": correction and correction.id,
    }


def begin_step(comment: Comment, kind: str, *, by: User, **facts: str | int) -> ReviewStep:
    """Keep the state before a step and put the step on record; call it before changing anything."""
    step = ReviewStep(comment_id=comment.id, made_by_id=by.id, kind=kind, before=snapshot(comment))
    db.session.add(step)
    db.session.flush()
    record(f"review.{kind}", comment, by=by, **facts)
    return step


def record(action: str, comment: Comment, *, by: User, **facts: str | int) -> None:
    """Put on record what `by` did with `comment`: codes and counts, no words."""
    audit.record(
        action,
        target=f"comment:{comment.id}",
        actor=str(by.id),
        role=roles_of(by),
        facts=facts,
    )


def last_step(comment: Comment) -> ReviewStep | None:
    """Return the newest step on `comment` that was not undone."""
    query = sa.select(ReviewStep).where(
        ReviewStep.comment_id == comment.id, ReviewStep.undone_at.is_(None)
    )
    return db.session.scalar(query.order_by(ReviewStep.id.desc()).limit(1))


def last_step_of(person: User) -> ReviewStep | None:
    """Return the newest step of `person` on any comment that was not undone."""
    query = sa.select(ReviewStep).where(
        ReviewStep.made_by_id == person.id, ReviewStep.undone_at.is_(None)
    )
    return db.session.scalar(query.order_by(ReviewStep.id.desc()).limit(1))


def undo_step(comment: Comment, *, by: User) -> ReviewStep:
    """Put `comment` back to before the newest step, which must be the person's own.

    What the step added stays in the database as rejected: a review deletes nothing.
    """
    step = last_step(comment)
    if step is None:
        raise DomainError(_l("There is nothing to undo on this comment."))
    if step.made_by_id != by.id:
        raise DomainError(_l("The last step on this comment was somebody else's."))
    _restore(comment, step.before, by=by)
    step.undone_at = utc_now()
    record("review.undo", comment, by=by, step=step.kind)
    db.session.flush()
    keep_masked(comment)
    return step


def _restore(comment: Comment, before: dict[str, Any], *, by: User) -> None:
    for tag in db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id)):
        kept = before["tags"].get(str(tag.id))
        if kept is None:
            # At no moment: it is as if nobody had said it, and what was decided before it holds.
            tag.status, tag.decided_by_id, tag.decided_at = Status.REJECTED, by.id, None
            continue
        tag.status, tag.sign = Status(kept[0]), kept[1]
        tag.start_at, tag.end_at = kept[2], kept[3]
        tag.evidence = comment.text[tag.start_at : tag.end_at]
        tag.decided_by_id = kept[4]
        tag.decided_at = datetime.fromisoformat(kept[5]) if kept[5] else None
    query = sa.select(Redaction).where(Redaction.comment_id == comment.id)
    for redaction in db.session.scalars(query):
        kept = before["redactions"].get(str(redaction.id)) or [Status.REJECTED.value, by.id]
        redaction.status, redaction.decided_by_id = Status(kept[0]), kept[1]
    _restore_review(comment, before["review"])
    # Steps of before we kept it have none.
    let_wait_again(comment, before.get("correction"))


def _restore_review(comment: Comment, kept: list[Any] | None) -> None:
    review = db.session.get(Review, comment.id)
    if kept is None:
        if review is not None:
            db.session.delete(review)
        return
    review = review or Review(comment_id=comment.id)
    review.result, review.reviewed_by_id = kept[0], kept[1]
    review.reviewed_at = datetime.fromisoformat(kept[2])
    # Steps of before there were facets kept none.
    review.facets = [ReviewFacet(facet=each) for each in (kept[3] if len(kept) > 3 else [])]
    db.session.add(review)
