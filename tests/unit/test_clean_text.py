"""What people type is stored as they typed it, less what hides or reverses text (R-UNI-1)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms import clean_text


@pytest.mark.parametrize(
    "kept",
    [
        "Mae'r ysgol yn dda ym Môn",
        "Żółta gęś, łódź",
        "میرا بیٹا اسکول نہیں جاتا",
        "الأطفال يحبّون اللعب",
        "ילדים אוהבים לשחק",
        "👨\u200d👩\u200d👧\u200d👦 ❤️",
        # The flag of Wales is a black flag and hidden tag letters.
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "line one\nline two\n\n\tindented",
        "می‌خواهم",
    ],
)
def test_every_script_and_emoji_comes_back_as_it_went_in(kept):
    assert clean_text(kept) == unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("a\x00b", "ab"),
        ("safe\u202etxet", "safetxet"),
        ("\ufeffhello", "hello"),
        ("bell\x07", "bell"),
        ("\u2066x\u2069", "x"),
        ("tag\U000e0041", "tag"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("   \n\t ", ""),
        ("e\u0301", "é"),
        ("z" + "\u0335" * 40, "z" + "\u0335" * 3),
    ],
)
def test_what_hides_or_reverses_is_removed(given, stored):
    assert clean_text(given) == stored


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_text(text)

    assert clean_text(once) == once
    once.encode("utf-8")
