"""A group where there is no signal: the network is cut in the middle, and nothing is lost (Y6)."""

import contextlib
import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from app.surveys.aloud import computer_name, spoken_lines
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_groups import PIN, STORES, TABLET, begin, join, sign_in
from tests.every_page import LIBRARY

FIRST, SECOND = "zebra words of the first", "tiger words of the second"
#: Everything that the device's databases (and caches) hold, as one text.
DUMP = """async (withCaches) => {
  const found = [];
  const read = (value) => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (value instanceof Uint8Array) found.push(new TextDecoder('latin1').decode(value));
    else if (value instanceof CryptoKey) found.push(`${value.type} key`);
    else if (value && typeof value === 'object') Object.values(value).forEach(read);
    else found.push(String(value));
  };
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      read(await done(database.transaction(store).objectStore(store).getAll()));
    }
    database.close();
  }
  if (withCaches) for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url, await (await cache.match(request)).text());
    }
  }
  return found.join('\\n') + JSON.stringify([{...localStorage}, {...sessionStorage}]);
}"""


def submissions(site) -> list[str]:
    """Return the words of every comment that is stored, by submission."""
    with sqlite3.connect(Path(site.environ["DATA_DIR"]) / "said-and-done.db") as database:
        rows = database.execute("SELECT text FROM comment WHERE text LIKE '% words of the %'")
        return sorted(text for (text,) in rows)


def get_ready(visit, viewport=TABLET, pin=PIN):
    facilitator = sign_in(visit)
    code = begin(facilitator, "tablet")
    person = visit(viewport=viewport)
    join(person, code)
    page = person.page
    page.get_by_role("link", name="For the helper").click()
    person.check()
    page.get_by_role("link", name="Get this device ready").click()
    person.check()
    page.get_by_label("The PIN").fill("9999")
    page.get_by_role("button", name="Get this device ready").click()
    expect(page.locator(".govuk-error-message:visible")).to_contain_text("not the PIN")
    assert set(page.evaluate(STORES).values()) == {0}, "a wrong PIN keeps nothing"
    page.get_by_label("The PIN").fill(pin)
    page.get_by_role("button", name="Get this device ready").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=30_000)
    person.check()
    return facilitator, person


def start(person, words: str) -> None:
    page = person.page
    page.get_by_role("button", name="Start").click()
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What do you like doing?").fill(words)
    page.get_by_role("button", name="Continue").click()


def heading(person) -> str:
    return person.page.locator("h1").inner_text()


def skip_to(person, title: str) -> None:
    for _step in range(40):
        if heading(person) == title:
            return
        skip = person.page.get_by_role("button", name="Skip this question")
        (skip if skip.count() else person.page.get_by_role("button", name="Continue")).click()
    pytest.fail(f"{title} did not come")


def finish(person) -> None:
    skip_to(person, "Check your answers")
    person.page.get_by_role("button", name="I am done: keep my answers").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Thank you")
    person.page.get_by_role("button", name="I am done").click()


def go_offline(person, *, is_off: bool) -> None:
    person.context.set_offline(is_off)
    # What a browser says about a missing network is no fault of the page.
    person.complaints[:] = [each for each in person.complaints if "ERR_INTERNET" not in each]


def send(person, pin=PIN) -> None:
    page = person.page
    if heading(person) != "For the helper":
        page.get_by_role("button", name="For the helper").click()
    page.get_by_label("The PIN").fill(pin)
    page.get_by_role("button", name="Send the answers").click()


def test_the_network_is_cut_in_the_middle_and_each_person_is_heard_once(visit, site):
    facilitator, person = get_ready(visit)
    page = person.page
    start(person, FIRST)
    go_offline(person, is_off=True)

    page.locator("label", has_text="Sometimes").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Back").click()
    assert page.locator("input[value=sometimes]").is_checked()
    page.go_back()
    expect(page.get_by_label("What do you like doing?")).to_have_value(FIRST)
    page.get_by_role("link", name="Get help now").click()
    expect(page.locator("main")).to_contain_text("0800 1111")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("What do you like doing?")).to_have_value(FIRST)
    page.get_by_role("button", name=re.compile("^Stop:")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop")
    page.get_by_role("button", name="Go on").click()
    skip = page.get_by_role("button", name="Continue")
    skip.click()
    skip.click()

    # Branching: the answer "yes" opens one more page.
    skip_to(person, "Do you want to talk to someone today?")
    page.locator("label", has_text="Yes").click()
    page.get_by_role("button", name="Continue").click()
    assert heading(person) == "Who you can talk to today"
    skip_to(person, "Check your answers")
    rows = page.locator(".govuk-summary-list")
    expect(rows).to_contain_text(FIRST)
    expect(rows).to_contain_text("Sometimes")
    page.get_by_role("button", name=re.compile("^Change ?: Do you want to talk")).click()
    page.locator("label", has_text="No").first.click()
    page.get_by_role("button", name="Continue").click()
    assert heading(person) == "Check your answers"
    page.get_by_role("button", name="I am done: keep my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=10_000)

    page.reload()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    databases = page.evaluate(DUMP, False)
    assert "public key" in databases
    assert "private key" not in databases
    assert PIN not in databases
    everything = page.evaluate(DUMP, True)
    assert "/no-signal/" in everything
    assert "zebra" not in everything, "nothing that somebody said can be read on the device"
    for _step in range(page.evaluate("history.length")):
        with contextlib.suppress(Error):  # the pages of before are not there without a signal
            page.go_back(wait_until="commit")
        page.wait_for_timeout(300)
        assert "zebra" not in page.content()
    page.goto("/no-signal/")

    start(person, "half a word of somebody who left")
    page.reload()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert "half a word" not in page.evaluate(DUMP, True)
    start(person, SECOND)
    finish(person)

    send(person)
    expect(page.locator(".govuk-error-message:visible")).to_contain_text("no signal yet")
    expect(page.locator("[data-waiting]")).to_have_text("2")
    go_offline(person, is_off=False)
    send(person, pin="1111")
    expect(page.locator(".govuk-error-message:visible")).to_contain_text("not the PIN")
    assert submissions(site) == []

    # The answer to the second person is lost on its way back: the same is sent again.
    seen = []

    def lose(route):
        seen.append(route.request.post_data)
        if len(seen) == 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/no-signal/send", lose)
    send(person)
    expect(page.locator(".govuk-error-message:visible")).to_contain_text("no signal yet")
    expect(page.locator("[data-waiting]")).to_have_text("1")
    assert submissions(site) == sorted([FIRST, SECOND])
    send(person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is sent")
    assert len(seen) == 3
    assert submissions(site) == sorted([FIRST, SECOND]), "sent twice is one record"
    assert set(page.evaluate(STORES).values()) == {0}, "nothing stays on the device"

    page.get_by_role("link", name="Go on with signal").click()
    page.wait_for_url("**/tablet")
    assert set(page.evaluate(STORES).values()) == {0}
    facilitator.page.get_by_role("link", name="Look again").click()
    expect(facilitator.page.locator("main")).to_contain_text("2 of 5")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_every_part_passes_without_a_signal(visit, viewport):
    _facilitator, person = get_ready(visit, viewport)
    go_offline(person, is_off=True)
    page = person.page
    page.get_by_role("link", name="Get help now").click()
    person.check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".govuk-error-message:visible")).to_have_count(0)
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-problem=understood]")).to_be_visible()
    person.check()
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What do you like doing?").fill("x" * 6001)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-problem=like-long]")).to_be_visible()
    page.get_by_label("What do you like doing?").fill("x" * 6000)
    while heading(person) != "Check your answers":
        person.check()
        skip = page.get_by_role("button", name="Skip this question")
        (skip if skip.count() else page.get_by_role("button", name="Continue")).click()
        expect(page.locator(".govuk-error-message:visible")).to_have_count(0)
    person.check()
    pictures = page.evaluate("[...document.images].every((each) => each.naturalWidth > 0)")
    assert pictures, json.dumps(pictures)


def give_voice(site, code):
    """Let a computer have read a question of the session aloud; return the name of the sound."""
    definition = LIBRARY["my-voice"].in_style("easy")
    screen = next(each for each in definition.screens if code in each.asked)
    lines = spoken_lines(definition, screen, definition.questions[code], "en", "easy")
    folder = Path(site.environ["DATA_DIR"]) / "sounds"
    folder.mkdir(exist_ok=True)
    name = computer_name(lines, "en")
    shutil.copy(Path(__file__).parents[1] / "unit" / "sounds" / "q.wav", folder / name)
    return name


#: Plays a sound from its middle, which asks for a part of it; gives how far it is, and its length.
PLAY = """async (player) => {
  const told = (name) => new Promise((resolve, reject) => {
    player.addEventListener(name, resolve, { once: true });
    player.addEventListener("error", () => reject(player.error.message), { once: true });
  });
  const started = told("playing");
  await player.play();
  await started;
  const middle = player.duration / 2;
  const sought = told("seeked");
  player.currentTime = middle;
  await sought;
  await told("timeupdate");
  return [player.currentTime, player.duration];
}"""


@pytest.mark.parametrize("viewport", [TABLET, PHONE], ids=["tablet", "phone"])
def test_what_reads_a_question_is_heard_without_a_signal_and_then_gone(visit, site, viewport):
    name = give_voice(site, "like-doing")
    facilitator = sign_in(visit)
    code = begin(facilitator, "tablet")
    person = visit(viewport=viewport)
    join(person, code)
    page = person.page
    page.goto("/no-signal/")
    expect(page.locator("form[data-ready]")).to_contain_text("can be heard without signal")
    person.check()
    page.get_by_label("The PIN").fill(PIN)
    page.get_by_role("button", name="Get this device ready").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=30_000)
    go_offline(person, is_off=True)
    page.reload()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Start").click()
    player = page.locator("audio")
    expect(player).to_have_attribute("src", f"/sounds/{name}")
    person.check()
    place, length = player.evaluate(PLAY)
    assert length / 2 <= place <= length

    page.get_by_label("What do you like doing?").fill(FIRST)
    page.get_by_role("button", name="Continue").click()
    assert page.evaluate("[...document.querySelectorAll('audio')].every((each) => each.paused)")
    finish(person)
    assert name in page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map("
        "async (each) => (await (await caches.open(each)).keys()).map((one) => one.url).join()"
        "))).join()"
    )
    go_offline(person, is_off=False)
    send(person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is sent")
    assert set(page.evaluate(STORES).values()) == {0}, "the sounds go with the session"


def test_without_javascript_it_is_not_offered(visit):
    code = begin(sign_in(visit), "tablet")
    person = visit(viewport=TABLET, java_script_enabled=False)
    page = person.page
    page.goto("/join")
    page.get_by_label("The code of your group").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="For the helper").click()
    expect(page.locator("main noscript p")).to_be_visible()
    assert "This works only with JavaScript" in page.content()
    expect(page.get_by_role("link", name="Get this device ready")).to_be_hidden()
