"""Did it help? It is asked some weeks after something was done; "not better" opens it again (16).

Those who told us are asked on their receipt page, and anybody on the public page: one vote a
receipt, one a browser, counted apart. A vote is added to a count; that somebody has voted is a
keyed hash beside it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

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
    VotedFrom,
)
from app.tracker.services.actions import ActionError, touch_entries
from app.tracker.services.published import published_entry_for_action

#: Long enough to notice whether anything is different.
ASKED_AFTER = timedelta(weeks=4)
#: Fewer votes than this decide nothing.
ENOUGH_VOTES = SMALLEST_PUBLIC_COUNT
_NOT_BETTER = (Helped.SAME, Helped.WORSE)
_NOT_ASKED = _l("We do not ask about this just now.")


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
            given = db.session.get(HelpGiven, _key(submission.id, action)) is not None
            questions.append(HelpQuestion(action, entry, given))
    return questions


def may_be_judged(action: Action) -> bool:
    """Return True when it was done long enough ago, and can be read of in public."""
    return (
        action.kind == ActionKind.DONE
        and action.done_on is not None
        and action.done_on <= today() - ASKED_AFTER
        and published_entry_for_action(action) is not None
    )


def vote(submission: Submission, *, action_id: int, answer: Helped) -> bool:
    """Count the vote of a receipt; return False when it has voted already.

    Raises ActionError when this receipt is not asked about that action.
    """
    asked = {question.action.id: question.action for question in help_questions(submission)}
    action = asked.get(action_id)
    if action is None:
        raise ActionError(_NOT_ASKED)
    return _count(action, _key(submission.id, action), answer, VotedFrom.RECEIPT)


def vote_from_page(action: Action, *, browser: str, answer: Helped) -> bool:
    """Count the vote of anybody who reads of an action; return False when they have voted already.

    `browser` is a random secret of theirs. Raises ActionError when nobody is asked about it.
    """
    if not may_be_judged(action):
        raise ActionError(_NOT_ASKED)
    return _count(action, _key(f"browser:{browser}", action), answer, VotedFrom.PAGE)


def has_voted_from_page(action: Action, *, browser: str) -> bool:
    """Return True when the browser with this secret has voted about `action`."""
    return db.session.get(HelpGiven, _key(f"browser:{browser}", action)) is not None


def _count(action: Action, key: str, answer: Helped, voted_from: VotedFrom) -> bool:
    given = insert_into(HelpGiven).values(key_hash=key).on_conflict_do_nothing()
    if db.session.scalar(given.returning(HelpGiven.key_hash)) is None:
        return False
    counted = insert_into(HelpCount).values(
        action_id=action.id, done_on=action.done_on, voted_from=voted_from, answer=answer, votes=1
    )
    db.session.execute(
        counted.on_conflict_do_update(
            index_elements=["action_id", "done_on", "voted_from", "answer"],
            set_={"votes": HelpCount.votes + 1},
        )
    )
    if count_votes(action).against is not None:
        _reopen(action)
    return True


def _key(who: str, action: Action) -> str:
    """Return the hash that says "they have voted on this action, done on this day"."""
    return keyed_hash("did it help", f"{who}:{action.id}:{action.done_on}")


@dataclass(frozen=True)
class Votes:
    """The votes about an action since it was done: {answer: votes}, apart by who was asked."""

    #: Of people who had told us about it.
    receipts: Counter[Helped]
    #: Of anybody who reads the public page.
    page: Counter[Helped]

    @property
    def against(self) -> Counter[Helped] | None:
        """The votes that open the action again: a majority of "not better" among at least ten.

        Those who had told us decide alone. The others can join them, and never outvote them.
        """
        for votes in (self.receipts, self.receipts + self.page):
            known = count_known(votes)
            if known >= ENOUGH_VOTES and 2 * count_not_better(votes) > known:
                return votes
        return None


def count_not_better(votes: Counter[Helped]) -> int:
    """Return how many say that it is not better."""
    return sum(votes[answer] for answer in _NOT_BETTER)


def count_known(votes: Counter[Helped]) -> int:
    """Return how many know whether it is better."""
    return votes[Helped.BETTER] + count_not_better(votes)


def count_votes(action: Action) -> Votes:
    """Return the votes about an action since it was done, or those that opened it again."""
    day: date | sa.ScalarSelect[date] | None = action.done_on
    if action.reopened_on is not None:
        last = sa.select(sa.func.max(HelpCount.done_on)).where(HelpCount.action_id == action.id)
        day = last.scalar_subquery()
    query = sa.select(HelpCount.voted_from, HelpCount.answer, HelpCount.votes).where(
        HelpCount.action_id == action.id, HelpCount.done_on == day
    )
    votes: dict[VotedFrom, Counter[Helped]] = {each: Counter() for each in VotedFrom}
    for voted_from, answer, number in db.session.execute(query):
        votes[voted_from][answer] = number
    return Votes(receipts=votes[VotedFrom.RECEIPT], page=votes[VotedFrom.PAGE])


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
