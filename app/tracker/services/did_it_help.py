"""Did it help? Those who told us are asked some weeks later; "not better" opens it again (16).

One vote a receipt. A vote is added to a count; that a receipt has voted is a keyed hash beside it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import audit
from app.analysis.models import ThemeComment
from app.db import db, insert_into, today
from app.responses.models import Comment, Submission
from app.security import keyed_hash
from app.tracker.counts import SMALLEST_PUBLIC_COUNT
from app.tracker.models import (
    Action,
    ActionKind,
    ActionTheme,
    ActionUpdate,
    Entry,
    HelpCount,
    Helped,
    HelpGiven,
)
from app.tracker.services.actions import ActionError, touch_entries
from app.tracker.services.published import published_entry_for_action

#: Long enough to notice whether anything is different.
ASKED_AFTER = timedelta(weeks=4)
#: Fewer votes than this decide nothing.
ENOUGH_VOTES = SMALLEST_PUBLIC_COUNT
_NOT_BETTER = (Helped.SAME, Helped.WORSE)


@dataclass(frozen=True)
class HelpQuestion:
    """One action that the holder of a receipt may judge, or has judged."""

    action: Action
    entry: Entry
    has_voted: bool


def help_questions(submission: Submission) -> list[HelpQuestion]:
    """Return what was done about somebody's words long enough ago to ask whether it helped."""
    query = (
        sa.select(Action)
        .join(ActionTheme, ActionTheme.action_id == Action.id)
        .join(ThemeComment, ThemeComment.theme_id == ActionTheme.theme_id)
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .where(
            Comment.submission_id == submission.id,
            Action.kind == ActionKind.DONE,
            Action.done_on <= today() - ASKED_AFTER,
        )
        .distinct()
        .order_by(Action.id)
    )
    questions = []
    for action in db.session.scalars(query):
        entry = published_entry_for_action(action)
        if entry is not None:
            given = db.session.get(HelpGiven, _key(submission, action)) is not None
            questions.append(HelpQuestion(action, entry, given))
    return questions


def vote(submission: Submission, *, action_id: int, answer: Helped) -> bool:
    """Count the vote of a receipt; return False when it has voted already.

    Raises ActionError when this receipt is not asked about that action.
    """
    asked = {question.action.id: question.action for question in help_questions(submission)}
    action = asked.get(action_id)
    if action is None or action.done_on is None:
        raise ActionError(_l("We do not ask about this just now."))
    given = (
        insert_into(HelpGiven).values(key_hash=_key(submission, action)).on_conflict_do_nothing()
    )
    if db.session.scalar(given.returning(HelpGiven.key_hash)) is None:
        return False
    counted = insert_into(HelpCount).values(
        action_id=action.id, done_on=action.done_on, answer=answer, votes=1
    )
    db.session.execute(
        counted.on_conflict_do_update(
            index_elements=["action_id", "done_on", "answer"],
            set_={"votes": HelpCount.votes + 1},
        )
    )
    if _is_not_better(count_votes(action)):
        _reopen(action)
    return True


def _key(submission: Submission, action: Action) -> str:
    """Return the hash that says "this receipt has voted on this action, done on this day"."""
    return keyed_hash("did it help", f"{submission.id}:{action.id}:{action.done_on}")


def count_votes(action: Action) -> Counter[Helped]:
    """Return the votes about an action since it was done: {answer: votes}."""
    query = sa.select(HelpCount.answer, HelpCount.votes).where(
        HelpCount.action_id == action.id, HelpCount.done_on == action.done_on
    )
    return Counter({row.answer: row.votes for row in db.session.execute(query)})


def _is_not_better(votes: Counter[Helped]) -> bool:
    """Return True when most of at least ten who know say that it is not better."""
    known = votes[Helped.BETTER] + sum(votes[answer] for answer in _NOT_BETTER)
    return known >= ENOUGH_VOTES and 2 * sum(votes[answer] for answer in _NOT_BETTER) > known


def _reopen(action: Action) -> None:
    """Open an action again and say so in public; its promise is overdue until a new date is given.

    What was said before stays: the day on which it was called done stands in the news.
    """
    with force_locale("en"):  # news is written in English, as staff write it
        text = _(
            "We said on %(day)s that this was done. Most of those who told us since say that it "
            "is not better. So it is open again, and we owe a new date.",
            day=format_date(action.done_on, "d MMMM yyyy"),
        )
    action.updates.append(ActionUpdate(text=str(text)))
    action.kind, action.done_on = ActionKind.IN_PROGRESS, None
    action.reopened_on = today()
    touch_entries(action)
    db.session.flush()
    audit.record("action.reopen", target=f"action:{action.id}", actor="public", day_only=True)
