"""No word that anybody wrote, no code and no password stands in a log or an address (T-LOG-1)."""

import importlib
import logging
import re
import sqlite3
import time
from contextlib import contextmanager

import html5lib
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.models import RoleName
from app.db import db
from app.responses.models import Comment
from app.surveys import services as surveys
from tests.bench.load import Visitor
from tests.conftest import token_in
from tests.integration.accounts.pages import give_password, make_person
from tests.integration.factories import make_comment
from tests.integration.responses.conftest import SMALL, Taker, store_survey
from tests.integration.sign_in import sign_in
from tests.security.real import rows, running_web, start_worker

CANARY = "quokkaberry"
WORDS = f"My {CANARY} waited ten months and nobody rang."
HEADERS = {
    "User-Agent": CANARY,
    "Referer": f"http://localhost/{CANARY}",
    "Accept-Language": CANARY,
    "X-Forwarded-For": CANARY,
    "X-Request-Id": CANARY,
    "Cookie": f"sid={CANARY}",
    "Authorization": f"Bearer {CANARY}",
}
#: Not pressed: they end the walk.
LEFT_ALONE = ("/staff/sign-out", "/staff/change-password", "/staff/second-step", "/staff/people/")


@pytest.fixture
def logged(app, caplog):
    """Everything that any logger of this process says, down to DEBUG, as it would be written."""
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "werkzeug", "flask", "app", "celery"):
        # At DEBUG the database library would print every row it reads; nothing of ours asks for it.
        quiet = name.startswith("sqlalchemy")
        caplog.set_level(logging.INFO if quiet else logging.DEBUG, logger=name)
    db.engine.dispose()
    return lambda: "\n".join(logging.Formatter().format(each) for each in caplog.records)


def fields_of(form) -> dict[str, list[str]]:
    """Fill in a form: the canary in every box for words, a choice in every choice."""
    data: dict[str, list[str]] = {}
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if not name or control.tag not in {"input", "textarea", "select", "button"}:
            continue
        if control.tag == "select":
            options = [each.get("value", "") for each in control.iter("option")]
            data.setdefault(name, []).append(options[-1] if options else "")
        elif kind in {"hidden", "submit"} or control.tag == "button":
            data.setdefault(name, []).append(control.get("value", ""))
        elif kind in {"checkbox", "radio"}:
            data[name] = [control.get("value", "on")]
        else:
            data[name] = [WORDS]
    return data


class Filler:
    """Opens every page that links lead to and sends every form that it finds there."""

    def __init__(self, app, client) -> None:
        self.app, self.client = app, client
        self.sent: set[str] = set()
        self.addresses: list[str] = []
        self.opened: dict[str, int] = {}

    def walk(self, *starts: str, most: int = 120) -> "Filler":
        waiting, known = list(starts), set(starts)
        while waiting and most:
            page = self._open(waiting.pop(0))
            most -= 1
            for link in re.findall(r'<a [^>]*href="(/[^"#]*)"', page):
                plain = link.replace("&amp;", "&")
                if (
                    plain not in known
                    and "lang=" not in plain
                    and not plain.startswith(("/static", *LEFT_ALONE))
                ):
                    known.add(plain)
                    waiting.append(plain)
        return self

    def _open(self, url: str) -> str:
        kind = re.sub(r"[0-9a-z]{26}|\d+|\?.*", "*", url)
        self.opened[kind] = self.opened.get(kind, 0) + 1
        if self.opened[kind] > 2:
            return ""
        answer = self.client.get(url)
        if answer.location:
            self.addresses.append(answer.location)
            return ""
        if answer.mimetype != "text/html":
            return ""
        for form in html5lib.parse(answer.text, namespaceHTMLElements=False).iter("form"):
            self._send(url, form)
        return answer.text

    def _send(self, url: str, form) -> None:
        action = form.get("action") or url
        if action.startswith(LEFT_ALONE):
            return
        if form.get("method", "get").lower() == "get":
            boxes = [each for each in form.iter("input") if each.get("type", "text") == "text"]
            assert not boxes, f"{url} would put typed words into an address"
            return
        answer = self.client.post(action, data=fields_of(form))
        self.sent.add(re.sub(r"[0-9a-z]{26}|\d+|\?.*", "*", action))
        self.addresses.append(answer.location or "")


def test_every_form_of_staff_leaves_no_word_in_logs_and_addresses(app, logged):
    store_survey("small", SMALL)
    client, person = sign_in(app, *RoleName)
    make_comment(WORDS, tags=[("timeliness", None, "waited ten months")], reviewed_by=person)
    make_comment(WORDS, waiting=True)

    filler = Filler(app, client).walk("/staff")

    assert len(filler.sent) > 8, filler.sent
    # The address of a survey is made of its name, which its makers give it for everybody to read.
    others = [each for each in filler.addresses if not each.startswith("/staff/surveys/")]
    assert CANARY not in "".join(others)
    assert CANARY not in logged()


def test_every_field_of_both_surveys_leaves_no_word_in_logs_and_addresses(app, client, logged):
    surveys.load_library()
    db.session.commit()
    texts = 0
    for slug in ("tell-us", "my-voice"):
        taker = Taker(client, slug).begin()
        for _step in range(60):
            assert CANARY not in taker.url
            if taker.at == "check-your-answers":
                break
            names = re.findall(r'<textarea[^>]*name="([^"]+)"', taker.page.text)
            texts += len(names)
            taker.press("next", forge=dict.fromkeys(names, WORDS))
        code = taker.send().code
        token = token_in(client.get("/receipt").text)
        for where in ("/receipt", "/receipt/may-we-quote", "/receipt/withdraw"):
            answer = client.post(where, data={"csrf_token": token, "code": code})
            assert answer.location is None
        for secret in (code, code.replace(" ", ""), code.lower()):
            assert secret not in logged()

    assert texts > 5
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == texts
    assert CANARY not in logged()


def test_signing_in_leaves_no_password_and_no_address_in_logs(app, client, logged):
    make_person(RoleName.REVIEWER)
    for answers in (
        {"password": f"{CANARY} and more of it"},
        {"email": f"{CANARY}@example.org"},
        {"email": CANARY * 500, "password": CANARY * 500},
        {"next": f"https://evil.example/{CANARY}"},
    ):
        answer = give_password(client, **answers)
        assert CANARY not in (answer.location or "")

    assert CANARY not in logged()
    assert "purple kettle" not in logged()
    assert "sam@example.org" not in logged()


def test_headers_paths_and_odd_bodies_leave_nothing_in_logs(client, logged):
    for path in ("/", f"/{CANARY}", f"/surveys/{CANARY}", f"/receipt?code={CANARY}", "/staff"):
        client.get(path, headers=HEADERS)
        client.post(path, data={"words": WORDS}, headers=HEADERS)
    report = {"csp-report": {"blocked-uri": CANARY, "document-uri": CANARY, "script-sample": WORDS}}
    client.post("/csp-report", json=report)
    client.post("/csp-report", data=WORDS, content_type="application/json")

    assert CANARY not in logged()


def test_a_browser_cannot_write_its_own_words_into_the_log_by_a_csp_report(client, logged):
    directive = f"img-src {CANARY}\nERROR forged line"
    client.post("/csp-report", json={"csp-report": {"effective-directive": directive}})

    client.post("/csp-report", json={"csp-report": {"effective-directive": "script-src-elem"}})

    assert CANARY not in logged()
    assert "forged" not in logged()
    assert "directive=script-src" in logged()


@contextmanager
def crashing(app, endpoint: str):
    """Let a view fail with an exception that quotes what was sent, as libraries' do."""
    kept = app.view_functions[endpoint]

    def crash(**_values):
        raise ValueError(WORDS) from RuntimeError(WORDS)

    vars(crash).update(vars(kept))
    app.view_functions[endpoint] = crash
    try:
        yield
    finally:
        app.view_functions[endpoint] = kept


@pytest.mark.parametrize("endpoint", ["public.show_receipt", "responses.check_answers"])
def test_a_crash_that_quotes_words_is_logged_without_them(app, client, logged, endpoint):
    store_survey("small", SMALL)
    url = "/receipt" if endpoint == "public.show_receipt" else "/surveys/small/check-your-answers"
    with crashing(app, endpoint):
        answer = client.post(url, data={"words": WORDS})

    assert answer.status_code == 500
    assert WORDS in answer.text, "their words are handed back"
    assert "unhandled ValueError at tests.security.test_logs" in logged()
    assert CANARY not in logged()


def test_a_page_that_fails_after_its_view_is_logged_without_words(app, client, logged):
    def fail(_response):
        raise ValueError(WORDS)

    app.after_request_funcs.setdefault(None, []).insert(0, fail)
    try:
        answer = client.get("/privacy")
    finally:
        app.after_request_funcs[None].remove(fail)

    assert answer.status_code == 500
    assert CANARY not in logged()


def test_an_error_page_that_itself_fails_is_logged_without_words(app, client, logged):
    def fail():
        raise ValueError(WORDS)

    app.template_context_processors[None].append(fail)
    try:
        answer = client.get("/privacy")
    finally:
        app.template_context_processors[None].remove(fail)

    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "X-Frame-Options" in answer.headers
    assert CANARY not in logged()


def test_an_error_of_the_database_quotes_no_word(app):
    """What a statement carries is people's words; a command's traceback would print it."""
    with pytest.raises(SQLAlchemyError) as caught:
        db.session.execute(sa.text("INSERT INTO no_such_table VALUES (:words)"), {"words": WORDS})
    db.session.rollback()

    assert CANARY not in str(caught.value)
    assert CANARY not in str(caught.value.orig)


def test_a_locked_database_leaves_no_word_in_logs(app, client, logged, monkeypatch):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a lock of the whole file is SQLite's")
    store_survey("small", SMALL)
    taker = Taker(client, "small").begin().skip_to("story")
    monkeypatch.setattr(importlib.import_module("app.db"), "BUSY_TIMEOUT_MS", 50)
    db.session.rollback()
    db.engine.dispose()
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    taker.press(story=WORDS)

    other.close()
    assert taker.page.status_code == 503
    assert WORDS in taker.text
    assert "database unavailable" in logged()
    assert CANARY not in logged()


def test_real_servers_write_no_word_of_a_whole_visit(house):
    """gunicorn as the Procfile starts it, and a real worker that finds the words waiting."""
    with running_web(house, more=("--preload",)) as web:
        visitor = Visitor(web.port).get("/surveys/tell-us", **HEADERS | {"Cookie": ""})
        visitor.post("/surveys/tell-us", go="start", understood="y")
        visitor.get("/surveys/tell-us/going-well")
        visitor.post("/surveys/tell-us/going-well", **{"going-well": WORDS, "go": "next"})
        visitor.get("/surveys/tell-us/check-your-answers")
        form_key = visitor.found("form_key")
        visitor.post("/surveys/tell-us/check-your-answers", form_key=form_key, go="send")
        code = re.search(r'class="sd-code"[^>]*>([^<]+)<', visitor.html)[1]
        visitor.get("/receipt").post("/receipt", code=code)
        assert WORDS in visitor.html
        visitor.get("/staff/sign-in").post("/staff/sign-in", email=CANARY, password=WORDS)
        for path in (f"/{CANARY}", f"/surveys/{CANARY}", "/%ff" + CANARY):
            visitor.get(path)
        with sqlite3.connect(house / "said-and-done.db") as connection:
            connection.execute("DROP TABLE attempt")  # a crash in the middle of a real request
        connection.close()
        visitor.get("/receipt").post("/receipt", code=CANARY)
        assert visitor.status == 503
    assert rows(house, "SELECT count(*) FROM waiting_comment") == [(1,)]
    written = web.log.read_text()
    assert "database unavailable" in written
    for secret in (CANARY, code, code.replace(" ", "")):
        assert secret not in written


@pytest.mark.slow
def test_a_real_worker_writes_no_word_of_what_it_reads(house, trained_model):
    (house / "model").symlink_to(trained_model)
    test_real_servers_write_no_word_of_a_whole_visit(house)
    worker = start_worker(house)
    try:
        for _ in range(600):
            if rows(house, "SELECT count(*) FROM waiting_comment") == [(0,)]:
                break
            time.sleep(0.1)
    finally:
        worker.stop()

    assert rows(house, "SELECT count(*) FROM waiting_comment") == [(0,)]
    assert CANARY not in worker.log.read_text()
