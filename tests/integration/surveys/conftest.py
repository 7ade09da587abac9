"""Two people who make surveys, one who looks, and a survey in the making."""

import html
import re

import pytest

from app.accounts.models import RoleName
from app.db import db
from app.surveys import services
from tests.integration.sign_in import sign_in

#: A tick box or a radio that is not chosen sends nothing.
BOX = re.compile(
    r'<input(?![^>]*type="(?:checkbox|radio)"(?![^>]*\bchecked))[^>]*name="([^"]+)"[^>]*?value="([^"]*)"'
    r'|<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<'
)
SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


class Maker:
    """Somebody at the builder: opens a page, fills in its form and presses its button."""

    def __init__(self, client, user):
        self.client, self.user = client, user
        self.page = None

    def go(self, url):
        self.page = self.client.get(url)
        return self

    @property
    def text(self):
        return html.unescape(self.page.text)

    def post(self, url, **data):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text)[1]
        self.page = self.client.post(url, data={"csrf_token": token} | data)
        if self.page.status_code == 303:
            self.go(self.page.location)
        return self

    def fields(self):
        """What the page's form holds now, as a browser would send it."""
        found = {}
        for name, value, area, text in BOX.findall(self.page.text):
            found[name or area] = html.unescape(value or text).strip("\r\n")
        for name, body in SELECT.findall(self.page.text):
            chosen = re.search(r'<option selected value="([^"]*)"', body)
            found[name] = chosen[1] if chosen else ""
        return {k: v for k, v in found.items() if k != "go"}


@pytest.fixture
def maker(app):
    return Maker(*sign_in(app, RoleName.PUBLISHER, name="Mara"))


@pytest.fixture
def other(app):
    return Maker(*sign_in(app, RoleName.ADMIN, name="Ola"))


@pytest.fixture
def parent(app):
    return Maker(*sign_in(app, RoleName.PARENT_REP, name="Pat"))


@pytest.fixture
def library(app):
    services.load_library()
    db.session.commit()


@pytest.fixture
def school_run(maker, library):
    """A small survey, made by Mara through the pages, and ready for a second look."""
    maker.go("/staff/surveys/make").post(
        "/staff/surveys/make", title="The school run", easy_title="Getting to school", template=""
    )
    maker.go("/staff/surveys/the-school-run/about").post(
        "/staff/surveys/the-school-run/about",
        **maker.fields()
        | {
            "summary_plain": "For families who use school transport.",
            "summary_easy": "For families. It is about the school bus.",
            "for_whom_plain": "Families of children who go to school by taxi or bus.",
            "for_whom_easy": "This is for families.",
            "default_style": "plain",
        },
    )
    add(maker, "text", "How is the journey?", "How is the trip?")
    return maker


def add(maker, kind, plain, easy, /, **more):
    """Add a question with a picture, and fill in its rows when there are some."""
    url = "/staff/surveys/the-school-run/add"
    maker.go(url).post(url, **maker.fields() | {"kind": kind, "plain": plain, "easy": easy})
    here = maker.page.request.path
    if more or kind != "info":
        maker.post(here, **maker.fields() | {"picture_1": "speech"} | more)
    return maker
