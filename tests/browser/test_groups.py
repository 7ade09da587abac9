"""Groups whose people answer alone: on their own devices, or on one that goes round (T-KIO)."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, IDLE_SECONDS, PHONE

TABLET = {"width": 810, "height": 1080}
WORDS = "zebra words of one child"
PIN = "2468"
STORES = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def begin(facilitator, way: str) -> str:
    """Begin a session of five people; return the code to join it."""
    page = facilitator.page
    page.goto("/staff/groups")
    facilitator.check(is_still=True)
    page.get_by_label("Which survey?").select_option("my-voice")
    page.get_by_label("How many people are here to answer?").fill("5")
    page.locator(f"[name='way'][value='{way}']").check()
    page.get_by_label("Choose a PIN").fill(PIN)
    page.get_by_role("button", name="Begin").click()
    facilitator.check()
    return page.locator(".sd-join__code").inner_text()


def sign_in(visit, viewport=DESK):
    facilitator = visit(viewport=viewport)
    facilitator.sign_in("facilitator@demo.example")
    return facilitator


def join(person, code: str) -> None:
    """Come by the QR code: it fills in the box and leaves the address."""
    person.page.goto(f"/join#{code}")
    expect(person.page.get_by_label("The code of your group")).to_have_value(code)
    assert "#" not in person.page.url
    person.check()
    person.page.get_by_role("button", name="Continue").click()


def start(person, words: str = WORDS) -> None:
    """Begin the survey and answer its first question."""
    page = person.page
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What do you like doing?").fill(words)
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/listen*")


def skip_to_the_end(person) -> None:
    page = person.page
    while "check-your-answers" not in page.url:
        skip = page.get_by_role("button", name="Skip this question")
        (skip if skip.count() else page.get_by_role("button", name="Continue").last).click()
        page.wait_for_load_state()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_answers_on_their_own_device(visit, viewport):
    facilitator = sign_in(visit, viewport)
    code = begin(facilitator, "own")
    phone = visit(viewport=PHONE)
    join(phone, code)
    phone.check()
    start(phone)
    skip_to_the_end(phone)
    phone.page.get_by_role("button", name="Send my answers").click()
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("Thank you")

    page = facilitator.page
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("main")).to_contain_text("1 of 5")
    facilitator.check()
    page.get_by_role("link", name="Close the session").click()
    facilitator.check()
    page.get_by_label("The PIN of the person").fill(PIN)
    page.get_by_role("button", name="Close the session").click()
    facilitator.check()
    receipt = page.locator(".sd-code").inner_text()
    assert re.fullmatch(r"(\w{4} ){3}\w{4}", receipt)

    page.goto("/staff/groups")
    page.get_by_label("The group’s code", exact=True).fill(receipt)
    page.get_by_role("button", name="Find what it did last time").click()
    facilitator.check()
    expect(page.locator("main")).to_contain_text("Last time, on")

    phone.page.goto("/receipt")
    phone.page.get_by_role("textbox").first.fill(receipt)
    phone.page.get_by_role("button", name="Show what became of it").click()
    phone.check()
    expect(phone.page.locator("main")).to_contain_text("1 person of your group took part")
    assert WORDS not in phone.page.content()


@pytest.fixture(params=[TABLET, PHONE], ids=["tablet", "phone"])
def shared(request, visit):
    """A device that goes round."""
    code = begin(sign_in(visit), "tablet")
    person = visit(viewport=request.param, has_touch=True)
    join(person, code)
    person.page.wait_for_url("**/tablet")
    person.check()
    return person


def turn(person) -> None:
    person.page.goto("/tablet")
    person.page.get_by_role("link", name="Start").click()


def nobodys(person) -> bool:
    """Say whether what is on the screen, typed or drawn, is nobody's."""
    page = person.page
    page.wait_for_load_state()
    typed = page.locator("textarea, input:not([type=hidden])").evaluate_all(
        "all => all.filter(each => each.checked || (each.type !== 'radio' && "
        "each.type !== 'checkbox' && each.value)).length"
    )
    return WORDS not in page.content() and not typed and "Carry on" not in page.content()


def nothing_is_stored(person) -> None:
    assert set(person.page.evaluate(STORES).values()) == {0}


def test_after_sending_nothing_comes_back(shared):
    page = shared.page
    turn(shared)
    shared.check()
    start(shared)
    shared.check()
    skip_to_the_end(shared)
    shared.check()
    assert WORDS in page.content()
    nothing_is_stored(shared)
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/tablet/thanks*")
    began = time.monotonic()
    shared.check()
    assert page.locator(".sd-code").count() == 0, "no receipt unless asked"
    page.wait_for_url("**/tablet", timeout=12_000)
    assert time.monotonic() - began < 10, "back at the start within ten seconds"

    nothing_is_stored(shared)
    for _step in range(page.evaluate("history.length")):
        page.go_back(wait_until="commit")
        assert nobodys(shared), page.url
        page.reload()
        assert nobodys(shared), page.url
    for url in ("like", "listen", "check-your-answers"):
        page.goto(f"/surveys/my-voice/{url}")
        assert nobodys(shared), url


def test_a_device_that_nobody_touches_asks_and_then_forgets(shared):
    page = shared.page
    turn(shared)
    start(shared)
    page.go_back()
    expect(page.get_by_label("What do you like doing?")).to_have_value(WORDS)
    box = page.get_by_role("alertdialog")
    expect(box).to_be_visible(timeout=IDLE_SECONDS * 1000)
    shared.check()
    expect(box).to_contain_text("Seconds left:")
    page.get_by_role("button", name="Yes, go on").click()
    expect(box).to_be_hidden()
    expect(page.get_by_label("What do you like doing?")).to_have_value(WORDS)

    page.wait_for_url("**/tablet", timeout=(IDLE_SECONDS + 5) * 1000)
    assert nobodys(shared)
    nothing_is_stored(shared)
    for _step in range(4):
        page.go_back(wait_until="commit")
        assert nobodys(shared), page.url


def test_who_keeps_typing_is_never_asked(shared):
    page = shared.page
    turn(shared)
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Start").click()
    box = page.get_by_label("What do you like doing?")
    began = time.monotonic()
    while time.monotonic() - began < IDLE_SECONDS * 1.5:
        box.press_sequentially("slow ", delay=100)
        page.wait_for_timeout(1500)
        assert page.get_by_role("alertdialog").count() == 0
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/listen*")
    page.go_back()
    expect(box).to_have_value(re.compile("slow slow"))


def test_exit_leaves_nothing_behind_and_the_pin_lets_the_helper_out(shared):
    page = shared.page
    turn(shared)
    start(shared)
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    shared.complaints.clear()  # the only address of somebody else's that we ever lead to
    page.go_back(wait_until="commit")
    assert nobodys(shared)

    page.goto("/tablet")
    page.get_by_role("link", name="For the helper").click()
    shared.check()
    page.get_by_label("The PIN").fill("1111")
    page.get_by_role("button", name="Use this device").click()
    shared.check()
    assert "That is not the PIN" in page.locator("main").inner_text()
    page.get_by_label("The PIN").fill(PIN)
    page.get_by_role("button", name="Use this device").click()
    page.wait_for_url("**/join")
    page.goto("/")
    expect(page.get_by_role("link", name="You said – We did").first).to_be_visible()


def test_without_javascript_the_page_asks_and_forgets_by_itself(visit):
    code = begin(sign_in(visit), "tablet")
    person = visit(viewport=TABLET, java_script_enabled=False)
    page = person.page
    page.goto("/join")
    page.get_by_label("The code of your group").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Start").click()
    start(person)
    page.goto("/surveys/my-voice")  # a page with a box to write in waits longer
    page.wait_for_url("**/tablet/still-there", timeout=(IDLE_SECONDS + 5) * 1000)
    page.get_by_role("button", name="Yes, go on").click()
    expect(page.get_by_role("button", name="Carry on where I stopped")).to_be_visible()
    page.wait_for_url("**/tablet/still-there", timeout=(IDLE_SECONDS + 5) * 1000)
    page.wait_for_url("**/tablet", timeout=35_000)
    page.go_back(wait_until="commit")
    page.goto("/surveys/my-voice/like")
    assert WORDS not in page.content()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("lang", ["en", "ur"])
def test_pages_of_a_device_that_goes_round_pass_in_both_directions(visit, viewport, lang):
    code = begin(sign_in(visit), "tablet")
    person = visit(viewport=viewport)
    person.page.goto(f"/join?lang={lang}")
    person.check(is_still=True)
    person.page.locator("[name=code]").fill(code)
    person.page.locator("main form button").click()
    person.page.wait_for_url("**/tablet*")
    for url in ("/tablet", "/tablet/still-there", "/tablet/leave", "/tablet/thanks", "/help-now"):
        person.page.goto(f"{url}?lang={lang}")
        person.check()


def lock(person) -> None:
    page = person.page
    page.get_by_role("button", name="Lock this screen").click()
    page.wait_for_url("**/staff/groups/locked")
    person.check()


def unlock(person, pin) -> None:
    page = person.page
    if not page.locator("input[name=pin]").is_visible():
        page.get_by_text("For the helper").click()
    person.check()
    page.locator("input[name=pin]").fill(pin)
    page.get_by_role("button", name="Unlock the screen").click()
    person.check()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_screen_that_lies_open_is_locked_until_the_pin_is_typed(visit, viewport):
    facilitator = sign_in(visit, viewport)
    page = facilitator.page
    page.goto("/staff/groups")
    page.get_by_label("Which survey?").select_option("my-voice")
    page.get_by_label("How many people are here to answer?").fill("5")
    page.get_by_label("Choose a PIN").fill(PIN)
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What do you like doing?").fill(WORDS)
    lock(facilitator)
    expect(page.get_by_role("heading", level=1)).to_have_text("This screen is locked")
    for _step in range(page.evaluate("history.length") - 1):
        page.go_back(wait_until="commit")
        page.wait_for_load_state()
        assert WORDS not in page.content(), page.url
        assert "Throw it away" not in page.content(), page.url
    for url in ("/staff", "/staff/groups", "/"):
        page.goto(url)
        assert page.url.endswith("/staff/groups/locked")
    unlock(facilitator, "1111")
    expect(page.locator(".govuk-error-summary")).to_contain_text("not the PIN")
    unlock(facilitator, PIN)
    expect(page.get_by_label("What do you like doing?")).to_have_value(WORDS)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_locked_screen_on_the_wall_lets_people_join(visit, viewport):
    facilitator = sign_in(visit, viewport)
    code = begin(facilitator, "own")
    lock(facilitator)
    page = facilitator.page
    expect(page.locator(".sd-join__code")).to_have_text(code)
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("main")).to_contain_text("0 of 5")
    unlock(facilitator, PIN)
    expect(page.get_by_role("link", name="Close the session")).to_be_visible()
