"""The names of the strategy in the languages that people read."""

import pytest

from app.db import db
from app.i18n import LANGUAGES, use_locale
from app.strategy import services
from app.strategy.models import FrameworkItem, SubGroup
from app.strategy.wordings import name_of, read_words
from tests.integration.factories import make_comment, make_tag
from tests.integration.public.test_receipt import CODE, look_up, make_receipt

OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("locale", OTHERS)
def test_every_name_of_the_strategy_is_there_in_every_language_and_nothing_else_is(app, locale):
    rows = [*db.session.query(FrameworkItem), *db.session.query(SubGroup)]
    assert len(rows) > 20
    english = {name for row in rows for name in (row.name, row.easy_read_name)}

    words = read_words(locale)

    assert set(words) == english
    assert all(each.strip() for each in words.values())


def test_a_name_in_other_words_is_read_in_english_and_says_so(app):
    item = services.list_items()[0]
    with app.test_request_context("/?lang=ur"):
        assert name_of(item).is_stand_in is False
        item.name = "Feelings, in words that nobody has translated"
        assert name_of(item) == "Feelings, in words that nobody has translated"
        assert name_of(item).is_stand_in
        use_locale("en")
        assert name_of(item).is_stand_in is False


@pytest.mark.parametrize("locale", OTHERS)
def test_a_receipt_says_in_the_readers_language_what_we_understood(client, locale):
    comment = make_comment("We wait and wait.", submission=make_receipt())
    make_tag(comment, "timeliness")
    db.session.commit()
    item = db.session.get_one(FrameworkItem, "timeliness")

    page = look_up(client, CODE, where=f"/receipt?lang={locale}").text

    assert f"<span>{read_words(locale)[item.name]}</span>" in page
    assert item.name not in page
    menu = page.partition("<select")[2].partition("</select>")[0]
    assert read_words(locale)["Autism and neurodiversity"] in menu
    assert 'lang="en"' not in menu, "translated names are no English any more"
