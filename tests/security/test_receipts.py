"""Receipt codes cannot be guessed, and a wrong one learns nothing (R-REC-2, R-REC-3)."""

import math
import re
import statistics
import time
from collections import Counter

import pytest

from app.db import db
from app.responses import services
from app.responses.services.receipts import ALPHABET, LENGTH, hash_code
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_submission

MANY = 100_000
VERY_MANY = 1_000_000
CODE = "7K3M 9QXT 0V2B 8HNR"
#: Chi-square with 31 degrees of freedom: one in a thousand is above. For each of 16 places that
#: a fair code is judged by, one in sixteen thousand.
HIGHEST_CHI_SQUARE = 68.0


def make_codes(number: int) -> list[str]:
    """Codes of as many forms; their secrets are counted, so that every run judges the same ones."""
    return [services.receipt_code(services.form_key_of(f"{each:032x}")) for each in range(number)]


def chi_square(letters: Counter, total: int) -> float:
    expected = total / len(ALPHABET)
    return sum((letters[letter] - expected) ** 2 / expected for letter in ALPHABET)


def check_codes(codes: list[str]) -> None:
    assert len(set(codes)) == len(codes), "two people got one code"
    bare = [code.replace(" ", "") for code in codes]
    assert {len(code) for code in bare} == {LENGTH}
    for place in range(LENGTH):
        letters = Counter(code[place] for code in bare)
        assert set(letters) <= set(ALPHABET)
        assert chi_square(letters, len(bare)) < HIGHEST_CHI_SQUARE, f"place {place}"


def test_a_hundred_thousand_codes_are_distinct_and_even(app):
    check_codes(make_codes(MANY))


@pytest.mark.slow
def test_a_million_codes_are_distinct_and_even(app):
    check_codes(make_codes(VERY_MANY))


def test_this_test_notices_a_letter_that_comes_a_little_too_often(app):
    uneven = make_codes(20_000)
    uneven[::25] = ["A" + code[1:] for code in uneven[::25]]

    with pytest.raises(AssertionError, match="place 0"):
        check_codes(uneven)


def test_the_secrets_that_codes_come_from_are_distinct_too(app):
    assert len({services.new_secret() for _ in range(MANY)}) == MANY


def test_a_code_carries_eighty_bits():
    assert math.log2(len(ALPHABET)) * LENGTH == 80


def test_another_secret_makes_other_codes_of_the_same_form(app, monkeypatch):
    ours = services.receipt_code("one form")
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, as long as one has to be")

    assert services.receipt_code("one form") != ours


def look_up(client, code):
    token = token_in(client.get("/receipt").text)
    return client.post("/receipt", data={"csrf_token": token, "code": code})


WRONG = {
    "unknown": "AAAA BBBB CCCC DDDD",
    "withdrawn": CODE,
    "one letter off": "7K3M 9QXT 0V2B 8HNS",
    "too short": "7K3M",
    "a sentence": "please open it",
}


@pytest.mark.parametrize("code", WRONG.values(), ids=WRONG)
def test_every_code_that_opens_nothing_gets_the_same_page_status_and_headers(client, code):
    make_comment(submission=make_submission(receipt_hash=hash_code(CODE), withdrawn=True))
    reference = look_up(client, "ZZZZ ZZZZ ZZZZ ZZZZ")

    answer = look_up(client, code)

    assert answer.status_code == reference.status_code == 200
    assert without(answer.text, code) == without(reference.text, "ZZZZ ZZZZ ZZZZ ZZZZ")
    kept = {"Content-Length", "Set-Cookie"}
    assert {k: v for k, v in answer.headers if k not in kept} == {
        k: v for k, v in reference.headers if k not in kept
    }


def without(page: str, code: str) -> str:
    """Return a page without the token, which differs each second, and the code typed."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace(code, "")


@pytest.mark.slow
def test_the_time_to_an_answer_tells_nothing(app):
    """Medians of 200 each within 5 ms; looked up where the time is spent, without the page."""
    make_comment(submission=make_submission(receipt_hash=hash_code(CODE), withdrawn=True))
    medians = {}
    for name, code in WRONG.items():
        times = []
        for _ in range(200):
            began = time.perf_counter()
            assert services.find_submission(code) is None
            times.append(time.perf_counter() - began)
        medians[name] = statistics.median(times)
    db.session.rollback()

    assert max(medians.values()) - min(medians.values()) < 0.005, medians
