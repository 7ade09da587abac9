"""What the holder of a receipt can say and do: put right, add, take back, delete."""

import html

import pytest
import sqlalchemy as sa

from app.analysis import services as analysis
from app.analysis.models import Correction, Review, Status, Tag
from app.db import db, today
from app.responses.models import Answer, Comment, ScreenState, Submission, WaitingComment
from app.responses.services.receipts import hash_code
from app.safeguarding.models import Outcome, SafeguardingDecision
from tests.conftest import token_in
from tests.integration.factories import (
    make_comment,
    make_staff,
    make_submission,
    make_theme,
)

CODE = "7K3M 9QXT 0V2B 8HNR"
WORDS = "We waited ten months and nobody rang."
MORE = "And then the letter went to our old house."


@pytest.fixture
def comment(app):
    """A comment with a tag that a reviewer accepted."""
    submission = make_submission(receipt_hash=hash_code(CODE))
    found = make_comment(
        WORDS,
        submission=submission,
        tags=[("timeliness", None, "waited ten months")],
    )
    reviewer = make_staff()
    analysis.accept(found, "timeliness", by=reviewer)
    analysis.finish(found, analysis.CODED, by=reviewer)
    db.session.commit()
    return found


def send(client, where, **fields):
    token = token_in(client.get("/receipt").text)
    sent = {"csrf_token": token, "code": CODE, **fields}
    return client.post(f"/receipt{where}", data=sent)


def correct(client, number=0, **fields):
    prefixed = {f"c0-{name}": value for name, value in fields.items()}
    return send(client, "/not-what-i-meant", number=number, **prefixed)


def corrections():
    return db.session.scalars(sa.select(Correction)).all()


def test_a_wrong_tag_goes_back_to_a_reviewer_and_is_changed_by_nobody_else(client, comment):
    page = correct(client, wrong="timeliness", meant="early-help")

    assert page.status_code == 200
    assert "A person reads it again" in page.text
    assert "You told us on" in page.text
    (said,) = corrections()
    assert (said.wrong, said.meant, said.words) == (["timeliness"], "early-help", None)
    assert said.said_on == today()
    assert db.session.scalars(sa.select(Tag.status)).all() == [Status.ACCEPTED]
    assert analysis.next_comment(analysis.QueueFilter()) == comment.id


def test_the_reviewer_sees_it_and_settles_it_by_finishing(client, comment):
    correct(client, wrong="timeliness", words="It was about the house.")
    sheet = analysis.make_sheet(comment)

    assert sheet.correction.wrong == ["timeliness"]
    assert sheet.correction.words.text == "It was about the house."
    reviewer = make_staff()
    analysis.reject(comment, "timeliness", by=reviewer)
    analysis.finish(comment, analysis.NOTHING_TO_CODE, by=reviewer)
    db.session.commit()
    assert corrections()[0].settled_on == today()
    assert "You told us on" not in send(client, "").text


def test_what_they_say_in_words_is_screened_and_read_like_any_other(client, comment):
    correct(client, words="My mum hits me.")

    words = corrections()[0].words
    assert words.question_text == "What I meant"
    assert words.screen_state is ScreenState.FLAGGED
    assert db.session.get(WaitingComment, words.id)


@pytest.mark.parametrize(
    "fields",
    [{}, {"wrong": "no-such-tag"}, {"meant": "no-such-tag"}, {"words": "  "}, {"meant": ""}],
)
def test_saying_nothing_is_answered_with_what_can_be_said(client, comment, fields):
    page = correct(client, **fields)

    assert page.status_code == 400
    assert "Tick what is wrong" in page.text
    assert corrections() == []
    assert db.session.get(Review, comment.id)


def test_words_that_are_too_long_come_back_whole(client, comment):
    long = "word " * 1300

    page = correct(client, words=long)

    assert page.status_code == 400
    assert long.strip() in html.unescape(page.text)
    assert corrections() == []


def test_a_second_click_changes_nothing(client, comment):
    for _ in range(2):
        correct(client, wrong="timeliness", words="Not that.")
        send(client, "/add", more=MORE)

    assert len(corrections()) == 1
    texts = db.session.scalars(sa.select(Comment.text)).all()
    assert sorted(texts) == sorted([WORDS, "Not that.", MORE])


@pytest.mark.parametrize("number", ["1", "-1", "x", ""])
def test_only_ones_own_comments_can_be_put_right(client, comment, number):
    make_comment("Something else.")

    assert correct(client, number, wrong="timeliness").status_code == 400
    assert corrections() == []


def test_words_can_be_added_and_stand_on_the_page(client, comment):
    page = send(client, "/add", more=MORE)

    assert MORE in html.unescape(page.text)
    added = db.session.scalars(sa.select(Comment).where(Comment.text == MORE)).one()
    assert added.submission_id == comment.submission_id
    assert added.question_text == "What I want to add"
    assert added.position > comment.position
    assert db.session.get(WaitingComment, added.id)


@pytest.mark.parametrize("where", ["/add", "/not-what-i-meant"])
def test_an_old_page_keeps_the_words(client, comment, where):
    sent = {"csrf_token": "old", "code": CODE, "number": 0}
    page = client.post(f"/receipt{where}", data=sent | {"more": MORE, "c0-words": MORE})

    assert page.status_code == 400
    assert MORE in html.unescape(page.text)
    assert db.session.scalars(sa.select(Comment.text)).all() == [WORDS]


@pytest.mark.parametrize("where", ["/add", "/not-what-i-meant", "/withdraw"])
def test_a_wrong_code_opens_nothing(client, comment, where):
    page = send(client, where, code="0000 0000 0000 0000", more=MORE, how="erase")

    assert "We cannot find that code" in page.text
    assert WORDS not in page.text
    assert db.session.scalars(sa.select(Comment.text)).all() == [WORDS]


def test_nobody_fills_a_receipt_without_end(client, comment):
    for number in range(29):
        send(client, "/add", more=f"Line {number}")

    page = send(client, "/add", more="One too many")
    assert "Please begin a new form" in page.text
    assert "One too many" in page.text


def test_deleting_leaves_nothing(client, comment):
    make_theme("Waiting", comments=[comment])
    correct(client, wrong="timeliness", words="Not that.")

    page = send(client, "/withdraw", how="erase")

    assert "We have deleted your words" in page.text
    for model in (Submission, Comment, Answer, Tag, Review, Correction, WaitingComment):
        assert db.session.scalars(sa.select(model)).all() == [], model
    assert "We cannot find that code" in send(client, "").text


def test_deleting_does_not_make_a_disclosure_disappear(client, comment):
    comment.screen_state, comment.screen_level = ScreenState.FLAGGED, "urgent"
    db.session.commit()

    page = send(client, "/withdraw", how="erase")

    assert "We have deleted your words" in page.text
    assert db.session.scalars(sa.select(Submission)).one().withdrawn_on == today()
    assert db.session.scalars(sa.select(Comment.text)).one() == WORDS


def test_what_safeguarding_decided_about_stays_with_its_record(client, comment):
    decision = SafeguardingDecision(
        comment_id=comment.id,
        outcome=Outcome.REFERRAL,
        reason="Passed on.",
        is_closed=True,
        decided_by_id=make_staff().id,
    )
    db.session.add(decision)
    db.session.commit()

    send(client, "/withdraw", how="erase")

    assert db.session.scalars(sa.select(Submission)).one().withdrawn_on == today()
