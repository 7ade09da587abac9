"""Words are kept for 24 months, and longer only where somebody's safety rests on them."""

import sqlalchemy as sa

from app.audit import AuditEvent
from app.db import db
from app.responses.models import Comment, ScreenState, Submission
from app.safeguarding.jobs import remove_old_submissions
from app.safeguarding.models import Outcome, SafeguardingDecision
from tests.integration.factories import make_comment, make_staff, make_submission, make_tag


def ids_left() -> set[str]:
    return set(db.session.scalars(sa.select(Submission.id)))


def test_words_past_their_time_go_with_everything_that_rests_on_them(app):
    old = make_submission(days_ago=731)
    comment = make_comment(submission=old, text="We waited for a year.")
    make_tag(comment, "timeliness")
    recent = make_submission(days_ago=730)

    assert remove_old_submissions() == 1

    assert ids_left() == {recent.id}
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 0
    event = db.session.scalar(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1))
    assert (event.action, event.facts) == ("submission.remove-old", {"removed": 1})


def test_an_open_safeguarding_question_keeps_the_words(app):
    old = make_submission(days_ago=900)
    make_comment(submission=old, text="words", state=ScreenState.FLAGGED)

    assert remove_old_submissions() == 0
    assert ids_left() == {old.id}


def test_a_safeguarding_decision_is_a_record_that_is_not_ours_to_delete(app):
    old = make_submission(days_ago=900)
    comment = make_comment(submission=old, text="words", state=ScreenState.CLEAR)
    decision = SafeguardingDecision(
        comment=comment,
        outcome=Outcome.REFERRAL,
        reason="Passed on",
        is_closed=True,
        decided_by=make_staff(),
    )
    db.session.add(decision)
    db.session.commit()

    assert remove_old_submissions() == 0
    assert ids_left() == {old.id}
