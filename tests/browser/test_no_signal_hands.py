"""Hands up where there is no signal: counted, changed, sealed, sent once, closed as ever (Y6)."""

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_groups import PIN, STORES, sign_in
from tests.browser.test_no_signal import DUMP, go_offline, heading

WORDS, MORE = "zebra words of the group", "tiger words of the group"
TOLD = ".govuk-error-message:visible"


def stored(site) -> list[str]:
    with sqlite3.connect(Path(site.environ["DATA_DIR"]) / "said-and-done.db") as database:
        rows = database.execute(
            "SELECT text FROM comment WHERE text LIKE '%words of the group' ORDER BY text"
        )
        return [text for (text,) in rows]


def get_ready(visit, viewport=DESK):
    """Begin a session of five people by hands up, count one screen, and make the device ready."""
    person = sign_in(visit, viewport)
    page = person.page
    page.goto("/staff/groups")
    page.get_by_label("Which survey?").select_option("my-voice")
    page.get_by_label("How many people are here to answer?").fill("5")
    page.get_by_label("Choose a PIN").fill(PIN)
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What do you like doing?").fill(WORDS)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/listen*")
    page.go_back()
    person.check()
    page.get_by_role("link", name="Get this device ready").click()
    person.check()
    page.get_by_label("The PIN").fill("9999")
    page.get_by_role("button", name="Get this device ready").click()
    expect(page.locator(TOLD)).to_contain_text("not the PIN")
    assert set(page.evaluate(STORES).values()) == {0}, "a wrong PIN keeps nothing"
    page.get_by_label("The PIN").fill(PIN)
    page.get_by_role("button", name="Get this device ready").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=30_000)
    person.check()
    return person


def press(person, name: str) -> None:
    person.page.get_by_role("button", name=name, exact=True).click()


def go_on(person) -> None:
    """Go to the next screen: it is there when what was written is sealed."""
    was = heading(person)
    press(person, "Continue")
    expect(person.page.get_by_role("heading", level=1)).not_to_have_text(was)


def count(person, **hands: str) -> None:
    for option, number in hands.items():
        person.page.locator(f"[name='listen.{option}']").fill(number)


def send(person) -> None:
    person.page.get_by_label("The PIN").fill(PIN)
    press(person, "Send what was counted")


def to_the_helper(person) -> None:
    while heading(person) != "For the helper":
        go_on(person)


def test_the_network_is_cut_while_hands_are_counted_and_all_is_kept_once(visit, site):
    person = get_ready(visit)
    page = person.page
    go_offline(person, is_off=True)
    press(person, "Start")
    expect(page.locator("[data-before]")).to_contain_text("kept here already")
    expect(page.get_by_label("What do you like doing?")).to_have_value("")
    go_on(person)  # only looked at: it stays as it is

    count(person, yes="4", no="3")
    press(person, "Continue")
    expect(page.locator(TOLD)).to_contain_text("That is 7 hands, but 5 people are here.")
    press(person, "Stop card")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop")
    press(person, "Go on")
    expect(page.locator("[name='listen.no']")).to_have_value("3")
    count(person, no="1")
    page.locator("[name='listen-more']").fill(MORE)
    go_on(person)
    press(person, "Back")
    expect(page.locator("[name='listen.yes']")).to_have_value("4")
    count(person, yes="2")
    go_on(person)
    page.go_back()
    expect(page.locator("[name='listen.yes']")).to_have_value("2")
    page.get_by_role("link", name="Get help now").click()
    expect(page.locator("main")).to_contain_text("0800 1111")
    press(person, "Go on")
    expect(page.locator("[name='listen-more']")).to_have_value(MORE)

    page.reload()
    everything = page.evaluate(DUMP, True)
    assert "/no-signal/hands/" in everything
    for words in (PIN, WORDS, MORE, "private key"):
        assert words not in page.evaluate(DUMP, False), words
        assert words == "private key" or words == PIN or words not in everything, words
    press(person, "Start")
    go_on(person)
    expect(page.locator("[data-before]")).to_be_visible()
    expect(page.locator("[name='listen.yes']")).to_have_value("")
    to_the_helper(person)
    expect(page.locator("[data-waiting]")).to_have_text("1")
    send(person)
    expect(page.locator(TOLD)).to_contain_text("no signal yet")
    go_offline(person, is_off=False)

    # The answer is lost on its way back: the same is sent again.
    seen = []

    def lose(route):
        seen.append(route.request.post_data)
        if len(seen) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/no-signal/send-hands", lose)
    send(person)
    expect(page.locator(TOLD)).to_contain_text("no signal yet")
    person.complaints.clear()  # the request that we broke
    send(person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is sent")
    assert len(seen) == 2
    assert set(page.evaluate(STORES).values()) == {0}, "nothing stays on the device"

    person.check()
    page.get_by_role("link", name="Go on with signal").click()
    expect(page.get_by_label("What do you like doing?")).to_have_value(WORDS)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[name='listen.yes']")).to_have_value("2")
    expect(page.locator("[name='listen-more']")).to_have_value(MORE)
    page.goto(page.url.partition("/pages/")[0] + "/close")
    page.locator("[name=consent][value=quote]").check()
    page.get_by_label("The PIN").fill(PIN)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".sd-code").first).to_be_visible()
    person.check()
    assert stored(site) == sorted([WORDS, MORE])


def test_a_session_that_was_closed_meanwhile_leaves_its_words_on_the_device(visit):
    person = get_ready(visit)
    page = person.page
    go_offline(person, is_off=True)
    press(person, "Start")
    go_on(person)
    page.locator("[name='listen-more']").fill(MORE)
    go_on(person)
    page.reload()
    go_offline(person, is_off=False)

    other = person.context.new_page()
    other.goto(page.url.replace("/no-signal/hands", "/staff/groups") + "/close")
    expect(other.locator("main")).to_contain_text("may still wait on it")
    other.locator("[name=consent][value=quote]").check()
    other.get_by_label("The PIN").fill(PIN)
    other.get_by_role("button", name="Send it").click()
    expect(other.locator(".sd-code").first).to_be_visible()
    other.close()

    press(person, "For the helper")
    send(person)
    expect(page.locator(TOLD)).to_contain_text("This session was closed")
    person.complaints.clear()  # a browser tells of every answer that is no 200
    page.get_by_text("Throw away what waits here").click()
    person.check()
    press(person, "Back")
    press(person, "Start")
    go_on(person)
    expect(page.locator("[name='listen-more']")).to_have_value(MORE)
    to_the_helper(person)
    send(person)
    expect(page.locator(TOLD)).to_contain_text("This session was closed")
    page.get_by_text("Throw away what waits here").click()
    press(person, "Throw it away")
    page.wait_for_url("**/staff/groups")
    assert set(page.evaluate(STORES).values()) == {0}


def test_what_waits_of_one_session_is_not_mixed_with_another(visit):
    person = get_ready(visit)
    page, waits = person.page, person.page.url
    page.goto("/staff/groups")
    page.get_by_label("Which survey?").select_option("my-voice")
    page.get_by_label("How many people are here to answer?").fill("5")
    page.get_by_label("Choose a PIN").fill(PIN)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Get this device ready").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Something else waits on this device")
    person.check()
    page.get_by_role("link", name="Open what waits").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert page.url == waits


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_every_screen_passes_without_a_signal(visit, viewport):
    person = get_ready(visit, viewport)
    go_offline(person, is_off=True)
    press(person, "Start")
    while heading(person) != "For the helper":
        person.check()
        pictures = "[...document.images].every((each) => each.naturalWidth > 0)"
        assert person.page.evaluate(pictures), heading(person)
        go_on(person)
    person.check()
