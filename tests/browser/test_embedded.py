"""What the Local Offer shows in a frame: only where it is named, and only what is made for it."""

import http.server
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import (
    DESK,
    PHONE,
    ROOT,
    START_SECONDS,
    Site,
    check_no_sideways_scroll,
    check_with_axe,
)

EMBED = "/embed/you-said-we-did"
OTHERS = ["/", "/you-said-we-did", "/help-now", "/receipt", "/surveys/tell-us", "/staff/sign-in"]
REFUSED = "chrome-error://chromewebdata/"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Local Offer</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>
<h1>Local Offer</h1><iframe src="{address}" title="You said – We did" width="100%" height="900">
</iframe></main></body></html>"""


@contextmanager
def other_site() -> Iterator[SimpleNamespace]:
    """A site of somebody else's, of one page that frames whatever `frames` says."""
    shown = SimpleNamespace(frames="")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = PAGE.format(address=shown.frames).encode() if self.path == "/" else b""
            self.send_response(200 if page else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_words) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shown.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield shown
        server.shutdown()


@pytest.fixture(scope="module")
def named() -> Iterator[SimpleNamespace]:
    with other_site() as shown:
        yield shown


@pytest.fixture(scope="module")
def unnamed() -> Iterator[SimpleNamespace]:
    with other_site() as shown:
        yield shown


@pytest.fixture(scope="module")
def framed(site, named, tmp_path_factory) -> Iterator[Site]:
    """A second web process beside the site's own: the same data, and one site may frame it."""
    web = Site(tmp_path_factory.mktemp("unused"))
    web.environ |= {"DATA_DIR": site.environ["DATA_DIR"], "EMBED_ORIGINS": named.url}
    command = (ROOT / "Procfile").read_text().splitlines()[0].partition(":")[2].strip()
    process = subprocess.Popen(
        command, shell=True, cwd=ROOT, env=web.environ, start_new_session=True
    )
    web.processes.append(process)
    try:
        deadline = time.monotonic() + START_SECONDS
        while web.health().get("status") != "ok":
            assert time.monotonic() < deadline, "the second web process did not start"
            time.sleep(0.2)
        yield web
    finally:
        web.stop()


@pytest.fixture
def open_other(chromium):
    """Return a function that opens the other site in a fresh browser and returns page and frame."""
    contexts = []

    def open_page(other, address, viewport=DESK):
        other.frames = address
        contexts.append(chromium.new_context(viewport=viewport))
        page = contexts[-1].new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(other.url)
        page.wait_for_load_state("networkidle")
        return page, page.frames[1]

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("query", ["", "?style=easy&lang=ur&number=5"], ids=["plain", "easy-urdu"])
def test_a_site_that_is_named_shows_it(framed, named, open_other, query, viewport):
    page, frame = open_other(named, framed.url + EMBED + query, viewport)

    assert frame.url == framed.url + EMBED + query
    assert frame.locator(".sd-entry").count() == (5 if query else 3)
    check_with_axe(page)
    check_with_axe(frame)
    check_no_sideways_scroll(frame)
    assert frame.locator("script, form").count() == 0
    assert page.context.cookies() == []
    assert not [each for each in page.said if "Unrecognized feature" not in each], page.said


def test_one_entry_is_shown_and_its_links_open_in_the_whole_window(framed, named, open_other):
    page, frame = open_other(named, framed.url + EMBED)
    slug = frame.locator(".sd-entry a").first.get_attribute("href").rpartition("/")[2]
    page, frame = open_other(named, f"{framed.url}{EMBED}/{slug}")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    check_with_axe(frame)
    frame.get_by_role("link", name="Read the whole answer").click()
    page.wait_for_url(f"{framed.url}/you-said-we-did/{slug}")
    assert len(page.frames) == 1
    check_with_axe(page)

    page, frame = open_other(named, framed.url + EMBED)
    frame.get_by_role("link", name="Get help now").click()
    page.wait_for_url(f"{framed.url}/help-now")


@pytest.mark.parametrize("address", [EMBED, *OTHERS])
def test_nothing_shows_on_a_site_that_is_not_named(framed, unnamed, open_other, address):
    page, frame = open_other(unnamed, framed.url + address)

    is_refused(page, frame)


@pytest.mark.parametrize("address", OTHERS)
def test_no_other_page_shows_even_where_it_is_named(framed, named, open_other, address):
    page, frame = open_other(named, framed.url + address)

    is_refused(page, frame)


def test_nothing_shows_anywhere_until_somebody_is_named(site, named, open_other):
    page, frame = open_other(named, site.url + EMBED)

    is_refused(page, frame)


def is_refused(page, frame) -> None:
    """Chromium put its own page of an error in the frame, and says which rule it was."""
    assert frame.url == REFUSED
    assert any("frame-ancestors" in each for each in page.said), page.said
