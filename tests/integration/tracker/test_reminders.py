"""Owners are reminded by mail, each time once, without a word of anybody's; mail may be down."""

import dataclasses
import sys
from datetime import timedelta

import pytest
from flask import url_for

from app import mail
from app.accounts.models import RoleName
from app.db import db, utc_now
from app.tracker import services
from app.tracker.jobs import send_reminders
from app.tracker.models import ActionKind
from tests.conftest import token_in
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import facts, in_days, make_action, make_person


class Post:
    """Mail that is caught; `is_down` refuses everything."""

    def __init__(self):
        self.mails, self.is_down, self.tries = [], False, 0

    def send(self, **message):
        self.tries += 1
        if not self.is_down:
            self.mails.append(message)
        return not self.is_down


@pytest.fixture
def post(app, monkeypatch):
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, mail_url="smtp://127.0.0.1:1")
    caught = Post()
    monkeypatch.setattr(mail, "send", caught.send)
    yield caught
    app.config["SETTINGS"] = before


@pytest.fixture
def later(monkeypatch):
    """Move the clock: days or hours from now on."""
    moved = timedelta()

    def move(**how_far):
        nonlocal moved
        moved += timedelta(**how_far)
        moment = REAL() + moved
        for name in ("app.db", "app.limits", "app.tracker.services.reminders"):
            monkeypatch.setattr(sys.modules[name], "utc_now", lambda: moment)

    return move


REAL = utc_now


def promised(days, *, person=None, **changes):
    action = make_action(promised_on=in_days(days), **changes)
    person = person or make_person(RoleName.BOARD, name="Owner")
    services.choose_reminded(action, person=person, by=person)
    db.session.commit()
    return action


def test_an_owner_is_reminded_three_times_and_each_time_once(post, later):
    action = promised(20)
    went = []
    for day in range(25):
        for _sweep in range(2):
            went += [20 - day] * send_reminders()
        later(days=1)

    assert went == [14, 3, -1]
    assert {message["to"] for message in post.mails} == {action.reminded.email}


def test_a_mail_holds_a_date_and_a_link_and_nothing_that_anybody_said(app, post):
    title = "Mum of J said the taxi never comes"
    action = promised(5, title=title, theme=make_theme("Taxis", people=12))

    assert send_reminders() == 1

    message = post.mails[0]
    with app.test_request_context():
        address = "http://localhost:8000" + url_for("tracker.show_action", action_id=action.id)
    assert address in message["body"]
    assert "due in 5 days" in message["body"]
    whole = message["subject"] + message["body"]
    for words in (title, action.what, action.place, "Taxis", "We waited ten months"):
        assert words not in whole


def test_one_mail_tells_of_everything_that_is_due_to_one_person(post):
    owner = make_person(RoleName.BOARD)
    first, second = promised(-3, person=owner), promised(0, person=owner)
    promised(60, person=owner)

    assert send_reminders() == 1

    body = post.mails[0]["body"]
    assert "overdue for 3 days" in body
    assert "due today" in body
    assert body.count("/staff/actions/") == 2
    assert body.index(f"/{first.id}") < body.index(f"/{second.id}")


def test_nobody_gets_more_than_one_mail_an_hour_and_three_a_day(post, later):
    owner = make_person(RoleName.BOARD)
    for hour in range(6):
        promised(2, person=owner)
        send_reminders()
        send_reminders()
        assert len(post.mails) == min(hour + 1, 3)
        promised(3, person=owner)
        send_reminders()
        assert len(post.mails) == min(hour + 1, 3)
        later(minutes=61)


def test_no_more_than_200_mails_go_in_an_hour(post, monkeypatch):
    monkeypatch.setattr(mail, "MOST_AN_HOUR_IN_ALL", 2)
    for _each in range(4):
        promised(2)

    assert send_reminders() == 2
    assert send_reminders() == 0


def test_a_moved_date_begins_anew_and_a_done_or_given_up_action_is_quiet(post, later):
    owner = make_person(RoleName.BOARD)
    action = promised(2, person=owner)
    assert send_reminders() == 1
    later(hours=2)
    services.change_promised_date(action, new_date=in_days(10), reason="Ill.", by=owner)
    db.session.commit()
    assert send_reminders() == 1

    later(hours=2)
    done = promised(2, person=owner)
    services.mark_done(done, done_on=in_days(0), evidence="", by=owner)
    theme = make_theme(people=12)
    no = promised(1, person=owner, theme=theme)
    cannot = facts(theme, kind=ActionKind.CANNOT, why="No money.", instead="None.")
    services.edit_action(no, by=owner, **cannot)
    db.session.commit()
    assert send_reminders() == 0


def test_mail_that_is_down_is_tried_once_a_rest_and_nothing_is_lost(post, later):
    for _each in range(3):
        promised(2)
    post.is_down = True

    assert send_reminders() == 0
    assert send_reminders() == 0
    assert post.tries == 1, "no sweep waits for it again and again"

    post.is_down = False
    later(minutes=16)
    assert send_reminders() == 2
    later(hours=1)
    assert send_reminders() == 1
    assert len({message["to"] for message in post.mails}) == 3


def test_reminders_rest_as_well_after_another_mail_failed(post, later):
    promised(2)
    mail.rest()
    db.session.commit()

    assert send_reminders() == 0
    assert post.tries == 0
    later(minutes=16)
    assert send_reminders() == 1


def test_a_worker_that_dies_after_taking_a_reminder_leaves_it_for_an_hour(post, later):
    promised(2)
    services.take_reminders()
    db.session.commit()

    assert send_reminders() == 0
    later(minutes=61)
    assert send_reminders() == 1


def test_with_mail_off_nothing_is_taken_in_hand(app):
    promised(2)

    assert send_reminders() == 0
    assert services.take_reminders() is not None


def test_a_shut_account_gets_no_mail_and_cannot_be_chosen(post):
    owner = make_person(RoleName.BOARD)
    action = promised(2, person=owner)
    owner.active = False
    db.session.commit()

    assert send_reminders() == 0
    with pytest.raises(services.ActionError, match="shut"):
        services.choose_reminded(action, person=owner, by=owner)


def test_who_is_reminded_is_chosen_among_those_who_may_open_the_action(app):
    action = make_action()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    board = make_person(RoleName.BOARD, name="Bo Board")
    make_person(RoleName.FACILITATOR, name="Fay Facilitator")
    db.session.commit()
    address = f"/staff/actions/{action.id}/reminders"
    page = browser.get(address).text
    assert "Bo Board" in page
    assert "Fay Facilitator" not in page

    data = {"csrf_token": token_in(page), "person": str(board.id)}
    page = browser.post(address, data=data, follow_redirects=True).text
    assert "To Bo Board" in page

    browser.post(address, data=data | {"person": ""})
    assert services.get_action(action.id).reminded is None
    assert "Not a valid choice" in browser.post(address, data=data | {"person": "99999"}).text


def test_somebody_is_reminded_from_the_start(app):
    action = make_action()
    assert action.reminded_id == action.created_by_id
