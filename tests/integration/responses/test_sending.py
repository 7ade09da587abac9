"""Sending: once, whole, and never a "thank you" for what was not stored."""

import importlib
import sqlite3
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import limits, worker
from app.db import db, utc_now
from app.responses import services, views
from app.responses.models import Comment, Draft, ScreenState, Submission, WaitingComment
from app.responses.services.receipts import ALPHABET


def count(model):
    db.session.rollback()  # what other threads have committed since is to be seen
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.fixture
def ready(small):
    """A small survey, answered and about to be sent."""
    small.begin().skip_to("story").press(story="We waited ten months")
    assert small.at == "check-your-answers"
    return small


def test_a_form_sent_again_shows_the_same_thank_you(ready):
    data = ready.hidden() | {"go": "send"}
    first = ready.send().code

    again = ready.client.post("/surveys/small/check-your-answers", data=data)
    assert again.status_code == 200
    assert first in again.text
    assert (count(Submission), count(Comment), count(WaitingComment)) == (1, 1, 1)


def test_a_form_sent_again_without_its_token_shows_the_same_thank_you_and_stores_nothing(ready):
    data = ready.hidden() | {"go": "send"}
    first = ready.send().code

    again = ready.client.post("/surveys/small/check-your-answers", data=data | {"csrf_token": "x"})
    assert first in again.text
    assert count(Submission) == 1


def test_ten_clicks_at_once_are_one_submission(ready, app):
    data = ready.hidden() | {"go": "send"}
    cookie = ready.client.get_cookie("sid").value
    answers = []

    def click():
        client = app.test_client()
        client.set_cookie("sid", cookie)
        answers.append(client.post("/surveys/small/check-your-answers", data=data))

    threads = [threading.Thread(target=click) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    codes = {page.text.partition('class="sd-code"')[2][:60] for page in answers}
    assert [page.status_code for page in answers] == [200] * 10
    assert len(codes) == 1
    assert (count(Submission), count(Comment), count(WaitingComment)) == (1, 1, 1)


def test_back_after_sending_shows_no_words(ready):
    ready.send()

    for page in ("story", "check-your-answers"):
        assert ready.client.get(f"/surveys/small/{page}").location == "/surveys/small"
    assert "ten months" not in ready.client.get("/surveys/small").text
    assert count(Draft) == 0


def test_the_worker_is_nudged_after_the_commit(ready, monkeypatch):
    seen = []
    monkeypatch.setattr(worker, "nudge", lambda: seen.append(count(Submission)))

    ready.send()

    assert seen == [1]


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (("flagged", "urgent", [(0, 2, "rule")]), ScreenState.FLAGGED),
        ((ScreenState.CLEAR, "none", []), ScreenState.CLEAR),
        (("no-such-state", "none", []), ScreenState.UNSCREENED),
        (("flagged", "urgent", [object()]), ScreenState.UNSCREENED),
        (None, ScreenState.UNSCREENED),
    ],
)
def test_whatever_the_screen_says_the_words_are_accepted(ready, app, monkeypatch, result, state):
    monkeypatch.setitem(app.extensions, "screen", lambda _text: result)

    ready.send()

    assert "Your answers are saved" in ready.text
    comment = db.session.scalars(sa.select(Comment)).one()
    assert comment.screen_state is state
    if state is ScreenState.FLAGGED:
        assert comment.screen_matches == [[0, 2, "rule"]]


def test_a_screen_that_crashes_leaves_the_words_for_a_person(ready, app, monkeypatch, caplog):
    def crash(text):
        raise RuntimeError(text)

    monkeypatch.setitem(app.extensions, "screen", crash)

    ready.send()

    assert "Your answers are saved" in ready.text
    comment = db.session.scalars(sa.select(Comment)).one()
    assert (comment.screen_state, comment.screen_level) == (ScreenState.UNSCREENED, "")
    assert "screen failed: RuntimeError" in caplog.text
    assert "ten months" not in caplog.text


def test_a_missing_screen_leaves_the_words_for_a_person(ready, app, monkeypatch):
    monkeypatch.delitem(app.extensions, "screen", raising=False)

    ready.send()

    assert db.session.scalars(sa.select(Comment.screen_state)).one() is ScreenState.UNSCREENED


@pytest.fixture
def locked(app, monkeypatch):
    """A database that somebody else is writing to, for longer than we wait."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a lock of the whole file is SQLite's")
    monkeypatch.setattr(importlib.import_module("app.db"), "BUSY_TIMEOUT_MS", 50)
    db.session.rollback()
    db.engine.dispose()
    other = sqlite3.connect(db.engine.url.database, isolation_level=None, check_same_thread=False)

    def lock():
        other.execute("BEGIN IMMEDIATE")
        return lambda: other.execute("ROLLBACK")

    yield lock
    other.close()


def test_a_locked_database_hands_the_words_of_a_question_back(small, locked):
    small.begin().skip_to("story")
    locked()
    small.press(story="Bullying")

    assert small.page.status_code == 503
    assert "Not saved" in small.text
    assert "Bullying" in small.text
    assert "Tell the story" in small.text
    assert "Get help now" in small.text


def test_a_locked_database_hands_every_word_back_when_sending(ready, locked):
    locked()
    ready.press("send")

    assert ready.page.status_code == 503
    assert "Not saved" in ready.text
    assert "We waited ten months" in ready.text
    assert count(Submission) == 0


def test_the_same_press_works_once_the_lock_is_gone(ready, locked):
    unlock = locked()
    data = ready.hidden() | {"go": "send"}
    assert ready.client.post(ready.url, data=data).status_code == 503
    unlock()

    assert "Your answers are saved" in ready.client.post(ready.url, data=data).text
    assert count(Submission) == 1


def test_a_disk_that_is_full_hands_the_words_back(ready, monkeypatch):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("max_page_count is SQLite's")
    db.session.rollback()
    pages = db.session.execute(sa.text("PRAGMA page_count")).scalar_one()
    db.session.rollback()
    db.engine.dispose()

    @sa.event.listens_for(db.engine, "connect")
    def fill(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    words = "w" * 5_990
    try:
        page = ready.go("/surveys/small/story").press(story=words).page
    finally:
        sa.event.remove(db.engine, "connect", fill)
        db.engine.dispose()
    assert page.status_code == 503
    assert "Not saved" in page.text
    assert words in page.text
    assert words not in repr(db.session.scalars(sa.select(Draft)).one().answers)


def test_a_receipt_is_sixteen_letters_in_four_groups_and_only_its_hash_is_kept(ready):
    code = ready.send().code

    groups = code.split(" ")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert code not in repr(row)
            assert code.replace(" ", "") not in repr(row)


def test_a_receipt_is_found_however_it_is_typed(ready):
    code = ready.send().code
    submission = db.session.scalars(sa.select(Submission)).one()

    for typed in (code, code.lower(), code.replace(" ", ""), code.replace(" ", "-"), f" {code} ",
                  code.replace("0", "O").replace("1", "l"), code.replace("1", "I")):  # fmt: skip
        assert services.find_submission(typed) == submission, typed


@pytest.mark.parametrize(
    "code", ["", " ", "AAAA BBBB CCCC DDDD", "x" * 5_000, "\x00", "٤٤٤٤", "🙂"]
)
def test_a_wrong_receipt_finds_nothing(ready, code):
    ready.send()

    assert services.find_submission(code) is None


def test_a_withdrawn_submission_is_not_found(ready):
    code = ready.send().code
    db.session.scalars(sa.select(Submission)).one().withdrawn_on = utc_now().date()
    db.session.commit()

    assert services.find_submission(code) is None


def test_every_form_has_a_receipt_of_its_own(app):
    codes = {services.receipt_code(services.form_key_of(services.new_secret())) for _ in range(500)}

    assert len(codes) == 500


def test_the_code_is_in_no_address(ready):
    ready.send()

    assert "/receipt?" not in ready.text
    assert ready.code.replace(" ", "") not in ready.text
    assert ready.text.count("<path d=") >= 1


def test_a_class_of_thirty_five_on_one_address_is_welcome_and_a_flood_is_not(ready, monkeypatch):
    key = None
    with ready.client.application.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        key = limits.address_key("submit")
    for _each in range(views.MOST_SUBMISSIONS - 1):
        limits.note_try(key)
    db.session.commit()
    ready.send()
    assert "Your answers are saved" in ready.text

    again = ready.begin().skip_to("story").press(story="More words")
    again.press("send")
    assert again.page.status_code == 429
    assert "Get help now" in again.text
    assert "More words" in again.client.get("/surveys/small/story").text


def test_tries_older_than_ten_minutes_do_not_count(ready):
    with ready.client.application.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        key = limits.address_key("submit")
    old = utc_now() - timedelta(minutes=11)
    db.session.add_all([limits.Attempt(key=key, at=old) for _each in range(700)])
    db.session.commit()

    assert "Your answers are saved" in ready.send().text
