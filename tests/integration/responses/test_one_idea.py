"""Several questions on a page: together in standard words, one idea a screen in easy read."""

import pytest

from app.db import db
from app.responses.models import Draft
from app.surveys.aloud import Aloud
from app.surveys.definition import Definition
from tests.integration.responses.conftest import (
    SMALL,
    Taker,
    easy_mistakes,
    option,
    page,
    store_survey,
)

YES_NO = [option("yes"), option("no")]


def both(**of_page):
    story = page("story", "text", "The whole story")["questions"][0]
    place = page("place", "one", "Where?", options=[option("home"), option("school")])
    return {"code": "day", "questions": [*place["questions"], story], **of_page}


def survey(*pages):
    return {**SMALL, "pages": list(pages), "default_style": "plain"}


@pytest.fixture
def taker(app, client):
    store_survey("two", survey(both(), page("last", "text", "What else?")))
    return Taker(client, "two")


def answers():
    db.session.rollback()
    return db.session.query(Draft).one().answers


def test_standard_words_show_them_together(taker):
    taker.begin()
    assert taker.at == "day"
    assert "Where?" in taker.text
    assert "The whole story" in taker.text

    taker.press(place="home", story="It was good.")
    assert taker.at == "last"
    assert answers() == {"place": "home", "story": "It was good."}


def test_easy_read_shows_one_at_a_time_and_counts_them_as_parts(taker):
    taker.begin(style="easy")
    assert "part 1 of 2" in taker.text
    assert "The whole story" not in taker.text

    taker.press(place="home")
    assert taker.at == "story"
    assert "part 2 of 2" in taker.text
    taker.press(story="It was good.")
    assert taker.at == "last"
    taker.press("back").press("back", story="It was good.")
    assert taker.at == "day"
    assert answers()["story"] == "It was good."


def test_changing_the_style_on_the_second_of_them_keeps_what_was_typed(taker):
    taker.begin(style="easy").press(place="school").press("style:plain", story="Half a sent")

    assert taker.at == "day"
    assert "Half a sent" in taker.text
    taker.press("style:easy", place="school", story="Half a sentence")
    assert taker.at == "day"
    assert taker.press(place="school").at == "story"
    assert "Half a sentence" in taker.text


def test_a_page_that_another_tab_has_changed_keeps_all_that_was_typed(taker, client):
    """The page in front of somebody has two boxes, though its style was changed elsewhere."""
    taker.begin()
    other = Taker(client, "two").go("/surveys/two/day")
    other.press("style:easy")

    taker.press(place="home", story="It was good.")
    assert answers() == {"place": "home", "story": "It was good."}


def test_the_last_look_leads_back_to_the_right_screen(taker):
    taker.begin(style="easy").skip_to("check-your-answers")
    assert "/surveys/two/story?change=1" in taker.text

    taker.go("/surveys/two/check-your-answers").press("style:plain")
    assert "/surveys/two/day?change=1" in taker.text


def test_paper_has_them_one_by_one_in_easy_read(taker):
    easy = taker.go("/surveys/two/on-paper?style=easy").text
    assert "two · 1 · story" in easy
    assert "two · 1 · story" not in taker.go("/surveys/two/on-paper?style=plain").text


def test_one_idea_stays_together_and_is_no_more_than_a_question_and_a_box():
    together = Definition.model_validate(survey(both(one_idea=True)))
    assert together.in_style("easy") is together
    assert easy_mistakes(survey(both(one_idea=True))) == []

    crowded = both(one_idea=True)
    crowded["questions"].append(page("more", "text", "More?")["questions"][0])
    [mistake] = easy_mistakes(survey(crowded))
    assert "Page 'day' is more than one idea" in mistake


def test_an_address_is_not_given_twice_in_easy_read():
    twice = survey(page("story-2", "text", "A?"), both())
    twice["pages"][0]["code"] = "story"

    [mistake] = easy_mistakes(twice)
    assert "Two pages have the code 'story' in easy read." in mistake


def test_more_to_say_is_told_apart_before_sending(app, client):
    def asked(code):
        more = page(f"{code}-more", "text", "Do you want to say more?")["questions"]
        return {
            "code": code,
            "one_idea": True,
            "questions": [
                *page(code, "one", f"Is {code} good?", options=YES_NO)["questions"],
                *more,
            ],
        }

    store_survey("more", survey(asked("school"), asked("home")))
    taker = Taker(client, "more")
    taker.begin()
    taker.press(school="yes", **{"school-more": "It is."})
    taker.press(home="no", **{"home-more": "It is not."})

    assert "Is school good? Do you want to say more?" in taker.text
    assert "Is home good? Do you want to say more?" in taker.text
    assert taker.text.count(">Is school good?<") == 1


def test_where_one_of_two_questions_has_no_sound_the_device_offers_to_read(taker, monkeypatch):
    heard = {"place"}

    def find(_definition, _screen, question, *_how):
        return Aloud("0" * 64, is_computer=True) if question.code in heard else None

    monkeypatch.setattr("app.responses.pages.find_aloud", find)
    taker.begin()
    assert taker.text.count("<audio") == 1
    assert taker.text.count("data-read-aloud") == 1
    heard.add("story")
    taker.go("/surveys/two/day")
    assert taker.text.count("<audio") == 2
    assert "data-read-aloud" not in taker.text
