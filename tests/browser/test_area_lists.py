"""An administrator replaces the list of schools, on a phone and by keyboard alone."""

import pytest

from tests.browser.conftest import DESK, PHONE


def press(page, name: str) -> None:
    """Go to what is called so with the Tab key, as far as it takes, and press Enter."""
    target = page.get_by_role("main").get_by_text(name).first.element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("each => each.contains(document.activeElement) "
                         "|| document.activeElement.contains(each)"
                         " && document.activeElement !== document.body", target):  # fmt: skip
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"the Tab key does not lead to {name!r}")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_of_schools_is_replaced_and_put_back_by_keyboard(visit, viewport):
    admin = visit(viewport=viewport)
    admin.sign_in("admin@demo.example")
    page = admin.page
    page.goto("/staff/reader")
    press(page, "Schools and places of your area, which it masks")
    admin.check(is_still=True)
    press(page, "Replace this list")
    admin.check(is_still=True)
    press(page, "Use this list")
    admin.check()
    assert page.title().startswith("Error:")
    long = "Wychfont-upon-the-Longest-River Church of England Voluntary Aided Primary School"
    page.get_by_label("The file").set_input_files(
        {"name": "s.csv", "mimeType": "text/csv", "buffer": f"Name\n{long}\n{'x' * 200}\n".encode()}
    )
    press(page, "Use this list")
    admin.check()
    assert "The list is here: 2 names." in page.locator("main, body").first.inner_text()
    press(page, "Go back to the list that comes with this system")
    admin.check()
    assert "is used again" in page.locator("body").inner_text()
