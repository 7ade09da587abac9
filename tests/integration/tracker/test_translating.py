"""Entries in other languages: typed by staff, fresh or stale, checked by a speaker or not."""

import pytest

from app.accounts.models import RoleName
from app.db import db, today
from app.tracker import services
from app.tracker.models import CHECKS, TranslationState
from app.tracker.services import EntryError
from tests.conftest import token_in
from tests.integration.sign_in import browser_of, sign_in
from tests.integration.tracker.makers import (
    WORDS,
    make_entry,
    make_person,
    make_published_entry,
)

POLISH = {"title": "Wieści o naszym planie", "we_did": "Piszemy do każdej rodziny."}
URDU = {"title": "ہمارے پلان کی خبر", "we_did": "ہم ہر خاندان کو پیغام بھیجتے ہیں۔"}


def translate(entry, locale="pl", *, is_checked=False, by=None, seen=None, **words):
    services.save_translation(
        entry,
        locale,
        words or {"pl": POLISH, "ur": URDU}[locale],
        is_checked=is_checked,
        seen=seen or services.fingerprint(entry, locale),
        by=by or entry.author,
    )
    db.session.commit()
    return services.translation_of(entry, locale)


def correct(entry, **changes):
    words = services.words_of(entry) | changes
    services.correct_entry(entry, by=entry.author, reason="A slip.", checks=CHECKS, **words)
    services.sign_correction(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    db.session.commit()


def test_a_publisher_writes_an_entry_in_urdu_in_boxes_that_run_from_right_to_left(app):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_entry()
    page = client.get(f"/staff/entries/{entry.id}").text
    address = f"/staff/entries/{entry.id}/words/ur"
    assert f'href="{address}"' in page
    assert "no words yet; people see English" in page

    page = client.get(address).text
    boxes = len(services.texts_to_translate(entry))
    assert boxes >= 8
    assert page.count('dir="rtl"') == boxes
    assert page.count('lang="ur"') >= boxes
    assert WORDS["easy_read_what_next"] in page

    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    page = client.post(
        address, data={"csrf_token": token_in(page), "seen": seen} | URDU, follow_redirects=True
    ).text
    assert "The words are saved." in page
    assert "not yet checked by a speaker" in page
    assert URDU["we_did"] in client.get(address).text


def test_a_text_that_says_nothing_in_english_has_no_box(app):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_entry(what_next="", easy_read_what_next="")

    page = client.get(f"/staff/entries/{entry.id}/words/pl").text

    assert 'name="we_did"' in page
    assert "what_next" not in page


def test_a_speaker_reads_it_and_the_page_says_who_and_when(app):
    client, user = sign_in(app, RoleName.PUBLISHER, name="Ola Speaker")
    entry = make_entry()
    translation = translate(entry, is_checked=True, by=user)

    assert translation.state == TranslationState.CHECKED
    assert (translation.checked_by, translation.checked_on) == (user, today())
    assert "checked by Ola Speaker on" in client.get(f"/staff/entries/{entry.id}").text

    translate(entry, is_checked=True, by=make_person())
    assert translation.checked_by == user, "nothing has changed, so the first reading still holds"

    translate(entry, **POLISH | {"title": "Nowe"})
    assert translation.state == TranslationState.UNCHECKED


def test_other_english_makes_a_translation_stale_until_it_is_written_or_checked_again(app):
    entry = make_published_entry()
    translation = translate(entry, is_checked=True)

    correct(entry, we_did="Caseworkers message every family every four weeks.")
    assert translation.state == TranslationState.STALE
    assert translation.stale == ["we_did"]
    assert translation.text("we_did") == ""
    assert translation.text("title") == POLISH["title"]

    translate(entry)
    assert translation.stale == ["we_did"], "the same words say the same as before"

    translate(entry, **POLISH | {"we_did": "Co cztery tygodnie."})
    assert translation.state == TranslationState.UNCHECKED
    assert translation.text("we_did") == "Co cztery tygodnie."


def test_what_the_page_says_of_the_action_is_translated_with_it_and_goes_stale_with_it(app):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_published_entry()
    action = entry.action
    action.place, action.evidence = "In all primary schools", "Calls fell by half."
    db.session.commit()
    address = f"/staff/entries/{entry.id}/words/pl"
    page = client.get(address).text
    assert "In all primary schools" in page
    assert 'name="action_why"' not in page, "nobody reads why not of what was done"
    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    words = {"action_place": "We wszystkich szkołach", "action_evidence": "O połowę mniej."}
    sent = POLISH | words | {"csrf_token": token_in(page), "seen": seen}
    assert client.post(address, data=sent).status_code == 303

    visitor = app.test_client()
    for style in ("", "&style=easy"):
        page = visitor.get(f"/you-said-we-did/{entry.slug}?lang=pl{style}").text
        assert words["action_place"] in page
        assert words["action_evidence"] in page
    told = visitor.get(f"/api/v1/entries/{entry.slug}?lang=pl").json["translation"]["action"]
    assert told["place"] == words["action_place"]
    assert told["why"] is None

    action.evidence = "Calls fell by a third."
    db.session.commit()
    page = visitor.get(f"/you-said-we-did/{entry.slug}?lang=pl").text
    assert words["action_evidence"] not in page
    assert '<bdi lang="en" dir="ltr">Calls fell by a third.</bdi>' in page
    assert services.translation_of(entry, "pl").stale == ["action_evidence"]


def test_a_speaker_can_say_that_the_words_still_hold(app):
    entry = make_published_entry()
    translation = translate(entry)
    correct(entry, we_did="Caseworkers now message every family.")

    translate(entry, is_checked=True)

    assert translation.state == TranslationState.CHECKED
    assert translation.text("we_did") == POLISH["we_did"]


def test_the_page_of_a_stale_translation_shows_what_the_english_was(app):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_published_entry()
    translate(entry)
    correct(entry, we_did="Caseworkers now message every family.")

    page = client.get(f"/staff/entries/{entry.id}/words/pl").text
    assert "The English has changed" in page
    assert WORDS["we_did"] in page
    assert "Caseworkers now message every family." in page
    assert "Translation out of date" in client.get("/staff/entries").text


@pytest.mark.parametrize(
    ("locale", "words"), [("pl", "Tak mówiły 4 rodziny."), ("ur", "تین خاندانوں نے کہا")]
)
def test_a_handful_of_people_is_not_counted_out_in_another_language_either(app, locale, words):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_entry()
    address = f"/staff/entries/{entry.id}/words/{locale}"
    page = client.get(address).text
    seen = services.fingerprint(entry, locale)

    page = client.post(
        address, data={"csrf_token": token_in(page), "seen": seen, "you_said": words}
    ).text

    assert "Do not write how many people said it" in page
    assert words in page
    assert services.get_entry(entry.id).translations == []


def test_words_that_changed_meanwhile_are_not_written_over(app):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_entry()
    address = f"/staff/entries/{entry.id}/words/pl"
    page = client.get(address).text
    seen = services.fingerprint(entry, "pl")
    translate(entry)

    data = {"csrf_token": token_in(page), "seen": seen, "title": "Moje"}
    page = client.post(address, data=data).text
    assert "The words have changed since you opened this page." in page
    assert 'value="Moje"' in page
    assert services.translation_of(services.get_entry(entry.id), "pl").words == POLISH

    data["seen"] = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    client.post(address, data=data)
    db.session.expire_all()
    assert services.translation_of(services.get_entry(entry.id), "pl").words == {"title": "Moje"}


def test_an_entry_whose_english_changed_meanwhile_is_looked_at_again(app):
    entry = make_entry()
    seen = services.fingerprint(entry, "pl")
    services.edit_entry(entry, by=entry.author, quotes={}, **WORDS | {"title": "Other"})

    with pytest.raises(EntryError, match="have changed since"):
        translate(entry, seen=seen)


def test_taking_out_every_word_takes_out_the_translation(app):
    entry = make_entry()
    translate(entry)

    translate(entry, title="")

    assert entry.translations == []


def test_a_withdrawn_entry_is_not_translated(app):
    entry = make_published_entry()
    services.withdraw_entry(entry, by=entry.author, reason="It was not true.")

    with pytest.raises(EntryError, match="withdrawn"):
        translate(entry)


def test_a_language_that_we_do_not_have_is_not_found(app):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_entry()

    for locale in ("en", "xx"):
        assert client.get(f"/staff/entries/{entry.id}/words/{locale}").status_code == 404
    page = client.get(f"/staff/entries/{entry.id}/words/uk").text
    assert "Nobody is offered this language yet" in page


def test_a_representative_reads_the_state_and_cannot_write(app):
    client = browser_of(app, make_person(RoleName.PARENT_REP))
    entry = make_entry()

    page = client.get(f"/staff/entries/{entry.id}").text

    assert "Polski" in page
    assert "/words/pl" not in page
    assert client.get(f"/staff/entries/{entry.id}/words/pl").status_code == 403
