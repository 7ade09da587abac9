"""A helper's screen lies open in a room: the PIN guards it, however the session is run (Y5)."""

import pytest
import sqlalchemy as sa
from flask_security import hash_password

from app.accounts.models import User
from app.db import db
from app.groups import services
from app.groups.models import GroupSession, GroupWay
from app.groups.tablet import MOST_WRONG_PINS
from app.responses.models import Submission
from tests.conftest import token_in
from tests.integration.accounts.pages import PASSWORD
from tests.integration.groups.conftest import PIN, URL, Session, every

LOCKED = f"{URL}/locked"


@pytest.fixture(params=list(GroupWay))
def session(request, app, library):
    """A session run in each way, with a screen that the helper has locked."""
    session = Session(app, request.param.value)
    session.helper.press("Lock this screen")
    return session


def give_password():
    db.session.execute(sa.update(User).values(password=hash_password(PASSWORD)))
    db.session.commit()


def unlock(session, pin=PIN):
    return session.helper.open(LOCKED).press("Unlock the screen", {"pin": pin})


def test_whatever_address_is_asked_for_a_locked_screen_stays_locked(session):
    for url in ("/staff", URL, session.url, f"{session.url}/close", f"{session.url}/discard", "/"):
        assert session.client.get(url).location == LOCKED, url
    for url in (f"{session.url}/pin", "/staff/account", "/staff/paper", "/join"):
        assert session.client.get(url).location == LOCKED, url
    sent = {"csrf_token": token_in(session.helper.open(LOCKED).html), "pin": PIN}
    for path in ("close", "discard", "code"):
        assert session.client.post(f"{session.url}/{path}", data=sent).location == LOCKED, path
    assert session.row.is_open
    assert session.client.get("/help-now").status_code == 200, "help is never locked away"


def test_only_the_pin_opens_it_again_where_it_was(session):
    assert "That is not the PIN" in unlock(session, "1357").words
    assert session.client.get("/staff").location == LOCKED
    unlock(session)

    assert session.url in session.helper.url
    assert session.client.get("/staff").status_code == 200


def test_the_pin_of_a_locked_screen_cannot_be_found_by_trying(session):
    for number in range(MOST_WRONG_PINS):
        unlock(session, f"000{number}")

    assert "wrong too often" in unlock(session).words
    assert session.client.get("/staff").location == LOCKED


def test_who_forgot_the_pin_signs_in_again_and_chooses_another_with_the_password(session):
    give_password()
    session.helper.open(LOCKED).press("Sign out")
    assert session.client.get("/staff").status_code in {302, 303}
    session.helper.open("/staff/sign-in").press(
        "Sign in", {"Email": session.user.email, "Password": PASSWORD}
    )
    assert session.client.get("/staff").status_code == 200, "the password opens what the PIN does"
    session.helper.open(URL).follow("Choose another PIN").press("Keep this PIN", {"pin": "97531"})

    assert services.is_pin(session.row, "97531")
    assert session.url in session.helper.url


def test_a_password_given_before_is_no_way_round_the_pin(session):
    unlock(session)

    assert "/staff/password-again" in session.client.get(f"{session.url}/pin").location


def test_a_session_thrown_away_elsewhere_leaves_a_signed_out_screen(session):
    db.session.execute(sa.delete(GroupSession))
    db.session.commit()

    assert session.client.get(LOCKED).location.startswith("/staff/sign-in")
    assert "/staff/sign-in" in session.client.get(URL).location


def test_a_locked_screen_shows_how_to_join_and_nothing_of_what_was_said(app, library, device):
    own = Session(app, "own")
    device().join(own.code).answer(like_doing="zebra crossing")
    own.helper.open(own.url).press("Lock this screen")

    assert own.code in own.helper.words
    assert "1 of 5" in own.helper.words
    assert "zebra" not in own.helper.html


def test_hands_and_words_are_kept_before_the_screen_is_locked(app, library):
    hands = Session(app, "hands")
    hands.helper.press("Lock this screen", {"like-doing": "zebra crossing"})
    assert "This screen is locked" in hands.helper.words
    assert "zebra" not in hands.helper.html
    unlock(hands)

    assert "zebra crossing" in hands.helper.html


def test_closing_takes_the_pin(app, library, device):
    own = Session(app, "own")
    device().join(own.code).answer()
    assert "That is not the PIN" in own.press("close", "Close the session", "1357").words
    assert own.row.is_open
    own.close()

    assert not own.row.is_open


def test_what_a_group_said_is_sent_with_the_pin_only(app, library):
    hands = Session(app, "hands")
    hands.helper.press("Continue", {"like-doing": "lego"})
    answers = {"consent": "count", "pin": ""}
    hands.helper.open(f"{hands.url}/close").press("Send it", answers)
    assert "Write the PIN." in hands.helper.words
    assert every(Submission) == []
    hands.helper.press("Send it", {"pin": PIN})

    assert len(every(Submission)) == 1


def test_a_session_from_before_there_were_pins_goes_on_without(app, library):
    hands = Session(app, "hands")
    db.session.execute(sa.update(GroupSession).values(pin_hash=None))
    db.session.commit()
    hands.helper.open(hands.url + "/pages/like")
    assert "Lock this screen" not in hands.helper.words
    hands.helper.press("Continue", {"like-doing": "lego"})
    hands.helper.open(f"{hands.url}/close").press("Send it", {"consent": "count"})

    assert len(every(Submission)) == 1


def test_another_pin_is_refused_while_answers_wait_that_are_sealed_with_the_first(app, library):
    tablet = Session(app, "tablet")
    give_password()
    services.note_device(tablet.row, is_ready=True)
    db.session.commit()
    tablet.helper.open(f"{tablet.url}/pin").press("Continue", {"Your password": PASSWORD})
    tablet.helper.press("Keep this PIN", {"pin": "97531"})

    assert "only the PIN of before can open" in tablet.helper.words
    assert services.is_pin(tablet.row, PIN)
