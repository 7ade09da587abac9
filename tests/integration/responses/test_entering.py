"""Papers are typed in on one page, marked as paper, screened like any other, and lose nothing."""

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db, today
from app.responses import services
from app.responses.models import Channel, Style, Submission
from tests.integration.sign_in import sign_in

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


def test_a_day_to_come_is_refused(desk):
    client, _user = desk
    day = {"received_on-day": "1", "received_on-month": "1", "received_on-year": "2090"}
    page = client.get(URL)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_key", "style")}
    answer = client.post(URL, data=data | day | {"like-doing": "lego"})

    assert "This day has not come yet." in answer.text
    assert "lego" in answer.text
    assert submissions() == []
