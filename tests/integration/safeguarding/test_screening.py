"""The screen: whatever goes wrong with it, the words are kept and wait for a person."""

import sys
from datetime import date

from app.db import db
from app.responses.models import ScreenState
from app.safeguarding import services
from app.safeguarding.jobs import rescreen_unscreened
from nlp import screen
from tests.integration.factories import make_comment


def test_words_that_tell_of_harm_are_flagged_with_what_fired():
    text = "my uncle hits me when mum is out"

    state, level, matches = services.screen_text(text)

    assert state == ScreenState.FLAGGED
    assert level in {"urgent", "concern"}
    assert all(0 <= start < end <= len(text) for start, end, *_rule in matches)


def test_everyday_words_are_clear():
    assert services.screen_text("The school is lovely, thank you.")[:2] == (
        ScreenState.CLEAR,
        "none",
    )


def test_a_screen_that_cannot_be_loaded_leaves_the_text_unscreened(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "nlp", None)

    assert services.screen_text("I want to die") == (ScreenState.UNSCREENED, "", [])
    assert "want to die" not in caplog.text


def test_the_application_offers_the_screen_to_the_public_forms(app):
    assert app.extensions["screen"]("Thank you.")[0] == ScreenState.CLEAR


def test_the_worker_screens_what_the_request_could_not(app):
    harm = make_comment("my uncle hits me when mum is out", state=ScreenState.UNSCREENED)
    fine = make_comment("Thank you, lovely school.", state=ScreenState.UNSCREENED)

    assert rescreen_unscreened() == 2
    assert rescreen_unscreened() == 0

    db.session.refresh(harm)
    db.session.refresh(fine)
    assert harm.screen_state == ScreenState.FLAGGED
    assert harm.screen_matches
    assert fine.screen_state == ScreenState.CLEAR


def test_a_comment_that_cannot_be_screened_stays_in_the_inbox(app, monkeypatch):
    comment = make_comment("I want to die", state=ScreenState.UNSCREENED)
    monkeypatch.setitem(sys.modules, "nlp", None)

    assert rescreen_unscreened() == 0
    assert services.is_open(comment)


def test_weekends_do_not_count_as_working_days():
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)

    assert services.working_days_between(friday, friday) == 0
    assert services.working_days_between(friday, monday) == 1
    assert services.working_days_between(friday, date(2026, 11, 22)) == 0
    assert services.working_days_between(monday, friday) == 0


def test_pieces_of_a_text_are_the_whole_text():
    text = "Write to me@x.org or look at www.x.org now"

    pieces = services.segments(text, [(0, 5, "a"), (3, 12, "b"), (40, 400, "outside")])

    assert services.refang("".join(piece.text for piece in pieces)) == text
    assert [piece.labels for piece in pieces][:3] == [("a",), ("a", "b"), ("b",)]


def test_no_piece_of_a_text_can_be_followed_as_a_link():
    assert services.defang("See https://a.org/b?c=d.") == "See https[:]//a[.]org/b?c=d[.]"
    assert services.defang("") == ""
    assert services.defang("Half past 3.30, ok?") == "Half past 3.30, ok?"


def test_the_version_of_the_rules_is_kept_with_each_phrase_that_fired(app):
    comment = make_comment("my uncle hits me when mum is out", state=ScreenState.UNSCREENED)

    rescreen_unscreened()

    db.session.refresh(comment)
    fired = services.list_fired(comment)
    assert fired
    assert {each.version for each in fired} == {screen.version()}
    assert all(each.words in comment.text and each.rule for each in fired)
