"""Who may open what: the matrix and the routes agree, and every cell is tried."""

import re

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.accounts.access import NAVIGATION
from app.accounts.matrix import MATRIX, NOBODY, PUBLIC, SIGNED_IN
from app.accounts.models import RoleName
from app.db import db
from tests.conftest import make_settings
from tests.integration.sign_in import sign_in
from tests.page_reader import PageReader

#: A value for each placeholder, of something that does not exist.
NOTHING_THERE = {"int": "999999", "string": "nothing-there", "default": "nothing-there"}
ROLES = [None, *RoleName]


def routes_without_a_row(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()} - set(MATRIX)


def rows_without_a_route(app: Flask) -> set[str]:
    return set(MATRIX) - {rule.endpoint for rule in app.url_map.iter_rules()}


def paths(app: Flask) -> list[tuple[str, str, str]]:
    """Every (endpoint, method, path), with a value in each placeholder."""
    found = []
    for rule in app.url_map.iter_rules():
        path = re.sub(
            r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>",
            lambda match: NOTHING_THERE.get(match[1] or "default", "nothing-there"),
            rule.rule,
        )
        found += [(rule.endpoint, method, path) for method in rule.methods & {"GET", "POST"}]
    return sorted(found)


def lets_in(endpoint: str, role: RoleName | None, *, is_signed_in: bool) -> bool:
    """The matrix, read a second time and in other words than the gate's own."""
    access = MATRIX[endpoint]
    if access == PUBLIC:
        return True
    if access == SIGNED_IN:
        return is_signed_in
    return is_signed_in and role in access


def test_every_route_has_a_row(app):
    assert routes_without_a_row(app) == set()


def test_every_row_has_a_route(app):
    assert rows_without_a_route(app) == set()


def test_every_menu_item_has_a_row(app):
    assert {endpoint for endpoint, _label in NAVIGATION} <= set(MATRIX)


@pytest.fixture
def app_with_a_forgotten_route(app, tmp_path):
    """A second application of ours, with a route that nobody wrote a row for."""
    changes = {}
    if db.engine.dialect.name != "sqlite":
        changes["database_url"] = app.config["SETTINGS"].database_url
    forgetful = create_app(make_settings(tmp_path, **changes))
    forgetful.add_url_rule("/forgotten", "forgotten", lambda: "<p>secret</p>")
    forgetful.test_client_class = PageReader
    with forgetful.app_context():
        db.create_all()
        yield forgetful
        db.session.remove()
        db.engine.dispose()


def test_the_checker_finds_a_route_without_a_row(app_with_a_forgotten_route):
    assert routes_without_a_row(app_with_a_forgotten_route) >= {"forgotten"}


def test_a_route_without_a_row_is_shut_for_everyone(app_with_a_forgotten_route):
    app = app_with_a_forgotten_route
    everyone = [app.test_client(), sign_in(app, *RoleName)[0]]

    for client in everyone:
        response = client.get("/forgotten")
        assert response.status_code == 403
        assert "secret" not in response.text


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "no-role")
def test_each_role_opens_exactly_what_the_matrix_says(app, role):
    client, _user = sign_in(app, *([role] if role else []))
    wrong = []
    for endpoint, method, path in paths(app):
        if method == "POST" or endpoint == "security.logout":
            continue
        status = client.get(path).status_code
        is_in = lets_in(endpoint, role, is_signed_in=True)
        if is_in == (status == 403):
            wrong.append((endpoint, status))

    assert wrong == []


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "no-role")
def test_each_role_sends_only_what_the_matrix_says(app, role):
    client, _user = sign_in(app, *([role] if role else []))
    client.get("/staff/sign-in")
    with client.session_transaction() as session:
        raw = session.get("csrf_token")
    wrong = []
    for endpoint, method, path in paths(app):
        if method == "GET" or lets_in(endpoint, role, is_signed_in=True):
            continue
        response = client.post(path, data={"csrf_token": signed(app, raw)})
        if response.status_code != 403:
            wrong.append((endpoint, response.status_code))

    assert wrong == []


def signed(app, raw: str) -> str:
    """Return the token that a page of the session with `raw` would carry."""
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(raw)


def test_a_visitor_gets_no_byte_of_a_staff_page(app, client):
    wrong = []
    for endpoint, method, path in paths(app):
        if MATRIX[endpoint] == PUBLIC or method == "POST":
            continue
        response = client.get(path)
        if MATRIX[endpoint] == NOBODY:
            is_shut = response.status_code == 403
        else:
            is_shut = response.status_code == 303 and response.location.startswith("/staff/sign-in")
        if not is_shut or "staff-navigation" in response.text:
            wrong.append((endpoint, response.status_code, response.location))

    assert wrong == []


def test_a_visitor_is_sent_back_to_the_page_they_wanted(client):
    assert client.get("/staff/people").location == "/staff/sign-in?next=/staff/people"
