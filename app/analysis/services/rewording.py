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
from app.analysis.services.new_words import put_words
from app.analysis.services.steps import begin_step
from app.db import db
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
    found = responses.screen_safely(screen, text, comment.locale)
    worse = _worse(_screened(comment, screen), found)
    put_words(comment, text)
    # A translation was of the first words: whoever reads the language says what these mean.
    comment.original = comment.language = None
    comment.screen_state, comment.screen_level, comment.screen_matches = *worse[:2], found[2]
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
