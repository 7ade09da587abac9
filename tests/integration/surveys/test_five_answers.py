"""Easy read shows five answers at most; each that it leaves out has another that stands for it."""

import re

import pytest

from app.db import db
from app.responses.forms import make_form
from app.surveys import services
from app.surveys.checks import find_easy_mistakes
from app.surveys.definition import Definition
from tests.integration.responses.conftest import Taker, easy_mistakes, option, page
from tests.integration.surveys.conftest import add
from tests.integration.surveys.test_definition import LIBRARY, refusal, survey

HOME = "/staff/surveys/the-school-run"
COLOURS = ("red", "blue", "green", "grey", "pink", "other")
SIX = {f"rows-{n}-{style}": word for n, word in enumerate(COLOURS) for style in ("plain", "easy")}


def left_out(code, easy_as):
    return option(code) | {"easy_as": easy_as}


def question(*options, kind="one", code="colour"):
    return survey(page(code, kind, "Which colour?", options=list(options)))


def look():
    db.session.rollback()
    return services.look_at(services.get_work("the-school-run").definition, [])


@pytest.mark.parametrize("slug", LIBRARY)
def test_every_survey_that_ships_keeps_to_five(slug):
    _facts, definition = services.read_survey_file(services.LIBRARY_DIR / f"{slug}.yaml")

    assert find_easy_mistakes(definition) == []


def test_a_screen_of_words_alone_is_refused(school_run):
    url = f"{HOME}/pages/how-is-the-journey/how-is-the-journey"
    school_run.go(url).post(url, **school_run.fields() | {"picture_1": ""})

    sentence = "Question “How is the journey?” has no picture in easy read. Choose one"
    assert sentence in school_run.go(HOME).text
    assert not look().is_ready


def test_a_question_that_easy_read_shows_alone_needs_a_picture_of_its_own():
    together = page("story", "text", "Tell us", pictures=["speech"])
    together["questions"] += page("more", "text", "More?")["questions"]
    shown = {"speech": "A speech bubble"}

    [mistake] = find_easy_mistakes(Definition.model_validate(survey(together, pictures=shown)))
    assert mistake.startswith("Question 'more' has no picture in easy read.")
    one_idea = survey(together | {"one_idea": True}, pictures=shown)
    assert find_easy_mistakes(Definition.model_validate(one_idea)) == []


def test_six_answers_are_refused_and_nobody_can_let_it_stand(school_run, parent):
    add(school_run, "one", "Which colour?", "Which colour?", **SIX)

    assert "has 6 answers in easy read, and 5 are the most" in school_run.go(HOME).text
    assert "Let it stand" not in school_run.text
    school_run.post(f"{HOME}/ask")
    assert school_run.page.status_code == 409


def test_an_answer_can_be_left_out_where_another_stands_for_it(school_run):
    add(school_run, "one", "Which colour?", "Which colour?", **SIX)
    url = f"{HOME}/pages/which-colour/which-colour"
    fields = school_run.go(url).fields()
    assert "Left out: “other” stands for it" in school_run.text

    school_run.post(url, **fields | {"rows-4-easy_as": "other"})

    assert look().is_ready, look()
    easy = school_run.go(f"{HOME}/preview/which-colour?style=easy").text
    assert "pink" not in easy
    assert "pink" in school_run.go(f"{HOME}/preview/which-colour?style=plain").text
    assert "pink" not in school_run.go(f"{HOME}/preview/on-paper?style=easy").text
    assert "pink" in school_run.go(f"{HOME}/preview/on-paper?style=plain").text
    assert "easy_as: other" in school_run.go(f"{HOME}/file.yaml").text
    assert school_run.go(url).fields()["rows-4-easy_as"] == "other"


def test_not_knowing_and_not_wanting_to_say_do_not_count(school_run):
    five = {key: value for key, value in SIX.items() if not key.startswith("rows-5")}
    add(school_run, "one", "Which colour?", "Which colour?", stand_apart="y", **five)

    assert look().is_ready, look()
    options = look().definition.questions["which-colour"].options
    assert [each.code for each in options][-2:] == ["do-not-know", "rather-not-say"]
    url = f"{HOME}/pages/which-colour/which-colour"
    school_run.go(url)
    assert re.search(r'name="stand_apart"[^>]*checked', school_run.page.text, re.DOTALL)
    fields = school_run.fields()
    assert fields.pop("stand_apart") == "y"
    school_run.post(url, **fields)
    assert len(look().definition.questions["which-colour"].options) == 5


@pytest.mark.parametrize(
    "options",
    [
        [option("red"), left_out("pink", "nowhere"), option("blue")],
        [option("red"), left_out("pink", "grey"), left_out("grey", "red")],
        [option("red"), option("blue"), left_out("pink", "pink")],
    ],
)
def test_what_stands_for_an_answer_is_shown_itself(options):
    assert "names no other answer that easy read shows" in refusal(question(*options))


def test_what_the_platform_itself_asks_is_asked_in_full():
    options = [option("quote"), option("count"), left_out("ask", "count")]

    assert "may not leave out" in refusal(question(*options, code="consent"))


def test_a_page_that_easy_read_cannot_reach_is_refused():
    definition = question(option("red"), option("blue"), left_out("pink", "red"))
    definition["pages"].append(page("why", "text", "Why?") | {"show_when": {"colour": ["pink"]}})

    [mistake] = easy_mistakes(definition)
    assert "Nobody reaches page 'why' in easy read" in mistake


def test_a_version_that_is_live_already_goes_on_as_it_is(app):
    """The rule is younger than some surveys: what went live before it must not break."""
    definition = Definition.model_validate(question(*(option(each) for each in COLOURS)))

    assert find_easy_mistakes(definition)
    form = make_form(definition, "colour", "en", "easy")(formdata=None)
    # Six of its own, and the two that stand in every closed question of easy read.
    assert len(form["colour"].choices) == 8


def test_what_was_chosen_before_changing_to_easy_read_stays_on_the_page(client, library):
    taker = Taker(client, "tell-us").begin().press("style:easy", role="foster-carer")

    assert re.search(r'value="foster-carer"[^>]*checked', taker.text)
    assert 'value="grandparent"' not in taker.text


def test_hands_up_in_easy_read_counts_what_easy_read_shows(app):
    from app.groups.forms import make_hands_form  # noqa: PLC0415  # only here

    definition = Definition.model_validate(
        question(option("red"), option("blue"), left_out("pink", "red"))
    )
    names = set(make_hands_form(definition, "colour", "en", "easy")(formdata=None)._fields)
    assert {"colour.red", "colour.blue"} <= names
    assert "colour.pink" not in names
