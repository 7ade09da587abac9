"""A facilitator with a session in which each person answers alone, and the devices of a group."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import db
from app.groups.models import GroupSession
from app.surveys import services as surveys
from tests.integration.responses.conftest import Taker
from tests.integration.sign_in import sign_in
from tests.person import Person

URL = "/staff/groups"
PIN = "2468"


def every(model):
    db.session.rollback()
    return list(db.session.scalars(sa.select(model)))


def code_in(html: str) -> str:
    return re.search(r'class="sd-code[^"]*"[^>]*>([^<]+)<', html)[1]


class Device(Taker):
    """Somebody's browser without JavaScript."""

    def join(self, code):
        self.go("/join")
        self.page = self.client.post("/join", data=self.hidden() | {"code": code})
        return self.go(self.page.location) if self.page.status_code == 303 else self

    @property
    def way_in(self):
        """The address that Start leads to, on the first page of a device that goes round."""
        return re.search(r'href="(/surveys/my-voice[^"]*)"', self.text)[1]

    def answer(self, **answers):
        """Begin, write something on the first page, and send it."""
        self.press("start", understood="y").press(**answers or {"like_doing": "lego"})
        return self.skip_to("check-your-answers").send()


class Session:
    """A facilitator who watches over one session."""

    def __init__(self, app, way):
        self.client, self.user = sign_in(app, RoleName.FACILITATOR)
        self.helper = Person(self.client)
        answers = {"survey": "My voice", "people": "5", "way": way, "pin": PIN}
        self.helper.open(URL).press("Begin", answers)

    @property
    def row(self):
        return every(GroupSession)[-1]

    @property
    def url(self):
        return f"{URL}/{self.row.id}"

    @property
    def code(self):
        return self.row.join_code

    def look(self):
        return self.helper.open(self.url).words

    def close(self):
        self.press("close", "Close the session")
        return code_in(self.helper.html)

    def throw_away(self):
        return self.press("discard", "Throw it away")

    def press(self, page, words, pin=PIN):
        """Press a button that takes the PIN, where a PIN is asked for."""
        self.helper.open(f"{self.url}/{page}")
        asked = {"pin": pin} if 'name="pin"' in self.helper.html else {}
        return self.helper.press(words, asked)


@pytest.fixture
def library(app):
    surveys.load_library()
    db.session.commit()


@pytest.fixture
def own(app, library):
    return Session(app, "own")


@pytest.fixture
def tablet(app, library):
    return Session(app, "tablet")


@pytest.fixture
def device(app):
    """Return a function that takes one more device out of a pocket."""
    return lambda: Device(app.test_client(), "my-voice")
