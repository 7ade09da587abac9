"""Prepared languages: a catalogue each for a translator, nobody offered one, their state told."""

import pytest
from babel.messages.pofile import read_po

from app.i18n import LANGUAGES, PREPARED, TRANSLATIONS, count_translated
from app.surveys import services


def keys(path):
    with path.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


@pytest.mark.parametrize("code", PREPARED)
def test_a_catalogue_holds_every_sentence_of_our_pages(code):
    catalogue = TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    assert keys(catalogue) == keys(TRANSLATIONS / "messages.pot")


def test_each_catalogue_is_of_a_language_that_is_offered_or_prepared():
    assert {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()} == (
        (set(LANGUAGES) | set(PREPARED)) - {"en"}
    )
    assert not set(LANGUAGES) & set(PREPARED)


def test_their_state_is_counted_not_claimed():
    polish, total = count_translated("pl")
    assert 0 < polish <= total
    assert count_translated("ar") == (0, total)


def test_nobody_is_offered_a_prepared_language(client):
    page = client.get("/?lang=ar")
    assert 'lang="en"' in page.text
    assert "العربية" not in page.text


def test_a_surveys_words_can_be_written_in_one_and_their_state_is_shown(maker, library):
    maker.go("/staff/surveys").post("/staff/surveys/tell-us/edit")
    maker.go("/staff/surveys/tell-us/words/ar")
    assert 'lang="ar" dir="rtl"' in maker.text
    assert "Nobody is offered this language yet" in maker.text
    maker.post(
        "/staff/surveys/tell-us/words/ar", **maker.fields() | {"plain:going-well": "ما هو جيد؟"}
    )
    assert "The pages around it: 0 of" in maker.text
    translation = services.get_work("tell-us").definition["translations"]["ar"]
    assert translation["words"]["going-well"]["plain"] == "ما هو جيد؟"
    assert maker.client.get("/staff/surveys/tell-us/words/xx").status_code == 404
