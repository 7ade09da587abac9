"""Passwords: long, theirs, and not what is tried first; kept by a slow and heavy hash."""

import pytest

from app.accounts.passwords import TOO_COMMON, TOO_LONG, TOO_SHORT, why_refused
from tests.integration.accounts.pages import make_person

ABOUT = ["Yasmin Ahmed", "yasmin.ahmed@example.gov.uk", "Stockport"]


@pytest.mark.parametrize(
    "password",
    [
        "purple kettle walks slowly",
        "correct horse battery staple",
        "dragon coffee purple rocket",
        "the river under my window",
        "zażółć gęślą jaźń nocą",
        "人人生而自由在尊严和权利上一律平等",
        "میرا گھر دریا کے کنارے ہے",
        "9f8a7c6b5d4e3f2a1b0c",
        "x" * 5 + "qvbnw jtzpl 🐌🌧️ hmfd",
    ],
)
def test_a_good_password_is_taken(password):
    assert why_refused(password, about=ABOUT) is None


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password123456789",
        "P@ssw0rdP@ssw0rd!",
        "123456789012345",
        "1234512345123451",
        "qwertyuiopasdfgh",
        "zyxwvutsrqponmlk",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "iloveyouforever1",
        "monkeydragonfootball",
        "Stockport Council 2026",
        "Stockport-SEND-2026!!",
        "said and done said and done",
        "Yasmin.Ahmed.2026!",
        "ahmed yasmin stockport",
        "summer2026summer2026",
    ],
)
def test_what_is_tried_first_is_refused(password):
    assert why_refused(password, about=ABOUT) == TOO_COMMON


def test_length_has_two_ends():
    assert why_refused("kettle walks!!") == TOO_SHORT
    assert why_refused("qvbnw jtzpl hmf") is None
    assert why_refused("kettle walks " * 10) == TOO_LONG


def test_the_longest_password_is_looked_at_quickly():
    assert why_refused(("password" * 16)[:128]) == TOO_COMMON


def test_the_hash_is_argon2id_with_64_mib_and_three_passes(app):
    assert make_person().password.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
