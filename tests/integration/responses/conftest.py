"""A browser without JavaScript that takes a survey, and the surveys that it takes."""

import html
import re

import pytest

from app.accounts.models import RoleName
from app.db import db
from app.responses.services import second_typing
from app.surveys import services as surveys
from app.surveys.checks import find_easy_mistakes
from app.surveys.definition import Definition
from app.surveys.models import Survey
from tests.integration.responses.papers import FIRST, Desk, only_submission


@pytest.fixture
def library(app):
    """The surveys that ship."""
    surveys.load_library()
    db.session.commit()


INFO_PAGES = {"who-to-talk-to", "tell-them-now"}


class Taker:
    """Somebody taking one survey: presses the page's own buttons and follows where they lead."""

    def __init__(self, client, slug):
        self.client = client
        self.slug = slug
        self.page = None
        self.url = f"/surveys/{slug}"

    def go(self, url):
        self.url = url
        self.page = self.client.get(url)
        return self

    def begin(self, *, style="", **fields):
        self.go(f"/surveys/{self.slug}" + (f"?style={style}" if style else ""))
        return self.press("start", understood="y", **fields)

    def hidden(self):
        """The hidden fields of the page's last form, as a browser would send them."""
        pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.page.text)
        return {name: html.unescape(value) for name, value in pairs}

    def press(self, button="next", *, forge=None, **answers):
        """Press the button `go=button` with these answers (underscores stand for hyphens)."""
        fields = {name.replace("_", "-"): value for name, value in answers.items()}
        data = self.hidden() | {"go": button} | fields | (forge or {})
        self.page = self.client.post(self.url, data=data)
        if self.page.status_code == 303:
            self.go(self.page.location)
        return self

    @property
    def at(self):
        """The code of the page that is open."""
        return self.url.partition("?")[0].rsplit("/", 1)[1]

    @property
    def text(self):
        return html.unescape(self.page.text)

    def skip_to(self, code):
        for _step in range(60):
            if self.at == code:
                return self
            self.press("next" if self.at in INFO_PAGES else "skip")
        raise AssertionError(f"never came to {code}")

    def send(self):
        return self.press("send")

    @property
    def code(self):
        found = re.search(r'class="sd-code"[^>]*>([^<]+)<', self.page.text)
        return found[1] if found else None


@pytest.fixture
def take(client, library):
    return lambda slug: Taker(client, slug)


def option(code):
    return {"code": code, "words": code.title()}


def page(code, kind, words, **more):
    """A page with one question of the same code."""
    of_page = {key: more.pop(key) for key in ("continues", "show_when") if key in more}
    question = {"code": code, "type": kind, "words": words, **more}
    return {"code": code, "questions": [question], **of_page}


def easy_mistakes(definition):
    """What is wrong with a survey in easy read, besides that small ones have no pictures."""
    found = find_easy_mistakes(Definition.model_validate(definition))
    return [each for each in found if "has no picture" not in each]


COLOURS = [option("red"), option("blue")]
PETS = [option("cat"), option("dog"), option("none")]
SMALL = {
    "title": "A small survey",
    "summary": "Everything that can be asked.",
    "for_whom": "Testers.",
    "pages": [
        page("colour", "one", "Which colour?", options=COLOURS),
        page("why-red", "text", "Why red?", continues=True, show_when={"colour": ["red"]}),
        page("pets", "many", "Which pets?", options=PETS, alone="none"),
        page("when", "date", {"plain": "When was it?", "easy": "When?"}),
        page("story", "text", {"plain": "Tell the story", "easy": "Tell"}),
    ],
}


def store_survey(slug, definition, **facts):
    survey = Survey(slug=slug, **facts)
    db.session.add(survey)
    db.session.flush()
    surveys.store_version(survey, Definition.model_validate(definition))
    db.session.commit()
    return survey


@pytest.fixture
def small(app, client):
    """A small survey with a branch, a date and several answers, about to be taken."""
    store_survey("small", SMALL)
    return Taker(client, "small")


@pytest.fixture
def all_chosen(monkeypatch):
    """Every paper is to be typed in again, not one in ten."""
    monkeypatch.setattr(second_typing, "SHARE", 1.0)


@pytest.fixture
def first(app, all_chosen):
    """Somebody who types papers in; there is a small survey for them."""
    store_survey("small", SMALL)
    return Desk(app)


@pytest.fixture
def second(first, app):
    """Somebody else who types papers in."""
    return Desk(app, RoleName.REVIEWER)


@pytest.fixture
def paper(first):
    """A paper that the first person has typed in."""
    first.enter(**FIRST)
    return only_submission()
