"""Easy read: the picture at the start of the line, the words after it, also from right to left."""

import pytest

from tests.browser.conftest import DESK
from tests.browser.test_every_page import Fetcher
from tests.every_page import page_url, take_ways

SLUG = "my-voice"
#: Where the question's first picture and its heading stand.
PLACES = """() => {
  const [picture, heading] = [".sd-question__pictures img", "main h1"].map((each) =>
    document.querySelector(each)?.getBoundingClientRect());
  return picture && { picture: picture.toJSON(), heading: heading.toJSON() };
}"""


@pytest.mark.parametrize("locale", ["en", "ur"])
def test_a_picture_stands_before_its_words_and_on_their_height(visit, locale):
    person = visit(viewport=DESK)
    _taker, codes = next(iter(take_ways(Fetcher(person), SLUG, "easy", locale)))
    looked_at = 0
    for code in codes:
        person.page.goto(page_url(SLUG, code))
        if not (places := person.page.evaluate(PLACES)):
            continue
        picture, heading = places["picture"], places["heading"]
        if locale == "ur":
            assert picture["left"] >= heading["right"], code
        else:
            assert picture["right"] <= heading["left"], code
        assert picture["top"] < heading["bottom"], code
        assert heading["top"] < picture["bottom"], code
        looked_at += 1
    assert looked_at >= 5
