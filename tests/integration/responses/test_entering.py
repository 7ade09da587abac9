"""Papers are typed in on one page, marked as paper, screened like any other, and lose nothing."""

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db, today
from app.responses import services
from app.responses.models import Channel, Style, Submission
from app.surveys import services as surveys
from app.surveys.models import SurveyVersion
from tests.integration.sign_in import sign_in
from tests.person import Person

URL = "/staff/paper/my-voice"


@pytest.fixture
def desk(app, library):
    client, user = sign_in(app, RoleName.FACILITATOR)
    return client, user


def hidden(page, name):
    return page.text.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def enter(client, url=URL, **answers):
    page = client.get(url)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_key", "style")}
    data |= {name.replace("_", "-"): value for name, value in answers.items()}
    return client.post(url, data=data), data


def submissions():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Submission)))


def test_a_paper_is_kept_as_it_is_and_the_next_one_is_ready(desk):
    client, user = desk
    answer, _data = enter(
        client, like_doing="trains 🚂", listen="sometimes", whose_words="read-to-me", receipt="yes"
    )

    [submission] = submissions()
    assert submission.channel is Channel.PAPER
    assert (submission.style, submission.role) == (Style.EASY, "young-person")
    assert [each.text for each in submission.comments] == ["trains 🚂"]
    assert submission.received_on == today()
    assert "marked as entered from paper" in answer.text
    assert "trains" not in answer.text
    code = answer.text.split('class="sd-code"', 1)[1].split(">", 1)[1].split("<", 1)[0]
    assert services.find_submission(code) == submission
    event = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "submission.receive")
    ).one()
    assert (event.actor, event.facts["channel"]) == (str(user.id), "paper")


def test_what_a_paper_says_is_screened_like_any_other(app, desk):
    client, _user = desk
    enter(client, safe_more="my uncle hits me")

    [submission] = submissions()
    assert submission.comments[0].screen_level == "urgent"


def test_a_double_click_is_one_paper(desk):
    client, _user = desk
    _answer, data = enter(client, like_doing="trains")
    client.post(URL, data=data)

    assert len(submissions()) == 1


def test_an_answer_that_nobody_was_asked_for_is_refused_and_not_lost(desk):
    client, _user = desk
    answer, _data = enter(
        client, "/staff/paper/waiting-well", got_worse="no", what_is_worse="he stopped eating"
    )

    assert "does not lead here" in answer.text
    assert "he stopped eating" in answer.text
    assert submissions() == []


@pytest.fixture
def newer(desk):
    """A version 2 of the survey, in which a question is left out."""
    survey = surveys.get_survey("my-voice")
    old = surveys.latest_version(survey)
    pages = [page for page in old.definition["pages"] if page["code"] != "like"]
    definition = old.definition | {"pages": pages}
    # Words that are there for nothing would be refused.
    definition["translations"] = {}
    checksum = "0" * 63 + "2"
    db.session.add(
        SurveyVersion(survey_id=survey.id, number=2, definition=definition, checksum=checksum)
    )
    db.session.commit()
    return survey


def test_a_paper_of_an_older_version_is_typed_in_with_every_question_of_it(desk, newer):
    person = Person(desk[0]).open(URL)
    assert 'name="like-doing"' not in person.html
    person.press("Show this version", {"Which version is the paper?": "1"})
    person.press("Save, and type in the next paper", {"like-doing": "trains"})

    [submission] = submissions()
    assert submission.survey_version.number == 1
    assert [each.text for each in submission.comments] == ["trains"]
    assert 'name="like-doing"' in person.html, "the pile is of that version"


def test_what_is_wrong_on_an_older_paper_keeps_its_version(desk, newer):
    person = Person(desk[0]).open(f"{URL}?version=1")
    year = str(today().year + 1)
    answers = {"like-doing": "lego", "received_on-year": year}
    person.press("Save, and type in the next paper", answers)

    assert "This day has not come yet." in person.words
    assert "lego" in person.html
    assert submissions() == []


def test_nobody_chooses_where_there_is_one_version_and_none_that_is_not_there(desk):
    person = Person(desk[0]).open(URL)
    assert "Which version is the paper?" not in person.words
    assert desk[0].get(f"{URL}?version=7").status_code == 404


def test_a_day_to_come_is_refused(desk):
    client, _user = desk
    day = {"received_on-day": "1", "received_on-month": "1", "received_on-year": "2090"}
    page = client.get(URL)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_key", "style")}
    answer = client.post(URL, data=data | day | {"like-doing": "lego"})

    assert "This day has not come yet." in answer.text
    assert "lego" in answer.text
    assert submissions() == []
