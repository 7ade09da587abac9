"""Pages that stand still, and notes for machines."""

from datetime import datetime

import pytest

from app.db import db, utc_now
from app.surveys import services as surveys

STANDING = ("/help-now", "/privacy", "/accessibility", "/pictures", "/receipt")


@pytest.mark.parametrize("address", STANDING)
@pytest.mark.parametrize("query", ["", "?style=easy", "?lang=ur", "?lang=pl&style=easy"])
def test_every_standing_page_reads_well_in_each_style_and_language(client, address, query):
    answer = client.get(address + query)

    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_help_now_has_every_number_and_says_that_nobody_watches(client):
    page = client.get("/help-now").text

    for number in ("999", "0800 1111", "116 123", "85258", "0800 068 4141", "0808 800 5000"):
        assert number in page
    assert 'href="tel:08001111"' in page
    assert "We do not watch this website all day" in page
    assert "must confirm the number" in page


def test_help_now_shows_the_local_front_door_once_it_is_confirmed(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "FRONT_DOOR_PHONE", "0161 496 0000")

    page = client.get("/help-now").text

    assert "0161 496 0000" in page
    assert "must confirm the number" not in page


def test_privacy_is_told_short_first_and_then_in_full(client):
    page = client.get("/privacy").text

    assert page.index("In short") < page.index("In full")
    for words in ("Who reads it", "How long we keep it", "Your rights", "Cookies"):
        assert words in page


def test_the_accessibility_statement_has_the_headings_that_the_law_asks_for(client):
    page = client.get("/accessibility").text

    for heading in (
        "How accessible this website is",
        "Feedback and contact information",
        "Enforcement procedure",
        "Compliance status",
        "Non-accessible content",
        "Preparation of this accessibility statement",
    ):
        assert heading in page


def test_every_picture_says_where_it_comes_from(client):
    page = client.get("/pictures").text

    assert "CC BY-SA 4.0" in page
    assert page.count("OpenMoji ") > 100


def test_search_engines_are_kept_from_staff_receipts_and_surveys(client):
    rules = client.get("/robots.txt").text

    for path in ("/staff", "/receipt", "/surveys"):
        assert f"Disallow: {path}" in rules


def test_security_txt_does_not_run_out_soon(client):
    lines = dict(
        line.split(": ", 1)
        for line in client.get("/.well-known/security.txt").text.strip().splitlines()
    )

    assert lines["Contact"].startswith(("mailto:", "http"))
    assert (datetime.fromisoformat(lines["Expires"]) - utc_now()).days > 30


def test_what_is_true_of_every_survey_is_said_once(client):
    surveys.load_library()
    db.session.commit()

    page = client.get("/").text

    assert page.count("no account") == 1
    assert page.count("It takes about") > 1
