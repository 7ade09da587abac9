"""The largest letters with the most room on the smallest phone: nothing scrolls sideways."""

import pytest

from tests.browser.conftest import PHONE, check_no_sideways_scroll

#: Long words in headings, faces with a word beside them, a way out of four words.
PAGES = ["my-voice/listen", "my-voice/talk-today", "charter-check/as-equals", "tell-us/is-heard"]


@pytest.mark.parametrize("style", ["plain", "easy"])
@pytest.mark.parametrize("lang", ["en", "pl", "ur"])
@pytest.mark.parametrize("font", ["wide", "book"])
def test_the_largest_letters_fit_the_smallest_phone(visit, lang, style, font):
    visitor = visit(viewport=PHONE)
    choice = f"size=largest&space=wide&font={font}"
    visitor.context.add_cookies([{"name": "comfort", "value": choice, "url": visitor.site.url}])
    page = visitor.page
    for slug in dict.fromkeys(each.partition("/")[0] for each in PAGES):
        page.goto(f"/surveys/{slug}?style={style}&lang={lang}")
        check_no_sideways_scroll(page)
        page.locator("input[name=understood]").check()
        page.locator("main button[value=start]").click()
        page.wait_for_url(lambda url, slug=slug: f"/{slug}/" in url)
        for each in [*PAGES, f"{slug}/check-your-answers", f"{slug}/leave"]:
            if each.startswith(slug):
                page.goto(f"/surveys/{each}")
                check_no_sideways_scroll(page)
