"""Every sentence that families and young people can meet is there in Polish and Urdu."""

import re

import pytest
from babel.messages.pofile import read_po

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, TRANSLATIONS
from tests.public_words import find_public_words

#: In a template that a public page uses, in a part of it that only staff see.
STAFF_ONLY = {
    "What they wrote, in %(language)s",
    "This is a preview: nothing is kept.",
    "Back to making it",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture
def public_words(app):
    return find_public_words(app)


def test_the_search_for_public_words_finds_what_everybody_can_see(public_words):
    assert len(public_words) > 800
    for words in (
        "Get help now",  # a component
        "Tick “I understand” to begin.",  # a form
        "That file is too large",  # an error
        "Write only the first half of a postcode, such as SK4.",  # an equality question
        "Who answers for it",  # a table
    ):
        assert words in public_words
    assert "Merge this theme into another" not in public_words


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != DEFAULT_LANGUAGE])
def test_every_public_sentence_is_translated(public_words, code):
    with (TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    messages = {words: catalogue.get(words) for words in public_words}
    missing = {words: public_words[words] for words, each in messages.items() if not _said(each)}
    assert not {words: missing[words] for words in missing.keys() - STAFF_ONLY}
    for message in messages.values():
        if _said(message):
            known = set(PLACEHOLDER.findall(str(message.id)))
            assert set(PLACEHOLDER.findall(str(message.string))) <= known


def _said(message):
    """Return True when there are words for a message, in every form of a plural."""
    words = message.string if message and not message.fuzzy else ""
    return all(words) if isinstance(words, tuple | list) else bool(words)
