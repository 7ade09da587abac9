"""What was typed and not sent yet survives a reload, Back, a lost connection and a look at help."""

import re

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import PHONE

WORDS = "Nobody rang us back.\nWe waited ten weeks."
#: Where the way out leads: not a page of ours.
ELSEWHERE = re.compile(r"^https://")
KEPT = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('unsent:')).length"


@pytest.fixture
def typing(visit):
    """Somebody who has begun, answered who they are, and typed into the first box."""
    person = visit(viewport=PHONE)
    page = person.page
    page.goto("/surveys/tell-us")
    page.locator("[name=understood]").check()
    page.locator("main form button[value=start]").click()
    page.goto("/surveys/tell-us/going-well")
    page.locator("textarea").fill(WORDS)
    return person


def test_a_reload_help_and_back_keep_the_words(typing):
    page = typing.page
    page.reload()
    expect(page.locator("textarea")).to_have_value(WORDS)

    page.get_by_role("link", name="Get help now").first.click()
    page.wait_for_url("**/help-now*")
    page.go_back()
    expect(page.locator("textarea")).to_have_value(WORDS)
    typing.check()


def test_a_lost_connection_keeps_the_words_and_sending_them_clears_the_tab(typing):
    page = typing.page
    here = page.url
    typing.context.set_offline(True)
    page.get_by_role("button", name="Continue").last.click()
    with pytest.raises(Error):
        page.goto(here)
    typing.context.set_offline(False)
    page.goto(here)
    expect(page.locator("textarea")).to_have_value(WORDS)

    # Sent: what the server has is newer than what the tab has.
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(page.locator("textarea")).to_have_value(WORDS)
    page.locator("textarea").fill("")
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(page.locator("textarea")).to_have_value("")

    while "check-your-answers" not in page.url:
        page.get_by_role("button", name="Skip").click()
        page.wait_for_load_state()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert page.evaluate(KEPT) == 0


@pytest.mark.parametrize("way", ["button", "keys"])
def test_the_way_out_leaves_nothing_in_the_tab(typing, way):
    page = typing.page
    assert page.evaluate(KEPT) == 1
    typing.context.route(
        ELSEWHERE, lambda route: route.fulfill(body="elsewhere", content_type="text/plain")
    )
    if way == "button":
        page.get_by_role("button", name="Exit this page").or_(
            page.get_by_role("link", name="Exit this page")
        ).first.click(no_wait_after=True)
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)
    typing.complaints.clear()
    page.goto(f"{typing.site.url}/help-now")
    assert page.evaluate(KEPT) == 0
    page.go_back()  # the stand-in for elsewhere
    page.wait_for_url(ELSEWHERE)
    typing.complaints.clear()
    page.go_back()
    expect(page.locator("textarea")).to_have_count(0)


def test_a_server_that_starts_again_keeps_the_words(typing):
    page, site = typing.page, typing.site
    here = page.url
    site.stop()
    site.processes.clear()
    try:
        page.get_by_role("button", name="Continue").last.click()
        page.wait_for_url(lambda url: "tell-us/going-well" not in url or url == here)
    finally:
        site.start()
    typing.complaints.clear()

    page.goto(here)
    expect(page.locator("textarea")).to_have_value(WORDS)
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(page.locator("textarea")).to_have_value(WORDS)
    typing.check()


def test_a_form_that_was_open_too_long_keeps_the_words(typing):
    page = typing.page
    here = page.url
    page.evaluate(
        "document.querySelectorAll('[name=csrf_token]').forEach((each) => each.value = 'old')"
    )
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("textarea")).to_have_value(WORDS)
    typing.check()

    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(page.locator("textarea")).to_have_value(WORDS)


def test_a_browser_that_lost_its_cookies_still_has_the_words(typing):
    page = typing.page
    here = page.url
    typing.context.clear_cookies()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Your words are still here")
    expect(page.locator("textarea")).to_have_value(WORDS)

    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(page.locator("textarea")).to_have_value(WORDS)
