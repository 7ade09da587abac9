"""What tests of updates share: a mail server, a clock, somebody who follows."""

import dataclasses
import re
import sys
from datetime import timedelta

import pytest

from app.accounts.models import RoleName
from app.db import db, utc_now
from app.updates import services
from app.updates.jobs import send_updates
from tests.conftest import token_in
from tests.integration.smtp_sink import SmtpSink
from tests.integration.tracker.makers import make_person

REAL = utc_now
CLOCKS = ("app.db", "app.limits", "app.audit")


@pytest.fixture
def sink(app):
    """A mail server that MAIL_URL names, with updates switched on."""
    before = app.config["SETTINGS"]
    running = SmtpSink()
    app.config["SETTINGS"] = dataclasses.replace(before, mail_url=running.url)
    services.switch_updates(is_on=True, by=make_person(RoleName.ADMIN))
    db.session.commit()
    yield running
    app.config["SETTINGS"] = before
    running.close()


@pytest.fixture
def later(monkeypatch):
    """Move the clock: days or hours from now on."""
    moved = timedelta()

    def move(**how_far):
        nonlocal moved
        moved += timedelta(**how_far)
        moment = REAL() + moved
        for name in CLOCKS:
            monkeypatch.setattr(sys.modules[name], "utc_now", lambda: moment)

    return move


def ask_for(client, *topics, address="rose@example.org", query=""):
    """Ask on the page, as a person does; return the page that answers."""
    token = token_in(client.get(f"/updates{query}").text)
    data = {"csrf_token": token, "topics": list(topics), "address": address}
    return client.post(f"/updates{query}", data=data, follow_redirects=True)


def link_in(message) -> str:
    """Return the path of one's own page in a mail."""
    return re.search(r"http://localhost:8000(/updates/mine/\S+)", message.get_content())[1]


def press(client, path, button):
    """Open one's own page and press one of its buttons."""
    page = client.get(path)
    bare, _mark, query = path.partition("?")
    data = {"csrf_token": token_in(page.text)}
    return client.post(f"{bare}/{button}?{query}", data=data, follow_redirects=True)


@pytest.fixture
def follow(client, sink, later):
    """Ask, get the mail, say yes; an hour passes. Return the path of one's own page."""

    def follow(*topics, address="rose@example.org", query=""):
        ask_for(client, *topics, address=address, query=query)
        assert send_updates() == 1
        path = link_in(sink.mails.pop())
        assert "You get updates" in press(client, path, "yes").text or query
        later(minutes=61)
        return path

    return follow
