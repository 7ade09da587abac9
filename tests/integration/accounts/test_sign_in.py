"""Signing in and out: who comes in, who does not, and what is kept of it."""

import sqlalchemy as sa

from app.accounts.models import RoleName, StaffSession, User
from app.audit import AuditEvent
from app.db import db
from tests.conftest import token_in
from tests.integration.accounts.pages import PASSWORD, give_password, make_person, send
from tests.integration.sign_in import browser_of, sign_in


def actions() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_the_right_password_opens_the_desk(client):
    make_person(RoleName.REVIEWER)

    response = give_password(client)

    assert response.location == "/staff"
    assert "What waits for you" in client.get("/staff").text
    assert actions() == ["account.sign-in"]


def test_an_address_is_found_whatever_its_capitals(client):
    make_person()

    assert give_password(client, email=" SAM@Example.org ").location == "/staff"


def without_what_differs(page: str, *typed: str) -> str:
    for each in (token_in(page), *typed):
        page = page.replace(each, "")
    return page


def test_an_unknown_person_and_a_wrong_password_get_the_same_page(client):
    make_person()

    known = give_password(client, password="not the right words at all")
    unknown = give_password(client, email="kim@example.org", password="not the right words at all")

    assert known.status_code == unknown.status_code == 200
    assert "do not go together" in known.text
    assert without_what_differs(known.text, "sam@example.org") == without_what_differs(
        unknown.text, "kim@example.org"
    )


def test_someone_who_never_joined_or_was_shut_out_gets_the_same_page_too(client):
    make_person()
    invited = make_person(email="kim@example.org")
    invited.password = None
    shut_out = make_person(email="lee@example.org")
    shut_out.active = False
    db.session.commit()

    for email in ("kim@example.org", "lee@example.org"):
        assert "do not go together" in give_password(client, email=email).text
        assert client.get("/staff").status_code == 303


def test_empty_boxes_are_named(client):
    page = give_password(client, email="", password="").text

    assert "Enter your email address." in page
    assert "Enter your password." in page
    assert actions() == []


def test_a_failure_is_noted_without_what_was_typed(client):
    user = make_person(RoleName.REVIEWER)

    give_password(client, password="a slip of the keyboard")
    give_password(client, email="my-secret-typo@example.org", password="another slip of the hand")

    events = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.target for event in events] == [f"staff:{user.id}", "staff:unknown"]
    everything = " ".join(
        str(row)
        for table in db.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
    )
    assert "my-secret-typo" not in everything
    assert "slip" not in everything


def test_no_address_of_a_computer_is_kept(client):
    make_person()

    give_password(client)

    columns = {column.name for column in User.__table__.columns}
    assert not {name for name in columns if name.endswith("_ip")}
    rows = db.session.execute(sa.select(User.__table__)).all()
    assert "127.0.0.1" not in str(rows)


def test_signing_out_needs_a_post(client):
    make_person()
    give_password(client)

    assert client.get("/staff/sign-out").status_code == 405
    assert client.get("/staff").status_code == 200


def test_signing_out_clears_the_browser_and_kills_the_old_cookie(app):
    client, _user = sign_in(app, RoleName.REVIEWER)
    old_cookie = client.get_cookie("sid").value

    response = send(client, "/staff", to="/staff/sign-out")

    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "You are signed out." in client.get(response.location).text
    assert client.get("/staff").status_code == 303
    client.set_cookie("sid", old_cookie)
    assert client.get("/staff").status_code == 303
    assert actions()[-1] == "account.sign-out"


def test_signing_in_gives_a_new_session_and_a_new_token(client):
    make_person()
    page = client.get("/staff/sign-in").text
    with client.session_transaction() as session:
        session["staff_session"] = "chosen by somebody else"

    client.post(
        "/staff/sign-in",
        data={
            "csrf_token": token_in(page),
            "email": "sam@example.org",
            "password": PASSWORD,
        },
    )

    with client.session_transaction() as session:
        assert session["staff_session"] != "chosen by somebody else"
    # The token of before signing in opens nothing now.
    response = client.post("/staff/sign-out", data={"csrf_token": token_in(page)})
    assert response.status_code == 400


def test_the_database_keeps_only_a_hash_of_a_session(app):
    client, _user = sign_in(app)

    with client.session_transaction() as session:
        secret = session["staff_session"]
    row = db.session.scalars(sa.select(StaffSession)).one()
    assert len(secret) >= 43
    assert secret not in row.id_hash


def test_nothing_can_be_registered_or_reset_by_the_public(client):
    for url in ("/register", "/reset", "/staff/register", "/confirm", "/staff/reset"):
        assert client.get(url).status_code == 404


def test_a_token_in_a_header_or_address_signs_nobody_in(app, client):
    user = make_person(RoleName.ADMIN)
    with app.test_request_context():
        token = user.get_auth_token()

    assert client.get("/staff", headers={"Authentication-Token": token}).status_code == 303
    assert client.get(f"/staff?auth_token={token}").status_code == 303


def test_json_is_not_taken_at_the_door(client):
    make_person()
    token = token_in(client.get("/staff/sign-in").text)

    response = client.post(
        "/staff/sign-in",
        json={"email": "sam@example.org", "password": PASSWORD},
        headers={"X-CSRF-Token": token},
    )

    assert response.status_code == 400


def test_changing_a_password_ends_every_other_session(app):
    user = make_person(RoleName.REVIEWER)
    here, elsewhere = browser_of(app, user), browser_of(app, user)

    response = send(
        here,
        "/staff/change-password",
        password=PASSWORD,
        new_password="seven lanterns under water",
        new_password_confirm="seven lanterns under water",
    )

    assert response.location == "/staff/account"
    assert "Your password is changed." in here.get("/staff/account").text
    assert elsewhere.get("/staff").status_code == 303
    assert give_password(elsewhere, password="seven lanterns under water").location == "/staff"
    assert "account.change-password" in actions()


def test_a_new_password_must_be_good_and_typed_twice(app):
    client = browser_of(app, make_person())

    def change(new, again=None, now=PASSWORD):
        return send(
            client,
            "/staff/change-password",
            password=now,
            new_password=new,
            new_password_confirm=again or new,
        ).text

    assert "at least 15 characters" in change("short")
    assert "128 characters or fewer" in change("long words " * 12)
    assert "tried first" in change("Password123456789")
    assert "tried first" in change("Sam.Okoro.2026!!")
    assert "not the same" in change("seven lanterns under water", "seven lanterns under snow")
    assert "That is not your password." in change("seven lanterns under water", now="wrong")
