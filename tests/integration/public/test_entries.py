"""What the public reads: home, the list, one entry, the feed; with nothing and with plenty."""

from xml.etree import ElementTree as ET

import pytest

from app.accounts.models import RoleName
from app.db import db
from app.tracker import services
from app.tracker.counts import public_count
from app.tracker.models import CHECKS, ActionKind
from tests.clock import seconds_of
from tests.integration.factories import make_theme
from tests.integration.tracker.makers import (
    WORDS,
    in_days,
    make_action,
    make_entry,
    make_many_entries,
    make_person,
    make_published_entry,
)
from tests.integration.tracker.test_publishing import SAID, make_quoted

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "fewer than 10 people"),
        (9, "fewer than 10 people"),
        (10, "about 10 people"),
        (12, "about 10 people"),
        (13, "about 15 people"),
        (41, "about 40 people"),
    ],
)
def test_few_people_are_never_counted_out_and_others_are_rounded(app, number, words):
    assert public_count(number) == words


def test_every_page_works_before_anything_is_published(client):
    for address in ("/", "/?style=easy", "/you-said-we-did", "/you-said-we-did?lang=ur"):
        page = client.get(address)
        assert page.status_code == 200
        assert page.headers.get("X-Robots-Tag") is None
    assert "have-my-say" in client.get("/").text
    assert "not published an answer yet" in client.get("/you-said-we-did").text


def test_home_shows_the_newest_change_and_honest_numbers(client):
    theme = make_theme(people=12)
    make_published_entry(make_action(theme))
    late = make_action(make_theme(people=3), promised_on=in_days(-3))
    make_published_entry(late, title="A place to meet")
    make_theme(people=2)

    page = client.get("/").text

    assert "News of our plan" in page
    assert "about" not in public_count(3)
    assert ">15<" in page, "17 people are shown as the nearest five"
    assert ">17<" not in page
    assert "promise is overdue" in page
    assert "theme has no answer yet" in page
    assert services.count_numbers() == services.Numbers(
        heard=17, answered=2, overdue=1, unanswered=1
    )


def test_an_entry_tells_who_said_it_what_was_done_by_when_and_whether_it_worked(client):
    action = make_action(promised_on=in_days(-30), evidence="")
    by = make_person(RoleName.PUBLISHER)
    services.change_promised_date(
        action, new_date=in_days(30), reason="Two colleagues left.", by=by
    )
    services.add_update(action, text="The first messages are out.", by=by)
    entry = make_published_entry(action)

    page = client.get(f"/you-said-we-did/{entry.slug}").text

    assert WORDS["you_said"] in page
    assert "Said by about 10 people, in" in page
    assert "Two colleagues left." in page
    assert "The first messages are out." in page
    assert "No evidence yet." in page
    assert "Co-production, Communication and Engagement" in page
    assert "Head of SEND casework" in page
    assert "Timelines of assessment and diagnosis" in page
    assert "A parent representative who did not write this agreed" in page


def test_an_entry_in_easy_read_has_its_own_words_and_pictures(client):
    entry = make_published_entry(pictures=["phone", "", ""])

    page = client.get(f"/you-said-we-did/{entry.slug}?style=easy").text

    assert WORDS["easy_read_you_said"] in page
    assert WORDS["easy_read_we_did"] in page
    assert WORDS["we_did"] not in page
    assert "pictures/phone" in page
    assert "style-easy" in page
    assert "/you-said-we-did?style=easy" in page, "easy read stays on the next page"


def test_easy_read_says_of_evidence_that_it_is_in_plain_words(client):
    action = make_action(
        kind=ActionKind.DONE, done_on=in_days(-1), evidence="Calls fell by a half."
    )
    entry = make_published_entry(action)
    says_so = "These words are not in easy read."

    easy, plain = (
        client.get(f"/you-said-we-did/{entry.slug}?style={style}").text
        for style in ("easy", "plain")
    )

    assert easy.index(says_so) < easy.index("Calls fell by a half.")
    assert says_so not in plain


def test_a_quote_stands_with_whose_words_it_is(client):
    entry, _comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    db.session.commit()

    page = client.get(f"/you-said-we-did/{entry.slug}").text

    assert SAID in page
    assert "A parent" in page


def test_a_no_says_why_and_what_instead(client):
    action = make_action(
        kind=ActionKind.CANNOT,
        why="The systems cannot share by law.",
        instead="A page about you.",
        promised_on=None,
    )
    entry = make_published_entry(action)

    page = client.get(f"/you-said-we-did/{entry.slug}").text

    assert "We cannot, and why" in page
    assert "The systems cannot share by law." in page
    assert "A page about you." in page


def test_drafts_are_nobodys_business(client):
    entry = make_entry()

    assert client.get(f"/you-said-we-did/{entry.slug}").status_code == 404
    assert WORDS["title"] not in client.get("/you-said-we-did").text


def test_overdue_promises_come_first_and_then_the_newest(client):
    old = make_published_entry(make_action(promised_on=in_days(-3)), title="An overdue one")
    old.published_on = in_days(-100)
    make_published_entry(title="A new one")
    older = make_published_entry(title="An older one")
    older.published_on = in_days(-50)
    db.session.commit()

    page = client.get("/you-said-we-did").text

    assert page.index("An overdue one") < page.index("A new one") < page.index("An older one")
    assert "Overdue" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("priority=timeliness", {"Plans", "Bus"}),
        ("priority=timeliness&value=listen", {"Bus"}),
        ("outcome=safe", {"Bus"}),
        ("status=overdue", {"Plans"}),
        ("status=done", {"Bus"}),
        ("status=cannot", set()),
        ("status=nonsense&priority=%27", {"Plans", "Bus"}),
    ],
)
def test_filters_narrow_the_list_and_nonsense_does_not_break_it(client, query, found):
    plans = make_action(item_codes=["timeliness"], promised_on=in_days(-1))
    bus = make_action(
        kind=ActionKind.DONE,
        done_on=in_days(-2),
        item_codes=["timeliness", "listen", "safe"],
    )
    make_published_entry(plans, title="Plans")
    make_published_entry(bus, title="Bus")

    page = client.get(f"/you-said-we-did?{query}").text

    assert {title for title in ("Plans", "Bus") if f">{title}</a>" in page} == found


def test_five_hundred_entries_come_in_pages_and_quickly(app, client):
    bare = app.test_client_class.__mro__[1](app, app.response_class)  # reads no page: fair clock

    def fetch_a_page(number: int = 2) -> None:
        answer = bare.get(f"/you-said-we-did?page={number}")
        assert answer.text.count('class="sd-entry"') == 20

    make_many_entries(40)
    with_forty = seconds_of(fetch_a_page)
    make_many_entries(460, first=40)
    with_five_hundred = seconds_of(fetch_a_page)

    # `make bench` tells the milliseconds; here it is that a long list costs what a short one does.
    assert with_five_hundred < 2 * with_forty
    for number in range(1, 8):
        fetch_a_page(number)
    page = client.get("/you-said-we-did?page=3&priority=timeliness").text
    assert "Page 3 of 25" in page
    assert "priority=timeliness" in page
    assert client.get("/you-said-we-did?page=999").status_code == 200
    assert client.get("/you-said-we-did?page=x").status_code == 200


def test_the_list_asks_the_database_the_same_few_questions_however_long_it_is(app, client):
    make_many_entries(60)
    client.get("/you-said-we-did")  # whether there is a demo is asked now and then only
    asked = []
    from sqlalchemy import event  # noqa: PLC0415  # only this test listens

    def note(*_args):
        asked.append(1)

    event.listen(db.engine, "after_cursor_execute", note)
    client.get("/you-said-we-did")
    event.remove(db.engine, "after_cursor_execute", note)

    assert len(asked) <= 8


def test_the_feed_is_atom_and_a_reader_that_has_it_gets_304(client):
    entry = make_published_entry(we_did="Fewer < more & better.")
    answer = client.get("/you-said-we-did/feed.atom")
    feed = ET.fromstring(answer.data)  # noqa: S314  # we wrote it

    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert feed.tag == f"{ATOM}feed"
    item = feed.find(f"{ATOM}entry")
    assert item.findtext(f"{ATOM}title") == WORDS["title"]
    assert "Fewer < more & better." in item.findtext(f"{ATOM}content")
    assert item.findtext(f"{ATOM}id") == f"tag:localhost,2024:entry:{entry.id}"
    assert item.find(f"{ATOM}link").get("href").endswith(f"/you-said-we-did/{entry.slug}")
    assert feed.findtext(f"{ATOM}updated") == item.findtext(f"{ATOM}updated")

    etag = answer.headers["ETag"]
    again = client.get("/you-said-we-did/feed.atom", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.data == b""


def test_the_feed_changes_when_a_correction_does_and_the_id_stays(client):
    entry = make_published_entry()
    before = client.get("/you-said-we-did/feed.atom")
    words = services.words_of(entry) | {"title": "A better title"}
    services.correct_entry(entry, by=entry.author, reason="A slip.", checks=CHECKS, **words)
    services.sign_correction(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    db.session.commit()

    after = client.get(
        "/you-said-we-did/feed.atom", headers={"If-None-Match": before.headers["ETag"]}
    )

    assert after.status_code == 200
    old, new = (
        ET.fromstring(each.data).find(f"{ATOM}entry")  # noqa: S314  # we wrote it
        for each in (before, after)
    )
    assert new.findtext(f"{ATOM}title") == "A better title"
    assert new.findtext(f"{ATOM}id") == old.findtext(f"{ATOM}id")


def test_a_withdrawn_entry_is_told_to_feed_readers_without_its_words(client):
    entry = make_published_entry()
    services.withdraw_entry(entry, by=entry.author, reason="It was not true.")
    db.session.commit()

    text = client.get("/you-said-we-did/feed.atom").text

    assert "It was not true." in text
    assert WORDS["we_did"] not in text


def test_an_empty_feed_is_a_feed(client):
    feed = ET.fromstring(client.get("/you-said-we-did/feed.atom").data)  # noqa: S314

    assert feed.findtext(f"{ATOM}updated")
    assert feed.find(f"{ATOM}entry") is None


def test_demo_entries_say_that_they_are_invented(app, client):
    entry = make_published_entry()
    entry.is_demo = True
    db.session.commit()

    assert "Demo: invented" in client.get(f"/you-said-we-did/{entry.slug}").text
    assert ">Demo<" in client.get("/you-said-we-did").text


def test_the_page_before_a_survey_can_show_what_changed_last(app, client):
    for number in range(5):
        make_published_entry(title=f"Change {number}")

    with app.test_request_context("/"):
        changes = app.extensions["last_changes"](limit=3)

    assert [change["title"] for change in changes] == ["Change 4", "Change 3", "Change 2"]
    assert client.get(changes[0]["url"]).status_code == 200
