"""Guessing: counted in the database, slowed down, and never shut out for good (R-AUT-3)."""

from datetime import UTC, datetime, timedelta

import pytest

from app import create_app, limits
from app.accounts import sessions, sign_in
from app.db import db
from tests.conftest import make_settings, token_in
from tests.integration.accounts.pages import give_password, make_person


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, monkeypatch):
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        for module in (limits, sessions, sign_in):
            monkeypatch.setattr(module, "utc_now", lambda: self.now)

    def move(self, **how_far):
        self.now += timedelta(**how_far)


@pytest.fixture
def clock(app, monkeypatch):
    return Clock(monkeypatch)


def fail(client, times, **who):
    for _time in range(times):
        response = give_password(client, password="not the right words at all", **who)
    return response.text


def test_five_failures_are_free_and_the_next_must_wait(client, clock):
    make_person()

    assert "do not go together" in fail(client, 5)
    assert "Wait 1 second," in fail(client, 1)


def test_the_wait_doubles_with_each_failure_up_to_a_quarter_of_an_hour(app, clock):
    account = sessions.account_key("sam@example.org")
    waits = []
    for _failure in range(16):
        sessions.note_failure(account, "sign-in:elsewhere")
        db.session.flush()
        waits.append(sessions.seconds_to_wait(account, "sign-in:nowhere"))

    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_tries_during_the_wait_do_not_make_it_longer(client, clock):
    make_person()
    fail(client, 6)

    fail(client, 5)
    clock.move(seconds=1)

    assert give_password(client).location == "/staff"


def test_even_the_right_password_waits(client, clock):
    make_person()
    fail(client, 5)

    assert "Wait 1 second," in give_password(client).text


def test_nobody_is_shut_out_for_good(app, client, clock):
    make_person()
    for _failure in range(40):
        sessions.note_failure(sessions.account_key("sam@example.org"), "sign-in:elsewhere")
    db.session.commit()
    assert "Wait 15 minutes," in give_password(client).text

    clock.move(minutes=15, seconds=1)

    assert give_password(client).location == "/staff"


def test_an_account_that_does_not_exist_waits_in_the_same_way(client, clock):
    assert "do not go together" in fail(client, 5, email="nobody@example.org")
    assert "Wait 1 second," in fail(client, 1, email="nobody@example.org")


def test_coming_in_starts_the_count_afresh(client, clock):
    make_person()
    fail(client, 4)
    give_password(client)

    other = client.application.test_client()

    assert "do not go together" in fail(other, 4)


def test_fifty_failures_from_one_address_stop_that_address_for_every_account(client, clock):
    make_person()
    with client.application.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        address = limits.address_key("sign-in")
    for number in range(50):
        sessions.note_failure(sessions.account_key(f"{number}@example.org"), address)
    db.session.commit()

    assert "Wait 15 minutes," in give_password(client).text
    clock.move(minutes=15, seconds=1)
    assert give_password(client).location == "/staff"


def test_the_count_survives_a_restart_and_is_shared_by_every_process(app, client, clock):
    make_person()
    fail(client, 5)
    db.session.commit()

    settings = app.config["SETTINGS"]
    started_again = create_app(make_settings(settings.data_dir, database_url=settings.database_url))
    with started_again.test_client() as other:
        page = other.get("/staff/sign-in").text
        answer = other.post(
            "/staff/sign-in",
            data={
                "csrf_token": token_in(page),
                "email": "sam@example.org",
                "password": "purple kettle walks slowly",
            },
        )
    with started_again.app_context():
        db.session.remove()
        db.engine.dispose()
    assert "Wait 1 second," in answer.text
