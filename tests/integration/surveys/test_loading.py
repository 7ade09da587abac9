"""Loading the surveys that ship: versions never change, and loading twice does nothing."""

import shutil
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoResultFound

from app.db import db, today
from app.surveys import services
from app.surveys.definition import Definition
from app.surveys.models import Survey, SurveyVersion


def versions(slug):
    query = (
        sa.select(SurveyVersion)
        .join(Survey)
        .where(Survey.slug == slug)
        .order_by(SurveyVersion.number)
    )
    return list(db.session.scalars(query))


@pytest.fixture
def folder(tmp_path):
    """A copy of the library that a test may edit."""
    return shutil.copytree(services.LIBRARY_DIR, tmp_path / "library")


LIBRARY = [
    "tell-us",
    "my-voice",
    "after-assessment",
    "waiting-well",
    "charter-check",
    "plan-review",
]


def test_the_command_loads_every_survey_and_then_changes_nothing(app):
    run = app.test_cli_runner().invoke

    first = run(args=["surveys", "load"], catch_exceptions=False).output
    second = run(args=["surveys", "load"], catch_exceptions=False).output

    assert first.splitlines() == [f"Survey {slug}: version 1, new." for slug in sorted(LIBRARY)]
    assert second == first.replace("new", "unchanged")


def test_a_changed_word_makes_a_second_version_and_leaves_the_first(app, folder):
    services.load_library(folder)
    path = folder / "tell-us.yaml"
    path.write_text(path.read_text().replace("What is going well?", "What goes well?"))

    [changed] = [each for each in services.load_library(folder) if each.is_new]

    assert (changed.slug, changed.number) == ("tell-us", 2)
    first, second = versions("tell-us")
    assert "What is going well?" in str(first.definition)
    assert "What goes well?" in str(second.definition)
    assert services.latest_version(services.get_survey("tell-us")) == second


def test_what_people_changed_here_outlives_the_next_upgrade(app, folder, maker, parent):
    services.load_library(folder)
    survey = services.get_survey("tell-us")
    shipped = services.latest_definition(survey)[1].model_dump(mode="json")
    ours = Definition.model_validate(shipped | {"summary": "Say it in our own words."})
    services.store_version(survey, ours, made_by_id=maker.user.id, checked_by_id=parent.user.id)
    survey.closes_on = today()
    path = folder / "tell-us.yaml"
    path.write_text(
        path.read_text()
        .replace("What is going well?", "What goes well?")
        .replace("  position: 1", "  position: 1\n  closes_on: 2020-01-01")
    )

    [kept] = [each for each in services.load_library(folder) if each.is_our_own]

    assert (kept.slug, kept.number, kept.is_new) == ("tell-us", 2, False)
    assert services.latest_definition(survey)[1].summary.plain == "Say it in our own words."
    assert survey.is_open

    db.session.commit()
    said = app.test_cli_runner().invoke(args=["surveys", "load"], catch_exceptions=False).output
    assert "tell-us: version 2, changed in the builder here, so the file was not loaded" in said


def test_a_changed_date_makes_no_version(app, folder):
    services.load_library(folder)
    path = folder / "tell-us.yaml"
    path.write_text(
        path.read_text().replace("  position: 1", "  position: 1\n  closes_on: 2020-01-01")
    )

    assert not any(each.is_new for each in services.load_library(folder))
    assert not services.get_survey("tell-us").is_open
    assert [each.slug for each in services.open_surveys()] == LIBRARY[1:]


def test_a_file_with_a_mistake_loads_nothing(app, folder):
    (folder / "my-voice.yaml").write_text("survey: {slug: my-voice}\ntitle: My voice\n")

    with pytest.raises(ValueError, match="Field required"):
        services.load_library(folder)
    assert versions("my-voice") == []


def test_open_surveys_are_those_of_today_in_their_order(app):
    services.load_library()
    assert [each.slug for each in services.open_surveys()] == LIBRARY

    services.get_survey("tell-us").opens_on = today() + timedelta(days=1)
    assert [each.slug for each in services.open_surveys()] == LIBRARY[1:]
    services.get_survey("my-voice").closes_on = today()
    assert [each.slug for each in services.open_surveys()] == LIBRARY[1:]


def test_a_survey_introduces_itself(app):
    services.load_library()

    card = services.describe(services.get_survey("my-voice"), "en")

    assert (card.title, card.slug, card.picture) == ("My voice", "my-voice", "young-person")
    assert 5 <= card.minutes <= 10


def test_an_unknown_survey_is_not_found(app):
    with pytest.raises(NoResultFound):
        services.get_survey("nothing")


def test_a_version_is_parsed_once(app, monkeypatch):
    services.load_library()
    survey = services.get_survey("tell-us")

    assert services.latest_definition(survey)[1] is services.latest_definition(survey)[1]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE survey_version SET definition = '{}'",
        "UPDATE survey_version SET number = number + 10",
        "UPDATE survey_version SET checked_by_id = NULL, overrides = '[]'",
        "DELETE FROM survey_version",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_a_version(app, change):
    services.load_library()
    db.session.commit()

    with pytest.raises(DBAPIError, match="a version of a survey never changes"):
        db.session.execute(sa.text(change))


def test_a_live_survey_can_still_be_closed(app):
    services.load_library()
    db.session.commit()
    services.get_survey("tell-us").closes_on = today() - timedelta(days=1)
    db.session.commit()

    assert not services.get_survey("tell-us").is_open
