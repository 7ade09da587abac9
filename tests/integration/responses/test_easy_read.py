"""Easy read: every closed question can be left open in words, and pictures suit one's age (Y2)."""

import re

import pytest

from app.db import db
from app.responses.models import Style
from app.surveys import standing
from app.surveys.definition import CHOICE_TYPES, KNOWN_OPTIONS, STANDING_OPTIONS
from nlp import easyread
from tests.every_page import LIBRARY
from tests.integration.responses.conftest import Taker, page, store_survey
from tests.integration.responses.test_journeys import only_submission


@pytest.mark.parametrize("name", LIBRARY)
def test_every_closed_question_offers_not_to_know_and_not_to_say_each_with_a_picture(name):
    definition = LIBRARY[name]
    for question in definition.questions.values():
        if question.type not in CHOICE_TYPES:
            continue
        offered = definition.choices_of(question)
        if question.code not in KNOWN_OPTIONS:
            assert {"do-not-know", "not-sure"} & {each.code for each in offered}, question.code
            assert "rather-not-say" in {each.code for each in offered}, question.code
        if question.type in {"one", "many"}:
            assert all(each.picture for each in offered), question.code


def test_their_words_are_easy_and_there_in_each_language_of_the_pages():
    for option in STANDING_OPTIONS:
        assert not easyread.lint(option.words.easy)
        for locale in ("en", "pl", "ur"):
            words = standing.wording(standing.key_of(option.code), locale, "easy")
            assert words
            assert not words.is_stand_in
        assert standing.wording(standing.key_of(option.code), "uk", "easy").is_stand_in


def test_an_answer_that_says_nothing_is_kept_and_read_back_in_both_styles(take):
    taker = take("tell-us").begin(style="easy").skip_to("age")
    assert "I do not want to say" in taker.text
    taker.press(age="rather-not-say").skip_to("told-clearly")
    assert "I do not know" in taker.text
    taker.press(told_clearly="do-not-know").press("back")
    assert re.search(r'value="do-not-know"\s+checked', taker.text)
    taker.press("style:plain", told_clearly="do-not-know")
    assert re.search(r'value="do-not-know"\s+checked', taker.text), "what was chosen is not lost"
    assert "I don’t know" in taker.text
    taker.go("/surveys/tell-us/check-your-answers")
    assert "I don’t want to say" in taker.text
    taker.send()

    kept = {each.question_code: each.choices for each in only_submission().answers}
    assert kept["age"] == ["rather-not-say"]
    assert kept["told-clearly"] == ["do-not-know"]


def test_who_does_not_say_who_they_are_has_no_role(take):
    taker = take("tell-us").begin(style="easy").press(role="rather-not-say")
    taker.skip_to("check-your-answers").send()

    assert only_submission().role == ""


def test_standard_words_do_not_offer_it_unless_it_was_chosen(take):
    assert "I don’t want to say" not in take("tell-us").begin(style="plain").skip_to("age").text


WAND = {
    "title": "Pictures", "summary": "Of all kinds.", "for_whom": "Testers.",
    "pictures": {"magic-wand": "A magic wand", "idea": "A light bulb"},
    "pages": [
        page("age", "one", "How old?", options=[
            {"code": "11-15", "words": "11 to 15", "picture": "teddy"},
            {"code": "16-18", "words": "16 to 18", "picture": "college"},
        ]),
        page("wish", "text", "What do you wish?", pictures=["magic-wand"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("age", "cookie", "changes", "shown"),
    [
        ("11-15", "", {}, "A magic wand"),
        ("16-18", "", {}, "A light bulb"),
        ("11-15", "pictures=adult", {}, "A light bulb"),
        ("11-15", "", {"from_16": True}, "A light bulb"),
        # Without words for it nobody who cannot see would know what it shows.
        ("16-18", "", {"pictures": {"magic-wand": "A magic wand"}}, "A magic wand"),
    ],
)
def test_pictures_for_people_of_16_and_over_look_grown_up(client, age, cookie, changes, shown):
    store_survey("wands", WAND | changes)
    db.session.commit()
    if cookie:
        client.set_cookie("comfort", cookie)
    taker = Taker(client, "wands").begin(style=Style.EASY.value)
    assert ("teddy" in taker.text) is (not cookie and not changes.get("from_16"))
    taker.press(age=age)

    assert f'alt="{shown}"' in taker.text
