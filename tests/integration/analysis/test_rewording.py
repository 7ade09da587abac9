"""Words that were put right are screened, read and reviewed again."""

import pytest
import sqlalchemy as sa

from app.analysis import services
from app.analysis.models import Redaction, ReviewStep, Status, Tag
from app.analysis.services.rewording import reword
from app.db import db
from app.errors import DomainError
from app.responses.models import ScreenState, WaitingComment
from tests.integration.factories import make_comment, make_redaction, make_staff, make_tag


def test_masks_follow_their_words_and_what_was_let_through_is_asked_again(app):
    person = make_staff()
    comment = make_comment("Mrs Oakley rang. Mr Ash did not.", reviewed_by=person)
    make_redaction(comment, "Mrs Oakley")
    make_redaction(comment, "Mr Ash", by=person, status=Status.REJECTED)
    reword(comment, "On Monday Mrs Oakley rang, Mrs Oakley! Mr Ash no.", screen=None, by=person)
    db.session.commit()

    masks = db.session.scalars(sa.select(Redaction).order_by(Redaction.start_at))
    assert [comment.text[each.start_at : each.end_at] for each in masks] == ["Mrs Oakley"] * 2


def test_no_step_on_words_that_are_gone_can_be_undone(app):
    person = make_staff()
    comment = make_comment("We waited a year.")
    make_tag(comment, "timeliness", None, "We waited a year")
    seen = services.seen_state(comment)
    services.accept(comment, "timeliness", by=person)
    reword(comment, "A week.", screen=None, by=person)
    db.session.commit()

    assert services.seen_state(comment) != seen
    with pytest.raises(DomainError, match="nothing to undo"):
        services.undo_step(comment, by=person)
    assert db.session.scalar(sa.select(sa.func.count(ReviewStep.id))) == 2


def test_a_machine_that_read_the_first_words_stores_nothing(app):
    comment = make_comment("We waited a year.", waiting=True, read=False)
    [claimed] = services.claim_waiting(limit=1)
    read = claimed.text
    reword(comment, "A week.", screen=None, by=make_staff(commit=False))
    db.session.commit()
    found = services.Found(
        "m",
        "concern",
        True,
        "en",
        "none",
        [services.FoundTag("timeliness", None, 0.9, 0, 9, "tag")],
        [],
    )

    assert not services.store_reading(comment.id, found, words=read)
    db.session.commit()
    assert db.session.scalars(sa.select(Tag)).all() == []
    waiting = db.session.get(WaitingComment, comment.id)
    assert (waiting.tries, waiting.not_before) == (0, None)
    assert services.store_reading(
        comment.id, services.Found("m", "concern", False, "en", "none", [], []), words="A week."
    )


def test_words_that_replace_translated_ones_wait_for_a_translation_of_their_own(app):
    comment = make_comment("We waited a year.")
    comment.locale = "pl"
    comment.original, comment.language = "Czekaliśmy rok.", "pl"
    comment.screen_state = ScreenState.CLEAR
    db.session.commit()

    reword(comment, "Czekaliśmy dwa lata.", screen=lambda _text: ("clear", "", []), by=make_staff())
    db.session.commit()

    assert (comment.text, comment.original, comment.language) == (
        "Czekaliśmy dwa lata.",
        None,
        None,
    )
    # An English screen that finds nothing in Polish says nothing: a person reads it first.
    assert comment.screen_state == ScreenState.UNSCREENED
