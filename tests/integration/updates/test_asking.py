"""Asking for updates: off until switched on, a yes from the mail; no page tells who is there."""

import html
import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import db
from app.responses.models import Submission
from app.updates import services
from app.updates.jobs import forget_followers, send_updates
from app.updates.models import Follow, Follower
from tests.conftest import token_in
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_published_entry
from tests.integration.updates.conftest import ask_for, link_in, press

ROSE = "rose@example.org"


def test_updates_are_off_until_an_administrator_switches_them_on(app, client, sink):
    admin, _person = sign_in(app, RoleName.ADMIN)
    token = token_in(admin.get("/staff/updates").text)
    admin.post("/staff/updates", data={"csrf_token": token, "switch": "off"})
    assert client.get("/updates").status_code == 404
    assert "/updates" not in client.get("/you-said-we-did").text

    admin.post("/staff/updates", data={"csrf_token": token, "switch": "on"})
    assert client.get("/updates").status_code == 200
    assert "/updates" in client.get("/you-said-we-did").text


def test_without_a_mail_server_nothing_is_offered(app, client):
    services.switch_updates(is_on=True, by=sign_in(app, RoleName.ADMIN)[1])
    db.session.commit()

    assert client.get("/updates").status_code == 404


def test_only_a_yes_from_the_mail_begins_updates(client, sink):
    page = ask_for(client, "all")
    assert "Look in your e-mail" in page.text
    assert send_updates() == 1
    path = link_in(sink.mails[0])

    client.get(path)  # a program that opens links changes nothing
    make_published_entry()
    assert services.count_followers() == 0
    assert send_updates() == 0

    assert "You get updates about this" in press(client, path, "yes").text
    assert services.count_followers() == 1


def test_the_mail_that_asks_says_nothing_of_what_was_asked_for(client, sink):
    theme = make_theme("School taxis that come late", people=12, days_ago=60)
    ask_for(client, f"theme:{theme.id}", query=f"?theme={theme.id}")
    send_updates()

    message = sink.mails[0]
    assert message.recipients == [ROSE]
    assert message["Subject"] == "Is this your e-mail address?"
    assert message.get_content_type() == "text/plain"
    assert "taxi" not in message.raw.decode().casefold()


def masked(page: str) -> str:
    """Return a page without its tokens, which differ each time."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_no_page_tells_whether_an_address_is_signed_up(client, sink, follow):
    follow("all", address=ROSE)
    known = ask_for(client, "all", address=ROSE)
    unknown = ask_for(client, "all", address="new@example.org")

    assert masked(known.text) == masked(unknown.text)
    assert known.status_code == unknown.status_code == 200
    assert [each.status_code for each in known.history] == [
        each.status_code for each in unknown.history
    ]
    # The mail is the same as well: its page tells whoever reads the mail.
    send_updates()
    assert len({str(message["Subject"]) for message in sink.mails}) == 1


def test_an_address_is_stored_sealed_apart_and_without_a_time(client, sink):
    ask_for(client, "all", "priority:timeliness", address="Rose.Tyler@example.org")

    row = db.session.scalars(sa.select(Follower)).one()
    stored = repr([getattr(row, column.name) for column in Follower.__table__.columns])
    assert "rose" not in stored.casefold()
    assert "example.org" not in stored
    for table in (Follower.__table__, Follow.__table__):
        reached = {key.column.table.name for key in table.foreign_keys}
        assert reached <= {"follower"}
        assert not any(isinstance(each.type, sa.DateTime) for each in table.columns)
    others = [table for table in db.metadata.sorted_tables if table.name != "follow"]
    assert not any(
        key.column.table.name == "follower" for table in others for key in table.foreign_keys
    )
    assert Submission.__table__ in others


def test_with_another_secret_an_address_cannot_be_read_and_nothing_breaks(
    app, client, sink, monkeypatch
):
    ask_for(client, "all")
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, as long as one has to be")

    assert send_updates() == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "rose",
        "rose@example.org\r\nBcc: mickey@example.org",
        "rose@example.org\nBcc: mickey@example.org",
        "rose@example.org, mickey@example.org",
        "Rose <rose@example.org>",
        "róża@example.org",
        "rose@" + "x" * 260 + ".org",
    ],
)
def test_what_is_no_single_address_is_refused_and_handed_back(client, sink, address):
    page = ask_for(client, "all", address=address)

    assert "There is a problem" in page.text
    assert db.session.scalar(sa.select(sa.func.count(Follower.id))) == 0


def test_only_what_is_offered_can_be_followed(client, sink):
    hidden = make_theme("Said by one", people=1, days_ago=60)
    for topics in ([], ["theme:99999"], [f"theme:{hidden.id}"], ["priority:nothing"]):
        assert "There is a problem" in ask_for(client, *topics, query=f"?theme={hidden.id}").text


def test_an_expired_token_hands_the_form_back(client, sink):
    page = client.post("/updates", data={"address": ROSE, "topics": ["all"], "csrf_token": "old"})

    assert "This page was open for a long time" in page.text
    assert ROSE in page.text


def test_a_form_cannot_be_used_to_flood_somebody(client, sink, later):
    went = 0
    for hour in range(30):
        later(minutes=61)
        for _again in range(2):
            ask_for(client, "all")
            went += send_updates()
        assert went == min(hour + 1, 3), "one an hour, and three in all without a yes"


def test_many_tries_from_one_place_are_refused(client, sink):
    for number in range(10):
        assert ask_for(client, "all", address=f"r{number}@example.org").status_code == 200

    assert ask_for(client, "all", address="last@example.org").status_code == 429


def test_without_a_yes_the_address_goes_after_a_week(client, sink, later):
    ask_for(client, "all")
    send_updates()
    later(days=6)
    forget_followers()
    assert db.session.scalar(sa.select(sa.func.count(Follower.id))) == 1
    later(days=1)

    assert forget_followers() == 1
    assert client.get(link_in(sink.mails[0])).status_code == 404


def test_more_can_be_asked_for_and_needs_a_yes_of_its_own(client, sink, follow, later):
    path = follow("priority:timeliness")
    ask_for(client, "all")
    send_updates()
    page = client.get(path).text
    assert "Do you want updates about this?" in page
    assert "You get updates about this" in page

    later(days=7)
    forget_followers()
    assert "Do you want updates about this?" not in client.get(path).text


def test_the_page_of_an_address_opens_with_its_whole_token_only(client, sink, follow):
    path = follow("all")
    token = path.rpartition("/")[2]
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), token[:26], "x" * 58):
        assert client.get(f"/updates/mine/{wrong}").status_code == 404


def test_easy_read_stays_easy_read_on_the_way_through(client, sink):
    assert "style=easy" in client.get("/you-said-we-did?style=easy").text.split("/updates?")[1][:20]
    page = ask_for(client, "all", query="?style=easy")
    assert "Then press the button." in page.text
    send_updates()
    path = link_in(sink.mails[0])

    assert "style=easy" in press(client, path, "yes").request.query_string.decode()


def test_each_page_leads_to_itself_in_the_other_style(client, sink, follow):
    for path in ("/updates?priority=timeliness", "/updates/asked", follow("all")):
        easy = switch_in(client.get(path))
        assert (easy.partition("?")[0], "style=easy" in easy) == (path.partition("?")[0], True)
        plain = switch_in(client.get(easy))
        assert "style" not in plain
        assert ("priority=timeliness" in plain) == ("priority" in path)


def switch_in(page) -> str:
    """Return where a page leads to itself in the other style."""
    found = re.search(r'sd-read-as__style" href="([^"]+)"', page.text)
    return html.unescape(found[1])
