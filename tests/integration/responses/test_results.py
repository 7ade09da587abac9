"""What people chose, over the versions of a survey: added up only where codes match."""

import pytest

from app.accounts.models import RoleName
from app.db import db, random_id
from app.responses.models import Answer, Style, Submission
from app.responses.services.results import results_of
from app.surveys import services as surveys
from app.surveys.definition import Definition
from tests.integration.responses.conftest import SMALL, option, page, store_survey
from tests.integration.sign_in import sign_in

COLOURS = ("red", "blue", "green")
OLD = {
    **SMALL,
    "pages": [
        page("colour", "one", "Which colour?", options=[option(each) for each in COLOURS]),
        page("pets", "many", "Which pets?", options=[option("cat"), option("dog")]),
        page("size", "one", "How big?", options=[option("big"), option("small")]),
        page("old", "one", "Asked once?", options=[option("big"), option("small")]),
    ],
}
NEW = {
    **SMALL,
    "pages": [
        page("colour", "one", "What colour?", options=[*map(option, ("red", "blue", "pink"))]),
        page("pets", "many", "Which pets?", options=[option("cat"), option("dog")]),
        page("size", "many", "How big?", options=[option("big"), option("small")]),
    ],
}  # fmt: skip


@pytest.fixture
def survey(app):
    survey = store_survey("two", OLD)
    surveys.store_version(survey, Definition.model_validate(NEW))
    db.session.commit()
    return survey


def answer(survey, version, times, **given):
    for _ in range(times):
        db.session.add(
            Submission(
                survey_version_id=survey.versions[version - 1].id,
                style=Style.PLAIN,
                locale="en",
                idempotency_hash=random_id(),
                answers=[Answer(question_code=c, choices=list(v)) for c, v in given.items()],
            )
        )
    db.session.commit()


def of(survey, number):
    return results_of(survey).questions[number]


def told(result):
    """Return {answer: number}; of the standing answers only those that are told."""
    return {
        each.words: each.number
        for each in result.choices + result.gone
        if each.number is not None or not each.is_only_easy
    }


def test_answers_with_the_same_code_are_added_up_and_others_are_named(survey):
    answer(survey, 1, 6, colour=["red"])
    answer(survey, 2, 7, colour=["red"])
    answer(survey, 2, 8, colour=["pink"])
    answer(survey, 1, 9, colour=["green"])
    answer(survey, 1, 5, colour=["blue"])

    colour = of(survey, 0)
    assert colour.base == 35
    assert told(colour) == {"Red": 13, "Blue": 5, "Pink": 8, "Green": 9}
    assert [(each.words, each.versions) for each in colour.gone] == [("Green", (1,))]
    assert {each.words: each.versions for each in colour.choices}["Pink"] == (2,)


def test_answers_that_easy_read_adds_are_counted_so_that_all_add_up(survey):
    answer(survey, 2, 10, colour=["red"])
    answer(survey, 2, 6, colour=["do-not-know"])

    colour = of(survey, 0)
    assert told(colour)["I don’t know"] == 6
    assert {each.words for each in colour.choices if each.is_only_easy} == {
        "I don’t know",
        "I don’t want to say",
    }
    assert sum(each.number or 0 for each in colour.choices) == colour.base == 16


def test_few_people_are_not_worked_out_from_what_is_left_of_everybody(survey):
    answer(survey, 2, 10, colour=["red"])
    answer(survey, 2, 8, colour=["pink"])
    answer(survey, 2, 3, colour=["blue"])

    assert told(of(survey, 0)) == {"Red": 10, "Blue": None, "Pink": None, "Green": None}


def test_options_are_counted_and_not_their_combinations(survey):
    answer(survey, 1, 6, pets=["cat", "dog"])
    answer(survey, 2, 5, pets=["dog"])

    pets = of(survey, 1)
    assert (pets.is_many, pets.base) == (True, 11)
    assert told(pets) == {"Cat": 6, "Dog": 11}


def test_what_was_asked_in_another_way_is_not_counted(survey):
    answer(survey, 1, 9, size=["big"])
    answer(survey, 2, 6, size=["big", "small"])

    size = of(survey, 2)
    assert (size.base, size.unlike) == (6, (1,))
    assert results_of(survey).not_asked == [("Asked once?", (1,))]


def test_few_are_not_told_and_cannot_be_worked_out(survey):
    answer(survey, 1, 20, colour=["red"])
    answer(survey, 1, 6, colour=["blue"])
    answer(survey, 1, 9, colour=["green"])
    answer(survey, 2, 3, colour=["pink"])

    colour = of(survey, 0)
    assert colour.base == 38
    assert told(colour) == {"Red": 20, "Blue": None, "Pink": None, "Green": 9}


def test_a_small_number_is_not_worked_out_from_answers_that_nobody_chose(survey):
    """Blue is 3: without red's number nobody can tell it from the three that are nought."""
    answer(survey, 1, 20, colour=["red"])
    answer(survey, 1, 3, colour=["blue"])
    answer(survey, 2, 9, colour=["pink"])

    assert told(of(survey, 0)) == {"Red": 20, "Blue": None, "Pink": None, "Green": None}


def test_what_is_not_told_is_never_few_people_together(survey):
    answer(survey, 1, 20, colour=["red"])
    answer(survey, 1, 2, colour=["blue"])
    answer(survey, 1, 9, colour=["green"])
    answer(survey, 2, 2, colour=["pink"])

    assert told(of(survey, 0)) == {"Red": 20, "Blue": None, "Pink": None, "Green": None}


def test_what_was_taken_back_does_not_count(survey):
    answer(survey, 1, 9, colour=["red"])
    for each in db.session.query(Submission):
        each.withdrawn_on = each.received_on
    db.session.commit()

    assert of(survey, 0).base is None


def test_the_page_shows_bars_and_says_what_they_rest_on(app, survey):
    answer(survey, 1, 6, pets=["cat", "dog"], colour=["green"])
    client, _person = sign_in(app, RoleName.PUBLISHER)

    text = client.get("/staff/surveys/two/results").text
    assert "6 people answered." in text
    assert "each bar counts the people who chose that answer" in text
    assert "only in version 1" in text
    assert "asked this in another way" not in text or "Version 1" in text
    assert "Asked once?" in text
    assert "/staff/surveys/two/results" in client.get("/staff/surveys").text
