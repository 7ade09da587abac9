"""The builder of surveys: the easy-read checks answer while somebody types."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

HARD = "The implementation of the transportation arrangements was notwithstanding utilised."


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_findings_stand_beside_the_words_and_go_when_they_are_easy(visit, viewport):
    maker = visit(viewport=viewport)
    maker.sign_in("publisher@demo.example")
    page = maker.page
    page.goto("/staff/surveys/make")
    page.locator("[name=title]").fill(f"The bus at {viewport['width']}")
    page.locator("[name=easy_title]").fill("The bus")
    page.locator("main form button").last.click()
    page.wait_for_url("**/staff/surveys/the-bus-at-*")
    page.goto(f"{page.url.partition('?')[0]}/add")

    easy = page.locator("[name=easy]")
    says = easy.locator("xpath=following-sibling::*[@aria-live='polite']")
    expect(says).to_be_empty()
    easy.fill(HARD)
    expect(says.locator("li").first).to_be_visible()
    maker.check()

    # Without a network nothing new is said, and nothing that was typed is lost.
    page.route("**/check-words", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        easy.fill("How is the bus?")
    expect(says.locator("li").first).to_be_visible()
    expect(easy).to_have_value("How is the bus?")

    page.unroute("**/check-words")
    easy.fill("How is the taxi?")
    expect(says).to_be_empty()
