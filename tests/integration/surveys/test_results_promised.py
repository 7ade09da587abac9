"""The day by which results are promised is watched, and marked once people can read them."""

from datetime import timedelta

import pytest

from app.db import db, today
from app.surveys import services

URL = "/staff/surveys/tell-us/told"


@pytest.fixture
def promised(library):
    def promise(days):
        survey = services.get_survey("tell-us")
        survey.closes_on = min(today() - timedelta(days=1), today() + timedelta(days=days))
        survey.results_on = today() + timedelta(days=days)
        db.session.commit()

    return promise


@pytest.mark.parametrize(
    ("days", "says"),
    [(-3, "Results late by 3 days"), (10, "Results promised in 10 days"), (40, None)],
)
def test_the_list_and_the_desk_say_what_is_due(maker, promised, days, says):
    promised(days)

    assert ("Results of surveys to tell" in maker.go("/staff").text) == bool(says)
    text = maker.go("/staff/surveys").text
    assert says in text if says else "Results late" not in text


def test_whoever_only_reads_is_not_asked_for_results(parent, promised):
    promised(-3)

    assert "Results of surveys to tell" not in parent.go("/staff").text
    assert parent.go(URL).page.status_code == 403


def test_results_are_marked_as_told_and_everybody_reads_where(maker, promised, client):
    promised(-3)
    maker.go(URL).post(URL, go="told", where="no")
    assert "Say where people can read the results." in maker.text
    maker.post(URL, go="told", where="On the Local Offer, under News.")

    assert "Results told" in maker.text
    assert "Results of surveys to tell" not in maker.go("/staff").text
    closed = client.get("/surveys/tell-us").text
    assert '<bdi lang="en" dir="ltr">On the Local Offer, under News.</bdi>' in closed
    maker.go(URL).post(URL, go="back", where="")
    assert "Results late by 3 days" in maker.text


def test_a_survey_that_is_open_says_so_too(maker, library, client):
    maker.go(URL).post(URL, go="told", where="At the forum in May.")

    for style in ("plain", "easy"):
        assert "At the forum in May." in client.get(f"/surveys/tell-us?style={style}").text


def test_another_promised_day_is_told_anew(school_run, parent, library):
    home = "/staff/surveys/the-school-run"
    school_run.go(home).post(f"{home}/ask")
    parent.go(home).post(f"{home}/put-live", revision=services.get_work("the-school-run").revision)
    school_run.go(f"{home}/told").post(f"{home}/told", go="told", where="At the forum in May.")
    work = services.edit_survey(services.get_survey("the-school-run"), by=school_run.user)
    work.results_on = today() + timedelta(days=90)
    work.definition = {**work.definition, "default_style": "easy"}
    work.state = "waiting"
    db.session.flush()
    services.put_live(work, revision=work.revision, by=parent.user)

    assert services.get_survey("the-school-run").results_told_on is None
