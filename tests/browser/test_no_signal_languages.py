"""Another language where there is no signal: what is typed stays, and each person begins anew."""

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import test_no_signal_hands as hands
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_groups import TABLET
from tests.browser.test_no_signal import (
    FIRST,
    finish,
    get_ready,
    go_offline,
    send,
    skip_to,
    start,
    submissions,
)


def read_in(person, language: str, code: str) -> None:
    person.page.get_by_role("button", name=language, exact=True).click()
    expect(person.page.locator("html")).to_have_attribute("lang", code)


def languages_of(site) -> list[str]:
    """Return the language of every submission with such words."""
    with sqlite3.connect(Path(site.environ["DATA_DIR"]) / "said-and-done.db") as database:
        query = """SELECT s.locale FROM submission s JOIN comment c ON c.submission_id = s.id
                   WHERE c.text LIKE '% words of the %'"""
        return [locale for (locale,) in database.execute(query)]


@pytest.mark.parametrize("viewport", [TABLET, DESK, PHONE], ids=["tablet", "desk", "phone"])
def test_questions_are_read_in_urdu_and_back_without_a_signal(visit, site, viewport):
    before = languages_of(site).count("pl")
    _facilitator, person = get_ready(visit, viewport)
    page = person.page
    start(person, FIRST)
    go_offline(person, is_off=True)
    page.get_by_role("button", name="Back").click()
    box = page.locator("main textarea").first
    box.fill(f"{FIRST}, and more")
    english = page.locator("h1").inner_text()

    read_in(person, "اردو", "ur")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.locator("h1").inner_text() != english
    expect(page.locator("main textarea").first).to_have_value(f"{FIRST}, and more")
    assert "Get help now" not in page.locator("body").inner_text()
    person.check()
    page.locator("main button[type=submit]").first.click()
    page.locator("input[value=sometimes]").check()

    read_in(person, "Polski", "pl")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert page.locator("input[value=sometimes]").is_checked()
    person.check()

    read_in(person, "English", "en")
    assert page.locator("input[value=sometimes]").is_checked()
    page.get_by_role("button", name="Continue").click()
    skip_to(person, "Check your answers")
    read_in(person, "Polski", "pl")
    expect(page.locator("main dl")).to_contain_text(FIRST)
    page.locator("main button[type=submit]").click()
    # The next person begins in the session's language.
    page.locator("[data-act=start]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Start")).to_be_visible()

    go_offline(person, is_off=False)
    send(person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is sent")
    expect(page.locator("[data-languages]")).to_be_hidden()
    assert languages_of(site).count("pl") == before + 1, (
        "answers keep the language they are kept in"
    )
    assert f"{FIRST}, and more" in submissions(site)


def test_each_language_is_on_the_device_and_a_person_may_go_without_a_trace(visit):
    _facilitator, person = get_ready(visit)
    page = person.page
    kept = page.evaluate(
        "async () => (await (await caches.open((await caches.keys())[0])).keys()).map((r) => r.url)"
    )
    for code in ("en", "pl", "ur"):
        assert any(re.search(rf"/no-signal/\?lang={code}$", url) for url in kept)
    go_offline(person, is_off=True)
    read_in(person, "Polski", "pl")
    page.locator("[data-act=intro]").click()
    page.locator("[data-act=start]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    go_offline(person, is_off=False)
    start(person, FIRST)
    finish(person)
    send(person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is sent")


def test_a_room_reads_another_language_and_what_was_typed_is_still_there(visit):
    person = hands.get_ready(visit)
    page = person.page
    go_offline(person, is_off=True)
    hands.press(person, "Start")
    hands.go_on(person)
    hands.count(person, yes="4")

    read_in(person, "اردو", "ur")
    expect(page.locator("[name='listen.yes']")).to_have_value("4")
    person.check()
    page.locator("main button[type=submit]").first.click()
    page.locator("[data-act=back]").first.click()
    expect(page.locator("[name='listen.yes']")).to_have_value("4")

    read_in(person, "English", "en")
    hands.to_the_helper(person)
    read_in(person, "Polski", "pl")
    expect(page.locator("[data-waiting]")).to_have_text("1")
    read_in(person, "English", "en")
    go_offline(person, is_off=False)
    hands.send(person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is sent")
