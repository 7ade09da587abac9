"""A group takes a survey together: hands counted, words written down, one record in the end."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import db
from app.groups.models import GroupSession
from app.responses import services as responses
from app.responses.models import Channel, Consent, Submission, WhoseWords
from app.surveys import services as surveys
from tests.conftest import token_in
from tests.integration.sign_in import sign_in

URL = "/staff/groups"


class Group:
    """A facilitator with a group and a big screen."""

    def __init__(self, client):
        self.client, self.page, self.url = client, None, URL

    def go(self, url):
        self.url, self.page = url, self.client.get(url)
        return self

    def press(self, go="next", **fields):
        data = {name.replace("_", "-").replace("--", "."): value for name, value in fields.items()}
        data |= {"csrf_token": token_in(self.page.text), "go": go}
        self.page = self.client.post(self.url, data=data)
        return self.go(self.page.location) if self.page.status_code == 303 else self

    def begin(self, survey="my-voice", people="7", **more):
        more = {"way": "hands", "language": "en"} | more
        self.go(URL)
        data = {"csrf_token": token_in(self.page.text), "survey": survey}
        self.page = self.client.post(URL, data=data | {"people": people, "style": "easy", **more})
        return self.go(self.page.location) if self.page.status_code == 303 else self

    @property
    def at(self):
        return self.url.rsplit("/", 1)[1]


@pytest.fixture
def group(app):
    surveys.load_library()
    db.session.commit()
    client, _user = sign_in(app, RoleName.FACILITATOR)
    return Group(client)


def every(model):
    db.session.rollback()
    return list(db.session.scalars(sa.select(model)))


def to_the_end(group):
    for _step in range(40):
        if group.at == "close":
            return group
        group.press()
    raise AssertionError("no end")


def test_hands_and_words_become_one_group_record_with_a_code(group):
    group.begin().press(like_doing="we like bowling and the farm")
    assert group.at == "listen"
    group.press(listen__yes="2", listen__no="4", listen_more="teachers talk to mum not us")
    to_the_end(group).press(consent="quote")

    code = re.search(r'class="sd-code"[^>]*>([^<]+)<', group.page.text)[1]
    [submission] = every(Submission)
    assert responses.find_submission(code) == submission
    assert submission.channel is Channel.GROUP
    assert submission.whose_words is WhoseWords.GROUP
    assert (submission.role, submission.consent) == ("young-person", Consent.QUOTE)
    assert [each.text for each in submission.comments] == [
        "we like bowling and the farm",
        "teachers talk to mum not us",
    ]
    [session] = every(GroupSession)
    assert (session.people, session.hands) == (7, {"listen": {"yes": 2, "no": 4}})


def test_what_a_group_says_is_screened_like_any_other(group):
    group.begin().press(like_doing="her uncle hits her")
    to_the_end(group).press(consent="count")

    [submission] = every(Submission)
    assert submission.comments[0].screen_level == "urgent"


def test_more_hands_than_people_are_counted_again_and_nothing_typed_is_lost(group):
    group.begin().press()
    group.press(listen__yes="5", listen__no="4", listen_more="nobody asks")

    assert "That is 9 hands, but 7 people are here." in group.page.text
    assert 'value="5"' in group.page.text
    assert "nobody asks" in group.page.text
    assert every(GroupSession)[0].hands == {}


def test_going_back_shows_what_was_written_down(group):
    group.begin().press(like_doing="bowling")
    group.press("back")

    assert group.at == "like"
    assert "bowling" in group.page.text


def test_the_stop_card_stops_and_goes_on_where_it_was(group):
    group.begin().press()
    group.press("stop", listen__yes="3")

    assert "We have a break." in group.page.text
    assert "/pages/listen" in group.page.text
    assert every(GroupSession)[0].hands == {"listen": {"yes": 3}}, "and nothing was lost"


def test_a_room_is_not_asked_what_only_one_person_can_answer(group):
    group.begin()
    seen = set()
    while group.at != "close":
        seen.add(group.at)
        group.press()
    assert not seen & {"your-words", "what-next", "help", "talk-today", "who-to-talk-to"}
    assert "safe-home" in seen


def test_an_empty_session_is_not_sent_and_a_sent_one_not_twice(group):
    group.begin()
    to_the_end(group).press(consent="count")
    assert "Nothing is written down yet" in group.page.text

    group.go(group.url.replace("/close", "/pages/like")).press(like_doing="lego")
    url = group.url.rsplit("/pages/", 1)[0] + "/close"
    group.go(url).press(consent="count")
    token = token_in(group.go(URL).page.text)
    again = group.client.post(url, data={"csrf_token": token, "consent": "count"})
    assert "This session is closed already." in again.text
    assert len(every(Submission)) == 1


def test_another_facilitator_cannot_open_it(app, group):
    group.begin()
    other, _user = sign_in(app, RoleName.FACILITATOR)

    assert other.get(group.url).status_code == 404


@pytest.mark.parametrize("people", ["0", "61", "", "many"])
def test_how_many_are_here_is_a_number(group, people):
    group.begin(people=people)

    assert group.page.status_code == 200
    assert every(GroupSession) == []


def test_an_open_session_can_be_thrown_away(group):
    group.begin()
    [session] = every(GroupSession)
    group.go(URL)
    group.client.post(f"{URL}/{session.id}/discard", data={"csrf_token": token_in(group.page.text)})

    assert every(GroupSession) == []
