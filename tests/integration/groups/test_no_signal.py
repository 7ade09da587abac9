"""Answers that waited without a signal: sent once, checked and screened like any other (Y6)."""

import json
import re
import shutil

import pytest

from app import limits, sound_files
from app.audit import AuditEvent
from app.db import db
from app.groups import no_signal, services
from app.groups.models import GroupSession, GroupTaking
from app.groups.tablet import MOST_WRONG_PINS
from app.responses.models import Channel, Comment, Consent, Submission
from app.security import CONTENT_SECURITY_POLICY, HEADERS
from app.static_files import STATIC_DIR
from app.surveys import aloud
from app.surveys import services as surveys
from tests.integration.groups.conftest import PIN, every

WORDS = "zebra words of one child"
KEY = "0123456789abcdef0123456789abcdef"


class Waiting:
    """A device that goes round, and what its script would send."""

    def __init__(self, shared, session):
        self.client, self.session = shared.client, session

    def post(self, where, *, pin=PIN, **more):
        token = self.client.get("/no-signal/token").json["token"]
        sent = {"csrf_token": token, "session": self.session.id, "pin": pin}
        return self.client.post(f"/no-signal/{where}", data=sent | more)

    def get_ready(self):
        return self.post("unlock", ready="yes")

    def send(self, *pairs, key=KEY, **more):
        return self.post("send", key=key, answers=json.dumps(pairs), **more)


@pytest.fixture(autouse=True)
def _own_sounds(app):
    yield
    shutil.rmtree(sound_files.folder(), ignore_errors=True)


@pytest.fixture
def waiting(tablet, device):
    shared = device().join(tablet.code)
    return Waiting(shared, tablet.row)


def test_the_page_holds_the_whole_session_and_no_token(waiting):
    page = waiting.client.get("/no-signal/").text

    for code in ("like", "listen", "who-to-talk-to", "your-words"):
        assert f'data-code="{code}"' in page
    assert "0800 1111" in page, "help is there without a signal"
    assert "csrf_token" not in page
    assert 'data-code="what-next"' not in page, "no code to come back with is offered"
    assert 'name="consent"' in page
    assert not re.search(r'name="consent"[^>]*value="ask"', page), "we could not ask"
    assert "This works only with JavaScript" in page


def speak(code, content=b"RIFF a sound"):
    """Let a computer have read a question of the session's survey aloud."""
    _version, definition = surveys.latest_definition(surveys.get_survey("my-voice"))
    definition = definition.in_style("easy")
    screen = next(each for each in definition.screens if code in each.asked)
    question = definition.questions[code]
    lines = aloud.spoken_lines(definition, screen, question, "en", "easy")
    return sound_files.keep(content, name=aloud.computer_name(lines, "en"))


def test_the_sounds_of_the_session_are_on_the_page_and_the_helper_is_told_of_them(waiting):
    assert "can be heard without signal" not in waiting.client.get("/no-signal/").text
    name = speak("listen")
    page = waiting.client.get("/no-signal/").text

    assert page.count("<audio") == 1
    assert f'src="/sounds/{name}"' in page
    assert "reads this question: Do people listen to you?<" in page, "two are asked: which is read"
    assert "1 question can be heard without signal." in page
    assert "The sounds take about 1 MB of this device." in page


def test_sounds_beyond_what_a_device_should_keep_are_left_out_and_the_helper_is_told(
    waiting, monkeypatch
):
    monkeypatch.setattr(no_signal, "MOST_SOUND_BYTES", 20)
    first, second = speak("like-doing"), speak("listen", b"RIFF another sound")
    page = waiting.client.get("/no-signal/").text

    assert first in page
    assert second not in page
    assert "1 more has a sound that does not fit on the device. Read it out." in page


def test_only_these_pages_may_start_a_worker(app, waiting):
    marked = [name for name, view in app.view_functions.items() if hasattr(view, "keeps_a_worker")]
    response = waiting.client.get("/no-signal/")

    assert marked == ["no_signal.show", "no_signal.show_hands"]
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY.replace(
        "worker-src 'none'", "worker-src 'self'"
    ).replace("trusted-types 'none'", "trusted-types no-signal")
    for name, value in HEADERS.items():
        assert name == "Content-Security-Policy" or response.headers[name] == value
    assert response.headers["Cache-Control"] == "no-store"


def test_the_worker_reaches_no_other_page(waiting):
    response = waiting.client.get("/no-signal/worker.js")

    assert response.mimetype == "text/javascript"
    assert response.text == (STATIC_DIR / "no-signal-worker.js").read_text()
    assert "Service-Worker-Allowed" not in response.headers
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_whoever_does_not_hold_such_a_device_gets_no_page(client, library):
    assert client.get("/no-signal/").location == "/join"


def test_one_person_is_stored_once_however_often_they_are_sent(waiting):
    waiting.get_ready()
    first = waiting.send(["like-doing", WORDS], ["listen", "yes"], ["consent", "quote"])
    again = waiting.send(["like-doing", WORDS], ["listen", "yes"], ["consent", "quote"])

    assert (first.json, again.json) == ({"is_new": True}, {"is_new": False})
    [submission] = every(Submission)
    assert submission.channel == Channel.WEB
    assert submission.consent == Consent.QUOTE
    assert submission.receipt_hash is None, "nobody was shown a code"
    assert [each.text for each in submission.comments] == [WORDS]
    assert [each.choices for each in submission.answers] == [["yes"]]
    assert len(every(GroupTaking)) == 1
    assert sum(each.action == "submission.receive" for each in every(AuditEvent)) == 1


def test_two_people_are_two_records(waiting):
    waiting.send(["like-doing", WORDS])
    waiting.send(["like-doing", WORDS], key=KEY[::-1])

    assert len(every(Submission)) == 2
    assert services.count_taken(every(GroupSession)[0]) == 2


def test_words_are_screened_while_they_are_sent(app, waiting):
    waiting.send(["like-doing", "my uncle hits me and I am scared"])

    [comment] = every(Comment)
    assert comment.screen_state == "flagged"


def test_one_persons_answers_that_cannot_be_taken_leave_the_others_alone(waiting):
    wrong = waiting.send(["listen", "no-such-answer"])
    long = waiting.send(["like-doing", "x" * 6001])
    right = waiting.send(["like-doing", WORDS], key=KEY[::-1])

    assert (wrong.status_code, long.status_code, right.status_code) == (422, 422, 200)
    assert WORDS not in wrong.text + long.text
    assert len(every(Submission)) == 1


def test_an_answer_that_was_not_asked_is_not_stored(waiting):
    waiting.send(["like-doing", WORDS], ["no-such-question", "x"], ["csrf_token", "x"])

    [submission] = every(Submission)
    assert len(submission.comments) == 1
    assert submission.answers == []


@pytest.mark.parametrize(
    "more",
    [
        {"key": "short", "answers": "[]"},
        {"key": KEY, "answers": "{}"},
        {"key": KEY, "answers": '[["a"]]'},
        {"key": KEY, "answers": '[["a", 1]]'},
        {"key": KEY, "answers": "[" * 100_000},
        {"key": KEY, "answers": json.dumps([["a", "b"]] * 501)},
        {"key": KEY},
    ],
)
def test_what_is_no_form_is_refused(waiting, more):
    assert waiting.post("send", **more).status_code == 400
    assert every(Submission) == []


def test_more_than_a_form_may_hold_is_refused(waiting):
    response = waiting.send(["like-doing", "x" * 600_000])

    assert response.status_code == 413
    assert every(Submission) == []


def test_the_longest_answers_to_every_question_are_taken_at_once(waiting):
    definition = services.definition_of(waiting.session)
    asked = definition.asked({})
    texts = [code for code in asked if definition.questions[code].type == "text"]
    response = waiting.send(*([code, "ے" * 6000] for code in texts))

    assert response.json == {"is_new": True}
    assert len(every(Comment)) == len(texts) > 6


def test_nothing_is_taken_or_given_without_the_pin(waiting):
    for where in ("unlock", "send", "finish"):
        response = waiting.post(where, pin="1111", key=KEY, answers="[]")
        assert response.status_code == 403, where
        assert response.json["problem"] == "That is not the PIN of this session."
        assert "share" not in response.json
    assert every(Submission) == []


def test_a_pin_cannot_be_guessed(waiting):
    for _try in range(MOST_WRONG_PINS):
        waiting.post("unlock", pin="1111")
    response = waiting.post("unlock")

    assert response.status_code == 403
    assert "Wait five minutes" in response.json["problem"]
    assert [each.key.partition(":")[0] for each in every(limits.Attempt)].count("pin") == 5


def test_without_its_token_nothing_is_stored(waiting):
    sent = {"session": waiting.session.id, "pin": PIN, "key": KEY, "answers": "[]"}

    assert waiting.client.post("/no-signal/send", data=sent).status_code == 400
    assert every(Submission) == []


def test_the_halves_of_the_key_differ_by_session_and_pin(waiting):
    share = waiting.post("unlock").json["share"]
    row = every(GroupSession)[0]
    row.pin_hash = "f" * 64

    assert re.fullmatch("[0-9a-f]{64}", share)
    assert services.share_of(row) != share


def test_a_device_on_which_answers_may_wait_stays_on_its_page(waiting):
    waiting.get_ready()

    for url in ("/tablet", "/tablet/leave"):
        assert waiting.client.get(url).location == "/no-signal/", url
    assert waiting.client.get("/").location == "/tablet"
    waiting.post("finish")
    assert waiting.client.get("/tablet").status_code == 200
    assert every(GroupSession)[0].waits_since is None


def test_a_session_with_answers_on_their_way_is_closed_and_not_thrown_away(tablet, waiting):
    waiting.get_ready()
    assert "Answers may still wait on it" in tablet.look()
    tablet.throw_away()
    assert "may still hold answers" in tablet.helper.words
    tablet.close()

    assert waiting.send(["like-doing", WORDS]).json == {"is_new": True}
    assert len(every(Submission)) == 1, "they are heard after it was closed, too"
    assert every(GroupTaking) == []


def test_words_are_in_no_log(waiting, caplog):
    caplog.set_level("DEBUG")
    waiting.send(["like-doing", WORDS])
    waiting.send(["listen", WORDS])
    db.session.rollback()

    assert WORDS not in caplog.text
    assert PIN not in caplog.text.replace(f"{PIN}ms", "")
