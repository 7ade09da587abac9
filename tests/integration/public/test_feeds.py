"""Feeds: all of it, or one priority, group or theme; in Atom and in JSON; in each language."""

from xml.etree import ElementTree as ET

import pytest

from app.db import db
from app.tracker import services
from tests.integration.factories import make_theme
from tests.integration.tracker.makers import WORDS, make_action, make_published_entry

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED = "/you-said-we-did/feed"


def atom(client, query=""):
    return ET.fromstring(client.get(f"{FEED}.atom{query}").data)  # noqa: S314  # we wrote it


def titles(client, query):
    """Return the titles of a feed; Atom and JSON must agree."""
    in_atom = [each.findtext(f"{ATOM}title") for each in atom(client, query).iter(f"{ATOM}entry")]
    in_json = [each["title"] for each in client.get(f"{FEED}.json{query}").json["items"]]
    assert in_atom == in_json
    return set(in_atom)


def make_two():
    heard = make_theme("Buses do not come", people=12, days_ago=70)
    make_published_entry(make_action(heard, item_codes=["timeliness"]), title="Bus")
    make_published_entry(
        make_action(item_codes=["listen"], owner_code="joint-commissioning"), title="Clubs"
    )
    return heard


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Bus", "Clubs"}),
        ("?priority=timeliness", {"Bus"}),
        ("?value=listen", {"Clubs"}),
        ("?sub_group=joint-commissioning", {"Clubs"}),
        ("?priority=timeliness&value=listen", set()),
        ("?theme={theme}", {"Bus"}),
    ],
)
def test_a_feed_can_be_about_one_thing(client, query, found):
    theme = make_two()

    assert titles(client, query.format(theme=theme.id)) == found


@pytest.mark.parametrize("query", ["?priority=no-such", "?theme=99", "?theme=x", "?theme=%00"])
@pytest.mark.parametrize("kind", ["atom", "json"])
def test_a_slip_in_the_address_is_told_and_not_an_empty_feed_for_ever(client, query, kind):
    make_two()

    assert client.get(f"{FEED}.{kind}{query}").status_code == 404


def test_each_choice_is_a_feed_of_its_own_whose_entries_keep_their_names(client):
    theme = make_two()
    all_of_it, one = atom(client), atom(client, f"?theme={theme.id}")

    assert all_of_it.findtext(f"{ATOM}id") != one.findtext(f"{ATOM}id")
    assert one.findtext(f"{ATOM}title") == "You said – We did: Buses do not come"
    assert one.find(f"{ATOM}link[@rel='self']").get("href").endswith(f"feed.atom?theme={theme.id}")
    entry = one.findtext(f"{ATOM}entry/{ATOM}id")
    assert entry in {each.findtext(f"{ATOM}id") for each in all_of_it.iter(f"{ATOM}entry")}


def test_an_atom_feed_says_the_language_of_its_own_words_and_of_the_titles(client):
    make_two()
    feed = atom(client, "?lang=pl")

    assert feed.get(LANG) == "pl"
    assert feed.find(f"{ATOM}entry/{ATOM}title").get(LANG) == "en"
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith("?lang=pl")


def test_the_json_feed_is_one_by_its_own_rules(client):
    """JSON Feed 1.1: what must be there, and the types of what is there."""
    make_two()
    answer = client.get(f"{FEED}.json")
    feed = answer.json

    assert answer.mimetype == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://localhost:8000/you-said-we-did/feed.json"
    assert {type(feed[name]) for name in ("title", "home_page_url", "language")} == {str}
    for item in feed["items"]:
        assert set(item) >= {"id", "url", "title", "content_text", "date_modified", "tags"}
        assert item["url"].startswith("http://localhost:8000/you-said-we-did/")
        assert item["date_published"].endswith("T00:00:00Z")
        assert all(isinstance(tag, str) for tag in item["tags"])


def test_a_withdrawn_entry_is_told_in_json_too_without_its_words(client):
    entry = make_published_entry()
    services.withdraw_entry(entry, by=entry.author, reason="It was not true.")
    db.session.commit()

    text = client.get(f"{FEED}.json").text

    assert "It was not true." in text
    assert WORDS["we_did"] not in text


def test_the_list_and_a_theme_lead_to_their_feeds(client):
    theme = make_two()

    for address, feed in (
        ("/you-said-we-did", "feed.json"),
        ("/", "feed.atom"),
        (f"/themes/{theme.id}", f"feed.json?theme={theme.id}"),
    ):
        assert feed in client.get(address).text.partition("</head>")[0]
