"""Reading aloud: by sentence, with a voice of this device for this language, or not at all."""

import pytest
from playwright.sync_api import expect

#: A browser's speech, which a headless one has not: it ends each sentence at once.
SPEECH = """
(() => {
  window.said = [];
  window.lit = [];
  const speech = new EventTarget();
  speech.getVoices = () => VOICES;
  speech.cancel = () => {};
  speech.speak = (spoken) => {
    window.said.push(spoken.text);
    window.lit.push(document.querySelectorAll(".sd-reading").length);
    setTimeout(() => spoken.onend && spoken.onend(), 5);
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()
"""
LOCAL = '[{name: "Here", lang: "en-GB", localService: true}]'
URDU = '[{name: "Here", lang: "ur_PK", localService: true}]'
REMOTE = '[{name: "Far", lang: "en-GB", localService: false}]'


def begin(visit, voices, url="/surveys/my-voice?style=easy"):
    visitor = visit()
    visitor.page.add_init_script(SPEECH.replace("VOICES", voices))
    visitor.page.goto(url)
    return visitor


def test_the_whole_page_is_read_in_short_sentences_with_each_lit_up(visit):
    visitor = begin(visit, LOCAL)
    button = visitor.page.get_by_role("button", name="Read aloud")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")

    said = visitor.page.evaluate("window.said")
    assert said[0] == "My voice"
    assert "There are no wrong answers." in said
    assert all(len(sentence) <= 180 for sentence in said)
    assert set(visitor.page.evaluate("window.lit")) == {1}
    assert visitor.page.locator(".sd-reading").count() == 0
    visitor.check()


def test_a_second_press_stops_it(visit):
    visitor = begin(visit, LOCAL)
    button = visitor.page.locator("[data-read-aloud]")
    visitor.page.evaluate(
        "() => { speechSynthesis.speak = (said) => window.said.push(said.text); }"
    )
    button.click()
    expect(button).to_have_text("Stop reading")
    visitor.check()
    button.click()
    expect(button).to_have_text("Read aloud")
    assert visitor.page.evaluate("window.said.length") == 1


@pytest.mark.parametrize(("voices", "lang"), [("[]", "en"), (REMOTE, "en"), (LOCAL, "ur")])
def test_without_a_voice_of_this_device_and_language_there_is_no_button(visit, voices, lang):
    visitor = begin(visit, voices, f"/surveys/my-voice?style=easy&lang={lang}")
    visitor.page.wait_for_timeout(1700)

    expect(visitor.page.locator("[data-read-aloud]")).to_be_hidden()


def test_urdu_is_read_by_a_voice_that_speaks_urdu(visit):
    visitor = begin(visit, URDU, "/surveys/my-voice?style=easy&lang=ur")
    visitor.page.locator("[data-read-aloud]").click()
    visitor.page.wait_for_timeout(400)

    assert len(visitor.page.evaluate("window.said")) > 4
