"""How long somebody stays signed in, and how fast a lost right is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import services, sessions, sign_in
from app.accounts.models import RoleName
from app.db import db, utc_now
from tests.conftest import token_in
from tests.integration.sign_in import browser_of
from tests.integration.sign_in import sign_in as sign_in_as


@pytest.fixture
def later(monkeypatch):
    """Move our clock."""

    def move(**how_far):
        moment = utc_now() + timedelta(**how_far)
        for module in (sessions, sign_in):
            monkeypatch.setattr(module, "utc_now", lambda: moment)

    return move


def is_in(client) -> bool:
    return client.get("/staff").status_code == 200


def test_half_an_hour_without_use_signs_out(app, later):
    client, _user = sign_in_as(app, RoleName.REVIEWER)

    later(minutes=29)
    assert is_in(client)
    later(minutes=58)
    assert is_in(client)
    later(minutes=89)
    assert not is_in(client)


def test_a_page_that_takes_files_notices_the_end_too(app, later):
    """Such a page looks at who sends before the gate does; it must not answer for the gate."""
    client, _user = sign_in_as(app, RoleName.REVIEWER)
    assert client.get("/staff/bring-in").status_code == 200

    later(minutes=31)

    assert client.get("/staff/bring-in").status_code == 303


def test_a_safeguarding_lead_is_signed_out_after_a_quarter_of_an_hour(app, later):
    client, _user = sign_in_as(app, RoleName.SAFEGUARDING_LEAD)

    later(minutes=16)

    assert not is_in(client)


def test_eight_hours_are_the_end_however_busy_the_day(app, later):
    client, _user = sign_in_as(app, RoleName.REVIEWER)

    for minutes in range(20, 480, 20):
        later(minutes=minutes)
        assert is_in(client)
    later(minutes=481)

    assert not is_in(client)


def test_somebody_who_is_shut_out_is_out_on_the_next_request(app):
    sign_in_as(app, RoleName.ADMIN)
    client, user = sign_in_as(app, RoleName.REVIEWER)
    assert is_in(client)

    services.switch_person(user, is_active=False, reason="Left", by="1", by_role="admin")
    db.session.commit()

    assert not is_in(client)


def test_a_row_changed_by_hand_is_enough_to_shut_somebody_out(app):
    client, user = sign_in_as(app, RoleName.REVIEWER)

    user.active = False
    db.session.commit()

    assert not is_in(client)


def test_a_dropped_role_opens_nothing_on_the_next_request(app):
    client, user = sign_in_as(app, RoleName.ADMIN, RoleName.REVIEWER)
    assert client.get("/staff/people").status_code == 200

    user.roles = services.get_roles([RoleName.REVIEWER])
    db.session.commit()

    assert client.get("/staff/people").status_code == 403


def test_ending_all_sessions_reaches_every_browser(app):
    client, user = sign_in_as(app, RoleName.REVIEWER)
    elsewhere = browser_of(app, user)

    sessions.end_all_sessions(user)
    db.session.commit()

    assert not is_in(client)
    assert not is_in(elsewhere)


def test_a_cookie_without_a_session_in_the_database_opens_nothing(app):
    client, _user = sign_in_as(app, RoleName.REVIEWER)

    with client.session_transaction() as session:
        session["staff_session"] = "made up"

    assert not is_in(client)


def test_reading_pages_changes_no_row(app):
    client, _user = sign_in_as(app, *RoleName)

    def everything():
        db.session.rollback()
        return [db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables]

    before = everything()
    for url in ("/staff", "/staff/people", "/staff/account", "/staff/people/1", "/staff/sign-in"):
        client.get(url)

    assert everything() == before


def test_what_was_typed_is_handed_back_when_the_session_ended_meanwhile(app, later):
    client, user = sign_in_as(app, RoleName.ADMIN)
    token = token_in(client.get("/staff/people/1").text)
    later(minutes=31)

    answer = client.post(
        "/staff/people/1/access",
        data={
            "csrf_token": token,
            "switch-reason": "A long and careful reason",
            "new_password": "purple kettle walks slowly",
        },
    )

    assert answer.status_code == 403
    assert "You were signed out" in answer.text
    assert "A long and careful reason" in answer.text
    assert "purple kettle" not in answer.text
    assert user.active


def test_somebody_who_comes_back_late_is_told_why_they_must_sign_in(app, later):
    client, _user = sign_in_as(app, RoleName.REVIEWER)
    later(minutes=31)

    page = client.get(client.get("/staff").location).text

    assert "You were signed out, because you were away" in page
