"""A whole journey without a mouse: on a desk, on a phone, at 400 % and in somebody's own colours.

The focus is always to be seen, wherever it goes, and no page is wider than its window.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Visitor, check_no_sideways_scroll

#: A window of 1280 pixels at 400 %.
ZOOMED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
MOST_TABS = 60
#: What is under the middle of what has the focus (of a link: of its first line), and whether
#: something is drawn around it. A
#: radio and a box are seen through their label, which draws them.
FOCUS = """() => {
  const at = document.activeElement;
  const box = at.getClientRects()[0];
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const label = at.labels?.[0];
  const isSeen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const drawn = [at, label, at.closest(".govuk-radios__item, .govuk-checkboxes__item")]
    .filter(Boolean)
    .flatMap((each) => [null, "::before", "::after"].map((part) => getComputedStyle(each, part)))
    .some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== "none");
  return {
    what: `${at.tagName} ${at.name || at.className} ${at.value || at.textContent.slice(0, 30)}`,
    isCovered: !isSeen || !(at.contains(top) || top?.contains(at) || label?.contains(top)),
    // The browser draws the parts of its own player, where no style of ours can be asked.
    isDrawn: drawn || at.matches("audio"),
  };
}"""


def has_focus(control: Locator) -> bool:
    return control.evaluate("(each) => each === document.activeElement")


def go_to(page: Page, control: Locator, *, key: str = "Tab") -> None:
    """Press Tab until this control has the focus; whatever has it on the way is to be seen."""
    for _press in range(MOST_TABS):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        assert focus["isDrawn"], (page.url, focus)
        assert not focus["isCovered"], (page.url, focus)
        if has_focus(control):
            return
    raise AssertionError(f"{control} cannot be reached on {page.url}")


def press_on(person: Visitor, name: str) -> None:
    """Go to a button by keyboard and press it."""
    button = person.page.locator("main").get_by_role("button", name=name, exact=True).first
    check_no_sideways_scroll(person.page)
    go_to(person.page, button)
    before = person.page.url
    person.page.keyboard.press("Enter")
    person.page.wait_for_url(lambda url: url != before)


def answer_with_keys(page: Page, code: str) -> None:
    """Answer the question on this page as its kind asks for."""
    if code == "story":
        go_to(page, page.locator("textarea"))
        page.keyboard.type("Nobody rang.")
    elif code == "pets":
        for value in ("cat", "dog"):
            go_to(page, page.locator(f"input[value={value}]"))
            page.keyboard.press("Space")
        assert page.locator("input:checked").count() == 2
    elif code == "when":
        for part, typed in (("day", "27"), ("month", "3"), ("year", "2026")):
            go_to(page, page.locator(f"[name=when-{part}]"))
            page.keyboard.type(typed)
    elif code != "read-this":
        go_to(page, page.locator("input[type=radio]").first)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        assert has_focus(page.locator("input:checked"))


WAYS = {
    "desk": ("plain", {"viewport": DESK}),
    "phone": ("easy", {"viewport": PHONE}),
    "zoomed": ("easy", ZOOMED),
    "own colours": ("plain", {"viewport": PHONE, "forced_colors": "active"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_whole_journey_by_keyboard_alone(visit, every_kind, way):
    style, options = WAYS[way]
    person = visit(**options)
    page = person.page
    page.goto(f"/surveys/{every_kind}?style={style}")
    go_to(page, page.locator("[name=understood]"))
    page.keyboard.press("Space")
    press_on(person, "Start")
    seen = []
    while "check-your-answers" not in page.url:
        seen.append(page.url.rpartition("/")[2])
        answer_with_keys(page, seen[-1])
        press_on(person, "Continue")
    assert len(seen) == 9
    answers = page.locator("main").inner_text()
    for words in ("Nobody rang.", "Red", "Cat · Dog", "27 3 2026", "No", "Very-Bad"):
        assert words in answers
    go_to(page, page.get_by_role("button", name="Send my answers"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    check_no_sideways_scroll(page)
    code = page.locator(".sd-code").inner_text()

    go_to(page, page.locator("main a[href*='/receipt']").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt*")
    go_to(page, page.get_by_role("textbox").first)
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("We received them on")
    check_no_sideways_scroll(page)
    assert not person.complaints


def test_backwards_by_keyboard_nothing_hides_under_the_bar(visit, every_kind):
    person = visit(**ZOOMED)
    page = person.page
    page.goto(f"/surveys/{every_kind}?style=easy")
    page.locator("[name=understood]").check()
    page.get_by_role("button", name="Start").click()
    page.goto(f"/surveys/{every_kind}/five")
    go_to(page, page.get_by_role("button", name="Stop and delete"))
    go_to(page, page.get_by_role("button", name="Back").first, key="Shift+Tab")
