"""Words that were put right after they were kept: they are screened, read and reviewed again.

What people and machine said of the first words stands only where it rests on words that are still
there. A safeguarding level is never lowered, and what a lead decided about is brought back to them.
"""

from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
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
from app.analysis.services.steps import begin_step
from app.analysis.services.words import list_redactions
from app.db import db, utc_now
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import Comment, ScreenState, WaitingComment
from app.responses.services import Screener
from app.safeguarding import services as safeguarding

_RANK = {"": 0, "none": 0, "concern": 1, "urgent": 2}
_STATES = (ScreenState.CLEAR, ScreenState.UNSCREENED, ScreenState.FLAGGED)
Screened = tuple[ScreenState, str, list[Any]]


def reword(comment: Comment, text: str, *, screen: Screener | None, by: User) -> None:
    """Put `text` in place of a comment's words; the caller keeps the first ones, and commits."""
    # Before anything else: a worker that holds it has read the first words.
    db.session.execute(sa.delete(WaitingComment).where(WaitingComment.comment_id == comment.id))
    db.session.refresh(comment, with_for_update=True)  # no reviewer finishes with it meanwhile
    begin_step(comment, "reword", by=by)
    _close_steps(comment)
    before = comment.text
    found = _look(screen, text)
    worse = _worse(_screened(comment, screen), found)
    comment.text, comment.screen_matches = text, found[2]
    comment.screen_state, comment.screen_level = worse[:2]
    _carry_tags(comment)
    _carry_masks(comment, before)
    for model in (Review, Reading, SecondReading, CommentCopy):
        db.session.execute(sa.delete(model).where(model.comment_id == comment.id))
    db.session.add(WaitingComment(comment=comment))
    db.session.flush()
    if safeguarding.list_decisions(comment) and not safeguarding.is_open(comment):
        _bring_back(comment, by)


def remove_words(comment: Comment) -> None:
    """Take away words that are not on the paper at all.

    Raises DomainError where the safety of somebody may rest on them: nobody can settle them away.
    """
    if comment.screen_state != ScreenState.CLEAR or safeguarding.list_decisions(comment):
        raise DomainError(
            _l(
                "These words may tell of harm, so they stay. "
                "A safeguarding lead decides about them."
            )
        )
    db.session.execute(sa.delete(Comment).where(Comment.id == comment.id))
    db.session.expire(comment.submission, ["comments"])


def heed(comment: Comment, text: str, *, screen: Screener | None, by: User) -> None:
    """Raise the level of a comment where the other typing of it tells of more harm than it does.

    Words that no screen could look at count as a concern: until somebody settles the difference
    no other screen would see them.
    """
    state, level, _matches = _look(screen, text)
    if state == ScreenState.UNSCREENED:
        level = "concern"
    if safeguarding.raise_level(comment, level):
        db.session.flush()
        if not safeguarding.is_open(comment):
            _bring_back(comment, by)


def is_worrying(text: str, screen: Screener | None) -> bool:
    """Return True unless the screen looked at a text and found nothing."""
    return _look(screen, text)[0] != ScreenState.CLEAR


def _look(screen: Screener | None, text: str) -> Screened:
    return responses.screen_safely(screen, text)


def _screened(comment: Comment, screen: Screener | None) -> Screened:
    """Return what the screen says of the words so far; it looks now where it could not before."""
    if comment.screen_state == ScreenState.UNSCREENED:
        return _look(screen, comment.text)
    return comment.screen_state, comment.screen_level, comment.screen_matches


def _worse(one: Screened, other: Screened) -> Screened:
    return max(one, other, key=lambda each: (_STATES.index(each[0]), _RANK.get(each[1], 0)))


def _bring_back(comment: Comment, by: User) -> None:
    with force_locale("en"):
        reason = _("This paper was typed in again, and the words differ. Please look once more.")
    safeguarding.raise_concern(
        comment, reason=str(reason), by=by, is_urgent=comment.screen_level == "urgent"
    )


def _close_steps(comment: Comment) -> None:
    """No step from before can be undone: it would put tags back onto words that are gone."""
    db.session.execute(
        sa.update(ReviewStep)
        .where(ReviewStep.comment_id == comment.id, ReviewStep.undone_at.is_(None))
        .values(undone_at=utc_now())
    )


def _nearest(words: str, text: str, near: int) -> int | None:
    """Return where `words` stand in `text`, as near to `near` as they do; None when nowhere."""
    places = _all_places(words, text)
    return min(places, key=lambda place: abs(place - near), default=None)


def _all_places(words: str, text: str) -> list[int]:
    return [place for place in range(len(text)) if text.startswith(words, place)]


def _carry_tags(comment: Comment) -> None:
    """Let each tag rest on the same words where they stand now; without them it goes."""
    for tag in db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id)):
        place = _nearest(tag.evidence, comment.text, tag.start_at)
        if place is None:
            db.session.delete(tag)
        else:
            tag.start_at, tag.end_at = place, place + len(tag.evidence)
    db.session.flush()


def _carry_masks(comment: Comment, before: str) -> None:
    """Mask the same words wherever they stand now. What was let through is asked about again."""
    kept = [each for each in list_redactions(comment) if each.status != Status.REJECTED]
    masks: dict[tuple[int, int], Redaction] = {}
    for each in kept:
        words = before[each.start_at : each.end_at]
        for start in _all_places(words, comment.text):
            masks.setdefault(
                (start, start + len(words)),
                Redaction(
                    comment_id=comment.id,
                    start_at=start,
                    end_at=start + len(words),
                    label=each.label,
                    reason=each.reason,
                    origin=each.origin,
                    status=each.status,
                    decided_by_id=each.decided_by_id,
                ),
            )
    db.session.execute(sa.delete(Redaction).where(Redaction.comment_id == comment.id))
    db.session.add_all(masks.values())
    db.session.flush()
