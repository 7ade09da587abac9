"""A real site for the browser tests: gunicorn, a Celery worker, SQLite, and Debian's Chromium."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
#: The rule sets that every page must pass (WCAG 2.2 A and AA, and good practice).
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A microphone that beeps, and that a page may use without somebody to say yes.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
START_SECONDS = 120
#: How long a device that goes round waits without a touch: 90 in real life.
IDLE_SECONDS = 15


def pytest_collection_modifyitems(items) -> None:
    """Skip, loudly, where there is no browser."""
    if shutil.which("chromium"):
        return
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.skip(reason="*** CHROMIUM IS MISSING: NOT TESTED ***"))


class Site:
    """A running copy of the whole system, with demo data."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.environ = os.environ | {
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "PUBLIC_BASE_URL": self.url,
            "FLASK_APP": "wsgi",
            "TABLET_IDLE_SECONDS": str(IDLE_SECONDS),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        for name in ("DATABASE_URL", "TEST_DATABASE_URL", "BROKER_URL"):
            self.environ.pop(name, None)
        self.processes: list[subprocess.Popen] = []

    def flask(self, *arguments: str) -> str:
        """Run one command and return what it printed."""
        done = subprocess.run(
            ["flask", *arguments],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self) -> None:
        """Set everything up and wait until web and worker both answer."""
        self.flask("setup", "--with-demo")
        lines = (ROOT / "Procfile").read_text().splitlines()
        for line in lines:
            command = line.partition(":")[2].strip()
            self.processes.append(
                subprocess.Popen(
                    command, shell=True, cwd=ROOT, env=self.environ, start_new_session=True
                )
            )
        deadline = time.monotonic() + START_SECONDS
        while self.health().get("status") != "ok":
            assert time.monotonic() < deadline, "the site did not start"
            time.sleep(0.2)

    def health(self) -> dict:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return {}

    def stop(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture(scope="session")
def site(tmp_path_factory, trained_model):
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(trained_model, folder / "model")
    running = Site(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def every_kind(site) -> str:
    """The slug of a survey with every kind of question, which can be answered on the site."""
    subprocess.run(
        [sys.executable, "-m", "tests.browser.every_kind"], cwd=ROOT, env=site.environ, check=True
    )
    return "every-kind"


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


class Visitor:
    """One person's browser; it notes what the page's own rules refused."""

    def __init__(self, chromium: Browser, site: Site, **options) -> None:
        self.site = site
        self.context = chromium.new_context(base_url=site.url, **options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note_request)

    def _note(self, message) -> None:
        # Chromium does not know one of the features that our header switches off.
        known = ("status of 4", "Unrecognized feature")
        if message.type == "error" and not any(part in message.text for part in known):
            self.complaints.append(message.text)

    def _note_request(self, request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.complaints.append(f"asked another site: {request.url}")

    def check(self, *, is_still: bool = False) -> None:
        """Fail on anything axe finds, on sideways scrolling and on a broken security rule.

        `is_still` saves half a second where the page was just opened and nothing is under way.
        """
        self.page.wait_for_load_state("load" if is_still else "networkidle")
        try:
            check_with_axe(self.page)
        except Error:  # the page was on its way to the next one: look at that
            self.page.wait_for_load_state("networkidle")
            check_with_axe(self.page)
        check_no_sideways_scroll(self.page)
        assert not self.complaints, self.complaints

    def sign_in(self, email: str) -> None:
        """Sign in as one of the demo people."""
        people = yaml.safe_load((ROOT / "app/demo/data/people.yaml").read_text(encoding="utf-8"))
        self.page.goto("/staff/sign-in")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(people["password"])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/staff")

    def close(self) -> None:
        self.context.close()


#: To describe what is in order takes axe as long as to look for what is not.
RUN_AXE = """tags => axe.run(document, {
  runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
})"""


def check_with_axe(page: Page) -> None:
    page.evaluate(AXE)
    result = page.evaluate(RUN_AXE, AXE_RULES)
    found = [
        f"{violation['id']}: {violation['help']} at {violation['nodes'][0]['target']}"
        for violation in result["violations"]
    ]
    assert not found, f"{page.url}: {found}"


def check_no_sideways_scroll(page: Page) -> None:
    wide = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if wide[0] > wide[1]:
        out = page.evaluate(
            "width => [...document.querySelectorAll('body *')].filter(each => { const box ="
            " each.getBoundingClientRect(); return box.right > width || box.left < 0 })"
            ".map(each => `${each.tagName}.${each.className} in ${each.parentElement.className}`)"
            ".slice(-4)",
            wide[1],
        )
        raise AssertionError(f"{page.url} scrolls sideways: {wide}, {out}")


@pytest.fixture
def visit(chromium, site):
    """Return a function that opens one more browser for this test."""
    visitors: list[Visitor] = []

    def open_browser(**options) -> Visitor:
        visitors.append(Visitor(chromium, site, **({"viewport": DESK} | options)))
        return visitors[-1]

    yield open_browser
    for visitor in visitors:
        with contextlib.suppress(Error):
            visitor.close()
