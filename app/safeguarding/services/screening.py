"""Screen a text for signs of harm: rules only, fast enough for the request that saves it."""

import logging
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.responses.models import Comment, ScreenState

logger = logging.getLogger(__name__)
Screened = tuple[ScreenState, str, list[list[Any]]]


def screen_text(text: str, question: str = "") -> Screened:
    """Return (state, level, [[start, end, rule], …]) for one free text.

    Whatever goes wrong makes it unscreened, which sorts above clear: nothing here may stop a
    submission or pass for "nothing found" (R-SAF-1).
    """
    try:
        from nlp import screen  # noqa: PLC0415  # a broken rule file must not stop the application

        found = screen.screen(text, question)
        matches = [[match.start, match.end, match.rule] for match in found.matches]
        level = str(found.level)
    except Exception as error:  # the error's own text may hold people's words
        logger.error("screening failed: %s", type(error).__name__)  # noqa: TRY400
        return ScreenState.UNSCREENED, "", []
    state = ScreenState.CLEAR if level == "none" else ScreenState.FLAGGED
    return state, level, matches


def unscreened_comments() -> list[str]:
    """Return the ids of the comments that no screen has looked at."""
    query = sa.select(Comment.id).where(Comment.screen_state == ScreenState.UNSCREENED)
    return list(db.session.scalars(query.order_by(Comment.id)))


def rescreen(comment_id: str) -> bool:
    """Screen one comment again; return whether it is now screened. The caller commits."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.screen_state != ScreenState.UNSCREENED:
        return False
    state, level, matches = screen_text(comment.text, comment.question_text)
    if state == ScreenState.UNSCREENED:
        return False
    comment.screen_state, comment.screen_level, comment.screen_matches = state, level, matches
    return True
