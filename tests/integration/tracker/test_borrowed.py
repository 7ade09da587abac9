"""Words that somebody wrote, in the text of an entry, where they are no quote: a person is told."""

import html

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis.models import Status
from app.audit import AuditEvent
from app.db import db
from app.responses.models import Consent
from app.tracker import services
from app.tracker.models import CHECKS
from app.tracker.services import checking, recalls
from app.tracker.services.borrowed import borrowed_words, places_with
from app.tracker.services.wishes import answer_consent, erase_submission, withdraw_submission
from tests.integration.factories import make_redaction, make_staff, make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import (
    WORDS,
    make_action,
    make_entry,
    make_published_entry,
)
from tests.integration.tracker.test_entries import quotable

#: Twelve words of a comment, as somebody might type them into "You said".
THEIRS = "We rang Mrs Brown nine times and nobody ever called us back"


def said(text=THEIRS + ".", **facts):
    """A reviewed comment and an action that answers it."""
    comment = quotable(text=text, **facts)
    return comment, make_action(make_theme(comments=[comment], people=12))


@pytest.mark.parametrize(
    "consent", [Consent.QUOTE, Consent.COUNT], ids=["may be quoted", "may only be counted"]
)
def test_words_of_a_comment_in_the_text_are_named_to_whoever_publishes(app, consent):
    _comment, action = said(consent=consent)
    entry = make_entry(
        action, you_said="People told us: WE RANG  mrs Brown, nine times and nobody came."
    )
    publisher, _user = sign_in(app, RoleName.PUBLISHER)
    parent, _user = sign_in(app, RoleName.PARENT_REP)
    page = html.unescape(publisher.get(f"/staff/entries/{entry.id}").text)

    [found] = borrowed_words(entry)
    assert (found.key, found.words) == ("you_said", "WE RANG  mrs Brown, nine times and nobody")
    assert "they are no quote" in page
    assert '“<span dir="auto">WE RANG  mrs Brown, nine times and nobody</span>”' in page
    assert "they are no quote" not in parent.get(f"/staff/entries/{entry.id}").text
    checking.check_entry(entry, items=CHECKS, by=entry.author)
    event = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "entry.check").order_by(AuditEvent.id)
    ).all()[-1]
    assert event.facts["borrowed"] == 1
    assert "nine times" not in str(event.facts)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("We rang Mrs Brown nine times.", True),
        ("We rang Mrs Brown nine.", False),
        ("We rang Mrs Brown, and nine times nobody came.", False),
        ("Nobody ever called us back: nobody.", False),
        ("And nobody ever called us back.", True),
    ],
)
def test_six_words_in_a_row_are_somebodys_and_five_are_how_people_speak(app, words, is_found):
    _comment, action = said()

    assert bool(borrowed_words(make_entry(action, we_did=words))) is is_found


def test_what_others_see_of_a_comment_counts_as_its_words_too(app):
    comment, action = said()
    make_redaction(comment, "Mrs Brown", status=Status.ACCEPTED, by=make_staff())

    assert borrowed_words(make_entry(action, we_did="We rang [name] nine times and waited."))


def test_own_words_in_another_language_are_found_in_a_translation(app):
    comment, action = said()
    comment.original = "Dzwoniliśmy do niej dziewięć razy i nikt nie oddzwonił"
    entry = make_entry(action)
    words = dict.fromkeys(services.texts_to_translate(entry), "")
    words["you_said"] = "Dzwoniliśmy do niej dziewięć razy i nic"
    services.save_translation(
        entry,
        "pl",
        words=words,
        seen=services.fingerprint(entry, "pl"),
        is_checked=False,
        by=entry.author,
    )
    db.session.commit()

    [found] = borrowed_words(entry)
    assert (found.key, found.words) == ("pl", "Dzwoniliśmy do niej dziewięć razy i")


def test_a_quote_that_was_agreed_to_may_stand_in_the_text_as_well(app):
    comment, action = said()
    quoted = "We rang Mrs Brown nine times"
    entry = make_entry(action, quotes={comment.id: quoted}, you_said=f"Many said: {quoted}.")
    assert borrowed_words(entry) == []

    other = make_entry(action, quotes={comment.id: quoted}, you_said=f"Many said: {THEIRS}.")
    assert [each.words for each in borrowed_words(other)] == [THEIRS]


def test_the_new_words_of_a_correction_are_looked_at(app):
    _comment, action = said()
    entry = make_published_entry(action)
    services.correct_entry(
        entry,
        by=entry.author,
        reason="A slip.",
        checks=CHECKS,
        **(WORDS | {"you_said": f"People say: {THEIRS}."}),
    )
    db.session.commit()
    publisher, _user = sign_in(app, RoleName.PUBLISHER)

    page = publisher.get(f"/staff/entries/{entry.id}").text
    assert page.index("What was checked in the new words") < page.index("they are no quote")
    assert page.count("they are no quote") == 1


@pytest.mark.parametrize(
    "wish",
    [withdraw_submission, erase_submission, lambda each: answer_consent(each, may_quote=False)],
)
def test_words_taken_back_bring_each_text_that_carries_them_on_the_list(app, wish):
    comment, action = said()
    published = make_published_entry(action, we_did=f"You wrote: {THEIRS}.")
    draft = make_entry(make_action(), you_said=f"Somebody: {THEIRS}.")
    make_published_entry(make_action())

    wish(comment.submission)
    db.session.commit()

    listed = {each.entry_id: each.places for each in recalls.open_recalls()}
    assert listed == {published.id: ["we_did"], draft.id: ["you_said"]}
    publisher, _user = sign_in(app, RoleName.PUBLISHER)
    page = html.unescape(publisher.get("/staff/recalls").text)
    assert page.count("The words stand in its text:") == 2
    assert "not published yet" in page
    assert "nine times" not in page


def test_old_words_are_listed_until_nobody_can_read_them(app):
    comment, action = said()
    entry = make_published_entry(action, we_did=f"You wrote: {THEIRS}.")
    services.withdraw_entry(entry, by=entry.author, reason="It was wrong.")
    db.session.commit()
    assert places_with([comment]) == {entry.id: ["old-words"]}

    entry.notices[0].is_hidden = True
    db.session.commit()
    assert places_with([comment]) == {}


def test_a_page_that_is_listed_for_its_quote_is_listed_once(app):
    comment, action = said()
    entry = make_published_entry(
        action, quotes={comment.id: "We rang Mrs Brown"}, we_did=f"You wrote: {THEIRS}."
    )

    withdraw_submission(comment.submission)
    db.session.commit()

    assert [(each.entry_id, each.places) for each in recalls.open_recalls()] == [
        (entry.id, ["we_did"])
    ]
