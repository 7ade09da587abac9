"""Every page of every survey that ships, in both styles and three languages: valid and small.

The client reads each page strictly (`tests/page_reader.py`); `tests/browser/test_every_page.py`
looks at the same pages with axe.
"""

import pytest

from tests.every_page import LIBRARY, MODES, page_url, say_pages, take_ways

QUESTION_KB = 15


def look(page, locale):
    assert page.status_code == 200
    assert f'lang="{locale}"' in page.text[:300]
    return page


@pytest.mark.parametrize(("style", "locale"), MODES)
@pytest.mark.parametrize("slug", LIBRARY)
def test_every_page_is_valid_and_every_question_small(client, library, slug, style, locale):
    in_style = f'sd-survey{" style-easy" if style == "easy" else ""}"'
    for taker, codes in take_ways(client, slug, style, locale):
        for code in codes:
            page = look(taker.go(page_url(slug, code)).page, locale)
            assert in_style in page.text, code
            assert len(page.data) <= QUESTION_KB * 1024, (code, len(page.data))
        for url in say_pages(slug, style, codes):
            page = look(taker.go(url).page, locale)
            assert in_style in page.text, url
            assert len(page.data) <= QUESTION_KB * 1024, (url, len(page.data))
            assert "microphone=(self)" in page.headers["Permissions-Policy"], url
        for ending in ("leave", "check-your-answers"):
            look(taker.go(page_url(slug, ending)).page, locale)
    # The page before question 1, while a form is unfinished, and with none; and the last.
    look(taker.go(f"/surveys/{slug}").page, locale)
    taker.go(page_url(slug, "what-next")).press(receipt="yes")
    look(taker.go(page_url(slug, "check-your-answers")).send().page, locale)
    assert taker.code
    for ending in ("", "/on-paper"):
        look(client.get(f"/surveys/{slug}{ending}?style={style}&lang={locale}"), locale)
