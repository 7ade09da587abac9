"""Looking for a picture on a question's page: by whole words, and nothing typed is lost."""

import io
import re

import pytest
from PIL import Image

from app.db import db
from app.pictures import services as pictures
from app.pictures.search import search_pictures
from app.surveys import services
from tests.integration.surveys.conftest import add

HOME = "/staff/surveys/the-school-run"
URL = f"{HOME}/pages/how-is-the-journey/how-is-the-journey"


@pytest.fixture
def school_run(school_run):
    """The small survey, its question without a picture."""
    return school_run.go(URL).post(URL, **school_run.fields() | {"picture_1": ""})


def work():
    db.session.rollback()
    return services.get_work("the-school-run")


def offered(maker):
    """The pictures that the open search offers, in their order."""
    part = maker.page.text.split("sd-picker--open", 1)[1].split("</fieldset>", 1)[0]
    return re.findall(r'type="radio" value="([^"]*)"', part)


def look_for(maker, place, words=None, *, url=URL, **changes):
    asked = {} if words is None else {"look-for": words}
    return maker.post(url, **maker.fields() | changes | {"go": f"find={place}"} | asked)


def test_a_search_finds_keeps_what_was_typed_and_saves_nothing(school_run):
    before = work().revision
    look_for(school_run.go(URL), "picture_1", plain="How is it going?", hint_easy="Tell us.")
    assert offered(school_run) == [""], "nothing is offered before anything is asked"

    look_for(school_run, "picture_1", "Buses")
    assert offered(school_run)[:2] == ["", "bus"]
    assert "Pictures found:" in school_run.text
    assert "How is it going?" in school_run.text
    assert "Tell us." in school_run.text
    assert work().revision == before


def test_what_is_chosen_stays_while_other_places_are_searched_and_is_saved(school_run):
    look_for(school_run.go(URL), "picture_1", "bus")
    look_for(school_run, "picture_2", "wait", picture_1="bus")
    assert 'name="picture_1" value="bus"' in school_run.text
    assert "wait" in offered(school_run)

    school_run.post(URL, **school_run.fields() | {"picture_2": "wait", "go": "save"})
    question = work().definition["pages"][0]["questions"][0]
    assert question["pictures"] == ["bus", "wait"]
    assert work().definition["pictures"]["bus"]["plain"] == "A bus"


def test_the_picture_of_an_answer_is_looked_for_in_its_own_row(school_run):
    rows = {"rows-0-plain": "By bus", "rows-0-easy": "Bus"}
    add(school_run, "one", "How do you travel?", "How do you go?", **rows)
    url = f"{HOME}/pages/how-do-you-travel/how-do-you-travel"
    by_taxi = {"rows-1-plain": "By taxi"}
    look_for(school_run.go(url), "rows-0-picture", "taxi", url=url, **by_taxi)
    assert "taxi" in offered(school_run)
    assert "By taxi" in school_run.text

    school_run.post(url, **school_run.fields() | {"rows-0-picture": "taxi", "go": "save"})
    options = work().definition["pages"][1]["questions"][0]["options"]
    assert [each["picture"] for each in options] == ["taxi", None]


def test_nothing_found_is_said_and_an_empty_search_shows_all(school_run):
    look_for(school_run.go(URL), "picture_1", "xylophone <b>")
    assert "No picture is found by “xylophone <b>”" in school_run.text
    assert "<b>”" not in school_run.page.text
    assert offered(school_run) == [""]

    look_for(school_run, "picture_1", "")
    assert len(offered(school_run)) == 1 + len(pictures.pictures_to_choose())


def test_a_picture_that_does_not_exist_is_not_kept(school_run):
    school_run.go(URL).post(URL, **school_run.fields() | {"picture_1": "../x", "go": "save"})

    assert work().definition["pages"][0]["questions"][0]["pictures"] == []


@pytest.mark.parametrize("place", ["nowhere", "", "rows-99-picture", "csrf_token", "=" * 300])
def test_a_search_for_no_place_is_no_crash(school_run, place):
    assert look_for(school_run.go(URL), place, "bus").page.status_code == 200


@pytest.mark.parametrize(
    ("asked", "found", "not_found"),
    [
        ("ear", {"ear", "ear-aid"}, {"crying", "heart", "teacher"}),
        ("BUS", {"bus"}, {"car"}),
        ("mums", {"parent", "family"}, {"bus"}),
        ("anxiety", {"worried"}, {"happy"}),
        ("noisy", {"headphones"}, {"bus"}),
        ("café", {"cup"}, {"bus"}),
        ("the", set(pictures.picture_index()), set()),
    ],
)
def test_it_finds_whole_words_their_plural_and_what_means_the_same(app, asked, found, not_found):
    names = set(search_pictures(asked))

    assert found <= names
    assert not not_found & names


def test_what_has_most_of_the_words_comes_first(app):
    for asked, first in [("school bag", "backpack"), ("alarm clock", "alarm"), ("a bus", "bus")]:
        assert next(iter(search_pictures(asked))) == first


def test_every_picture_is_found_by_what_it_shows(app):
    for name, facts in pictures.picture_index().items():
        assert name in search_pictures(facts["alt"]), name


def test_our_own_pictures_are_found_by_their_words(school_run):
    kept = io.BytesIO()
    Image.new("RGB", (100, 100), (200, 30, 30)).save(kept, "PNG")
    own = pictures.add_picture(
        pictures.draw_again(kept.getvalue()),
        alt="Our minibus",
        words=["dial-a-ride"],
        owner="© Us",
        by_id=school_run.user.id,
    )
    db.session.commit()
    look_for(school_run.go(URL), "picture_1", "dial ride")
    assert offered(school_run)[1] == own.name

    school_run.post(URL, **school_run.fields() | {"picture_1": own.name, "go": "save"})
    assert work().definition["pictures"][own.name]["plain"] == "Our minibus"
    assert pictures.uses_of(own.name, [services.places_of_picture]) == [
        "the survey in the making “The school run”"
    ]


def test_a_picture_that_looks_childish_says_what_people_of_16_and_over_see(school_run):
    look_for(school_run.go(URL), "picture_1", "teddy")
    alt = pictures.picture_index()[pictures.adult_picture("teddy")]["alt"]

    assert f"From 16 on: {alt}" in school_run.text
    look_for(school_run.go(URL), "picture_1", "bus")
    assert "From 16 on" not in school_run.text


def test_the_picture_of_the_survey_itself_is_looked_for_too(school_run):
    url = f"{HOME}/about"
    look_for(school_run.go(url), "picture", "bus", url=url, summary_plain="About the bus.")
    assert "bus" in offered(school_run)
    assert "About the bus." in school_run.text
    assert work().definition["summary"]["plain"] != "About the bus.", "nothing is saved yet"

    school_run.post(url, **school_run.fields() | {"picture": "bus", "go": "save"})
    assert work().definition["picture"] == "bus"
