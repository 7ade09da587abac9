"""One paper in ten is typed in again by somebody who does not see the first typing (Y7)."""

import re

import pytest
import sqlalchemy as sa

from app.analysis.services import typing_again
from app.audit import AuditEvent
from app.db import db
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import (
    Comment,
    ScreenState,
    SecondTyping,
    Submission,
)
from app.responses.services import second_typing
from app.safeguarding import jobs as safeguarding_jobs
from app.tracker import services as tracker
from tests.integration.responses.papers import (
    FIRST,
    HARM,
    PAPERS,
    Desk,
    again_url,
    comments,
    differ,
    only_submission,
    typing_of,
)


def test_a_chosen_paper_gets_a_mark_and_waits_for_somebody_else(first, second):
    answer = first.enter(**FIRST)
    paper = only_submission()
    mark = responses.paper_mark(paper.id)

    assert mark in answer.text
    assert "keep the paper for them" in answer.text
    assert mark in first.client.post(f"{PAPERS}/small", data=first.sent).text  # a second click
    assert mark in second.client.get(PAPERS).text
    own = first.client.get(PAPERS).text
    assert mark not in own
    assert "1 paper that you typed in waits for somebody else." in own


def test_of_a_paper_that_was_not_chosen_nothing_is_kept(first, monkeypatch):
    monkeypatch.setattr(second_typing, "SHARE", 0.0)
    answer = first.enter(**FIRST)

    assert "keep the paper" not in answer.text
    assert typing_of(only_submission()) is None


def test_a_mark_says_nothing_of_the_paper(app):
    marks = {responses.paper_mark(each) for each in ("a" * 26, "b" * 26, "c" * 26)}

    assert len(marks) == 3
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{3} [0-9A-HJKMNP-TV-Z]{3}", each) for each in marks)


def test_the_desk_says_that_a_paper_waits(first, second, paper):
    assert "Papers to look at again" in second.client.get("/staff").text
    assert "Papers to look at again" not in first.client.get("/staff").text


def test_nobody_types_their_own_paper_again(first, paper):
    page = first.client.get(again_url(paper))
    assert page.status_code == 303
    assert "You typed this paper in yourself" in first.client.get(PAPERS).text

    typing = responses.get_typing(paper.id)
    with pytest.raises(DomainError, match="yourself"):
        typing_again.type_again(typing, FIRST, screen=None, by=first.user)


def test_the_database_refuses_the_same_person_too(first, paper):
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(
            sa.update(SecondTyping).values(
                second_by_id=SecondTyping.first_by_id, typed_on=paper.received_on
            )
        )
    db.session.rollback()


def test_the_second_person_sees_nothing_of_the_first_typing(second, paper):
    page = second.client.get(again_url(paper)).text

    assert "nobody rang" not in page
    assert "checked" not in page
    assert responses.paper_mark(paper.id) in page


def test_the_differences_cannot_be_seen_before_typing(second, paper):
    page = second.client.get(f"{again_url(paper)}/differences")

    assert (page.status_code, page.location) == (303, again_url(paper))


def test_two_typings_that_agree_are_counted_and_done(second, paper):
    answer = second.again(paper, **FIRST | {"story": "we waited a year, and nobody rang"})

    assert answer.location == PAPERS
    assert "Both typings say the same" in second.client.get(PAPERS).text
    typing = typing_of(paper)
    assert (typing.compared, typing.agreed, typing.differences) == (3, 3, {})
    assert typing.settled_by_id == second.user.id
    assert comments()[0].text == FIRST["story"]
    event = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "paper.type-again")
    ).one()
    assert (event.actor, event.facts) == (str(second.user.id), {"compared": 3, "differ": 0})


def test_a_double_click_goes_on_and_a_third_person_is_refused(app, second, paper):
    third = Desk(app)
    url = again_url(paper)
    typed = {"csrf_token": second.token(url), **FIRST}
    late = {"csrf_token": third.token(url), **FIRST}

    assert second.client.post(url, data=typed).status_code == 303
    assert second.client.post(url, data=typed).location == PAPERS
    late = third.client.post(url, data=late)
    assert "Somebody has typed this paper in again already" in late.text
    assert "nobody rang" in late.text  # their own words
    assert typing_of(paper).second_by_id == second.user.id


def test_an_answer_that_nobody_was_asked_for_is_refused_and_not_lost(second, paper):
    answer = second.again(paper, colour="blue", **{"why-red": "because it is warm"})

    assert "does not lead here" in answer.text
    assert "because it is warm" in answer.text
    assert typing_of(paper).second_by_id is None


def test_a_paper_that_was_taken_back_is_on_no_list(second, paper):
    token = second.token(again_url(paper))
    tracker.withdraw_submission(db.session.get_one(Submission, paper.id))
    db.session.commit()

    assert responses.paper_mark(paper.id) not in second.client.get(PAPERS).text
    assert second.client.get(again_url(paper)).status_code == 404
    sent = second.client.post(again_url(paper), data={"csrf_token": token, **FIRST})
    assert sent.status_code == 404


def test_what_a_second_typing_kept_goes_with_a_withdrawal_and_an_erasure(second, paper):
    differ(second, paper, story="We waited a week.")
    tracker.withdraw_submission(only_submission())
    db.session.commit()
    assert typing_of(paper) is None

    tracker.erase_submission(only_submission())
    db.session.commit()
    assert db.session.scalars(sa.select(Submission)).all() == []


def test_an_erasure_takes_both_typings_with_it(second, paper):
    differ(second, paper, story="We waited a week.")
    tracker.erase_submission(only_submission())
    db.session.commit()

    assert db.session.scalars(sa.select(SecondTyping)).all() == []


def test_a_disclosure_in_a_second_typing_outlasts_a_withdrawal_until_it_is_safe(
    second, paper, monkeypatch
):
    differ(second, paper, story=HARM)
    tracker.withdraw_submission(only_submission())
    db.session.commit()
    with monkeypatch.context() as patch:
        patch.setattr(safeguarding_jobs, "begin_write", None)  # nothing to forget takes no lock
        assert safeguarding_jobs.forget_typings() == 0
    assert typing_of(paper).differences["story"]["second"] == HARM

    db.session.execute(
        sa.update(Comment).values(screen_state=ScreenState.CLEAR, screen_level="none")
    )
    db.session.commit()
    assert safeguarding_jobs.forget_typings() == 1
    assert typing_of(paper) is None


def test_the_rate_is_shown_and_a_percentage_only_from_thirty_answers(first, second, paper):
    assert "No paper has been typed in twice yet." in first.client.get(PAPERS).text
    differ(second, paper, colour="red")
    page = first.client.get(PAPERS).text
    assert "1 paper was typed in twice." in page
    assert "Of 3 answers on them, 2 were typed alike." in page
    assert "That is too few for a percentage." in page

    typing = typing_of(paper)
    typing.compared, typing.agreed = 40, 37
    db.session.commit()
    assert "That is 92 %." in first.client.get(PAPERS).text
