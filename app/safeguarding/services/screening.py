"""Screen a text for signs of harm: fast enough for the request that saves it."""

import logging
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.db import db
from app.responses.models import NOT_FOREIGN, Comment, ScreenState
from app.safeguarding.models import Outcome, SafeguardingDecision
from app.safeguarding.services.inbox import is_open
from app.safeguarding.services.lane import raise_level
from app.surveys.definition import ENGLISH

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fired:
    """A phrase that a rule rests on; `version` is "" where it was screened before we kept that."""

    words: str
    rule: str
    version: str


Screened = tuple[ScreenState, str, list[list[Any]]]


def screen_text(text: str, question: str = "") -> Screened:
    """Return (state, level, [[start, end, rule, version of the rules], …]) for one free text.

    Whatever goes wrong makes it unscreened, which sorts above clear: nothing here may stop a
    submission or pass for "nothing found" (R-SAF-1).
    """
    try:
        from nlp import screen  # noqa: PLC0415  # a broken rule file must not stop the application

        found = screen.screen(text, question)
        version = screen.version() if found.matches else ""
        matches = [[match.start, match.end, match.rule, version] for match in found.matches]
        level = str(found.level)
    except Exception as error:  # the error's own text may hold people's words
        logger.error("screening failed: %s", type(error).__name__)  # noqa: TRY400
        return ScreenState.UNSCREENED, "", []
    state = ScreenState.CLEAR if level == "none" else ScreenState.FLAGGED
    return state, level, matches


def list_fired(comment: Comment) -> list[Fired]:
    """Return the phrases that the screen marked in `comment`, in the order of the text."""
    found = []
    for start, end, rule, *version in comment.screen_matches:
        found.append(Fired(comment.text[start:end], str(rule), str(version[0]) if version else ""))
    return found


def unscreened_comments() -> list[str]:
    """Return the ids of the comments that no screen has looked at and that it can read.

    The rules know English only: what waits for a translation stays unscreened, and so does what
    came in a form in another language until the machine has told what it is.
    """
    is_told = sa.or_(Comment.language.is_not(None), Comment.locale == ENGLISH)
    is_english = sa.func.coalesce(Comment.language, "").in_([each or "" for each in NOT_FOREIGN])
    query = sa.select(Comment.id).where(
        Comment.screen_state == ScreenState.UNSCREENED,
        sa.or_(Comment.original.is_not(None), sa.and_(is_told, is_english)),
    )
    return list(db.session.scalars(query.order_by(Comment.id)))


def unscreen(comment: Comment) -> None:
    """Take back that the screen found nothing in words whose language it does not know.

    What it, or a person, did find stays.
    """
    if comment.screen_state == ScreenState.CLEAR:
        comment.screen_state, comment.screen_level = ScreenState.UNSCREENED, ""


def screen_again(comment: Comment, *, by: User) -> None:
    """Screen words that `by` has put in place of others. A level is only ever raised (R-NLP-2).

    What a trained person closed opens again when there may be something in the new words.
    """
    state, level, comment.screen_matches = screen_text(comment.text, comment.question_text)
    if state == ScreenState.FLAGGED:
        raise_level(comment, level)
    elif comment.screen_state != ScreenState.FLAGGED:
        comment.screen_state, comment.screen_level = state, level
    db.session.flush()
    if state != ScreenState.CLEAR and not is_open(comment):
        db.session.add(
            SafeguardingDecision(
                comment_id=comment.id,
                outcome=Outcome.RAISED,
                reason="The words were translated or put right since. Read them again.",
                is_closed=False,
                decided_by_id=by.id,
            )
        )
        db.session.flush()


def rescreen(comment_id: str) -> bool:
    """Screen one comment again; return whether it is now screened. The caller commits."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.screen_state != ScreenState.UNSCREENED:
        return False
    if not comment.may_be_screened:
        return False
    state, level, matches = screen_text(comment.text, comment.question_text)
    if state == ScreenState.UNSCREENED:
        return False
    comment.screen_state, comment.screen_level, comment.screen_matches = state, level, matches
    return True
