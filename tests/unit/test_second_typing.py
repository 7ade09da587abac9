"""Which papers are typed in again, and when two typings say the same."""

import pytest

from app.db import random_id
from app.responses.services.second_typing import Agreement, are_alike, is_chosen


def test_about_one_paper_in_ten_is_chosen():
    chosen = sum(is_chosen(random_id()) for _ in range(2_000))

    assert 130 <= chosen <= 270  # five standard deviations


def test_the_choice_of_a_paper_does_not_change():
    ids = [random_id() for _ in range(200)]

    assert [is_chosen(each) for each in ids] == [is_chosen(each) for each in ids]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("We waited  a year.\n", "we waited a year"),
        ("He said “no”, twice", 'he said "no" twice'),
        ("I can’t", "I can't"),
        ("جاتا ہے", "جاتا ہے"),
        (["cat", "dog"], ["dog", "cat"]),
    ],
)
def test_what_reads_the_same_is_the_same(first, second):
    assert are_alike(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("We waited a year", "We waited a week"),
        ("good :)", "good :("),
        ("🙂", "☹"),
        ("help", "help?"),
        ("now here", "nowhere"),
        ("words", ""),
        ("", ["cat"]),
        (["cat"], ["cat", "dog"]),
    ],
)
def test_what_reads_differently_is_not(first, second):
    assert not are_alike(first, second)


def test_a_percentage_needs_thirty_answers_and_a_hundred_is_all_of_them():
    assert Agreement(2, 29, 29).percent is None
    assert Agreement(2, 30, 30).percent == 100
    assert Agreement(40, 1_000, 999).percent == 99
