"""Walks over every route: tokens on unsafe methods, no change by reading, exact headers."""

import hashlib
import re

import pytest
import sqlalchemy as sa
from werkzeug.exceptions import HTTPException

from app.db import db
from app.security import HEADERS, SAFE_METHODS
from tests.conftest import token_in

#: Views that check the token themselves, so that what was typed is handed back.
HAND_WORDS_BACK = {
    "coming_back.come_back",
    "equality.ask",
    "responses.start_survey",
    "responses.show_page",
    "responses.check_answers",
    "speaking.say",
    "public.show_receipt",
    "public.withdraw_words",
    "public.correct_words",
    "public.add_words",
    "public.pick_pictures",
    "public.answer_consent",
    "public.answer_did_it_help",
    "public.say_whether_better",
    "updates.ask",
    "updates.stop",
}
#: A survey in the making, as a phone shows it (`may_be_framed_by_us`).
FRAMED_BY_US = {"preview.show_start", "preview.show_intro", "preview.show_page"}
#: Tables that reading may change, and why: the log of who looked, a monitor's row, tries.
READING_MAY_CHANGE = {"audit_event", "heartbeat", "attempt"}


def url_of(rule) -> str:
    """Return an address that matches `rule`, with invented values for its parts."""
    return re.sub(
        r"<(?:(\w+):)?\w+>", lambda part: "1" if part[1] == "int" else "no-such-thing", rule.rule
    )


def unsafe_rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.methods - SAFE_METHODS]


def test_no_unsafe_request_passes_without_its_token(app, client):
    for rule in unsafe_rules(app):
        if rule.endpoint in HAND_WORDS_BACK | {"csp_report"}:
            continue
        response = client.post(url_of(rule), data={"anything": "x"})
        assert response.status_code in {400, 405}, f"{rule.endpoint}: {response.status_code}"


def test_only_the_listed_views_check_their_token_themselves(app):
    marked = {
        name
        for name, view in app.view_functions.items()
        if getattr(view, "checks_csrf_itself", False)
    }

    assert marked <= HAND_WORDS_BACK


def test_a_request_from_another_site_is_refused_even_with_a_token(app, client):
    token = token_in(client.get("/staff/sign-in").text)
    sign_in = {"csrf_token": token, "email": "nobody@example.org", "password": "x" * 15}

    refused = client.post("/staff/sign-in", data=sign_in, headers={"Sec-Fetch-Site": "cross-site"})
    taken = client.post("/staff/sign-in", data=sign_in, headers={"Sec-Fetch-Site": "same-origin"})

    assert refused.status_code == 400
    assert taken.status_code == 200


def test_a_view_that_hands_words_back_does_nothing_without_its_token(app, client):
    before = digest_of_database()
    for rule in unsafe_rules(app):
        if rule.endpoint in HAND_WORDS_BACK:
            client.post(url_of(rule), data={"code": "AAAA AAAA AAAA AAAA", "answer": "words"})

    assert digest_of_database() == before


def digest_of_database() -> str:
    """Return a hash of every row of every table that reading must not change."""
    digest = hashlib.sha256()
    for table in db.metadata.sorted_tables:
        if table.name in READING_MAY_CHANGE:
            continue
        rows = sorted(repr(tuple(row)) for row in db.session.execute(sa.select(table)))
        digest.update(f"{table.name}{rows}".encode())
    db.session.rollback()
    return digest.hexdigest()


def test_reading_any_page_changes_nothing(app, client):
    before = digest_of_database()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            client.get(url_of(rule))

    assert digest_of_database() == before


def headers_of(endpoint: str) -> dict[str, str]:
    """Return what every page carries; a survey's preview is framed, by us alone."""
    policy = HEADERS["Content-Security-Policy"]
    if endpoint == "preview.show_frame":
        policy = policy.replace("frame-src 'none'", "frame-src 'self'")
    elif endpoint in FRAMED_BY_US:
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        return HEADERS | {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}
    return HEADERS | {"Content-Security-Policy": policy}


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_every_answer_of_every_route_carries_the_exact_headers(app, client, method):
    for rule in app.url_map.iter_rules():
        url = url_of(rule)
        response = getattr(client, method)(url)
        try:
            answers = app.url_map.bind("localhost").match(url.split("?")[0], method.upper())[0]
        except HTTPException:  # nothing answers this method here
            answers = ""
        carried = headers_of(answers)
        for name, value in carried.items():
            assert response.headers.get(name) == value, f"{method} {rule.endpoint}: {name}"
        assert response.headers["Cache-Control"], rule.endpoint


def test_static_files_carry_the_same_headers_and_may_be_kept(app, client):
    with client.get(app.jinja_env.globals["asset_url"]("app.css")) as response:
        assert response.data

    assert response.status_code == 200
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "immutable" in response.headers["Cache-Control"]


def test_a_forged_host_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
