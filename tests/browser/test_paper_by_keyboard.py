"""A whole paper is typed in by keyboard alone, in few presses (Y7)."""

import json
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.every_page import LIBRARY

SLUG = "my-voice"
#: For each question at most: one key that chooses, and Enter.
A_QUESTION = 2


class Keyboard:
    """A keyboard that counts: letters of somebody's words apart from everything else."""

    def __init__(self, page):
        self.page, self.presses = page, 0

    def press(self, key):
        self.presses += 1
        self.page.keyboard.press(key)

    def write(self, words):
        self.page.keyboard.type(words)


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def desk(request, visit):
    person = visit(viewport=request.param)
    person.sign_in("facilitator@demo.example")
    person.page.goto(f"/staff/paper/{SLUG}")
    return person


def asked(page):
    """Return the code of the question that has the focus, None where none has."""
    return page.evaluate(
        "document.activeElement.closest('.sd-entering')?.querySelector('.sd-sheet__mark').innerText"
    )


def stored(site, words):
    """Return {question: choices} of the paper with these words; there is one."""
    with sqlite3.connect(Path(site.environ["DATA_DIR"]) / "said-and-done.db") as database:
        [(submission,)] = database.execute(
            "SELECT submission_id FROM comment WHERE text = ?", (words,)
        ).fetchall()
        answers = database.execute(
            "SELECT question_code, choices FROM answer WHERE submission_id = ?", (submission,)
        )
        return {code: json.loads(choices) for code, choices in answers}


def test_a_whole_paper_takes_two_presses_a_question(desk, site):
    page = desk.page
    desk.check()
    definition = LIBRARY[SLUG].in_style("easy")
    keys, words = Keyboard(page), f"words of a paper {page.viewport_size['width']}"
    questions = [
        (screen, question)
        for screen in definition.screens
        for question in screen.questions
        if question.type != "info"
    ]
    for screen, question in questions:
        assert asked(page) == screen.code, "in the order of the paper"
        if question.code == "like-doing":
            keys.write(f"{words}, first line")
            page.keyboard.press("Shift+Enter")
            keys.write("second line")
        elif question.type != "text" and question.code != "talk-today":  # left empty
            keys.press("2")
        keys.press("Enter")
    expect(page.get_by_role("button", name="Save, and type in the next paper")).to_be_focused()
    desk.check()
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text("marked as entered from paper")

    answers = stored(site, f"{words}, first line\nsecond line")
    assert answers["listen"] == ["sometimes"]
    assert "talk-today" not in answers
    assert keys.presses <= A_QUESTION * len(questions) + 1, keys.presses
    if not page.locator("form[data-begin]").count():
        keys.press("Enter")  # a mark for the second typing is read and written down first
    expect(page.locator(".sd-entering").first.locator("textarea")).to_be_focused()


def test_numbers_choose_several_and_what_was_wrong_is_taken_back(desk):
    page = desk.page
    page.goto("/staff/paper/waiting-well?style=easy")
    several = page.locator(".sd-entering:has([data-choose-many])").first
    boxes = several.locator("input")
    boxes.first.focus()
    page.keyboard.press("1")
    page.keyboard.press("3")
    assert several.locator("input:checked").count() == 2
    page.keyboard.press("1")
    assert several.locator("input:checked").count() == 1
    page.keyboard.press("Backspace")
    assert several.locator("input:checked").count() == 0
    page.keyboard.press("9")
    assert several.locator("input:checked").count() == 0, "there is no ninth"

    one = page.locator(".sd-entering:has(input[type=radio])").first
    one.locator("input").first.focus()
    page.keyboard.press("2")
    expect(one.locator("input").nth(1)).to_be_checked()
    page.keyboard.press("Delete")
    assert one.locator("input:checked").count() == 0
    name = one.locator("input").first.get_attribute("name")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") != name, "Tab goes on as in any form"


def test_digits_in_a_box_for_words_are_words(desk):
    box = desk.page.get_by_label("What do you like doing?")
    box.focus()
    desk.page.keyboard.type("2 dogs")

    expect(box).to_have_value("2 dogs")


def test_without_javascript_it_is_a_form_like_any_other(visit):
    person = visit(java_script_enabled=False)
    person.sign_in("facilitator@demo.example")
    page = person.page
    page.goto(f"/staff/paper/{SLUG}")
    expect(page.get_by_text("By keyboard: a number")).to_be_hidden()
    page.get_by_label("What do you like doing?").fill("no script")
    page.get_by_role("button", name="Save, and type in the next paper").click()
    expect(page.locator("main")).to_contain_text("marked as entered from paper")
