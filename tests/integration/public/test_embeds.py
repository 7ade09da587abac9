"""Pages for a frame of another site: who may frame them, and what they never do."""

from dataclasses import replace

import pytest

from app.config import Settings, UnsafeSettingError
from app.db import db
from app.security import HEADERS
from app.tracker import services
from tests.integration.public.test_did_it_help import make_done
from tests.integration.public.test_helped_page import vote_from_pages
from tests.integration.tracker.makers import (
    OBJECTION,
    WORDS,
    make_action,
    make_many_entries,
    make_objected_entry,
    make_published_entry,
)
from tests.page_reader import text_of
from tests.person import Person

EMBED = "/embed/you-said-we-did"
LOCAL_OFFER = ("https://www.stockport.example", "https://sendlocaloffer.example:8443")


@pytest.fixture
def framed(app, monkeypatch):
    """The application where the Local Offer may frame us."""
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], embed_origins=LOCAL_OFFER)
    )
    return app


def rules_of(response):
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {part.split(" ", 1)[0]: part.partition(" ")[2] for part in parts}


def test_nobody_may_frame_anything_until_the_operator_says_so(client):
    make_published_entry()
    answer = client.get(EMBED)

    assert rules_of(answer)["frame-ancestors"] == "'none'"
    assert answer.headers["X-Frame-Options"] == "DENY"
    page = client.get("/for-other-sites").text
    assert "No site may show it yet." in page
    assert "/you-said-we-did/feed.json?priority=" in page, "each feed is there as JSON too"


def test_only_the_named_sites_may_frame_and_only_pages_that_are_made_for_it(framed, client):
    entry = make_published_entry()
    for url in (EMBED, f"{EMBED}/{entry.slug}"):
        answer = client.get(url)
        rules = rules_of(answer)
        assert rules["frame-ancestors"] == " ".join(LOCAL_OFFER)
        assert rules["script-src"] == "'none'"
        assert "X-Frame-Options" not in answer.headers
        same = {name: value for name, value in HEADERS.items() if "Frame" not in name}
        del same["Content-Security-Policy"]
        assert {name: answer.headers[name] for name in same} == same
    for url in ("/", "/you-said-we-did", "/receipt", "/surveys/tell-us", "/staff/sign-in", "/no"):
        answer = client.get(url)
        assert rules_of(answer)["frame-ancestors"] == "'none'", url
        assert answer.headers["X-Frame-Options"] == "DENY", url
    assert LOCAL_OFFER[0] in client.get("/for-other-sites").text


@pytest.mark.parametrize("query", ["", "?lang=ur", "?style=easy", "?priority=timeliness"])
def test_a_frame_has_no_script_form_or_cookie_and_opens_links_in_the_whole_window(client, query):
    entry = make_published_entry()
    for url in (EMBED, f"{EMBED}/{entry.slug}"):
        person = Person(client).open(url + query)
        root = person.root
        assert not list(root.iter("script"))
        assert not list(root.iter("form"))
        links = list(root.iter("a"))
        assert len(links) >= 4
        assert {link.get("target") for link in links} == {"_top"}
        assert any("/help-now" in link.get("href") for link in links)
        assert "Set-Cookie" not in client.get(url + query).headers


def test_a_frame_shows_as_many_as_asked_and_no_more_than_ten(client):
    make_many_entries(15)

    def shown(query):
        return client.get(f"{EMBED}?{query}").text.count('class="sd-entry"')

    assert [shown(each) for each in ("", "number=5", "number=99", "number=-3", "number=x")] == [
        3, 5, 10, 1, 3,
    ]  # fmt: skip


def test_a_frame_is_narrowed_as_the_list_is_and_leads_to_the_same_list(client):
    make_published_entry(make_action(item_codes=["timeliness"]), title="Plans")
    make_published_entry(make_action(item_codes=["semh"]), title="Clubs")

    page = client.get(f"{EMBED}?priority=semh").text

    assert "Clubs" in page
    assert "Plans" not in page
    assert 'href="/you-said-we-did?priority=semh"' in page
    assert "fits these choices" in client.get(f"{EMBED}?status=cannot").text


def test_one_entry_in_a_frame_in_easy_read(client):
    entry = make_published_entry()
    person = Person(client).open(f"{EMBED}/{entry.slug}?style=easy")

    assert person.heading == WORDS["easy_read_title"]
    assert WORDS["easy_read_we_did"] in person.words
    assert WORDS["we_did"] not in person.words


def test_an_objection_and_what_the_votes_said_stand_beside_it_in_a_frame_too(client):
    entry = make_objected_entry()
    assert OBJECTION in client.get(f"{EMBED}/{entry.slug}").text

    action = make_done()
    vote_from_pages(action, *["worse"] * 10)
    page = client.get(f"{EMBED}/{action.entries[0].slug}?style=easy").text
    assert "10 people who know said that it is not better." in page


def test_a_withdrawn_entry_is_gone_from_the_frame_with_a_reason(client):
    entry = make_published_entry()
    services.withdraw_entry(entry, by=entry.author, reason="It was not true.")
    db.session.commit()

    person = Person(client).open(f"{EMBED}/{entry.slug}")

    assert person.heading == "This was withdrawn"
    assert "It was not true." in person.words
    assert WORDS["we_did"] not in person.words
    assert "not published an answer yet" in client.get(EMBED).text


def test_drafts_and_odd_addresses_are_not_found(client):
    for slug in ("no-such-entry", "%00", "..%2f..", "Ä"):
        assert client.get(f"{EMBED}/{slug}").status_code == 404


def test_the_page_for_other_sites_gives_a_snippet_that_works(client):
    make_published_entry()
    person = Person(client).open("/for-other-sites")
    snippet = text_of(next(person.root.iter("pre")))
    address = snippet.partition('src="')[2].partition('"')[0]

    assert address == "http://localhost:8000/embed/you-said-we-did?number=3"
    assert client.get(address).status_code == 200
    links = [link.get("href") for link in person.root.iter("a") if "feed" in link.get("href", "")]
    assert len(links) >= 3
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "given",
    ["*", "https://*.example.org", "http://www.example.org", "https://a.example/path", "a.example",
     "https://a.example; script-src *", "https://user@a.example", "javascript:alert(1)"],
)  # fmt: skip
def test_a_site_that_is_not_named_exactly_is_refused_at_the_start(tmp_path, given):
    with pytest.raises(UnsafeSettingError, match="EMBED_ORIGINS"):
        Settings.from_environment({"DATA_DIR": str(tmp_path), "EMBED_ORIGINS": given})


def test_sites_are_read_from_the_environment(tmp_path):
    settings = Settings.from_environment(
        {"DATA_DIR": str(tmp_path), "EMBED_ORIGINS": " ".join(LOCAL_OFFER)}
    )

    assert settings.embed_origins == LOCAL_OFFER
