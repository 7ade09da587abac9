"""Every page of every survey that ships, on a phone: nothing for axe to find, nothing too wide.

In every mode: both styles, in each language.
"""

from dataclasses import dataclass

import pytest

from tests.browser.conftest import PHONE, Visitor
from tests.every_page import LIBRARY, MODES, page_url, say_pages, take_ways


@dataclass
class Fetched:
    """An answer of the server, as `Taker` reads it."""

    status_code: int
    text: str
    location: str


class Fetcher:
    """Fetches pages with a browser's own cookies, without drawing them."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def get(self, url: str) -> Fetched:
        return self._fetch(url, method="GET")

    def post(self, url: str, data: dict[str, str]) -> Fetched:
        return self._fetch(url, method="POST", form=data)

    def _fetch(self, url: str, **how) -> Fetched:
        answer = self.visitor.context.request.fetch(url, max_redirects=0, **how)
        return Fetched(answer.status, answer.text(), answer.headers.get("location", ""))


#: What a finger needs, in pixels: answers, and the buttons that go on.
FINGER = 44
SMALL_TARGETS = """least => [...document.querySelectorAll(
  "main :is(.govuk-radios__label, .govuk-checkboxes__label, .sd-choices label, .govuk-button)"
)].filter(each => each.checkVisibility()).map(each => [each, each.getBoundingClientRect()])
  .filter(([_each, box]) => box.width < least || box.height < least)
  .map(([each, box]) => `${each.innerText}: ${box.width} x ${box.height}`)"""


def check_targets(visitor: Visitor) -> None:
    small = visitor.page.evaluate(SMALL_TARGETS, FINGER)
    assert not small, f"{visitor.page.url}: {small}"


@pytest.mark.parametrize("slug", LIBRARY)
@pytest.mark.parametrize(("style", "locale"), MODES)
def test_axe_finds_nothing_on_any_page(visit, slug, style, locale):
    person = visit(viewport=PHONE)
    for _taker, codes in take_ways(Fetcher(person), slug, style, locale):
        for code in [*codes, "check-your-answers"]:
            person.page.goto(page_url(slug, code))
            assert person.page.url.endswith(f"/{code}")
            person.check(is_still=True)
            check_targets(person)
        for url in say_pages(slug, style, codes)[:1]:  # they differ in the question alone
            person.page.goto(url)
            person.check(is_still=True)
            check_targets(person)
    person.page.goto(f"/surveys/{slug}/on-paper?style={style}&lang={locale}")
    person.check(is_still=True)
