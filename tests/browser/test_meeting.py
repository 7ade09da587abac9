"""A sub-group's meeting: its pack as page, PDF and Word; decisions that are actions with dates."""

import io
from datetime import date, timedelta

import docx
from playwright.sync_api import expect

from app import pdf
from tests.browser.conftest import DESK, PHONE

GROUP = "Co-production, Communication and Engagement"
HELD = date.today() - timedelta(days=1)  # noqa: DTZ011  # the day on this machine's wall
PROMISED = date.today() + timedelta(days=45)  # noqa: DTZ011
WHAT = "Each family gets a message every fortnight, also when there is no news."
WHERE = "In all of Stockport"


def fill_day(page, name: str, day: date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f"[name='{name}-{part}']").fill(str(getattr(day, part)))


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def make_meeting(publisher) -> None:
    page = publisher.page
    page.goto("/staff/meetings")
    publisher.check(is_still=True)
    page.get_by_role("link", name="Add a meeting").click()
    page.get_by_label("Which group meets?").select_option("co-production")
    page.get_by_role("button", name="Make the pack").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Give the day of the meeting.")
    expect(page.get_by_label("Which group meets?")).to_have_value("co-production")
    publisher.check()
    fill_day(page, "held_on", HELD)
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Meeting pack: {GROUP}")


def test_a_meeting_from_its_pack_to_the_calendar(visit):
    publisher = visit(viewport=DESK)
    publisher.sign_in("publisher@demo.example")
    page = publisher.page
    make_meeting(publisher)
    publisher.check()
    for heading in (
        "What is new",
        "Heard, and not answered",
        "Promises of this group",
        "Who we have not heard from",
    ):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    pack = page.url
    themes = page.locator("main table").first.locator("tbody th").all_inner_texts()
    keeps_as_word(page, themes)
    keeps_as_pdf(page)

    page.goto(pack)
    page.get_by_role("link", name="Write down decisions").click()
    publisher.check()
    expect(page.locator("[name=kind][value=planned]")).to_have_count(1)
    expect(page.locator("[name=kind][value=done]")).to_have_count(0)
    decides_without_saying_what(publisher)
    page.get_by_label("What will change?").fill(WHAT)
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("It is written down, and is an action now.")
    expect(page.get_by_label("Job title")).to_have_value("")
    publisher.check()
    page.goto(pack)
    due = page.get_by_role("table", name="Due before the next meeting")
    expect(due).to_contain_text("News every fortnight")
    expect(page.get_by_role("heading", name="Decided in this meeting")).to_be_visible()
    page.get_by_role("link", name="News every fortnight").last.click()
    main = page.locator("main")
    for words in (WHAT, WHERE, f"{GROUP}, Head of casework", in_words(PROMISED), in_words(HELD)):
        expect(main).to_contain_text(words)
    publisher.check()
    is_done_only_when_it_says_what_changed(publisher)

    board = visit(viewport=PHONE)
    board.sign_in("board@demo.example")
    shows_it(board)


def keeps_as_word(page, themes: list[str]) -> None:
    with page.expect_download() as begun:
        page.get_by_role("link", name="Keep it as a Word document").click()
    assert begun.value.suggested_filename == "meeting-pack.docx"
    document = docx.Document(io.BytesIO(begun.value.path().read_bytes()))
    words = "\n".join(each.text for each in document.paragraphs)
    assert "Who we have not heard from" in words
    cells = " ".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    assert themes
    assert all(theme.split("\n")[0].strip() in cells for theme in themes)


def keeps_as_pdf(page) -> None:
    if not pdf.is_available():
        expect(page.get_by_role("link", name="Keep it as a PDF")).to_have_count(0)
        return
    link = page.get_by_role("link", name="Keep it as a PDF")
    answer = page.context.request.get(link.get_attribute("href"))
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    content = answer.body()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert len(content) > 5_000


def decides_without_saying_what(publisher) -> None:
    """Leave out what changes: a sentence says so, and all that was typed is still there."""
    page = publisher.page
    page.get_by_label("Which theme does it answer?").select_option(index=1)
    page.locator("[name=item_codes]").first.check()
    page.get_by_label("Planned", exact=True).check()
    page.get_by_label("Name it in a few words").fill("News every fortnight")
    page.get_by_label("Where?").fill(WHERE)
    page.get_by_label("Who is it for?").fill("Families who wait for a plan")
    page.get_by_label("Job title").fill("Head of casework")
    fill_day(page, "promised_on", PROMISED)
    page.get_by_role("button", name="Write it down").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Say what will change.")
    expect(summary).to_be_focused()
    publisher.check()
    expect(page.get_by_label("Planned", exact=True)).to_be_checked()
    expect(page.get_by_label("Name it in a few words")).to_have_value("News every fortnight")
    expect(page.get_by_label("Where?")).to_have_value(WHERE)
    expect(page.locator("[name=promised_on-year]")).to_have_value(str(PROMISED.year))
    summary.get_by_role("link").click()
    expect(page.get_by_label("What will change?")).to_be_focused()


def is_done_only_when_it_says_what_changed(publisher) -> None:
    page = publisher.page
    page.get_by_role("link", name="Change", exact=True).click()
    publisher.check()
    done = page.locator("[name=kind][value=done]")
    done.check()
    page.get_by_label("What changed, or will change?").fill("  ")
    page.get_by_label("What shows that it worked?").fill("31 of 40 families were told in time.")
    page.get_by_label("Of how many people").fill("40")
    fill_day(page, "done_on", HELD)
    page.get_by_role("button", name="Save").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Say what changed or will change.")
    expect(done).to_be_checked()
    expect(page.get_by_label("What shows that it worked?")).to_have_value(
        "31 of 40 families were told in time."
    )
    publisher.check()


def shows_it(board) -> None:
    """What was decided stands among the actions and in the calendar, with its owner and day."""
    page = board.page
    page.goto("/staff/actions")
    board.check(is_still=True)
    page.get_by_label("Group").select_option("co-production")
    page.get_by_label("Status").select_option("planned")
    page.get_by_role("button", name="Show these").click()
    row = page.get_by_role("row").filter(has_text="News every fortnight")
    expect(row).to_contain_text(in_words(PROMISED))
    expect(row).to_contain_text(GROUP)
    expect(row).to_contain_text("Planned")
    board.check()
    page.goto("/staff/promises")
    board.check(is_still=True)
    month = page.get_by_role("table", name=f"{PROMISED:%B %Y}", exact=True)
    promise = month.get_by_role("row").filter(has_text="News every fortnight")
    expect(promise).to_contain_text(in_words(PROMISED))
    expect(promise).to_contain_text(GROUP)
    promise.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text(WHAT)
    board.check()
