"""Killed at any moment, the web process keeps every word it has said thank you for (T-DUR-1).

Clients take the real survey against the Procfile's own command. A receipt counts only once the
whole thank-you page was read; a press that got no answer may have been stored or not, and
pressing again makes it exactly one.
"""

import http.client
import itertools
import random
import re
import threading
import time
from dataclasses import dataclass, field

import pytest

from app import audit, create_app
from app.responses.services.receipts import hash_code
from tests.bench.load import Visitor
from tests.conftest import make_settings
from tests.security.real import DATABASE, rows, start_web

SURVEY = "/surveys/tell-us"
QUESTION = "going-well"
CLIENTS = 6
ROUNDS = 5
MANY_ROUNDS = 25
#: The application is read once and not once a worker: half the time to start.
STARTS_SOONER = ("--preload",)
TOO_EARLY = "tests.security.too_early:app"
THANKS_A_ROUND = 6
PATIENCE = 20.0
NOT_ANSWERED = (OSError, http.client.HTTPException)


@dataclass
class Crowd:
    """Six people at a time who send one form after another until the power goes."""

    acked: dict[str, str] = field(default_factory=dict)  # {receipt code: words}
    unanswered: list[tuple[Visitor, str]] = field(default_factory=list)
    pressed_again: int = 0
    wrong: list[int] = field(default_factory=list)
    numbers: itertools.count = field(default_factory=itertools.count)

    def press_on(self, port: int, stop: threading.Event) -> None:
        while not stop.is_set():
            words = f"Form number {next(self.numbers)} was about waiting."
            try:
                visitor = fill_in(port, words)
            except (*NOT_ANSWERED, AssertionError):
                continue
            try:
                self.note(send(visitor), words)
            except NOT_ANSWERED:
                self.unanswered.append((visitor, words))

    def note(self, visitor: Visitor, words: str) -> None:
        code = re.search(r'class="sd-code"[^>]*>([^<]+)<', visitor.html)
        if visitor.status != 200 or not code:
            self.wrong.append(visitor.status)
            return
        assert code[1] not in self.acked
        self.acked[code[1]] = words


def fill_in(port: int, words: str) -> Visitor:
    """Return a visitor who has answered one question and looks at the last page."""
    visitor = Visitor(port).get(SURVEY)
    visitor.post(SURVEY, go="start", understood="y")
    assert visitor.status == 303
    visitor.get(f"{SURVEY}/{QUESTION}")
    visitor.post(f"{SURVEY}/{QUESTION}", go="next", **{QUESTION: words})
    assert visitor.status == 303
    return visitor.get(f"{SURVEY}/check-your-answers")


def send(visitor: Visitor) -> Visitor:
    return visitor.post(
        f"{SURVEY}/check-your-answers", form_key=visitor.found("form_key"), go="send"
    )


def live_and_die(house, crowd: Crowd, *, seconds: float, **how) -> None:
    """Start the server, let the crowd press on, and kill the server's whole group.

    `seconds` are counted from the round's first few thanks, so that a busy machine has its say.
    """
    server = start_web(house, **how)
    try:
        stop = threading.Event()
        waiting, crowd.unanswered = crowd.unanswered, []
        for visitor, words in waiting:
            visitor.port = server.port
            crowd.pressed_again += 1
            crowd.note(send(visitor), words)
        people = [
            threading.Thread(target=crowd.press_on, args=(server.port, stop))
            for _ in range(CLIENTS)
        ]
        for each in people:
            each.start()
        enough, end = len(crowd.acked) + THANKS_A_ROUND, time.monotonic() + PATIENCE
        while len(crowd.acked) < enough and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(seconds)
    finally:
        server.kill()
        stop.set()
    for each in people:
        each.join()


def lost_words(house, crowd: Crowd) -> dict[str, str]:
    """Return what was acknowledged and is not there, word for word, under its receipt."""
    app = create_app(make_settings(house, database_url=f"sqlite:///{house}/{DATABASE}"))
    with app.app_context():
        hashes = {hash_code(code): words for code, words in crowd.acked.items()}
    stored = dict(
        rows(house, "SELECT receipt_hash, text FROM submission s JOIN comment c"
                    " ON c.submission_id = s.id")
    )  # fmt: skip
    return {key: words for key, words in hashes.items() if stored.get(key) != words}


def check_nothing_is_half_stored(house) -> None:
    assert rows(house, "PRAGMA integrity_check") == [("ok",)]
    assert rows(house, "PRAGMA foreign_key_check") == []
    count = {
        table: rows(house, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for table in ("submission", "comment", "waiting_comment")
    }
    received = rows(house, "SELECT count(*) FROM audit_event WHERE action = 'submission.receive'")
    assert count["submission"] == count["comment"] == count["waiting_comment"] == received[0][0]
    assert rows(
        house,
        "SELECT count(*) FROM comment c LEFT JOIN waiting_comment w ON w.comment_id = c.id"
        " WHERE w.comment_id IS NULL",
    ) == [(0,)]
    twice = "SELECT text FROM comment GROUP BY text HAVING count(*) > 1"
    assert rows(house, twice) == [], "a form was stored twice"
    app = create_app(make_settings(house, database_url=f"sqlite:///{house}/{DATABASE}"))
    with app.app_context():
        assert audit.first_broken_link() is None
        audit.db.session.remove()
        audit.db.engine.dispose()


def die_many_times(house, rounds: int, **how) -> Crowd:
    crowd, moments = Crowd(), random.Random()
    for _ in range(rounds):
        live_and_die(house, crowd, seconds=moments.uniform(0.0, 0.5), **how)
        check_nothing_is_half_stored(house)
        assert lost_words(house, crowd) == {}
    assert crowd.wrong == []
    return crowd


def test_no_acknowledged_word_is_lost_when_the_server_is_killed(house):
    crowd = die_many_times(house, ROUNDS, more=STARTS_SOONER)

    assert len(crowd.acked) >= THANKS_A_ROUND * ROUNDS, "the crowd sent too little to tell"


@pytest.mark.slow
def test_no_acknowledged_word_is_lost_in_many_kills(house):
    crowd = die_many_times(house, MANY_ROUNDS)

    assert len(crowd.acked) >= THANKS_A_ROUND * MANY_ROUNDS
    assert crowd.pressed_again > 0, "no kill ever came between a press and its answer"


@pytest.mark.slow
def test_this_harness_notices_a_thank_you_that_came_before_the_commit(house):
    crowd = Crowd()
    live_and_die(house, crowd, seconds=0.3, target=TOO_EARLY, more=STARTS_SOONER)

    assert crowd.acked
    assert lost_words(house, crowd) != {}
