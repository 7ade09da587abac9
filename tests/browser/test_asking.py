"""Those who ask: making a survey, a group in a room, typing in paper, bringing in a table."""

import io
import re

import pytest
from PIL import Image

from tests.browser.conftest import DESK, PHONE
from tests.integration.responses.workbooks import packed

CSV = "Completion time,Who are you?,What is not going well?\n27/3/2026,A parent,Nobody rings back\n"


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_survey_is_made_checked_and_put_live(visit, viewport):
    name = f"The school run {viewport['width']}"
    maker = visit(viewport=viewport)
    maker.sign_in("publisher@demo.example")
    page = maker.page
    page.goto("/staff/surveys")
    maker.check(is_still=True)
    page.get_by_role("link", name="Make a survey").click()
    maker.check()
    page.get_by_label("What is it called?", exact=True).fill(name)
    page.get_by_label("What is it called in easy read?").fill("Getting to school")
    page.get_by_label("Start from").select_option("charter-check")
    page.get_by_role("button", name="Make it").click()
    maker.check()
    page.get_by_role("link", name="Add a question").click()
    maker.check()
    page.get_by_label("The question", exact=True).fill("How is the provision?")
    page.get_by_label("The question in easy read").fill("Is the provision adequate?")
    page.get_by_label("Their own words").check()
    page.get_by_role("button", name="Add it").click()
    maker.check()
    assert "adequate" in page.locator(".govuk-inset-text").inner_text()
    page.get_by_label("The question in easy read", exact=True).fill("How is the help?")
    page.locator("button[value='find=picture_1']").click()
    page.get_by_label("What should it show?").fill("help")
    page.get_by_role("button", name="Search", exact=True).click()
    maker.check()
    page.locator(".sd-picker__found input:not([value=''])").first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    maker.check()
    page.get_by_role("link", name="Polski").last.click()
    maker.check()
    page.go_back()
    page.get_by_role("link", name="Easy read").first.click()
    maker.check()
    page.get_by_role("button", name="Start").click()
    maker.check()
    page.get_by_role("link", name="Back to making it").click()
    page.get_by_role("link", name="On paper, in easy read").click()
    maker.check()
    page.go_back()
    page.get_by_role("button", name="Ask a second person to look at it").click()
    maker.check()
    assert "Somebody who did not make it" in page.locator("main").inner_text()

    parent = visit(viewport=viewport)
    parent.sign_in("parent-rep@demo.example")
    parent.page.goto("/staff/surveys")
    parent.page.get_by_role("link", name=name).click()
    parent.check()
    parent.page.get_by_role("button", name="I have looked at it: put it live").click()
    parent.check()
    assert "It is live" in parent.page.locator("main").inner_text()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_group_takes_a_survey_together(visit, viewport):
    facilitator = visit(viewport=viewport)
    facilitator.sign_in("facilitator@demo.example")
    page = facilitator.page
    page.goto("/staff/groups")
    facilitator.check(is_still=True)
    page.get_by_label("Which survey?").select_option("my-voice")
    page.get_by_label("How many people are here to answer?").fill("6")
    page.get_by_label("Choose a PIN").fill("2468")
    page.get_by_role("button", name="Begin").click()
    facilitator.check()
    page.get_by_label("What do you like doing?").fill("we like the farm")
    page.get_by_role("button", name="Continue").click()
    facilitator.check()
    page.get_by_label("Sometimes").fill("9")
    page.get_by_role("button", name="Continue").click()
    facilitator.check()
    assert "6 people are here" in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Sometimes").fill("4")
    page.get_by_role("button", name="Stop card").click()
    facilitator.check()
    page.get_by_role("link", name="Go on").click()
    for _step in range(30):
        if page.url.endswith("/close"):
            break
        page.get_by_role("button", name="Continue").click()
        page.wait_for_load_state()
    facilitator.check()
    page.get_by_label("Yes, everybody agrees").check()
    page.get_by_label("The PIN of the person").fill("2468")
    page.get_by_role("button", name="Send it").click()
    facilitator.check()
    assert re.fullmatch(r"(\w{4} ){3}\w{4}", page.locator(".sd-code").inner_text())


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_paper_is_typed_in_and_a_table_brought_in(visit, viewport):
    reviewer = visit(viewport=viewport)
    reviewer.sign_in("reviewer@demo.example")
    page = reviewer.page
    page.goto("/staff/paper")
    reviewer.check(is_still=True)
    page.get_by_role("link", name=re.compile("Type in a paper.*My voice")).click()
    reviewer.check()
    page.get_by_label("What do you like doing?").fill("trains")
    page.get_by_role("button", name="Save, and type in the next paper").click()
    reviewer.check()
    assert "entered from paper" in page.locator("body").inner_text()

    page.goto("/staff/bring-in")
    reviewer.check(is_still=True)
    page.locator("[name='survey']").select_option("tell-us")
    text = CSV.replace("Nobody", f"Nobody {viewport['width']}")
    page.locator("[name='file']").set_input_files(
        {"name": "answers.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Go on to its columns").click()
    reviewer.check()
    page.get_by_role("button", name="Bring in these rows").click()
    reviewer.check()
    assert "Brought in: 1" in page.locator("body").inner_text()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("lang", ["en", "ur"])
def test_paper_and_equality_pages_pass_in_both_directions(visit, viewport, lang):
    visitor = visit(viewport=viewport)
    for url in (
        "/surveys/my-voice/on-paper?style=easy&",
        "/surveys/waiting-well/on-paper?style=plain&",
        "/about-you?",
        "/about-you/adult?",
        "/about-you/child?",
    ):
        visitor.page.goto(f"{url}lang={lang}")
        visitor.check(is_still=True)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_workbook_is_brought_in_sheet_by_sheet(visit, viewport):
    reviewer = visit(viewport=viewport)
    reviewer.sign_in("reviewer@demo.example")
    page = reviewer.page
    page.goto("/staff/bring-in")
    page.locator("[name='survey']").select_option("tell-us")
    words = f"Nobody calls {viewport['width']}"
    sheets = {
        "First": [["a"], ["b"]],
        "Second": [["What is not going well?", "Notes"], [words, "none"]],
    }
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("[name='file']").set_input_files(
        {"name": "answers.xlsx", "mimeType": kind, "buffer": packed(sheets)}
    )
    page.get_by_role("button", name="Go on to its columns").click()
    reviewer.check()
    page.get_by_label("Which sheet of the workbook?").select_option("Second")
    page.get_by_role("button", name="Look again").first.click()
    reviewer.check()
    page.get_by_role("button", name="Bring in these rows").click()
    assert "Brought in: 1" in page.locator("body").inner_text()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_picture_of_our_own_is_added_and_found_by_keyboard(visit, viewport):
    maker = visit(viewport=viewport)
    maker.sign_in("publisher@demo.example")
    page = maker.page
    page.goto("/staff/pictures/add")
    maker.check(is_still=True)
    kept = io.BytesIO()
    Image.new("RGB", (viewport["width"], 200), (200, 30, 30)).save(kept, "PNG")
    page.get_by_label("The picture").set_input_files(
        {"name": "p.png", "mimeType": "image/png", "buffer": kept.getvalue()}
    )
    alt = f"Our minibus {viewport['width']}"
    page.get_by_label("What does it show?").fill(alt)
    page.get_by_label("Whose picture is it").fill("© Us")
    page.get_by_role("button", name="Add this picture").click()
    maker.check()
    page.get_by_role("link", name=alt).click()
    maker.check()

    page.goto("/staff/surveys")
    row = page.locator("section", has_text="Waiting well")
    row.get_by_role("button", name="Change").click()
    page.locator("a[href*='/pages/']").first.click()
    page.get_by_role("button", name=re.compile("First picture")).click()
    maker.check()
    page.get_by_label("What should it show?").fill(alt)
    page.keyboard.press("Enter")
    page.get_by_label(alt).check()
    maker.check()
    page.get_by_role("button", name="Save", exact=True).click()
    assert "The question is saved." in page.locator("body").inner_text()
    page.get_by_role("link", name="Easy read").first.click()
    maker.check()
    page.get_by_role("button", name="Start").click()
    maker.check()
