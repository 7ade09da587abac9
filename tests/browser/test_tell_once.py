"""Tell it once: an answer about oneself is kept in one's own browser, and only there."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

KEEP = "Keep this answer on this device for next time"
FIRST = "/surveys/tell-us/role"


def begin(visitor, lang="en"):
    page = visitor.page
    page.goto(f"/surveys/tell-us?lang={lang}")
    page.locator("[name=understood]").check()
    page.locator("main form button[value=start]").click()
    page.wait_for_url(f"**{FIRST}*")
    return page


def stored(page):
    return page.evaluate("() => localStorage.getItem('told-once')")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_an_answer_is_kept_offered_used_and_deleted(visit, viewport):
    person = visit(viewport=viewport)
    page = begin(person)
    # Nothing is kept unless the person ticks the box.
    page.get_by_label("A parent", exact=True).check()
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/age*")
    assert stored(page) is None

    page.go_back()
    sent = []
    page.on("request", lambda each: sent.append(each.post_data or ""))
    page.get_by_label("A parent", exact=True).check()
    page.get_by_label(KEEP).check()
    person.check()
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/age*")
    assert "parent" in stored(page)
    assert not [each for each in sent if "keep" in each or "once" in each]

    # Another language: the same answer in its own words, and nothing is chosen yet.
    page.context.clear_cookies()
    begin(person, "ur")
    offer = page.locator("[data-once-offer]")
    expect(offer).to_be_visible()
    assert not page.locator("input[value=parent]").is_checked()
    person.check()
    offer.locator("button").click()
    expect(page.locator("input[value=parent]")).to_be_checked()
    expect(page.locator("input[value=parent]")).to_be_focused()

    page.goto("/kept-on-this-device?lang=en")
    person.check(is_still=True)
    assert "A parent" in page.locator("[data-once-list] li").inner_text()
    page.get_by_role("button", name="Delete all of it").click()
    expect(page.get_by_text("It is deleted from this device.")).to_be_focused()
    assert stored(page) is None
    person.check()


def test_damaged_storage_harms_nothing(visit):
    person = visit()
    begin(person)
    for wrong in (
        "{",
        "7",
        "null",
        '{"role": {"values": 3}}',
        '{"role": {"values": ["x"], "answers": []}}',
    ):
        person.page.evaluate("(text) => localStorage.setItem('told-once', text)", wrong)
        person.page.goto(FIRST)
        expect(person.page.get_by_label(KEEP)).to_be_visible()
        expect(person.page.locator("[data-once-offer]")).to_be_hidden()
    person.check()


def test_without_javascript_nothing_is_offered(visit):
    person = visit(java_script_enabled=False)
    page = begin(person)
    expect(page.get_by_label(KEEP)).to_be_hidden()
    page.goto("/kept-on-this-device?lang=en")
    expect(page.get_by_text("JavaScript is switched off here")).to_be_visible()
