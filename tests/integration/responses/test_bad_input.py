"""Bad input: a clear sentence, the words still on the page, never a crash, nothing stored half."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db, today, utc_now
from app.responses import jobs
from app.responses.forms import HARD_LIMIT, SHOWN_LIMIT
from app.responses.models import Comment, Draft, Submission
from tests.integration.factories import make_survey_version
from tests.integration.responses.conftest import SMALL, Taker, store_survey

UNKNOWN_PAGES = [
    "/surveys/nothing",
    "/surveys/nothing/role",
    "/surveys/small/nothing",
    "/surveys/small/role/more",
    "/surveys/%00",
]


def kept_story():
    return db.session.scalars(sa.select(Draft)).one().answers.get("story")


@pytest.fixture
def story(small):
    """The page of a free text."""
    return small.begin().skip_to("story")


def test_text_at_the_limit_is_taken(story):
    story.press(story="é" * SHOWN_LIMIT)

    assert story.at == "check-your-answers"
    assert kept_story() == "é" * SHOWN_LIMIT


@pytest.mark.parametrize("length", [SHOWN_LIMIT + 1, HARD_LIMIT, HARD_LIMIT + 1, 60_000])
def test_text_over_the_limit_is_handed_back_whole(story, length):
    story.press(story="w" * length)

    assert story.at == "story"
    assert f"too long by {length - SHOWN_LIMIT} letters" in story.text
    assert "<title>Error:" in story.text
    assert "w" * length in story.text
    assert kept_story() is None


def test_text_over_what_a_draft_may_hold_is_handed_back_by_every_button(story):
    for button in ("style:easy", "lang:pl", "back", "leave"):
        story.press(button, story="w" * (HARD_LIMIT + 1))
        assert story.at == "story"
        assert "w" * (HARD_LIMIT + 1) in story.text


def test_text_between_the_limits_survives_a_switch(story):
    story.press("style:easy", story="w" * (SHOWN_LIMIT + 10))

    assert "w" * (SHOWN_LIMIT + 10) in story.text
    assert "style-easy" in story.text


def test_emoji_over_the_bytes_limit_are_handed_back(story):
    story.press("style:easy", story="👨‍👩‍👧‍👦" * 1_500)

    assert story.at == "story"
    assert "too long" in story.text


def test_a_body_that_is_far_too_large_is_refused_with_a_sentence(story):
    story.press(story="w" * 300_000)

    assert story.page.status_code == 413
    assert "too long to send" in story.text


@pytest.mark.parametrize("blank", ["", "   ", "\n\t \r\n", "\u00a0"])
def test_only_spaces_is_the_same_as_nothing(story, blank):
    story.press(story=blank)
    assert story.at == "check-your-answers"
    story.send()

    assert db.session.scalars(sa.select(Comment)).all() == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("مرحبا بكم في المدرسة", "مرحبا بكم في المدرسة"),
        ("Zażółć gęślą jaźń", "Zażółć gęślą jaźń"),
        ("👩🏽‍🦽 🏳️‍🌈 😀", "👩🏽‍🦽 🏳️‍🌈 😀"),
        ("be\x00fore\x07 after\x1b", "before after"),
        ("safe \u202eesrever\u202c \u2066x\u2069", "safe esrever x"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
    ],
)
def test_any_script_is_kept_and_nothing_that_hides_or_reverses(story, typed, stored):
    story.press(story=typed)
    assert stored in story.text
    story.send()

    assert db.session.scalars(sa.select(Comment.text)).one() == stored


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"when-day": "3"}, "A date needs a day, a month and a year."),
        ({"when-day": "3", "when-month": "2"}, "A date needs a day, a month and a year."),
        ({"when-day": "31", "when-month": "2", "when-year": "2026"}, "Enter a real date"),
        ({"when-day": "x", "when-month": "2", "when-year": "2026"}, "Enter a real date"),
        ({"when-day": "1", "when-month": "2", "when-year": "9" * 500}, "Enter a real date"),
        ({"when-day": "1", "when-month": "2", "when-year": "0001"}, "Enter a real date"),
    ],
)
def test_a_date_that_is_none_is_explained_and_kept(small, parts, sentence):
    small.begin().skip_to("when").press(forge=parts)

    assert small.at == "when"
    assert sentence in small.text
    assert 'href="#when-day"' in small.text
    for value in parts.values():
        assert f'value="{value[:10]}"' in small.text


@pytest.mark.parametrize(
    "parts",
    [
        {"when-day": "3", "when-month": "02", "when-year": "2026"},
        {"when-day": " 3 ", "when-month": "2", "when-year": "2026", "when-week": "9"},
    ],
)
def test_a_real_date_is_kept_whatever_else_is_sent(small, parts):
    small.begin().skip_to("when").press(forge=parts)
    assert "3" in small.text
    small.skip_to("check-your-answers").send()

    [answer] = db.session.scalars(sa.select(Submission)).one().answers
    assert answer.choices == ["2026-02-03"]


def test_an_empty_date_is_a_skipped_date(small):
    small.begin().skip_to("when").press(forge={"when-day": " "})

    assert small.at == "story"


@pytest.mark.parametrize("code", ["purple", "RED", "red ", "'; DROP TABLE", "\x00"])
def test_an_option_that_was_not_offered_is_refused(small, code):
    small.begin().press(colour=code)

    assert small.at == "colour"
    assert "Choose one of the answers on this page" in small.text


def test_one_unknown_option_among_several_is_refused_but_a_switch_keeps_the_known(small):
    small.begin().skip_to("pets").press(pets=["cat", "dragon"])
    assert "Choose one of the answers" in small.text

    small.press("style:easy", pets=["cat", "dragon"])
    assert db.session.scalars(sa.select(Draft)).one().answers["pets"] == ["cat"]


@pytest.mark.parametrize("url", UNKNOWN_PAGES)
def test_an_unknown_survey_or_page_is_not_found(small, url):
    assert small.client.get(url).status_code == 404


def test_a_survey_without_anything_to_ask_is_not_found(client, app):
    make_survey_version("hollow")

    assert client.get("/surveys/hollow").status_code == 404
    assert client.get("/surveys/hollow/role").status_code == 404


def test_a_closed_survey_says_so(client, app):
    store_survey("over", SMALL, closes_on=today() - timedelta(days=1))

    page = client.get("/surveys/over")
    assert page.status_code == 410
    assert "This survey is closed" in page.text


def test_a_survey_that_is_not_open_yet_says_so(client, app):
    store_survey("soon", SMALL, opens_on=today() + timedelta(days=1))

    page = client.get("/surveys/soon")
    assert page.status_code == 404
    assert "not open yet" in page.text


def test_who_was_in_the_middle_when_it_closed_can_finish(client, app):
    survey = store_survey("closing", SMALL)
    taker = Taker(client, "closing").begin().skip_to("story")
    survey.closes_on = today() - timedelta(days=1)
    db.session.commit()

    taker.go("/surveys/closing/story")
    assert "This survey has closed. You had begun already" in taker.text
    taker.press(story="just in time").send()
    assert "Your answers are saved" in taker.text


def test_words_for_a_closed_survey_without_a_draft_are_handed_back(client, app):
    survey = store_survey("closing", SMALL)
    taker = Taker(client, "closing").begin().skip_to("story")
    db.session.execute(sa.delete(Draft))
    survey.closes_on = today() - timedelta(days=1)
    db.session.commit()

    taker.press(story="Too late, but mine")
    assert taker.page.status_code == 410
    assert "could not be saved" in taker.text
    assert "Too late, but mine" in taker.text


def test_an_expired_form_comes_back_with_its_words_and_the_next_press_keeps_them(story):
    with story.client.session_transaction() as kept:
        kept.clear()

    story.press(story="Written all evening")
    assert story.page.status_code == 400
    assert "Your words are still here" in story.text
    assert "Written all evening" in story.text

    story.press(story="Written all evening")
    assert story.at == "check-your-answers"
    assert "Written all evening" in story.text


def test_a_draft_that_was_removed_is_begun_again_with_what_is_sent(story):
    db.session.execute(sa.delete(Draft))
    db.session.commit()

    story.press(story="Back after a day")
    assert "Back after a day" in story.text
    assert kept_story() == "Back after a day"


def test_a_form_from_another_site_changes_nothing(story):
    before = kept_story()
    story.client.post(
        "/surveys/small/story",
        data=story.hidden() | {"story": "forged", "go": "next"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert kept_story() == before


def test_an_expired_last_page_can_be_sent_by_pressing_again(small):
    small.begin().skip_to("check-your-answers")
    small.press("send", forge={"csrf_token": "old"})
    assert small.page.status_code == 400
    assert "Please press Send again" in small.text
    assert db.session.scalars(sa.select(Submission)).all() == []

    small.send()
    assert "Your answers are saved" in small.text


def test_a_question_without_a_beginning_leads_to_the_beginning(client, library):
    for url in ("/surveys/tell-us/going-well", "/surveys/tell-us/check-your-answers",
                "/surveys/tell-us/leave"):  # fmt: skip
        assert client.get(url).location == "/surveys/tell-us"


def test_a_draft_lives_for_a_day_after_the_last_touch(story, monkeypatch):
    story.press("style:easy", story="my words")
    draft = db.session.scalars(sa.select(Draft)).one()
    draft.touched_at = utc_now() - timedelta(hours=23)
    db.session.commit()
    assert jobs.remove_old_drafts() == 0
    assert "my words" in story.client.get("/surveys/small/story").text

    db.session.scalars(sa.select(Draft)).one().touched_at = utc_now() - timedelta(hours=25)
    db.session.commit()
    assert story.client.get("/surveys/small/story").location == "/surveys/small"
    assert jobs.remove_old_drafts() == 1
    assert jobs.remove_old_drafts() == 0


def test_a_made_up_secret_opens_no_draft(story):
    with story.client.session_transaction() as kept:
        kept["drafts"] = {"small": "0" * 32}

    assert story.client.get("/surveys/small/story").location == "/surveys/small"


@pytest.mark.parametrize("drafts", [{"small": 7}, {"small": None}, {}])
def test_an_odd_cookie_is_no_crash(story, drafts):
    with story.client.session_transaction() as kept:
        kept["drafts"] = drafts

    assert story.client.get("/surveys/small/story").status_code == 303
