"""A survey in the making, framed as a phone shows it and as a browser without scripts does."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

SLUG = "waiting-well"


@pytest.fixture
def maker(visit, request):
    person = visit(viewport=getattr(request, "param", DESK))
    person.sign_in("publisher@demo.example")
    page = person.page
    page.goto("/staff/surveys")
    row = page.locator("section", has_text="Waiting well")
    if row.get_by_role("button", name="Change").count():
        row.get_by_role("button", name="Change").click()
        page.wait_for_load_state()
    return person


@pytest.mark.parametrize("maker", [DESK, PHONE], ids=["desk", "phone"], indirect=True)
@pytest.mark.parametrize("style", ["plain", "easy"])
@pytest.mark.parametrize("lang", ["en", "ur"])
def test_a_phone_in_a_frame_turns_its_pages(maker, style, lang):
    page = maker.page
    page.goto(f"/staff/surveys/{SLUG}/preview/in/a-frame?seen=phone&style={style}&lang={lang}")
    maker.check(is_still=True)
    frame = page.frame_locator("iframe")
    inside = next(each for each in page.frames if each.parent_frame)
    expect(frame.locator("html.js-enabled")).to_have_count(1)
    assert inside.evaluate("document.documentElement.dir") == ("rtl" if lang == "ur" else "ltr")
    wide = inside.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide[0] <= wide[1] <= 360, wide

    first = inside.url
    frame.locator("main button[value=start]").last.click()
    inside.wait_for_url(lambda url: url != first)
    expect(frame.locator("h1").first).to_be_visible()
    assert "/in/a-frame" in page.url, "the page around it stays"
    assert not maker.complaints


def test_no_script_runs_in_the_other_frame(maker):
    page = maker.page
    page.goto(f"/staff/surveys/{SLUG}/preview/in/a-frame?seen=no-script")
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1").first).to_be_visible()
    expect(frame.locator("html.js-enabled")).to_have_count(0)
    assert "allow-scripts" not in page.locator("iframe").get_attribute("sandbox")
    inside = next(each for each in page.frames if each.parent_frame)
    first = inside.url
    frame.locator("main button[value=start]").last.click()
    expect(frame.locator("h1").first).to_be_visible()
    inside.wait_for_url(re.compile(f"/preview/(?!{first.rsplit('/', 1)[1].partition('?')[0]})"))
