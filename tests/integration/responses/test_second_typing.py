"""One paper in ten is typed in again by somebody who does not see the first typing (Y7)."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import IndexCard, Reading, Redaction, Review, ReviewStep, Status, Tag
from app.analysis.services.rewording import reword
from app.audit import AuditEvent
from app.db import db
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import (
    Comment,
    Consent,
    ScreenState,
    SecondTyping,
    Submission,
    WaitingComment,
)
from app.responses.services import second_typing
from app.safeguarding import jobs as safeguarding_jobs
from app.safeguarding import services as safeguarding
from app.safeguarding.models import Outcome
from app.tracker import services as tracker
from tests.integration.factories import (
    make_comment,
    make_redaction,
    make_staff,
    make_tag,
)
from tests.integration.responses.conftest import SMALL, store_survey
from tests.integration.sign_in import sign_in

PAPERS = "/staff/paper"
FIRST = {"colour": "blue", "pets": ["cat"], "story": "We waited a year and nobody rang."}
HARM = "my uncle hits me"


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


class Desk:
    """Somebody with papers in front of them."""

    def __init__(self, app, *roles):
        self.client, self.user = sign_in(app, *(roles or (RoleName.FACILITATOR,)))

    def enter(self, survey="small", **answers):
        page = self.client.get(f"{PAPERS}/{survey}")
        names = ("csrf_token", "form_key", "style")
        self.sent = {name: hidden(page, name) for name in names} | answers
        return self.client.post(f"{PAPERS}/{survey}", data=self.sent)

    def post(self, url, **answers):
        return self.client.post(url, data={"csrf_token": self.token(url), **answers})

    def token(self, url):
        return hidden(self.client.get(url), "csrf_token")

    def again(self, submission, **answers):
        return self.post(again_url(submission), **answers)

    def settle(self, submission, **answers):
        return self.post(f"{again_url(submission)}/differences", **answers)


def again_url(submission):
    return f"/staff/second-typing/{submission.id}"


def only_submission():
    db.session.rollback()
    return db.session.scalars(sa.select(Submission)).one()


def typing_of(submission):
    db.session.rollback()
    return db.session.scalars(
        sa.select(SecondTyping).where(SecondTyping.submission_id == submission.id)
    ).one_or_none()


def comments():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Comment).order_by(Comment.position)))


@pytest.fixture
def all_chosen(monkeypatch):
    monkeypatch.setattr(second_typing, "SHARE", 1.0)


@pytest.fixture
def small(app, all_chosen):
    store_survey("small", SMALL)


@pytest.fixture
def first(app, small):
    return Desk(app)


@pytest.fixture
def second(app, small):
    return Desk(app, RoleName.REVIEWER)


@pytest.fixture
def paper(first):
    """A paper that the first person has typed in."""
    first.enter(**FIRST)
    return only_submission()


# Choosing


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


# Typing again


def test_nobody_types_their_own_paper_again(first, paper):
    page = first.client.get(again_url(paper))
    assert page.status_code == 303
    assert "You typed this paper in yourself" in first.client.get(PAPERS).text

    typing = responses.get_typing(paper.id)
    with pytest.raises(DomainError, match="yourself"):
        services.type_again(typing, FIRST, screen=None, by=first.user)


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


# Settling


def differ(second, paper, **changes):
    second.again(paper, **FIRST | changes)
    return typing_of(paper)


def test_what_differs_stands_side_by_side(second, paper):
    answer = second.again(paper, **FIRST | {"story": "We waited a week and nobody rang."})
    page = second.client.get(answer.location).text

    assert "We waited a year and nobody rang." in page
    assert "We waited a week and nobody rang." in page
    assert "2 answers were typed alike." in page
    assert "blue" not in page.lower()
    assert comments()[0].text == FIRST["story"]  # nothing changes before somebody settles it


def test_nobody_else_sees_both_typings(app, second, paper):
    differ(second, paper, colour="red")

    assert Desk(app).client.get(f"{again_url(paper)}/differences").status_code == 403


def test_settled_words_are_screened_and_read_again(first, second, paper):
    text = "We waited a week and nobody rang."
    comment = comments()[0]
    reviewer = second.user
    services.store_reading(comment.id, services.Found("m", "concern", False, "en", "none", [], []))
    make_tag(comment, "timeliness", None, "We waited a year", accepted_by=reviewer, commit=False)
    make_tag(comment, "open-honest", "-", "nobody rang", commit=False)
    services.finish(comment, services.NOTHING_TO_CODE, by=reviewer)
    db.session.commit()
    differ(second, paper, story=text)
    second.settle(paper, **{"keep-story": "second"})

    [comment] = comments()
    assert comment.text == text
    assert db.session.get(WaitingComment, comment.id).tries == 0
    assert db.session.get(Review, comment.id) is None
    assert db.session.scalars(sa.select(Reading)).all() == []
    [tag] = db.session.scalars(sa.select(Tag))
    assert (tag.code, text[tag.start_at : tag.end_at]) == ("open-honest", "nobody rang")
    card = db.session.scalars(sa.select(IndexCard)).one()
    assert not card.is_reviewed
    typing = typing_of(paper)
    assert typing.differences["story"]["first"] == FIRST["story"]
    assert (typing.settled_by_id, typing.differences["story"]["kept"]) == (reviewer.id, "second")
    page = second.client.get(f"/staff/comments/{comment.id}").text
    assert FIRST["story"] in page


def test_a_settled_answer_takes_the_place_of_the_first(second, paper):
    differ(second, paper, colour="red", pets=["cat", "dog"])
    second.settle(paper, **{"keep-colour": "second", "keep-pets": "other", "pets": "dog"})

    kept = {each.question_code: each.choices for each in only_submission().answers}
    assert kept == {"colour": ["red"], "pets": ["dog"]}
    assert typing_of(paper).differences["pets"] == {
        "first": ["cat"],
        "second": ["cat", "dog"],
        "kept": "other",
        "words": ["dog"],
    }


def test_the_first_typing_may_be_right_and_then_nothing_changes(first, second, paper):
    differ(second, paper, story="We waited a week.")
    db.session.execute(sa.delete(WaitingComment))
    db.session.commit()
    first.settle(paper, **{"keep-story": "first"})

    assert comments()[0].text == FIRST["story"]
    assert db.session.scalars(sa.select(WaitingComment)).all() == []
    assert typing_of(paper).settled_by_id == first.user.id


def test_every_difference_has_to_be_settled(second, paper):
    differ(second, paper, colour="red", story="We waited a week.")
    answer = second.settle(paper, **{"keep-colour": "other", "story": "My own words"})

    assert "Write what the paper says" in answer.text
    assert "Say which of the two is right" in answer.text
    assert "My own words" in answer.text
    assert typing_of(paper).settled_on is None


def test_answers_that_do_not_fit_together_are_refused(second, first):
    first.enter(colour="red", **{"why-red": "It is warm"})
    paper = only_submission()
    second.again(paper, colour="blue")
    answer = second.settle(paper, **{"keep-colour": "second", "keep-why-red": "first"})

    assert "These answers do not fit together" in answer.text
    assert typing_of(paper).settled_on is None
    second.settle(paper, **{"keep-colour": "second", "keep-why-red": "second"})
    assert comments() == []


def test_what_was_settled_is_not_settled_again(first, second, paper):
    differ(second, paper, story="We waited a week.")
    token = first.token(f"{again_url(paper)}/differences")
    second.settle(paper, **{"keep-story": "second"})
    late = first.client.post(
        f"{again_url(paper)}/differences", data={"csrf_token": token, "keep-story": "first"}
    )

    page = first.client.get(late.location).text
    assert "Somebody has settled this paper already. Nothing of yours was kept." in page
    assert comments()[0].text == "We waited a week."


def test_an_answer_that_changed_meanwhile_is_not_overwritten(second, paper):
    differ(second, paper, story="We waited a week.")
    comments()[0].text = "Something else."
    db.session.commit()
    answer = second.settle(paper, **{"keep-story": "second"})

    page = second.client.get(answer.location).text
    assert "has changed since it was typed in" in page
    assert comments()[0].text == "Something else."


def test_consent_is_compared_but_not_where_its_giver_changed_it(app, all_chosen, library):
    first, second = Desk(app), Desk(app)
    first.enter("my-voice", **{"like-doing": "trains", "consent": "quote"})
    paper = only_submission()
    tracker.answer_consent(paper, may_quote=False)
    db.session.commit()
    second.again(paper, **{"like-doing": "trains", "consent": "quote"})

    assert typing_of(paper).differences == {}
    assert only_submission().consent is Consent.COUNT


def test_a_consent_that_its_giver_changes_before_it_is_settled_is_theirs(app, all_chosen, library):
    first, second = Desk(app), Desk(app)
    first.enter("my-voice", **{"like-doing": "trains", "consent": "ask"})
    paper = only_submission()
    second.again(paper, **{"like-doing": "lego", "consent": "quote"})
    tracker.answer_consent(only_submission(), may_quote=False)
    db.session.commit()
    second.settle(paper, **{"keep-like-doing": "second", "keep-consent": "second"})

    assert only_submission().consent is Consent.COUNT
    assert typing_of(paper).settled_on is not None


def test_a_consent_that_was_copied_wrongly_is_put_right(app, all_chosen, library):
    first, second = Desk(app), Desk(app)
    first.enter("my-voice", **{"like-doing": "trains", "consent": "quote"})
    paper = only_submission()
    second.again(paper, **{"like-doing": "trains", "consent": "count"})
    second.settle(paper, **{"keep-consent": "second"})

    assert only_submission().consent is Consent.COUNT


# Safety


def test_words_that_only_the_second_person_read_reach_safeguarding_at_once(second, paper):
    differ(second, paper, story=HARM)

    [comment] = comments()
    assert (comment.text, comment.screen_level) == (FIRST["story"], "urgent")
    assert safeguarding.is_open(comment)


def test_words_of_harm_that_the_first_person_left_out_are_kept_at_once(app, first, second):
    first.enter(colour="blue")
    paper = only_submission()
    second.again(paper, colour="blue", story=HARM)

    [comment] = comments()
    assert (comment.text, comment.screen_level, comment.position) == (HARM, "urgent", 5)
    assert typing_of(paper).settled_on is not None
    lead = Desk(app, RoleName.SAFEGUARDING_LEAD)
    assert HARM in lead.client.get(f"/staff/safeguarding/{comment.id}").text


def test_what_was_flagged_stays_flagged_and_the_lead_sees_both(app, first, second):
    first.enter(story=HARM)
    paper = only_submission()
    second.again(paper, story="my uncle hugs me")
    second.settle(paper, **{"keep-story": "second"})

    [comment] = comments()
    assert comment.text == "my uncle hugs me"
    assert (comment.screen_state, comment.screen_level) == (ScreenState.FLAGGED, "urgent")
    lead = Desk(app, RoleName.SAFEGUARDING_LEAD)
    assert HARM in lead.client.get(f"/staff/safeguarding/{comment.id}").text


def test_flagged_words_cannot_be_settled_away(first, second):
    first.enter(colour="blue", story=HARM)
    paper = only_submission()
    second.again(paper, colour="blue")
    answer = second.settle(paper, **{"keep-story": "second"})

    assert "These words may tell of harm, so they stay." in answer.text
    assert [each.text for each in comments()] == [HARM]
    assert typing_of(paper).settled_on is None


def test_words_that_are_not_on_the_paper_go(first, second):
    first.enter(colour="blue", story="Of another paper")
    paper = only_submission()
    second.again(paper, colour="blue")
    second.settle(paper, **{"keep-story": "second"})

    assert comments() == []


def test_words_that_a_lead_has_closed_come_back_when_they_change(app, first, second):
    first.enter(story=HARM)
    paper = only_submission()
    safeguarding.record_decision(
        comments()[0],
        outcome=Outcome.NO_ACTION,
        reason="Known",
        is_closed=True,
        by=make_staff(),
    )
    db.session.commit()
    second.again(paper, story="my father hits me")
    assert not safeguarding.is_open(comments()[0])  # as serious as what was decided about
    second.settle(paper, **{"keep-story": "second"})

    assert safeguarding.is_open(comments()[0])


def test_where_no_screen_works_words_count_as_a_concern(app, second, paper, monkeypatch):
    def broken(text):
        raise RuntimeError

    monkeypatch.setitem(app.extensions, "screen", broken)
    differ(second, paper, story="We waited a week.")

    assert comments()[0].screen_level == "concern"


# Taking back


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


def test_a_disclosure_in_a_second_typing_outlasts_a_withdrawal_until_it_is_safe(second, paper):
    differ(second, paper, story=HARM)
    tracker.withdraw_submission(only_submission())
    db.session.commit()
    assert safeguarding_jobs.forget_typings() == 0
    assert typing_of(paper).differences["story"]["second"] == HARM

    db.session.execute(
        sa.update(Comment).values(screen_state=ScreenState.CLEAR, screen_level="none")
    )
    db.session.commit()
    assert safeguarding_jobs.forget_typings() == 1
    assert typing_of(paper) is None


# The rate


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


# Rewording


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

    assert not services.store_reading(comment.id, found, text=read)
    db.session.commit()
    assert db.session.scalars(sa.select(Tag)).all() == []
    waiting = db.session.get(WaitingComment, comment.id)
    assert (waiting.tries, waiting.not_before) == (0, None)
    assert services.store_reading(
        comment.id, services.Found("m", "concern", False, "en", "none", [], []), text="A week."
    )
