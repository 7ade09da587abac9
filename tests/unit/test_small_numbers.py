"""Words that count out a handful of people are found in every language that entries are kept in."""

import pytest

from app.i18n import LANGUAGES, PREPARED
from app.tracker.services.small_numbers import counts_out_few


@pytest.mark.parametrize(
    "text",
    [
        "Three parents told us.",
        "What 4 families asked for",
        "One family said no.",
        "Two of the young people agreed.",
        "It helped 3 of 40 parents.",
        "4 rodziny czekały.",
        "Pięć osób powiedziało nie.",
        "تین خاندانوں نے کہا",
        "۴ بچے",
        "خمس عائلات",
        "۳ نفر",
        "三位家長",
        "п'ять родин",
        "trei familii",
    ],
)
def test_fewer_than_ten_people_are_found(text):
    assert counts_out_few(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 families",
        "1,005 people",
        "At two family hubs",
        "One family hub is open.",
        "Year 9 children",
        "Every family, every three weeks",
        "12 rodzin",
        "Dwa rodzinne centra",
        "ہر ایک بچہ",
        "۱۲ خاندان",
        "三十人",
    ],
)
def test_other_numbers_and_other_things_are_let_through(text):
    assert not counts_out_few(text)


def test_every_language_beside_english_is_known():
    some = {
        "pl": "2 osoby",
        "ur": "2 افراد",
        "ar": "2 أشخاص",
        "fa": "2 نفر",
        "zh_Hant": "2人",
        "uk": "2 людини",
        "ro": "2 persoane",
    }

    assert set(some) == {*LANGUAGES, *PREPARED} - {"en"}
    assert all(counts_out_few(words) for words in some.values())
