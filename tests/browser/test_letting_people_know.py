"""Updates by mail with the real worker, and a receipt opened by its pictures without JavaScript."""

import re
import time

import pytest
from playwright.sync_api import expect

from app.responses.picture_code import pictures_of
from tests.browser.conftest import DESK, PHONE, Site
from tests.integration.smtp_sink import SmtpSink

MAIL_WITHIN_SECONDS = 90


def demo_receipt(site: Site) -> str:
    found = re.search(r"/receipt: ((?:\w{4} ?){4})", site.flask("demo", "show"))
    assert found
    return found[1].strip()


@pytest.mark.parametrize("words", ["", "?lang=ur&style=easy"], ids=["English", "Urdu, easy read"])
def test_somebody_who_does_not_read_opens_their_receipt(site, visit, words):
    person = visit(viewport=PHONE, java_script_enabled=True)
    bare = visit(viewport=PHONE, java_script_enabled=False)
    code = demo_receipt(site)
    for browser in (person, bare):
        page = browser.page
        page.goto(f"/receipt{words}")
        page.locator("a[href*='/receipt/pictures']").click()
        for number, each in enumerate(pictures_of(code)):
            if browser is person and number in {0, 5}:
                browser.check()
            page.locator(f"button[value='{each.letter}']").focus()
            page.keyboard.press("Enter")
            expect(page.locator(".sd-picture-code__picture")).to_have_count(number + 1)
        if browser is person:
            browser.check()
        page.locator("form[action^='/receipt'] button.govuk-button").first.click()
        expect(page.locator(".sd-receipt").first).to_be_visible()
        if browser is person:
            browser.check()


@pytest.fixture(scope="module")
def sink(site):
    """A mail server that the running site sends to: it is told by a restart with MAIL_URL."""
    running = SmtpSink()
    site.stop()
    site.processes.clear()
    site.environ["MAIL_URL"] = running.url
    site.start()
    yield running
    site.stop()
    site.processes.clear()
    site.environ.pop("MAIL_URL")
    site.start()
    running.close()


def wait_for_mail(sink: SmtpSink):
    deadline = time.monotonic() + MAIL_WITHIN_SECONDS
    while not sink.mails:
        assert time.monotonic() < deadline, "no mail came"
        time.sleep(0.5)
    return sink.mails.pop()


def test_a_parent_asks_says_yes_and_stops(site, sink, visit):
    admin = visit()
    admin.sign_in("admin@demo.example")
    admin.page.goto("/staff/updates")
    admin.page.get_by_role("button", name="Switch updates on").click()
    admin.check()
    admin.page.get_by_role("link", name="Messages to other sites").click()
    admin.check()

    parent = visit(viewport=PHONE)
    page = parent.page
    page.goto("/you-said-we-did")
    page.get_by_role("link", name="Updates by e-mail").click()
    parent.check()
    page.get_by_role("button", name="Send me updates").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your e-mail address.")
    parent.check()
    page.get_by_label("Everything").check()
    page.get_by_label("Your e-mail address").fill("rose@example.org")
    page.get_by_role("button", name="Send me updates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your e-mail")
    parent.check()

    link = re.search(r"http\S+/updates/mine/\S+", wait_for_mail(sink).get_content())
    assert link
    for viewport in (PHONE, DESK):
        reader = visit(viewport=viewport)
        for words in ("", "?style=easy", "?lang=ur", "?style=easy&lang=ur"):
            for address in ("/updates", "/updates/asked", link[0]):
                reader.page.goto(address + words)
                reader.check()
    page.goto(link[0])
    parent.check(is_still=True)
    page.get_by_role("button", name="Yes, send me updates").click()
    expect(page.get_by_role("heading", name="You get updates about this")).to_be_visible()
    parent.check()
    page.get_by_role("button", name="Stop all e-mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more updates")
    parent.check()
    page.goto(link[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work any more")
    parent.check()
