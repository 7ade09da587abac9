"""Promises, meetings, evidence and the vote: by keyboard and phone, and axe finds nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

PUBLIC = ["/promises", "/promises?style=easy&lang=ur", "/you-said-we-did/news-every-three-weeks"]
STAFF = [
    "/staff/promises",
    "/staff/meetings/add",
    "/staff/actions/1/co-production",
    "/staff/actions/1/co-production/options",
    "/staff/actions/1/values",
    "/staff/actions/1/decision",
    "/staff/actions/2/reminders",
    "/staff/entries/14/schedule",
    "/staff/entries/1/correct",
]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_read_whether_promises_were_kept(visit, viewport):
    visitor = visit(viewport=viewport)
    for address in PUBLIC:
        visitor.page.goto(address)
        visitor.check(is_still=True)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_staff_pages_of_acting_fit_and_are_accessible(visit, viewport):
    publisher = visit(viewport=viewport)
    publisher.sign_in("publisher@demo.example")
    for address in STAFF:
        publisher.page.goto(address)
        publisher.check(is_still=True)


def test_a_meeting_is_made_and_a_decision_written_down_by_keyboard(visit):
    publisher = visit(viewport=PHONE)
    publisher.sign_in("publisher@demo.example")
    page = publisher.page
    page.goto("/staff/meetings/add")
    page.get_by_label("Which group meets?").select_option("quality")
    for part, number in (("Day", "3"), ("Month", "2"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(number)
    page.get_by_role("button", name="Make the pack").press("Enter")
    publisher.check()
    page.get_by_role("link", name="Write down decisions").press("Enter")
    publisher.check()
    page.get_by_role("button", name="Write it down").press("Enter")
    publisher.check()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Which theme does it answer?").select_option(index=1)
    page.get_by_label("We cannot do this").focus()
    page.keyboard.press("Space")
    page.get_by_label("Name it in a few words").fill("A lift")
    page.get_by_label("What will change?").fill("A lift was asked for.")
    page.get_by_label("Job title").fill("Head of buildings")
    page.get_by_label("If it cannot be done: why?").fill("The house is too old.")
    page.get_by_label("what do you do instead?").fill("Meetings are downstairs.")
    page.get_by_role("button", name="Write it down").press("Enter")
    expect(page.locator("main")).to_contain_text("A lift")
    publisher.check()


def test_a_vote_is_one_tap_on_a_phone(visit, site):
    visitor = visit(viewport=PHONE)
    page = visitor.page
    code = re.search(r"\b(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}\b", site.flask("demo", "show"))[0]
    page.goto("/receipt?style=easy")
    page.locator("[name='code']").fill(code)
    page.locator("main button[type=submit]").click()
    visitor.check()
    button = page.get_by_role("button", name="Better")
    assert button.bounding_box()["height"] >= 44
    button.click()
    expect(page.locator("main")).to_contain_text("Your answer counts.")
    visitor.check()
