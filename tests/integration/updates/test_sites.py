"""Other sites are told of changes: signed, without words, to named addresses only, and again."""

import dataclasses
import http.server
import json
import logging
import re
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import db, utc_now
from app.tracker import services as tracker
from app.tracker.models import CHECKS
from app.updates import posting
from app.updates.jobs import tell_sites
from app.updates.models import Delivery, DeliveryStatus
from app.updates.services import Site
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import WORDS, in_days, make_action, make_published_entry

ROOT = Path(__file__).parents[3]
REAL = utc_now


class OtherSite:
    """A real web server that keeps what it is told; `status` is what it answers."""

    def __init__(self) -> None:
        self.told, self.status, self.location, self.seconds_a_letter = [], 204, "", 0.0
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                site.told.append((self.path, dict(self.headers), body))
                if site.seconds_a_letter:
                    for letter in b"HTTP/1.1 204 No Content\r\n\r\n":
                        self.wfile.write(bytes([letter]))
                        time.sleep(site.seconds_a_letter)
                self.send_response(site.status)
                if site.location:
                    self.send_header("Location", site.location)
                self.end_headers()

            def log_message(self, *_facts: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_facts: None
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/told?key=of-the-other-side"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def name_sites(app):
    before = app.config["SETTINGS"]

    def name(*urls, **more):
        app.config["SETTINGS"] = dataclasses.replace(before, webhook_urls=urls, **more)

    yield name
    app.config["SETTINGS"] = before


@pytest.fixture
def make_site():
    sites = []

    def make():
        sites.append(OtherSite())
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture
def site(make_site, name_sites):
    """A site that the settings name, and that is past what was published before."""
    other = make_site()
    name_sites(other.url)
    tell_sites()
    return other


@pytest.fixture
def later(monkeypatch):
    moved = timedelta()

    def move(**how_far):
        nonlocal moved
        moved += timedelta(**how_far)
        moment = REAL() + moved
        monkeypatch.setattr(sys.modules["app.updates.services.telling"], "utc_now", lambda: moment)

    return move


def facts_of(told) -> dict:
    return json.loads(told[2])


def test_a_site_is_told_once_which_entry_was_published(app, client, site):
    entry = make_published_entry()

    assert tell_sites() == 1
    assert tell_sites() == 0
    path, headers, body = site.told[0]
    assert path == "/told?key=of-the-other-side"
    assert headers["Content-Type"] == "application/json"
    facts = json.loads(body)
    assert facts["kind"] == "published"
    assert facts["url"] == f"http://localhost:8000/you-said-we-did/{entry.slug}"
    assert facts["id"] == headers["Said-And-Done-Delivery"]
    answer = client.get(facts["data"].removeprefix("http://localhost:8000"))
    assert answer.headers["ETag"] == facts["etag"]
    again = client.get(f"/api/v1/entries/{entry.slug}", headers={"If-None-Match": facts["etag"]})
    assert again.status_code == 304


def test_a_message_holds_no_words(site):
    theme = make_theme("School taxis", people=12)
    make_published_entry(make_action(theme, title="Taxis on time"))
    tell_sites()

    facts = facts_of(site.told[0])
    assert set(facts) == {"id", "kind", "url", "data", "etag", "happened_on"}
    whole = json.dumps(site.told[0][1]) + site.told[0][2].decode()
    for said in [*(str(each) for each in WORDS.values() if each), "School taxis", "Taxis on"]:
        assert said not in whole


def test_the_example_of_our_documents_accepts_our_messages_and_nothing_else(site):
    make_published_entry()
    tell_sites()
    example = re.search(r"```python\n(.*?)```", (ROOT / "docs/webhooks.md").read_text(), re.DOTALL)
    names: dict = {}
    exec(example[1], names)  # noqa: S102  # the example of our own document
    is_from_us = names["is_from_us"]
    _path, headers, body = site.told[0]
    secret, header = Site(site.url).secret, headers["Said-And-Done-Signature"]

    assert is_from_us(secret, header, body)
    assert not is_from_us(secret, header, body + b" ")
    assert not is_from_us("another secret", header, body)
    old = posting.sign(secret, body, at=int(time.time()) - 600)
    assert not is_from_us(secret, old, body)


def test_changes_and_withdrawals_are_told_too(site):
    entry = make_published_entry()
    tell_sites()
    tracker.change_promised_date(entry.action, new_date=in_days(90), reason="Ill.", by=entry.author)
    db.session.commit()
    tell_sites()
    tracker.withdraw_entry(entry, by=entry.author, reason="Wrong.")
    db.session.commit()
    tell_sites()

    assert [facts_of(each)["kind"] for each in site.told] == ["published", "changed", "withdrawn"]
    assert facts_of(site.told[2])["etag"] is None


def test_whatever_changes_the_public_page_is_told(site):
    entry = make_published_entry()
    tell_sites()
    seen = tracker.fingerprint(entry, "pl")
    tracker.save_translation(
        entry, "pl", {"title": "Plan"}, is_checked=False, seen=seen, by=entry.author
    )
    db.session.commit()
    tell_sites()
    tracker.record_decision(
        entry.action, decision="Agreed.", decided_on=in_days(-1), by=entry.author
    )
    db.session.commit()
    tell_sites()

    assert [facts_of(each)["kind"] for each in site.told] == ["published", "changed", "changed"]


def test_a_corrected_entry_has_changed(site):
    entry = make_published_entry()
    tell_sites()
    words = tracker.words_of(entry) | {"we_did": "Caseworkers message every family every week."}
    tracker.correct_entry(
        entry, by=entry.author, reason="It is every week.", checks=CHECKS, **words
    )
    tracker.sign_correction(entry, by=entry.signed_off_by, is_approval=True)
    db.session.commit()

    assert tell_sites() == 1
    assert facts_of(site.told[1])["kind"] == "changed"


def test_a_site_that_is_new_is_not_told_of_what_was_before(make_site, name_sites):
    make_published_entry()
    other = make_site()
    name_sites(other.url)

    assert tell_sites() == 0
    make_published_entry()
    assert tell_sites() == 1


def test_without_a_named_site_nothing_is_sent_or_stored(app, name_sites):
    make_published_entry()

    assert tell_sites() == 0
    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0


def test_a_site_that_fails_is_tried_again_with_the_same_id_and_then_given_up(site, later):
    make_published_entry()
    site.status = 500
    waits = [0, 1, 5, 30, 120, 360, 1440]
    for number, minutes in enumerate(waits, start=1):
        later(minutes=minutes, seconds=1)
        tell_sites()
        tell_sites()
        assert len(site.told) == number
    later(days=9)
    tell_sites()

    assert len(site.told) == len(waits)
    assert len({each[1]["Said-And-Done-Delivery"] for each in site.told}) == 1
    assert len({each[2] for each in site.told}) == 1
    row = db.session.scalars(sa.select(Delivery)).one()
    assert (row.status, row.outcome) == (DeliveryStatus.GIVEN_UP, "500")


def test_a_site_that_is_back_gets_what_waited(site, later):
    make_published_entry()
    site.status = 503
    tell_sites()
    site.status = 200
    later(minutes=2)

    assert tell_sites() == 1


def test_one_site_that_fails_does_not_keep_another_waiting(make_site, name_sites):
    broken, good = make_site(), make_site()
    broken.status = 500
    name_sites(broken.url, good.url)
    tell_sites()
    make_published_entry()
    make_published_entry()
    tell_sites()

    assert len(broken.told) == 1
    assert len(good.told) == 2


def test_a_redirect_is_not_followed(site, make_site):
    elsewhere = make_site()
    site.status, site.location = 307, elsewhere.url
    make_published_entry()

    assert tell_sites() == 0
    assert elsewhere.told == []
    assert db.session.scalars(sa.select(Delivery)).one().outcome == "redirect-307"


def test_a_site_that_answers_letter_by_letter_is_cut_off(site, monkeypatch):
    monkeypatch.setattr(posting, "DEADLINE_SECONDS", 1)
    site.seconds_a_letter = 0.3
    make_published_entry()
    began = time.monotonic()

    assert tell_sites() == 0
    assert time.monotonic() - began < 4
    assert db.session.scalars(sa.select(Delivery)).one().outcome == "timeout"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # a name may lead there
        "::1",
        "fd00::1",
        "fe80::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_refused(monkeypatch, address):
    connected = []
    monkeypatch.setattr(
        posting.socket, "getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", (address, 443))]
    )
    monkeypatch.setattr(posting.socket, "create_connection", lambda *a, **_k: connected.append(a))

    outcome = posting.post("https://www.example.org/hook", b"{}", headers={})

    assert outcome.code == "private-address"
    assert connected == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [(0, 0, 0, "", (each, 443)) for each in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_a, **_k: found)

    assert posting.post("https://example.org/", b"", headers={}).code == "private-address"


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    connected = []

    def connect(address, *_more):
        connected.append(address)
        raise ConnectionRefusedError

    found = [(0, 0, 0, "", ("93.184.215.14", 443))]
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(posting.socket, "create_connection", connect)

    assert not posting.post("https://example.org/", b"", headers={}).is_delivered
    assert connected == [("93.184.215.14", 443)]


def test_a_site_without_a_certificate_for_its_name_is_refused(make_site):
    other = make_site()  # speaks no TLS at all
    port = other.server.server_address[1]

    outcome = posting.post(
        f"https://localhost:{port}/", b"{}", headers={}, private_hosts=["localhost"]
    )

    assert not outcome.is_delivered
    assert other.told == []


def test_what_waits_for_a_site_that_is_named_no_longer_is_given_up(site, name_sites):
    site.status = 500
    make_published_entry()
    tell_sites()
    name_sites()
    tell_sites()

    row = db.session.scalars(sa.select(Delivery)).one()
    assert row.status == DeliveryStatus.GIVEN_UP


def test_secrets_and_keys_stand_on_no_page_in_no_log_and_in_no_table(app, site, caplog):
    caplog.set_level(logging.DEBUG)
    site.status = 500
    make_published_entry()
    tell_sites()
    admin, _person = sign_in(app, RoleName.ADMIN)
    page = admin.get("/staff/updates/sites").text
    assert "127.0.0.1" in page
    assert "500" in page
    rows = repr([row._mapping for row in db.session.execute(sa.select(Delivery.__table__))])
    for hidden in (Site(site.url).secret, "of-the-other-side", app.config["SECRET_KEY"]):
        for place in (page, caplog.text, rows):
            assert hidden not in place


def test_the_log_forgets_after_a_month(site, later):
    make_published_entry()
    tell_sites()
    later(days=31)
    tell_sites()

    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0


def test_the_command_prints_each_site_with_its_secret(app, name_sites):
    name_sites("https://a.example.org/x", "https://a.example.org/x#2")
    printed = app.test_cli_runner().invoke(args=["updates", "sites"]).output

    secrets = re.findall(r"secret: ([0-9a-f]{64})", printed)
    assert len(set(secrets)) == 2
