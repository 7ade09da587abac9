"""Pages in other languages say which of their words are English."""

import html

import pytest

from app.db import db
from app.strategy import services as strategy
from tests.integration.factories import make_comment, make_theme
from tests.integration.public.test_receipt import CODE, WORDS, look_up, make_receipt
from tests.integration.tracker.makers import make_published_entry


def in_english(words):
    return f'<bdi lang="en" dir="ltr">{html.escape(words)}</bdi>'


@pytest.mark.parametrize("language", ["pl", "ur"])
@pytest.mark.parametrize("address", ["/", "/you-said-we-did", "/you-said-we-did/{slug}"])
def test_an_entrys_words_are_marked_wherever_they_stand(client, language, address):
    entry = make_published_entry()

    page = client.get(address.format(slug=entry.slug), query_string={"lang": language}).text

    assert in_english(entry.title) in page
    assert in_english(entry.you_said) in page
    assert in_english(entry.we_did) in page


def test_english_pages_mark_nothing(client):
    entry = make_published_entry()

    assert (
        'lang="en" dir="ltr">'
        not in client.get(f"/you-said-we-did/{entry.slug}").text.partition("<main")[2]
    )


def test_the_list_marks_names_of_the_strategy_that_nobody_has_translated_in_its_menus(client):
    marked = '<option dir="ltr" lang="en"'
    assert marked not in client.get("/you-said-we-did?lang=ur").text
    for item in strategy.list_items():
        item.name = f"{item.name}, in other words"
    db.session.commit()

    assert client.get("/you-said-we-did?lang=ur").text.count(marked) > 10


def test_a_receipt_marks_the_question_and_the_theme_and_says_what_language_the_words_are_in(client):
    comment = make_comment(WORDS, submission=make_receipt())
    theme = make_theme("Nobody rings", comments=[comment])

    page = look_up(client, CODE, where="/receipt?lang=ur").text

    assert in_english(comment.question_text) in page
    assert in_english(theme.name) in page
    assert f'<bdi lang="en">{WORDS}</bdi>' in page
