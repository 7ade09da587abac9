"""What differs between two typings of a paper is settled; nothing that tells of harm is lost."""

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import IndexCard, Reading, Review, Tag
from app.db import db
from app.responses.models import Consent, ScreenState, WaitingComment
from app.safeguarding import services as safeguarding
from app.safeguarding.models import Outcome
from app.tracker import services as tracker
from tests.integration.factories import make_staff, make_tag
from tests.integration.responses.papers import (
    FIRST,
    HARM,
    Desk,
    again_url,
    comments,
    differ,
    only_submission,
    typing_of,
)


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
    assert "Two people typed this paper in, and not alike" in page
    assert FIRST["story"] not in page


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
