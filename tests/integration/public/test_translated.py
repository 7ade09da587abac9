"""Entries in the reader's language: on pages, in frames, feeds and the open data."""

from typing import get_args
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa

from app.db import db
from app.i18n import LANGUAGES
from app.public.shapes import LanguageQuery
from app.tracker import services
from app.tracker.models import ActionKind
from tests.integration.factories import make_theme
from tests.integration.public.test_api import document_of, read
from tests.integration.public.test_did_it_help import make_done
from tests.integration.public.test_english_parts import in_english
from tests.integration.public.test_feeds import ATOM, LANG
from tests.integration.tracker.makers import WORDS, make_action, make_published_entry
from tests.integration.tracker.test_translating import POLISH, URDU, correct, translate

PAGES = (
    "/",
    "/you-said-we-did",
    "/you-said-we-did/{slug}",
    "/embed/you-said-we-did",
    "/embed/you-said-we-did/{slug}",
)


def make_translated(locale="pl", **more):
    entry = make_published_entry()
    translate(entry, locale, **more)
    return entry


@pytest.mark.parametrize("address", PAGES)
def test_an_entry_is_read_in_urdu_and_what_is_missing_in_english(client, address):
    entry = make_translated("ur")

    page = client.get(address.format(slug=entry.slug), query_string={"lang": "ur"}).text

    assert URDU["title"] in page
    assert URDU["we_did"] in page
    assert WORDS["we_did"] not in page
    assert in_english(WORDS["you_said"]) in page
    assert f'lang="en" dir="ltr">{URDU["title"]}' not in page


@pytest.mark.parametrize("address", PAGES)
def test_nobody_else_sees_another_language(client, address):
    entry = make_translated("ur")

    for language in ("en", "pl"):
        page = client.get(address.format(slug=entry.slug), query_string={"lang": language}).text
        assert URDU["title"] not in page
        assert WORDS["title"] in page


def test_easy_read_has_its_own_words(client):
    entry = make_published_entry()
    translate(entry, easy_read_we_did="Teraz mamy wieści.", easy_read_what_next="Zapytamy wiosną.")

    page = client.get(f"/you-said-we-did/{entry.slug}?lang=pl&style=easy").text

    assert "Teraz mamy wieści." in page
    assert "Zapytamy wiosną." in page
    assert in_english(WORDS["easy_read_you_said"]) in page


def test_the_page_says_how_far_the_words_can_be_trusted(client):
    entry = make_published_entry()
    address = f"/you-said-we-did/{entry.slug}"

    def sentence():
        page = client.get(address, query_string={"lang": "pl"}).text
        return page.partition("sd-not-checked")[2].partition("</p>")[0]

    assert sentence() == ""
    translate(entry)
    unchecked = sentence()
    translate(entry, is_checked=True)
    checked = sentence()
    correct(entry, we_did="Caseworkers now message every family.")
    stale = sentence()

    assert len({"", unchecked, checked, stale}) == 4
    assert "sd-not-checked" not in client.get(address).text


@pytest.mark.parametrize("address", PAGES)
def test_words_whose_english_was_corrected_are_gone_at_once(client, address):
    entry = make_translated()
    correct(entry, we_did="Caseworkers now message every family.")

    page = client.get(address.format(slug=entry.slug), query_string={"lang": "pl"}).text

    assert POLISH["we_did"] not in page
    assert in_english("Caseworkers now message every family.") in page
    assert POLISH["title"] in page


def test_a_withdrawn_entry_keeps_no_word_in_any_language(client):
    entry = make_translated()
    services.withdraw_entry(entry, by=entry.author, reason="It was not true.")
    db.session.commit()

    for address in (*PAGES, "/you-said-we-did/feed.json"):
        page = client.get(address.format(slug=entry.slug), query_string={"lang": "pl"}).text
        assert POLISH["we_did"] not in page
    answer = client.get(f"/api/v1/entries/{entry.slug}?lang=pl")
    assert answer.status_code == 410
    assert POLISH["we_did"] not in answer.text


def test_a_themes_story_tells_it_in_the_readers_language(client):
    theme = make_theme("News", people=12, days_ago=80)
    entry = make_published_entry(make_action(theme))
    translate(entry)

    page = client.get(f"/themes/{theme.id}?lang=pl").text

    assert POLISH["title"] in page
    assert POLISH["we_did"] in page
    assert in_english(WORDS["title"]) in client.get(f"/themes/{theme.id}?lang=ur").text


def test_feeds_say_the_language_of_each_title(client):
    entry = make_translated()
    other = make_published_entry(title="Clubs")
    feed = ET.fromstring(client.get("/you-said-we-did/feed.atom?lang=pl").data)  # noqa: S314  # we wrote it
    titles = {each.text: each.get(LANG) for each in feed.iterfind(f"{ATOM}entry/{ATOM}title")}

    assert titles == {POLISH["title"]: "pl", other.title: "en"}
    contents = [each.text for each in feed.iterfind(f"{ATOM}entry/{ATOM}content")]
    assert any(POLISH["we_did"] in each for each in contents)
    items = client.get("/you-said-we-did/feed.json?lang=pl").json["items"]
    assert {each["title"] for each in items} == set(titles)
    assert entry.title not in titles


def test_the_open_data_adds_the_words_that_were_asked_for_and_keeps_the_english(client):
    entry = make_translated(is_checked=True)
    document = document_of(client)
    path = f"/entries/{entry.slug}"

    item = read(client, path, template="/entries/{slug}", document=document, lang="pl").json
    listed = read(client, "/entries", document=document, lang="pl").json["items"][0]

    assert item["plain"]["title"] == WORDS["title"]
    assert item["translation"] == listed["translation"]
    assert item["translation"]["language"] == "pl"
    assert item["translation"]["state"] == "checked"
    assert item["translation"]["plain"]["title"] == POLISH["title"]
    assert item["translation"]["plain"]["you_said"] is None

    correct(entry, we_did="Caseworkers now message every family.")
    item = read(client, path, template="/entries/{slug}", document=document, lang="pl").json
    assert item["translation"]["state"] == "stale"
    assert item["translation"]["plain"]["we_did"] is None


def test_the_open_data_without_a_language_is_as_it_was(client):
    entry = make_translated()

    for query in ({}, {"lang": "en"}, {"lang": "ur"}, {"utm_source": "mail"}):
        item = read(client, f"/entries/{entry.slug}", template="/entries/{slug}", **query).json
        assert item["translation"] is None
    assert (
        read(client, f"/entries/{entry.slug}", template="/entries/{slug}", lang="xx").status_code
        == 400
    )


def test_the_open_data_offers_the_languages_that_pages_offer():
    (asked, _none) = get_args(LanguageQuery.model_fields["lang"].annotation)

    assert set(get_args(asked)) == set(LANGUAGES)


def test_a_list_in_another_language_asks_for_all_translations_at_once(client):
    def statements():
        seen = []
        engine = db.engine

        def note(_connection, _cursor, statement, *_rest):
            if "entry_translation" in statement:
                seen.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            client.get("/you-said-we-did?lang=pl")
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    for number in range(3):
        translate(make_published_entry(title=f"Entry {number}"))
    db.session.expire_all()

    assert statements() == 1


UNCHECKED = '<p class="sd-unchecked'


@pytest.mark.parametrize("lang", ["pl", "ur"])
def test_every_page_says_that_nobody_has_checked_the_language_until_somebody_has(
    client, monkeypatch, lang
):
    from dataclasses import replace  # noqa: PLC0415

    from app import i18n  # noqa: PLC0415

    pages = ("/", "/help-now", "/privacy", "/accessibility", "/display", "/receipt", "/join")
    pages += ("/embed/you-said-we-did", f"/embed/you-said-we-did/{make_published_entry().slug}")
    for url in pages:
        assert client.get(f"{url}?lang={lang}").text.count(UNCHECKED) == 1, url
        assert UNCHECKED not in client.get(url).text
    signed = replace(i18n.LANGUAGES[lang], is_checked=True)
    monkeypatch.setitem(i18n.LANGUAGES, lang, signed)

    assert UNCHECKED not in client.get(f"/?lang={lang}").text


def test_a_survey_says_it_once_of_its_words_and_the_pages(client):
    from app.db import db  # noqa: PLC0415
    from app.surveys import services as surveys  # noqa: PLC0415

    surveys.load_library()
    db.session.commit()
    text = client.get("/surveys/tell-us?lang=pl").text

    assert text.count("sd-unchecked") + text.count("sd-not-checked") == 1


@pytest.mark.parametrize("style", ["plain", "easy"])
def test_a_no_says_why_in_both_styles(client, style):
    why, instead = "The law does not allow it.", "A page that families keep."
    action = make_action(kind=ActionKind.CANNOT, why=why, instead=instead, promised_on=None)
    entry = make_published_entry(action)

    page = client.get(f"/you-said-we-did/{entry.slug}?style={style}").text
    assert why in page
    assert instead in page


def test_whoever_is_asked_whether_it_is_better_reads_their_language(client):
    [entry] = make_done().entries
    translate(entry, "ur")

    page = client.get(f"/you-said-we-did/{entry.slug}/is-it-better?lang=ur").text
    assert URDU["title"] in page
    assert URDU["we_did"] in page
