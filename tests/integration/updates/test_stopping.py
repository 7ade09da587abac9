"""Stopping takes one click, in the mail program or on the page, and deletes the address."""

import sqlalchemy as sa

from app.db import db
from app.updates.jobs import send_updates
from app.updates.models import Follow, Follower
from tests.integration.tracker.makers import make_published_entry
from tests.integration.updates.conftest import press


def rows() -> int:
    return sum(
        db.session.scalar(sa.select(sa.func.count()).select_from(each)) or 0
        for each in (Follower, Follow)
    )


def one_click_address(message) -> str:
    """Return the path in List-Unsubscribe; the header is one piece, as mail programs need it."""
    line = next(
        line for line in message.raw.decode("ascii").splitlines() if "List-Unsubscribe:" in line
    )
    address = line.removeprefix("List-Unsubscribe: ").strip("<>")
    assert address.startswith("http://localhost:8000/updates/mine/")
    return address.removeprefix("http://localhost:8000")


def test_a_mail_program_stops_it_with_one_request_and_no_cookie(app, client, sink, follow):
    follow("all")
    make_published_entry()
    send_updates()
    message = sink.mails[0]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    program = app.test_client()
    answer = program.post(
        one_click_address(message),
        data={"List-Unsubscribe": "One-Click"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 200
    assert rows() == 0
    make_published_entry()
    assert send_updates() == 0


def test_opening_the_address_of_the_header_changes_nothing(client, sink, follow):
    path = follow("all")

    page = client.get(f"{path}/stop", follow_redirects=True)
    assert "Stop all e-mails" in page.text
    assert rows() == 2


def test_one_button_on_the_page_deletes_the_address(client, sink, follow):
    path = follow("all", "priority:timeliness")

    assert "We have deleted your e-mail address" in press(client, path, "stop").text
    assert rows() == 0


def test_stopping_twice_or_with_an_invented_address_looks_the_same(client, sink, follow):
    path = follow("all")
    first = client.post(f"{path}/stop", data={"List-Unsubscribe": "One-Click"})
    again = client.post(f"{path}/stop", data={"List-Unsubscribe": "One-Click"})
    invented = client.post("/updates/mine/nobody/stop", data={"List-Unsubscribe": "One-Click"})

    assert first.text == again.text == invented.text


def test_without_a_token_of_the_page_or_the_words_of_a_mail_program_nothing_stops(
    client, sink, follow
):
    path = follow("all")

    assert client.post(f"{path}/stop", data={"x": "y"}).status_code == 400
    assert client.post(f"{path}/yes").status_code == 400
    assert rows() == 2
