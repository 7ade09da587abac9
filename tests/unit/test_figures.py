"""Whether evidence cites figures: then the page says of how many they speak."""

import pytest

from app.tracker.services.figures import cites_figures, cites_share


@pytest.mark.parametrize(
    "text",
    [
        "31 of 40 families were told in time.",
        "The wait fell from 40 to 12 weeks.",
        "61% knew.",
        "Sixty per cent knew.",
        "In 2026, 14 more came.",
    ],
)
def test_a_number_is_a_figure(text):
    assert cites_figures(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Families say that it is better.",
        "It began on 3 September 2026.",
        "In 2026/27 each school has one.",
        "Year 9 pupils have a quiet room, aged 11 to 16.",
        "It opens at 9:30.",
    ],
)
def test_a_date_a_year_a_time_and_an_age_are_none(text):
    assert not cites_figures(text)


def test_a_share_is_told_from_a_number():
    assert cites_share("61 % of them")
    assert not cites_share("61 of them")
