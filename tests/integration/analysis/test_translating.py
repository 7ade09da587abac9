"""Words in another language wait for a person who puts them into English, then go on (A9)."""

import html
import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import jobs, services
from app.analysis.models import Reading, Tag, TranslationKind
from app.analysis.services import Criteria, FoundRedaction, translating
from app.audit import AuditEvent
from app.db import db
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import ScreenState, WaitingComment
from app.safeguarding import services as safeguarding
from app.safeguarding.jobs import rescreen_unscreened
from app.safeguarding.models import Outcome
from tests.integration.analysis.translating import (
    ENGLISH,
    HALF_POLISH,
    HARM,
    POLISH,
    URDU,
    close,
    found,
    make_foreign,
    press,
    translate,
    waiting,
)
from tests.integration.factories import (
    make_comment,
    make_review,
    make_submission,
)
from tests.integration.sign_in import sign_in

# ------------------------------------------------------------------ until it is translated


def test_what_the_machine_finds_foreign_is_unscreened_and_stands_in_the_duty_inbox(app, foreign):
    assert foreign.screen_state == ScreenState.UNSCREENED
    assert safeguarding.is_open(foreign)
    lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)[0]
    assert "Not screened yet" in lead.get("/staff/safeguarding").text
    page = lead.get(f"/staff/safeguarding/{foreign.id}").text
    assert "No screen can read these words" in page
    assert f"/staff/translations/{foreign.id}" in page


def test_the_worker_does_not_call_it_clear_with_rules_that_know_english_only(foreign):
    assert rescreen_unscreened() == 0
    assert foreign.screen_state == ScreenState.UNSCREENED
    # Not even when it is asked about this one: somebody may have sent it away meanwhile.
    assert not safeguarding.rescreen(foreign.id)


def test_a_form_in_another_language_is_unscreened_until_somebody_has_told_the_language(app):
    """The machine may be away for an hour: nothing passes for clear meanwhile."""
    facts = {"question_code": "q", "wording": "More", "screen": safeguarding.screen_text}
    submission = make_submission(locale="pl")
    polish, english, harm = (
        responses.add_words(submission, text, locale="pl", **facts)
        for text in (POLISH, "We waited ten months for it.", HARM)
    )
    db.session.commit()
    assert polish.screen_state == english.screen_state == ScreenState.UNSCREENED
    assert harm.screen_state == ScreenState.FLAGGED
    assert rescreen_unscreened() == 0
    assert not safeguarding.rescreen(polish.id)

    services.store_reading(polish.id, found("pl"))
    services.store_reading(english.id, found("en"))
    db.session.commit()

    assert rescreen_unscreened() == 1
    assert english.screen_state == ScreenState.CLEAR
    assert polish.screen_state == ScreenState.UNSCREENED


def test_what_was_found_in_foreign_words_stays_found(app):
    comment = make_foreign(state=ScreenState.FLAGGED, level="urgent")

    assert (comment.screen_state, comment.screen_level) == (ScreenState.FLAGGED, "urgent")


def test_what_a_person_closed_stays_closed_when_it_is_read_again(foreign, translator):
    close(foreign, translator)
    services.queue_unread("m2")
    assert services.store_reading(foreign.id, found("pl"))

    assert not safeguarding.is_open(foreign)


def test_english_words_are_as_they_were(app):
    comment = make_comment("We waited ten months.", waiting=True)
    services.store_reading(comment.id, found("en"))
    nothing = make_comment("123", waiting=True)
    services.store_reading(nothing.id, found("und"))

    assert comment.screen_state == nothing.screen_state == ScreenState.CLEAR
    assert waiting() == []
    assert (nothing.text_language, nothing.own_language) == ("en", "en")


def test_it_waits_on_the_list_on_the_desk_and_above_the_queue(app, foreign):
    make_comment("We waited ten months.")
    browser = sign_in(app, RoleName.REVIEWER)[0]

    assert waiting() == [foreign.id]
    assert "Comments that wait for a translation" in browser.get("/staff").text
    assert "1 comment waits for a translation." in browser.get("/staff/comments").text
    page = browser.get("/staff/translations").text
    assert "Polish" in page
    assert "Unscreened" in page
    assert POLISH[:20] not in page, "words stand on a page of their own, where a look is on record"


def test_it_cannot_be_finished_before_it_is_translated(foreign, translator):
    with pytest.raises(DomainError, match="wait for a translation"):
        services.finish(foreign, "nothing-to-code", by=translator)
    db.session.rollback()

    assert services.count_unread() == 1


def test_the_page_shows_the_words_in_their_language_and_direction(app):
    comment = make_foreign(URDU, language="ur")
    browser, person = sign_in(app, RoleName.REVIEWER)

    page = browser.get(f"/staff/translations/{comment.id}").text

    assert re.search(rf'dir="auto" lang="ur">{URDU}', page)
    assert re.search(r'<option selected value="ur">Urdu', page)
    assert re.search(r'<textarea[^>]*lang="en"[^>]*name="text"', page)
    looks = sa.select(AuditEvent.actor).where(AuditEvent.action == "safeguarding.view")
    assert list(db.session.scalars(looks)) == [str(person.id)]


@pytest.mark.parametrize("role", [RoleName.PUBLISHER, RoleName.BOARD, RoleName.ADMIN])
def test_only_those_who_read_originals_may_open_it(app, foreign, role):
    browser = sign_in(app, role)[0]
    for url in ("/staff/translations", f"/staff/translations/{foreign.id}"):
        assert browser.get(url).status_code == 403
        assert app.test_client().get(url).status_code == 303


# ------------------------------------------------------------------ translating


def test_a_translation_stands_beside_what_they_wrote_and_goes_the_way_of_all(app, foreign):
    browser, person = sign_in(app, RoleName.REVIEWER)

    answer = press(browser, foreign)

    assert answer.location == "/staff/translations"
    assert (foreign.text, foreign.original, foreign.language) == (ENGLISH, POLISH, "pl")
    assert foreign.screen_state == ScreenState.CLEAR
    assert not safeguarding.is_open(foreign)
    assert waiting() == []
    assert db.session.get(WaitingComment, foreign.id), "the machine reads it next"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Reading)) == 0
    assert services.count_unread() == 1, "and a person after it"
    [kept] = translating.list_translations(foreign)
    assert (kept.kind, kept.text, kept.language) == (TranslationKind.TRANSLATED, ENGLISH, "pl")
    event = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "translation.translated")
    ).one()
    assert (event.actor, event.target) == (str(person.id), f"comment:{foreign.id}")
    assert event.facts == {"language": "pl"}


def test_a_translation_is_read_as_english_whatever_the_guard_thinks(
    app, foreign, translator, small_model
):
    translate(foreign, HALF_POLISH, by=translator)

    jobs.read_comments(small_model)

    reading = db.session.scalars(sa.select(Reading)).one()
    assert reading.language == "en"
    assert foreign.language == "pl", "what a person said of it stays"
    assert not foreign.waits_for_translation


def test_the_machine_suggests_tags_and_masks_in_the_english(app, foreign, translator, small_model):
    translate(foreign, by=translator)

    jobs.read_comments(small_model)

    tags = list(db.session.scalars(sa.select(Tag)))
    assert tags
    assert all(ENGLISH[tag.start_at : tag.end_at] == tag.evidence for tag in tags)
    masked = services.redacted_text(foreign)
    assert "Zofia" not in masked
    assert "speech therapy" in masked


def test_a_reading_of_the_older_words_is_not_kept(app, foreign, translator):
    """A worker took the comment, a person translated it, then the worker was done."""
    services.queue_unread("m1.1")
    [taken] = services.claim_waiting(limit=1)
    words = taken.text
    db.session.commit()
    translate(foreign, by=translator)

    late = found("pl", redactions=[FoundRedaction(0, 7, "name", "")])
    assert not services.store_reading(foreign.id, late, words=words)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Reading)) == 0
    assert services.list_redactions(foreign) == []
    [again] = services.claim_waiting(limit=1)
    assert again.text == ENGLISH, "it waits for nobody's minute to be over"


def test_a_reading_of_before_somebody_called_it_english_is_not_kept(app, foreign, translator):
    services.queue_unread("m1.1")
    [taken] = services.claim_waiting(limit=1)
    words = taken.text
    translating.say_english(foreign, by=translator)
    db.session.commit()

    assert not services.store_reading(foreign.id, found("pl"), words=words)
    assert services.store_reading(foreign.id, found("en"), words=words)


def test_english_that_the_machine_took_for_another_language_is_screened_and_tagged_once_said(
    app, translator, small_model
):
    text = f"{HARM} We waited ten months for an assessment."
    taken_for_polish = make_foreign(text, state=ScreenState.UNSCREENED)
    browser, _person = sign_in(app, RoleName.REVIEWER, RoleName.SAFEGUARDING_LEAD)
    assert press(browser, taken_for_polish, "english").status_code == 303

    db.session.refresh(taken_for_polish)
    assert (taken_for_polish.screen_state, taken_for_polish.screen_level) == (
        ScreenState.FLAGGED,
        "urgent",
    )
    jobs.read_comments(small_model)
    assert set(db.session.scalars(sa.select(Tag.comment_id))) == {taken_for_polish.id}
    assert db.session.scalars(sa.select(Reading)).one().language == "en"


def test_what_only_the_machine_said_of_a_language_is_told_as_what_it_thinks(
    app, foreign, translator
):
    browser, _person = sign_in(app, RoleName.REVIEWER, RoleName.SAFEGUARDING_LEAD)

    def pages():
        ways = (f"comments/{foreign.id}", f"safeguarding/{foreign.id}", "translations")
        one = f"translations/{foreign.id}"
        texts = [browser.get(f"/staff/{way}").text for way in (*ways, one)]
        return [" ".join(html.unescape(text).split()) for text in texts]

    review, duty, listed, opened = pages()
    assert "seem to be in another language: the machine thinks Polish." in review
    assert "says, which does not say how sure it is of this." in review
    assert "Translate it, or say that it is English" in review
    assert "seem to be in another language (the machine thinks Polish)" in duty
    assert "or say that they are English" in duty
    assert "seems to be Polish" in listed
    assert "It seems to be Polish" in opened

    translating.send_away(foreign, language="cs", by=translator)
    db.session.commit()

    review, duty, listed, opened = pages()
    assert "are in another language (Czech)" in review
    assert "they are in another language (Czech)" in duty
    assert not any("seem" in page and "machine thinks" in page for page in (review, duty))
    assert "seems to be" not in listed + opened


@pytest.mark.parametrize("masked", [False, True])
def test_it_is_found_by_its_english_words(app, foreign, translator, masked):
    translate(foreign, by=translator)
    make_review(foreign, translator)
    jobs.keep_index()

    def ids(**wanted):
        page = services.find(Criteria(**wanted), only_reviewed=masked)
        return [row.comment.id for row in page.rows]

    assert ids(words="therapy months") == [foreign.id]
    assert ids(words="logopedę") == []
    assert ids(language="pl") == [foreign.id]


def test_what_a_translation_tells_of_harm_is_flagged(foreign, translator):
    translate(foreign, HARM, by=translator)

    assert (foreign.screen_state, foreign.screen_level) == (ScreenState.FLAGGED, "urgent")
    assert safeguarding.is_open(foreign)
    assert all(0 <= start < end <= len(HARM) for start, end, *_rule in foreign.screen_matches)


def test_what_was_closed_unread_opens_again_when_its_english_tells_of_harm(foreign, translator):
    close(foreign, translator)
    assert not safeguarding.is_open(foreign)

    translate(foreign, HARM, by=translator)

    assert safeguarding.is_open(foreign)
    assert safeguarding.list_decisions(foreign)[0].outcome == Outcome.RAISED


def test_what_was_closed_stays_closed_when_its_english_is_harmless(foreign, translator):
    close(foreign, translator)
    translate(foreign, by=translator)

    assert not safeguarding.is_open(foreign)


def test_a_level_is_never_lowered_by_a_translation(app, translator):
    comment = make_foreign(state=ScreenState.FLAGGED, level="urgent")

    translate(comment, by=translator)

    assert (comment.screen_state, comment.screen_level) == (ScreenState.FLAGGED, "urgent")
    assert comment.screen_matches == []


def test_a_screen_that_fails_leaves_the_translation_unscreened(foreign, translator, monkeypatch):
    monkeypatch.setattr("nlp.screen.screen", lambda *_args: 1 / 0)
    translate(foreign, by=translator)
    assert foreign.screen_state == ScreenState.UNSCREENED

    monkeypatch.undo()
    assert rescreen_unscreened() == 1
    assert foreign.screen_state == ScreenState.CLEAR


def test_a_worry_of_who_translates_goes_to_the_inbox(app, foreign):
    browser = sign_in(app, RoleName.REVIEWER)[0]

    press(browser, foreign, worry="She writes as if somebody stood behind her.")

    assert safeguarding.is_open(foreign)
    assert foreign.is_translated
