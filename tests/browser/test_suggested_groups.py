"""Suggested groups, and what our strategy does not name: by keyboard, by phone, without script."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

SOON = 120


def ask_for_groups(visitor):
    """Search for everything, ask for groups, and wait for the worker as a person would."""
    page = visitor.page
    page.goto("/staff/search")
    page.get_by_role("button", name="Search", exact=True).press("Enter")
    page.wait_for_url("**/search/*")
    visitor.check()
    page.get_by_role("button", name="Look for groups").press("Enter")
    page.wait_for_url("**/themes/suggested/*")
    visitor.check()
    deadline = time.monotonic() + SOON
    while (
        page.get_by_role("button", name="Look again").count()
        or page.get_by_role("link", name="Look again").count()
    ):
        assert time.monotonic() < deadline, "the worker found no groups"
        time.sleep(1)
        page.reload()


def test_groups_are_looked_for_and_one_becomes_a_theme_by_keyboard(visit):
    reviewer = visit(viewport=DESK)
    reviewer.sign_in("reviewer@demo.example")
    page = reviewer.page
    ask_for_groups(reviewer)
    expect(page.locator("main")).to_contain_text("Made by groups-1")
    reviewer.check()
    groups = page.locator("li.sd-suggestion--suggested h2 a")
    assert groups.count() > 1
    first = groups.first
    first.press("Enter")
    page.wait_for_url("**/themes/suggested/*/*")
    reviewer.check()

    page.locator("input[name=comment]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Take the ticked ones out").press("Enter")
    expect(page.locator("main")).to_contain_text("measured before a person changed it")
    page.get_by_role("button", name="Make a group of the ticked ones").press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("Tick at least one comment")
    reviewer.check()
    page.get_by_role("button", name="Make a theme of it").or_(
        page.get_by_role("link", name="Make a theme of it")
    ).press("Enter")
    page.wait_for_url("**/theme")
    reviewer.check()
    page.get_by_role("button", name="Make the theme").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Name", exact=True).fill("What the machine put together, named by a person")
    page.get_by_label("Name in easy read").fill("People say this together")
    page.get_by_role("button", name="Make the theme").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("named by a person")
    expect(page.locator("main")).to_contain_text("chosen by the machine")
    reviewer.check()

    phone = visit(viewport=PHONE)
    phone.sign_in("reviewer@demo.example")
    for address in ("/staff/themes/suggested", page.url):
        phone.page.goto(address)
        phone.check(is_still=True)
    phone.page.goto("/staff/themes/suggested")
    phone.page.locator("main ol a").first.click()
    phone.check()
    phone.page.locator("li.sd-suggestion--suggested h2 a").first.click()
    phone.check()
    for summary in phone.page.locator("main summary").all():
        summary.click()
    phone.check()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_what_our_strategy_does_not_name_fits_and_is_accessible(visit, viewport):
    board = visit(viewport=viewport)
    board.sign_in("board@demo.example")
    board.page.goto("/staff/not-in-our-strategy")
    board.check(is_still=True)
    reviewer = visit(viewport=viewport)
    reviewer.sign_in("reviewer@demo.example")
    for address in ("/staff/not-in-our-strategy", "/staff/comments"):
        reviewer.page.goto(address)
        for summary in reviewer.page.locator("main summary").all():
            summary.click()
        reviewer.check()


def test_facets_are_chosen_by_their_letters(visit):
    reviewer = visit(viewport=DESK)
    reviewer.sign_in("reviewer@demo.example")
    page = reviewer.page
    page.goto("/staff/comments/next")
    here = page.url
    page.get_by_role("button", name="Turn the keys on").click()
    page.keyboard.press("x")
    expect(page.locator("#outside")).to_have_attribute("open", "")
    page.keyboard.press("h")
    page.keyboard.press("n")
    page.keyboard.press("h")
    page.keyboard.press("c")
    expect(page.locator("#facet-money")).not_to_be_checked()
    expect(page.locator("#facet-transport")).to_be_checked()
    expect(page.locator("#facet-other")).to_be_checked()
    reviewer.check()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(page.locator("main")).to_contain_text("Read: not in our strategy")
    expect(page.locator("main")).to_contain_text("Transport")
    reviewer.check()


def test_facets_are_chosen_without_a_script(visit):
    reviewer = visit(viewport=PHONE, java_script_enabled=False)
    reviewer.sign_in("reviewer@demo.example")
    page = reviewer.page
    page.goto("/staff/comments/next")
    here = page.url
    page.locator("#outside summary").click()
    page.get_by_role("button", name="Not in our strategy, next").click()
    expect(page.locator("main")).to_contain_text("Tick what it is about")
    page.locator("#outside summary").click()
    page.get_by_label("School places").check()
    page.get_by_role("button", name="Not in our strategy, next").click()
    page.goto(here)
    expect(page.locator("main")).to_contain_text("School places")
