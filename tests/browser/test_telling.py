"""What the public reads beside the list of answers: old versions, withdrawn pages, the story of a
theme, the year, how right the computer is, frames. Axe finds nothing, on a phone and on a desk,
plain and easy, from left to right and from right to left.
"""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, ROOT

READ_AS = ["", "style=easy", "lang=ur", "style=easy&lang=ur"]
EMBED = "/embed/you-said-we-did"
PAGES = ["/you-said-we-did", "/themes", "/how-right-is-the-computer", "/for-other-sites", EMBED]


@pytest.fixture(scope="module")
def slugs(site) -> list[str]:
    """Of an answer that was corrected, one that was withdrawn, and one whose words are hidden."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.corrected"],
        cwd=ROOT,
        env=site.environ,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def reader(visit, request):
    return visit(viewport=request.param)


def look(reader, address: str) -> None:
    """Open a page with everything that is folded, and check it."""
    assert reader.page.goto(address).status == 200, address
    reader.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    reader.check()


@pytest.mark.parametrize("read_as", READ_AS)
def test_pages_of_telling_are_for_everybody(reader, slugs, read_as):
    for address in PAGES:
        look(reader, f"{address}?{read_as}")
    for slug in slugs:
        look(reader, f"/you-said-we-did/{slug}?{read_as}")
        look(reader, f"{EMBED}/{slug}?{read_as}")


@pytest.mark.parametrize("read_as", READ_AS)
def test_the_story_of_a_theme_and_of_a_year_are_for_everybody(reader, read_as):
    page = reader.page
    page.goto("/themes")
    stories = page.locator("main a[href^='/themes/']")
    assert stories.count() >= 2
    addresses = [each.get_attribute("href") for each in stories.all()]
    for address in {addresses[0], addresses[-1]}:
        look(reader, f"{address.partition('?')[0]}?{read_as}")
    page.goto("/you-said-we-did")
    year = page.locator("a[href^='/local-offer/']").first.get_attribute("href")
    look(reader, f"{year.partition('?')[0]}?{read_as}")


def test_old_words_unfold_by_keyboard(visit, slugs):
    reader = visit(viewport=PHONE)
    page = reader.page
    for slug, is_hidden in zip(slugs, [False, False, True], strict=True):
        page.goto(f"/you-said-we-did/{slug}")
        old = page.locator("main summary", has_text="What it said before")
        expect(old).to_have_count(0 if is_hidden else 1)
        if is_hidden:
            expect(page.locator("main")).to_contain_text("What it said is not shown any more.")
            expect(page.locator("main")).not_to_contain_text("A ramp is built.")
            continue
        old.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("A ramp is built.")).to_be_visible()
        reader.check()
