"""Hands counted where there was no signal: kept once, in place of those of before (Y6)."""

import json
import re

import pytest

from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db
from app.groups import services
from app.groups.models import GroupSession
from app.responses.models import Channel, Submission
from app.security import CONTENT_SECURITY_POLICY
from tests.integration.groups.conftest import PIN, Session, code_in, every
from tests.integration.sign_in import sign_in

KEY = "listen:0123456789abcdef0123456789abcdef"
LATER = "listen:fedcba9876543210fedcba9876543210"
WORDS = "zebra words of the group"


class Room(Session):
    """A facilitator who counts hands, and what the script of their device would send."""

    def __init__(self, app):
        super().__init__(app, "hands")
        self.away = app.test_client()

    def post(self, where, *, pin=PIN, **more):
        token = self.away.get("/no-signal/token").json["token"]
        sent = {"csrf_token": token, "session": self.row.id, "pin": pin}
        return self.away.post(f"/no-signal/{where}", data=sent | more)

    def send(self, key=KEY, /, **answers):
        pairs = [
            [name.replace("_", "-").replace("--", "."), each] for name, each in answers.items()
        ]
        return self.post("send-hands", key=key, answers=json.dumps(pairs))

    def get_ready(self):
        return self.post("unlock", ready="yes")

    def count(self, page, **answers):
        """Count with a signal, as on any day."""
        named = {name.replace("__", "."): each for name, each in answers.items()}
        self.helper.open(f"{self.url}/pages/{page}").press("Continue", named)

    def end(self):
        self.helper.open(f"{self.url}/close")
        self.helper.press("Send it", {"consent": "quote", "pin": PIN})
        return self.helper.html


@pytest.fixture
def room(app, library):
    return Room(app)


def test_the_page_asks_a_room_and_holds_nothing_that_was_counted(room):
    room.count("like", **{"like-doing": WORDS})
    page = room.client.get(f"/no-signal/hands/{room.row.id}").text

    assert 'name="listen.yes"' in page
    assert 'name="like-doing"' in page
    assert re.search(r'data-code="like" data-counted', page)
    assert not re.search(r'data-code="listen" data-counted', page)
    assert WORDS not in page
    assert "csrf_token" not in page
    assert "0800 1111" in page
    assert 'data-code="consent"' not in page, "that is asked when it is closed, with a signal"


def test_the_screens_come_in_the_order_that_they_have_with_a_signal(room):
    screens = services.screens_of(services.definition_of(room.row))
    page = room.client.get(f"/no-signal/hands/{room.row.id}").text

    assert re.findall(r'data-part="page" data-code="([^"]+)"', page) == [
        each.code for each in screens
    ]


def test_only_whoever_runs_the_session_gets_the_page(app, room, client):
    address = f"/no-signal/hands/{room.row.id}"
    other, _user = sign_in(app, RoleName.FACILITATOR)

    assert other.get(address).status_code == 404
    assert "/staff/sign-in" in client.get(address).location
    policy = room.client.get(address).headers["Content-Security-Policy"]
    assert policy == CONTENT_SECURITY_POLICY.replace(
        "worker-src 'none'", "worker-src 'self'"
    ).replace("trusted-types 'none'", "trusted-types no-signal")


def test_it_is_offered_when_a_session_is_opened_and_the_day_is_told_later(room):
    assert "Get this device ready for a place without signal" in room.helper.words
    assert room.get_ready().json["share"] == services.share_of(room.row)
    for page in ("pages/like", "close", "discard"):
        assert "may still wait on it" in room.helper.open(f"{room.url}/{page}").words, page
    room.post("finish")
    assert "may still wait on it" not in room.helper.open(f"{room.url}/close").words


def test_what_was_counted_is_stored_once_and_a_later_count_is_not_lost(room):
    first = room.send(listen__yes="3", listen__no="1", listen_more=WORDS)
    room.count("listen", **{"listen__yes": "2", "listen-more": "counted again with signal"})
    again = room.send(listen__yes="3", listen__no="1", listen_more=WORDS)

    assert (first.json, again.json) == ({"is_new": True}, {"is_new": False})
    assert room.row.hands == {"listen": {"yes": 2, "no": 1}}
    assert room.row.words["listen-more"] == "counted again with signal"
    [event] = [each for each in every(AuditEvent) if each.action == "group.count"]
    assert WORDS not in json.dumps(event.facts)
    assert event.at.hour == 0


def test_a_count_that_was_changed_on_the_device_takes_the_place_of_the_one_before(room):
    room.send(listen__yes="3")
    changed = room.send(LATER, listen__no="4")

    assert changed.json == {"is_new": True}
    assert room.row.hands == {"listen": {"no": 4}}


def test_the_device_wins_on_the_screens_that_it_touched_and_on_no_other(room):
    room.count("like", **{"like-doing": WORDS})
    room.count("listen", **{"listen__yes": "1", "listen-more": "old"})
    room.send(listen__no="5", listen_more="new")

    assert room.row.hands == {"listen": {"no": 5}}
    assert room.row.words == {"like-doing": WORDS, "listen-more": "new"}


def test_closing_then_gives_one_record_and_the_code(room):
    room.get_ready()
    room.send(listen__yes="3", listen_more=WORDS)
    room.send(listen__yes="3", listen_more=WORDS)
    room.post("finish")
    assert code_in(room.end())

    [submission] = every(Submission)
    assert submission.channel is Channel.GROUP
    assert [each.text for each in submission.comments] == [WORDS]


def test_a_session_that_was_closed_meanwhile_takes_nothing_and_says_so(room):
    room.send(listen__yes="3")
    room.end()
    refused = room.send(LATER, listen__no="4", listen_more=WORDS)
    known = room.send(listen__yes="3")

    assert refused.status_code == 409
    assert refused.json["problem"] == "This session is closed already."
    assert known.json == {"is_new": False}, "what is there already is not asked for again"
    assert every(GroupSession)[0].hands == {"listen": {"yes": 3}}
    assert room.get_ready().status_code == 409
    assert "share" in room.post("unlock").json, "what waits can still be opened and read"


@pytest.mark.parametrize(
    "answers",
    [
        {"listen__yes": "61"},
        {"listen__yes": "-1"},
        {"listen__yes": "two"},
        {"listen__yes": "3", "listen__no": "3"},
        {"listen_more": "x" * 6001},
    ],
)
def test_numbers_that_cannot_be_are_refused_and_the_others_kept(room, answers):
    wrong = room.send(**answers)
    right = room.post("send-hands", key=f"like:{KEY[-32:]}", answers='[["like-doing", "lego"]]')

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert room.row.hands == {}
    assert room.row.words["like-doing"] == "lego"
    assert "listen-more" not in room.row.words


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        (KEY, "{}"),
        (KEY, '[["a", 1]]'),
        (KEY[-32:], "[]"),
        (f"no-such-screen:{KEY[-32:]}", "[]"),
        ("listen:short", "[]"),
    ],
)
def test_what_is_no_count_is_refused(room, key, answers):
    assert room.post("send-hands", key=key, answers=answers).status_code == 400
    assert every(AuditEvent)[-1].action != "group.count"


def test_nothing_is_taken_without_the_pin(room):
    assert room.post("send-hands", pin="1111", key=KEY, answers="[]").status_code == 403
    assert room.row.hands == {}


def test_neither_kind_of_session_is_sent_by_the_door_of_the_other(room, app):
    here = room.row.id
    Session(app, "tablet")
    there = room.row.id

    assert there != here
    answers = {"answers": "[]"}
    assert room.post("send-hands", session=there, key=KEY, **answers).status_code == 404
    assert room.post("send", session=here, key=KEY[-32:], **answers).status_code == 404


def test_a_lost_device_holds_up_neither_another_pin_nor_throwing_away(room):
    room.get_ready()
    services.change_pin(room.row, "1357")
    db.session.commit()
    assert room.row.waits_since is None
    room.post("unlock", ready="yes", pin="1357")
    room.press("discard", "Throw it away", pin="1357")

    assert every(GroupSession) == []


def test_words_are_in_no_log(room, caplog):
    caplog.set_level("DEBUG")
    room.send(listen__yes="61", listen_more=WORDS)
    room.send(listen__yes="1", listen_more=WORDS)
    db.session.rollback()

    assert WORDS not in caplog.text
