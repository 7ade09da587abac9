"""What a translation may not be, and what changed while somebody was typing it (A9)."""

import html
import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import Translation
from app.db import db
from tests.integration.analysis.translating import (
    ENGLISH,
    POLISH,
    found,
    press,
    translate,
)
from tests.integration.sign_in import sign_in


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Write what it says in English"),
        ({"text": "\0 \u202e"}, "Write what it says in English"),
        ({"text": POLISH}, "word for word what they wrote"),
        ({"text": "x" * 10_001}, "too long by 1 letters"),
        ({"language": ""}, "Choose the language that they wrote in"),
        ({"language": "en"}, "Choose the language that they wrote in"),
        ({"language": "pl\0"}, "Choose the language that they wrote in"),
        ({"language": "klingon-and-more"}, "Choose the language that they wrote in"),
        ({"worry": "x" * 4_001}, "too long by 1 letters"),
        ({"do": "burn"}, "Use the buttons on the page"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_words_stay(app, foreign, typed, said):
    browser = sign_in(app, RoleName.REVIEWER)[0]
    typed = {"worry": "I am not sure", **typed}

    answer = press(browser, foreign, **typed)

    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert typed.get("worry") in answer.text
    assert typed.get("text", ENGLISH).strip("\0 \u202e") in html.unescape(answer.text)
    assert not foreign.is_translated
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Translation)) == 0


def test_a_nul_in_a_translation_is_taken_out(foreign, translator):
    translate(foreign, "We have\0 waited.", by=translator)

    assert foreign.text == "We have waited."


def test_a_translation_of_a_page_that_is_older_is_refused_and_says_what_changed(app, foreign):
    first = sign_in(app, RoleName.REVIEWER, name="Robin First")[0]
    second = sign_in(app, RoleName.REVIEWER, name="Sam Second")[0]
    page = second.get(f"/staff/translations/{foreign.id}").text
    press(first, foreign, text="The first words.")

    refused = press(second, foreign, page=page, text="The second words.")

    assert refused.status_code == 409
    assert "Robin First translated this comment while you had it open" in refused.text
    assert "The first words." in refused.text
    assert re.search(r"<textarea[^>]*>\s*The second words.</textarea>", refused.text)
    assert foreign.text == "The first words."
    again = press(second, foreign, page=refused.text, text="The second words.")
    assert again.status_code == 303
    assert foreign.text == "The second words."


@pytest.mark.parametrize(
    ("do", "said"),
    [("english", "said that this comment is English"), ("away", "is with a translator")],
)
def test_what_else_somebody_did_meanwhile_is_said_too(app, foreign, do, said):
    first = sign_in(app, RoleName.REVIEWER, name="Robin First")[0]
    second = sign_in(app, RoleName.REVIEWER, name="Sam Second")[0]
    page = second.get(f"/staff/translations/{foreign.id}").text
    press(first, foreign, do, text="")

    refused = press(second, foreign, page=page)

    assert refused.status_code == 409
    assert said in refused.text
    assert ENGLISH in refused.text


def test_what_the_machine_found_meanwhile_is_said_too(app, foreign):
    browser = sign_in(app, RoleName.REVIEWER)[0]
    page = browser.get(f"/staff/translations/{foreign.id}").text
    services.queue_unread("m2")
    services.store_reading(foreign.id, found("en"))
    db.session.commit()

    refused = press(browser, foreign, page=page)

    assert "The machine read this comment again" in refused.text


def test_a_review_page_of_before_the_translation_is_stale(foreign, translator):
    """Read again on the same day, its readings alone would look as if nothing had happened."""
    seen = services.seen_state(foreign)
    translate(foreign, by=translator)
    services.store_reading(foreign.id, found("en"))

    with pytest.raises(services.StaleReviewError):
        services.lock_comment(foreign.id, seen=seen)
