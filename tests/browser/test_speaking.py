"""Questions that speak, and answers that are spoken: with a microphone that beeps."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

BEEPS_MS = 2500


def come_to_like_doing(visitor, *, style="easy", lang="en"):
    page = visitor.page
    page.goto(f"/surveys/my-voice?style={style}&lang={lang}")
    page.locator("input[name=understood]").check()
    page.locator("button[value=start]").click()
    while not page.url.endswith("/like"):
        page.locator("button[name=go][value=next]").last.click()
    return page


def play(page):
    """Press play, and wait until something is heard."""
    player = page.locator("audio").first
    player.evaluate("(audio) => audio.play()")
    for _try in range(100):
        if player.evaluate("(audio) => audio.currentTime") > 0.3:
            return
        page.wait_for_timeout(100)
    raise AssertionError(player.evaluate("(audio) => [audio.readyState, audio.error?.message]"))


def test_somebody_records_hears_it_and_sends_it_and_a_person_writes_it_down(visit):
    visitor = visit(viewport=PHONE)
    page = come_to_like_doing(visitor)
    page.get_by_role("button", name="Say it instead").click()
    visitor.check()
    expect(page.get_by_label("A recording")).to_be_hidden()

    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("Recording. Press stop when you are done.")).to_be_visible()
    expect(page.locator("[data-time]")).to_contain_text("of 2:00")
    page.wait_for_timeout(BEEPS_MS)
    page.get_by_role("button", name="Stop recording").click()

    expect(page.get_by_role("heading", name="Your answer")).to_be_visible()
    play(page)
    visitor.check()

    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(BEEPS_MS)
    page.get_by_role("button", name="Stop recording").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text(re.compile("You have recorded [23] second"))).to_be_visible()
    visitor.check()
    page.goto("/surveys/my-voice/check-your-answers")
    expect(page.get_by_text(re.compile("A recording of [23] second")).first).to_be_visible()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("A person listens to that first")).to_be_visible()

    staff = visit()
    staff.sign_in("reviewer@demo.example")
    staff.page.goto("/staff/spoken")
    staff.check(is_still=True)
    staff.page.get_by_role("link", name="What do you like doing?").last.click()
    staff.check()
    play(staff.page)
    staff.page.get_by_label("What is said?").fill("Beep, beep. I like the radio.")
    staff.page.get_by_role("button", name="Keep what I wrote").click()
    expect(staff.page.get_by_text("It is written down")).to_be_visible()


def test_without_a_microphone_there_is_the_file_box(visit):
    visitor = visit()
    visitor.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'));"
    )
    page = come_to_like_doing(visitor)
    page.get_by_role("button", name="Say it instead").click()
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("This page may not use the microphone")).to_be_visible()
    expect(page.get_by_label("A recording")).to_be_visible()
    visitor.check()


def test_without_a_script_there_is_the_file_box(visit):
    visitor = visit(java_script_enabled=False)
    page = come_to_like_doing(visitor)
    page.get_by_role("button", name="Say it instead").click()
    expect(page.get_by_label("A recording")).to_be_visible()
    expect(page.get_by_role("button", name="Start recording")).to_be_hidden()


#: A browser's speech that goes on until it is stopped; a headless one has none.
SPEECH = """
(() => {
  window.isReading = false;
  const speech = new EventTarget();
  speech.getVoices = () => [{ name: "Here", lang: "en-GB", localService: true }];
  speech.cancel = () => { window.isReading = false; };
  speech.speak = () => { window.isReading = true; };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()
"""


def test_while_somebody_records_nothing_is_read_and_nothing_plays(visit):
    visitor = visit(viewport=PHONE)
    visitor.page.add_init_script(SPEECH)
    page = come_to_like_doing(visitor)
    page.get_by_role("button", name="Say it instead").click()
    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(BEEPS_MS)
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_role("heading", name="Your answer")).to_be_visible()

    read = page.locator("[data-read-aloud]")
    read.click()
    assert page.evaluate("isReading")
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    assert not page.evaluate("isReading"), "the microphone would hear it"
    expect(read).to_be_disabled()
    expect(read).to_have_text("Read aloud")
    page.locator("audio").evaluate("(audio) => { audio.play().catch(() => {}); }")
    page.wait_for_function("document.querySelector('audio').paused")
    visitor.check()

    page.get_by_role("button", name="Stop recording").click()
    page.wait_for_load_state("networkidle")
    expect(read).to_be_enabled()


def test_without_a_microphone_the_page_can_still_be_read_aloud(visit):
    visitor = visit()
    visitor.page.add_init_script(SPEECH)
    visitor.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'));"
    )
    page = come_to_like_doing(visitor)
    page.get_by_role("button", name="Say it instead").click()
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("This page may not use the microphone")).to_be_visible()
    page.locator("[data-read-aloud]").click()
    assert page.evaluate("isReading")


@pytest.fixture
def speaking(visit):
    """Somebody who has begun to speak, and has not pressed stop."""
    visitor = visit(viewport=PHONE)
    page = come_to_like_doing(visitor)
    page.get_by_role("button", name="Say it instead").click()
    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(BEEPS_MS)
    return visitor


def test_another_language_while_somebody_speaks_keeps_what_they_said(speaking):
    page = speaking.page
    page.get_by_role("button", name="Polski").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    expect(page.locator("audio")).to_have_count(1)
    play(page)
    speaking.check()


def test_back_and_help_while_somebody_speaks_keep_what_they_said(speaking):
    page = speaking.page
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_text(re.compile("You have recorded [23] second"))).to_be_visible()

    page.get_by_role("button", name="Listen to it, or record it again").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_role("button", name="Start recording").click()
    page.wait_for_timeout(BEEPS_MS)
    page.get_by_role("link", name="Get help now").first.click()
    page.wait_for_url("**/help-now*")
    page.goto("/surveys/my-voice/say/like-doing")
    expect(page.locator("audio")).to_have_count(1)


def test_a_lost_connection_keeps_what_was_said_until_it_can_be_sent(speaking):
    page = speaking.page
    speaking.context.set_offline(True)
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    page.get_by_role("button", name="Keep this recording").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()

    speaking.context.set_offline(False)
    speaking.complaints.clear()
    speaking.check()
    page.get_by_role("button", name="Keep this recording").click()
    expect(page.get_by_role("heading", name="Your answer")).to_be_visible()
    play(page)


def test_the_way_out_while_somebody_speaks_asks_nothing_and_keeps_nothing(speaking):
    page = speaking.page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    speaking.context.route(re.compile("^https://"), lambda route: route.fulfill(body="elsewhere"))
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(re.compile("^https://"))
    assert asked == []
    speaking.complaints.clear()
    page.goto(f"{speaking.site.url}/surveys/my-voice/say/like-doing")
    expect(page.get_by_role("button", name="Start recording")).to_be_visible()
    expect(page.locator("audio")).to_have_count(0)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed here")
@pytest.mark.parametrize("lang", ["en", "ur"])
def test_a_computer_voice_reads_a_question_and_lights_it_up(visit, site, lang):
    site.flask("surveys", "speak", "my-voice")
    visitor = visit(viewport=PHONE)
    page = come_to_like_doing(visitor, lang=lang)
    play(page)
    expect(page.locator("h1.sd-reading")).to_have_count(1)
    page.locator("audio").evaluate("(audio) => audio.pause()")
    expect(page.locator(".sd-reading")).to_have_count(0)
    visitor.check()
