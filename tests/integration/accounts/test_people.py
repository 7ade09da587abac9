"""Who works here: invitations, roles, and shutting somebody out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import services
from app.accounts.models import Invitation, RoleName, User
from app.audit import AuditEvent
from app.db import db, utc_now
from tests.conftest import token_in
from tests.integration.accounts.pages import PASSWORD, give_password, make_person, send
from tests.integration.sign_in import sign_in


@pytest.fixture
def admin(app):
    client, _user = sign_in(app, RoleName.ADMIN, name="Alex Admin")
    return client


def invite(admin, **answers):
    answers = {"display_name": "Kim Lee", "email": "kim@example.org", "roles": "reviewer"} | answers
    return send(admin, "/staff/people/invite", **answers)


def link_in(page: str) -> str:
    start = page.index("http://localhost:8000/join/") + len("http://localhost:8000")
    return page[start : page.index("<", start)]


def last_event() -> AuditEvent:
    return db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def set_password(client, link, password=PASSWORD, again=None):
    return send(client, link, password=password, password_again=again or password)


def test_an_invited_person_sets_a_password_and_then_signs_in(app, admin):
    link = link_in(invite(admin).text)
    client = app.test_client()

    response = set_password(client, link)

    assert response.location == "/staff/sign-in"
    assert client.get("/staff").status_code == 303
    assert "Your password is set." in client.get("/staff/sign-in").text
    assert give_password(client, email="kim@example.org").location == "/staff"


def test_an_invitation_is_noted_with_the_roles_and_without_the_link(admin):
    link = link_in(invite(admin).text)

    event = last_event()
    assert event.action == "account.invite"
    assert event.facts == {"roles": ["reviewer"]}
    kept = str(db.session.execute(sa.select(Invitation.__table__)).all())
    assert link.rsplit("/", 1)[1] not in kept


def test_a_link_works_once(app, admin):
    link = link_in(invite(admin).text)
    set_password(app.test_client(), link)

    again = app.test_client().get(link)

    assert again.status_code == 404
    assert "This link does not work any more" in again.text


def test_a_page_that_was_open_when_the_link_was_used_sets_nothing(app, admin):
    link = link_in(invite(admin).text)
    slow = app.test_client()
    token = token_in(slow.get(link).text)
    set_password(app.test_client(), link)

    words = "another four words here"
    answer = slow.post(link, data={"csrf_token": token, "password": words, "password_again": words})

    assert answer.status_code == 404
    assert give_password(app.test_client(), email="kim@example.org").location == "/staff"


def test_a_link_works_for_half_an_hour(app, admin):
    link = link_in(invite(admin).text)
    db.session.execute(sa.update(Invitation).values(expires_at=utc_now() - timedelta(seconds=1)))
    db.session.commit()

    assert app.test_client().get(link).status_code == 404
    row = db.session.scalars(sa.select(Invitation)).one()
    assert row.expires_at - row.created_at <= timedelta(minutes=30)


def test_a_made_up_link_opens_nothing(client):
    assert client.get("/join/made-up").status_code == 404


def test_a_new_link_kills_the_one_before_and_ends_sessions(app, admin):
    first = link_in(invite(admin).text)
    set_password(app.test_client(), first)
    kim = app.test_client()
    give_password(kim, email="kim@example.org")

    person = services.find_user("kim@example.org")
    page = send(admin, f"/staff/people/{person.id}", to=f"/staff/people/{person.id}/link").text
    older = link_in(page)
    page = send(admin, f"/staff/people/{person.id}", to=f"/staff/people/{person.id}/link").text
    assert app.test_client().get(older).status_code == 404
    assert kim.get("/staff").status_code == 200

    set_password(app.test_client(), link_in(page), "seven lanterns under water")

    assert kim.get("/staff").status_code == 303


def test_a_weak_first_password_is_refused_with_a_reason(app, admin):
    link = link_in(invite(admin).text)
    client = app.test_client()

    assert "at least 15 characters" in set_password(client, link, "short").text
    assert "tried first" in set_password(client, link, "kimleekimleekimlee1").text
    assert "are not the same" in set_password(client, link, PASSWORD, "something else").text
    assert services.find_user("kim@example.org").password is None


def test_what_is_missing_from_an_invitation_is_named(admin):
    page = send(admin, "/staff/people/invite", display_name="", email="nonsense").text

    assert "Enter their name." in page
    assert "Enter an email address, like name@example.org." in page
    assert "Choose what they may do." in page
    assert "already has an account" in invite(admin, email="person1@example.org").text


def test_a_name_with_markup_is_shown_as_it_was_typed(admin):
    page = invite(admin, display_name='"><img src=x onerror=alert(1)>').text

    assert "<img" not in page
    assert "<img" not in admin.get("/staff/people").text


def test_the_list_says_who_can_sign_in_and_when_they_last_did(app, admin):
    sign_in(app, RoleName.PARENT_REP, name="Priya Parent")
    invite(admin)

    page = " ".join(admin.get("/staff/people").text.split())

    assert "Priya Parent" in page
    assert "Parent representative" in page
    assert "Invited" in page
    assert "Never" in page
    assert f'datetime="{utc_now().date().isoformat()}"' in page


def change_roles(admin, user, *roles, reason="They changed jobs"):
    return send(
        admin,
        f"/staff/people/{user.id}",
        to=f"/staff/people/{user.id}/roles",
        **{"roles-roles": list(roles), "roles-reason": reason},
    )


def test_roles_change_with_a_reason_and_the_person_signs_in_again(app, admin):
    client, user = sign_in(app, RoleName.REVIEWER)

    change_roles(admin, user, "publisher", "board")

    assert user.role_names == {"publisher", "board"}
    assert client.get("/staff").status_code == 303
    event = last_event()
    assert (event.action, event.reason) == ("account.change-roles", "They changed jobs")
    assert event.facts == {"added": ["board", "publisher"], "removed": ["reviewer"]}


def test_roles_do_not_change_without_a_reason(app, admin):
    _client, user = sign_in(app, RoleName.REVIEWER)

    assert "Enter why." in change_roles(admin, user, "admin", reason=" ").text
    assert user.role_names == {"reviewer"}


def test_a_role_that_does_not_exist_is_refused(app, admin):
    _client, user = sign_in(app, RoleName.REVIEWER)

    assert change_roles(admin, user, "emperor").status_code == 200
    assert user.role_names == {"reviewer"}


def test_the_last_administrator_stays(admin):
    alex = services.find_user("person1@example.org")

    assert "last administrator" in change_roles(admin, alex, "reviewer").text
    assert "last administrator" in switch(admin, alex, "shut").text
    assert alex.active
    assert alex.role_names == {"admin"}


def switch(admin, user, access, reason="They left"):
    return send(
        admin,
        f"/staff/people/{user.id}",
        to=f"/staff/people/{user.id}/access",
        **{"access": access, "switch-reason": reason},
    )


def test_somebody_who_left_is_shut_out_at_once_and_can_come_back(app, admin):
    client, user = sign_in(app, RoleName.REVIEWER)

    switch(admin, user, "shut")

    assert client.get("/staff").status_code == 303
    assert last_event().action == "account.disable"
    assert last_event().reason == "They left"

    switch(admin, user, "open", reason="They are back")

    assert user.active
    assert client.get("/staff").status_code == 303
    assert last_event().action == "account.enable"


def test_a_lost_phone_can_be_forgotten(app, admin):
    user = make_person(RoleName.REVIEWER)
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "something"
    db.session.commit()

    send(
        admin,
        f"/staff/people/{user.id}",
        to=f"/staff/people/{user.id}/link",
        **{"renew-forget_second_step": "y"},
    )

    assert not user.has_second_step
    assert last_event().facts == {"second_step_removed": True}


def test_changing_people_needs_a_password_of_the_last_five_minutes(admin):
    with admin.session_transaction() as session:
        session["fs_paa"] -= 301

    for url in ("/staff/people/invite", "/staff/people/1"):
        assert admin.get(url).location == f"/staff/password-again?next={url}"


def test_someone_who_is_not_there_is_not_found(admin):
    assert admin.get("/staff/people/4711").status_code == 404


def run(app, *args):
    return app.test_cli_runner().invoke(args=["accounts", *args])


def test_the_first_administrator_comes_in_by_a_command(app):
    output = run(
        app, "invite", "alex@example.org", "--role", "admin", "--name", "Alex Admin"
    ).output
    client = app.test_client()
    link = output.strip().removeprefix("http://localhost:8000")

    assert link.startswith("/join/")
    set_password(client, link)

    assert give_password(client, email="alex@example.org").location == "/staff"
    assert client.get("/staff/people").status_code == 200


def test_the_command_gives_an_existing_person_a_new_link(app):
    make_person(RoleName.REVIEWER)

    result = run(app, "invite", "sam@example.org", "--role", "admin", "--name", "Sam")

    assert "/join/" in result.output
    assert db.session.scalars(sa.select(User)).one().role_names == {"reviewer"}


def test_the_command_knows_no_other_roles(app):
    assert run(app, "invite", "a@example.org", "--role", "emperor", "--name", "A").exit_code == 2
