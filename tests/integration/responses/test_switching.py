"""Changing language, style or one's mind halfway: nothing that was typed is lost."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.db import db
from app.responses.models import Draft, Style, Submission
from app.surveys.services import get_survey
from tests.integration.responses.conftest import SMALL, store_survey


def test_easy_read_can_be_switched_on_and_off_with_words_half_typed(take):
    taker = take("tell-us").begin().skip_to("not-going-well")

    taker.press("style:easy", not_going_well="Half a sent")
    assert taker.at == "not-going-well"
    assert "style-easy" in taker.text
    assert "What is not good?" in taker.text
    assert "Half a sent" in taker.text

    taker.press("style:plain", not_going_well="Half a sentence")
    assert "style-easy" not in taker.text
    assert "What is not going well?" in taker.text
    assert "Half a sentence" in taker.text


def test_the_style_at_the_end_is_the_style_of_the_submission(take):
    taker = take("tell-us").begin().press("style:easy").skip_to("check-your-answers").send()

    assert taker.code
    assert db.session.scalars(sa.select(Submission.style)).one() is Style.EASY


def test_the_language_can_be_switched_with_words_half_typed(take):
    taker = take("tell-us").begin().skip_to("going-well")

    taker.press("lang:ur", going_well="The taxi driver")
    assert '<html class="govuk-template" lang="ur" dir="rtl">' in taker.text
    assert "The taxi driver" in taker.text

    taker.press("lang:en", going_well="The taxi driver, Bob")
    assert '<html class="govuk-template" lang="en" dir="ltr">' in taker.text
    assert "The taxi driver, Bob" in taker.text


def test_the_language_can_be_switched_on_the_last_page_too(take):
    taker = take("my-voice").begin().press(like_doing="lego").skip_to("check-your-answers")

    taker.press("lang:pl")
    assert taker.at == "check-your-answers"
    assert 'lang="pl"' in taker.text
    assert "lego" in taker.text
    taker.press("style:plain").send()
    assert db.session.scalars(sa.select(Submission.locale)).one() == "pl"


def test_words_that_a_language_lacks_are_shown_in_english_and_say_so(small):
    small.begin().press("lang:ur")

    assert '<bdi lang="en" dir="ltr">Which colour?</bdi>' in small.text
    assert '<bdi lang="en" dir="ltr">Red</bdi>' in small.text
    assert "<title>Which colour?" in re.sub(r"\s+", " ", small.text).replace("<title> ", "<title>")
    assert "sd-not-checked" in small.text


@pytest.mark.parametrize("button", ["style:loud", "lang:xx", "style:", "nonsense"])
def test_a_button_that_does_not_exist_still_keeps_the_answer(small, button):
    small.begin().press(button, colour="red")

    assert small.page.status_code == 200
    draft = db.session.scalars(sa.select(Draft)).one()
    assert draft.answers == {"colour": "red"}
    assert (draft.style, draft.locale) == (Style.PLAIN, "en")


def test_back_keeps_what_was_typed(take):
    taker = take("tell-us").begin().skip_to("not-going-well")

    taker.press("back", not_going_well="No reply")
    assert taker.at == "going-well"
    taker.press("next")
    assert "No reply" in taker.text


def test_back_on_the_first_question_leads_to_the_beginning_where_one_can_carry_on(take):
    taker = take("tell-us").begin().press(role="parent").press("back", age="5-10").press("back")
    assert taker.at == "tell-us"
    assert "Carry on where I stopped" in taker.text

    taker.press("carry-on")
    assert taker.at == "stage"


def test_the_style_can_be_changed_on_the_first_page_while_a_form_is_unfinished(take):
    taker = take("tell-us").begin().press(role="parent").go("/surveys/tell-us")

    taker.press("style:easy")
    assert taker.at == "tell-us"
    assert "style-easy" in taker.text

    taker.press("carry-on")
    assert "style-easy" in taker.text


def test_carrying_on_keeps_the_language_that_the_first_page_was_read_in(take):
    taker = take("tell-us").begin().press(role="parent").go("/surveys/tell-us?lang=ur")

    taker.press("carry-on")

    assert taker.at == "age"
    assert 'lang="ur" dir="rtl"' in taker.text


def test_a_reload_and_a_new_tab_show_what_was_said(take):
    taker = take("tell-us").begin().skip_to("going-well").press(going_well="Kind people")

    assert "Kind people" in taker.client.get("/surveys/tell-us/going-well").text


def test_an_answer_can_be_changed_from_the_last_page(small):
    small.begin().press(colour="blue").skip_to("check-your-answers")
    small.go("/surveys/small/colour?change=1").press(colour="red")
    assert small.at == "why-red", "the change asks something new"

    small.press(why_red="It is warm")
    assert small.at == "check-your-answers"
    assert "It is warm" in small.text
    small.go("/surveys/small/story?change=1").press("back", story="once")
    assert small.at == "check-your-answers"
    assert "once" in small.text


def test_a_page_that_the_answers_branch_away_from_leads_back_on_the_way(small):
    small.begin().press(colour="blue")

    small.go("/surveys/small/why-red")
    assert small.page.status_code == 303
    assert small.page.location == "/surveys/small/pets"


def test_skip_takes_an_answer_back(small):
    small.begin().press(colour="red").press(why_red="words I regret")
    small.go("/surveys/small/why-red").press("skip")

    assert db.session.scalars(sa.select(Draft)).one().answers["why-red"] is None


def test_two_surveys_can_be_half_done_on_one_device(take):
    first = take("tell-us").begin().press(role="parent")
    second = take("my-voice").begin().press(like_doing="trains")

    assert "Carry on" in first.go("/surveys/tell-us").text
    assert "Carry on" in second.go("/surveys/my-voice").text
    assert len(db.session.scalars(sa.select(Draft)).all()) == 2


def test_the_day_on_which_results_are_told_stands_before_question_one_in_every_style(client, take):
    take("tell-us")
    get_survey("tell-us").results_on = date(2027, 3, 1)
    db.session.commit()

    for style in ("plain", "easy"):
        assert "1 March 2027" in client.get(f"/surveys/tell-us?style={style}").text


def test_a_survey_of_one_minute_takes_a_minute(small):
    definition = SMALL | {"pages": SMALL["pages"][:1]}
    store_survey("short", definition)

    for style, words in [("plain", "about 1 minute. You can skip"), ("easy", "about 1 minute.")]:
        assert words in small.client.get(f"/surveys/short?style={style}").text
    assert "minutes. You can skip" in small.client.get("/surveys/small?style=plain").text


@pytest.fixture
def thanked(take):
    """Somebody who has sent something and is thanked."""
    taker = take("tell-us").begin().press(role="parent").skip_to("check-your-answers").send()
    assert taker.code
    return taker


def again(taker, button):
    """Press a button that shows the thanks in other words."""
    taker.url = "/surveys/tell-us/check-your-answers"
    return taker.press(button)


def test_the_thanks_are_read_in_another_language_and_style_and_back_with_the_same_code(thanked):
    code = thanked.code

    again(thanked, "lang:ur")
    assert 'lang="ur" dir="rtl"' in thanked.text
    assert "sd-not-checked" in thanked.text
    assert thanked.code == code
    again(thanked, "style:easy")
    assert 'lang="ur" dir="rtl"' in thanked.text
    assert "style-easy" in thanked.text
    again(again(thanked, "lang:en"), "style:plain")
    assert "We show it only this once" in thanked.text
    assert thanked.code == code
    assert len(db.session.scalars(sa.select(Submission)).all()) == 1


def test_the_code_is_in_no_address_no_cookie_and_no_log(thanked, caplog):
    caplog.set_level(0)
    letters = thanked.code.replace(" ", "")
    again(thanked, "lang:pl")
    headers = " ".join(f"{name}: {value}" for name, value in thanked.page.headers)
    with thanked.client.session_transaction() as kept:
        cookie = str(dict(kept))
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', thanked.page.text)
    for where in (headers, cookie, caplog.text, thanked.url, *addresses):
        assert letters not in where.replace(" ", "").replace("%20", "")
    assert thanked.page.headers["Cache-Control"] == "no-store"


def test_another_child_still_begins_with_the_basics_after_a_change_of_language(thanked):
    again(again(thanked, "lang:pl"), "lang:en")
    assert "Tell us about another child" in thanked.text
    thanked.url = "/surveys/tell-us"
    thanked.press("start", understood="y")

    assert db.session.scalars(sa.select(Draft)).one().answers["role"] == "parent"


def test_a_young_person_is_not_asked_about_another_child_in_another_language(take):
    young = take("tell-us").begin().press(role="young-person").skip_to("check-your-answers").send()
    again(again(young, "lang:pl"), "lang:en")

    assert young.code
    assert "another child" not in young.text


def test_a_form_begun_meanwhile_is_not_touched_by_a_change_of_language_of_the_thanks(thanked, take):
    code, page = thanked.code, thanked.page
    thanked.begin().press(role="grandparent")
    thanked.page = page

    again(thanked, "lang:pl")
    assert thanked.code == code
    draft = db.session.scalars(sa.select(Draft)).one()
    assert (draft.answers, draft.locale) == ({"role": "grandparent"}, "en")


def test_thanks_without_a_code_stay_without_one(take):
    taker = take("tell-us").begin().skip_to("what-next").press(receipt="no").send()
    again(taker, "lang:pl")

    assert taker.page.status_code == 200
    assert 'lang="pl"' in taker.text
    assert taker.code is None


def test_a_key_that_nothing_was_sent_with_leads_to_the_beginning(take):
    taker = take("tell-us").begin().skip_to("check-your-answers").send()
    taker.url = "/surveys/tell-us/check-your-answers"
    taker.press("lang:pl", forge={"form_key": "0" * 32})

    assert taker.at == "tell-us"
