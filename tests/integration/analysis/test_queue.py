"""The queue: what may tell of harm first, then where the machine is least sure; all of it."""

import random

import pytest

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.services import QueueFilter
from app.db import db
from app.responses.models import ScreenState, WaitingComment
from tests.integration.factories import (
    make_comment,
    make_review,
    make_staff,
    make_tag,
    make_theme,
)
from tests.integration.sign_in import sign_in


def listed(**chosen):
    return [row.comment.id for row in services.list_queue(QueueFilter(**chosen)).rows]


def test_harm_comes_first_then_doubt_then_age(app):
    sure = make_comment()
    make_tag(sure, "listen", "-", score=0.97)
    old = make_comment(days_ago=9)
    make_tag(old, "listen", "-", score=0.52)
    older = make_comment(days_ago=20)
    make_tag(older, "listen", "-", score=0.52)
    unscreened = make_comment(state=ScreenState.UNSCREENED)
    concern = make_comment(state=ScreenState.FLAGGED)
    urgent = make_comment(state=ScreenState.FLAGGED, level="urgent")
    given_up = make_comment(waiting=True)
    db.session.get(WaitingComment, given_up.id).tries = 5
    foreign = make_comment("Dzień dobry", language="pl")
    db.session.commit()

    everything = [urgent, concern, unscreened, given_up, older, old, sure, foreign]
    assert listed() == [each.id for each in everything]


def test_next_follows_the_order_of_the_list_and_goes_round(app):
    for number in range(5):
        make_tag(make_comment(days_ago=number), "listen", "-", score=0.5 + number / 10)
    order = listed()

    chosen = QueueFilter()
    visited = [services.next_comment(chosen)]
    for _ in range(5):
        visited.append(services.next_comment(chosen, after=visited[-1]))

    assert visited == [*order, order[0]]


def test_next_is_nothing_when_nothing_else_waits(app):
    only = make_comment()

    assert services.next_comment(QueueFilter()) == only.id
    assert services.next_comment(QueueFilter(), after=only.id) is None
    assert services.next_comment(QueueFilter(), after="no-such-comment") == only.id


def test_filters_choose_and_forget_nothing(app):
    person = make_staff()
    reviewed = make_comment(reviewed_by=person, tags=[("listen", "-")])
    foreign = make_comment("Dzień dobry", language="pl")
    unread = make_comment(waiting=True)
    tagged = make_comment(survey="my-voice", tags=[("timeliness", None)])
    rejected = make_comment()
    make_tag(rejected, "timeliness", None, rejected_by=person)

    assert set(listed()) == {foreign.id, unread.id, tagged.id, rejected.id}
    assert listed(state="reviewed") == [reviewed.id]
    assert listed(state="other-language") == [foreign.id]
    assert listed(state="not-read") == [unread.id]
    assert len(listed(state="all")) == 5
    assert listed(survey="my-voice") == [tagged.id]
    assert listed(code="timeliness") == [tagged.id]


def test_withdrawn_comments_leave_the_queue(app):
    make_comment(withdrawn=True)

    assert listed(state="all") == []
    assert services.count_unread() == 0


@pytest.mark.parametrize("seed", range(5))
def test_in_any_state_what_no_person_read_is_counted_and_listed(app, seed):
    chance = random.Random(seed)
    person = make_staff()
    unread = set()
    for _ in range(20):
        comment = make_comment(
            state=chance.choice(list(ScreenState)),
            language=chance.choice(["en", "pl", "und"]),
            waiting=chance.random() < 0.3,
            days_ago=chance.randrange(400),
            commit=False,
        )
        if chance.random() < 0.5:
            make_tag(comment, "listen", "-", score=chance.random(), commit=False)
        if chance.random() < 0.3:
            make_theme(comments=[comment], commit=False)
        if chance.random() < 0.4:
            make_review(comment, person, commit=False)
        else:
            unread.add(comment.id)

    assert services.count_unread() == len(unread)
    assert set(listed()) == unread


def test_the_list_is_paged_and_keeps_its_filter(app):
    client, _person = sign_in(app, RoleName.REVIEWER)
    for _ in range(27):
        make_comment(tags=[("listen", "-")], commit=False)
    db.session.commit()

    page = client.get("/staff/comments?tag=listen").text

    assert "27 comments" in page
    assert "Page 1 of 2" in page
    assert "/staff/comments?page=2&amp;tag=listen" in page
    assert "/staff/comments/next?tag=listen" in page
    assert client.get("/staff/comments?page=99&tag=listen").text.count('class="sd-suggestion"') == 2
    assert client.get("/staff/comments?page=-1&state=nonsense&tag=x").status_code == 200


def test_an_empty_queue_says_so(app):
    client, _person = sign_in(app, RoleName.REVIEWER)

    page = client.get("/staff/comments/next", follow_redirects=True).text

    assert "No comment waits for review here" in page
