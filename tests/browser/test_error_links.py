"""What is wrong stands at the top, and each of its links leads to where it is put right."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

#: An answer that the page does not offer: what a browser sends whose page was changed.
FORGE = "(name) => document.querySelector(`[name=${name}]`).value = 'made-up'"
TYPED = {"story": "w" * 6001, "when-day": "31", "language": "w" * 41, "area": "nonsense"}
#: {page: what to do there}: type too much, forge a choice, or leave a box empty.
ON_PAGES = {
    "story": ["story"],
    "colour": ["colour"],
    "pets": ["pets"],
    "when": ["when-day"],
    "three": ["three"],
    "five": ["five"],
    "agree": ["agree"],
}


def spoil(page, name):
    if name in TYPED:
        page.locator(f"[name='{name}']").fill(TYPED[name])
        return
    page.evaluate(FORGE, name)
    page.locator(f"[name='{name}']").first.check()


def follow_every_link(page, names):
    """Press each link of the summary; each moves the focus into its own question."""
    links = page.locator("[data-error-summary] a")
    expect(links).to_have_count(len(names))
    assert page.title().startswith("Error: ")
    for number, name in enumerate(names):
        link = links.nth(number)
        link.focus()
        page.keyboard.press("Enter")
        focused = page.evaluate("[document.activeElement.tagName, document.activeElement.name]")
        assert focused[0] in {"INPUT", "TEXTAREA", "SELECT"}, (name, focused)
        assert focused[1] == name
        described = page.evaluate(
            "(document.activeElement.closest('fieldset[aria-describedby]') ||"
            " document.activeElement).getAttribute('aria-describedby')"
        )
        assert "-error" in described


@pytest.mark.parametrize("style", ["plain", "easy"])
@pytest.mark.parametrize("java_script", [True, False], ids=["script", "no script"])
def test_each_kind_of_question_is_reached_from_the_summary(visit, every_kind, style, java_script):
    person = visit(viewport=PHONE, java_script_enabled=java_script)
    page = person.page
    page.goto(f"/surveys/{every_kind}?style={style}")
    page.get_by_role("button", name="Start").click()
    follow_every_link(page, ["understood"])
    page.locator("[name=understood]").check()
    page.get_by_role("button", name="Start").click()
    for code, names in ON_PAGES.items():
        page.goto(f"/surveys/{every_kind}/{code}")
        for name in names:
            spoil(page, name)
        page.locator("main").get_by_role("button", name="Continue").click()
        follow_every_link(page, names)


@pytest.mark.parametrize("java_script", [True, False], ids=["script", "no script"])
def test_the_questions_about_a_person_are_reached_too(visit, java_script):
    page = visit(viewport=DESK, java_script_enabled=java_script).page
    page.goto("/about-you/adult")
    for name in ("area", "language"):
        spoil(page, name)
    page.get_by_role("button", name="Send these answers").click()
    follow_every_link(page, ["area", "language"])
