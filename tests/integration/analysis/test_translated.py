"""What else can be said of a language; translations put right, shown, quoted and taken back."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import jobs, services
from app.analysis.models import Reading, Redaction, Status, Tag, Translation
from app.analysis.services import Criteria, FoundTag, translating
from app.audit import AuditEvent
from app.db import db
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import Comment, ScreenState, Submission, WaitingComment
from app.responses.services.receipts import hash_code
from app.safeguarding import services as safeguarding
from app.tracker import services as tracker
from tests.conftest import token_in
from tests.integration.analysis.translating import (
    ENGLISH,
    POLISH,
    URDU,
    found,
    make_foreign,
    press,
    translate,
    waiting,
)
from tests.integration.factories import (
    make_comment,
    make_reading,
    make_redaction,
    make_review,
    make_staff,
    make_submission,
    make_tag,
    make_theme,
)
from tests.integration.public.test_receipt import CODE, look_up
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_action, make_published_entry

# ------------------------------------------------------------------ other answers


def test_what_is_english_after_all_goes_on_as_it_is(app, foreign, small_model):
    browser = sign_in(app, RoleName.REVIEWER)[0]

    assert press(browser, foreign, "english", text="", language="").status_code == 303

    assert (foreign.text, foreign.original, foreign.language) == (POLISH, None, "en")
    assert foreign.screen_state == ScreenState.CLEAR
    assert waiting() == []
    jobs.read_comments(small_model)
    assert db.session.scalars(sa.select(Reading.language)).one() == "en"
    assert foreign.language == "en"
    with pytest.raises(DomainError, match="English already"):
        translating.say_english(foreign, by=make_staff())


def test_a_translation_of_what_is_english_after_all_is_taken_back_and_kept(foreign, translator):
    translate(foreign, by=translator)
    translating.say_english(foreign, by=translator)

    assert (foreign.text, foreign.original) == (POLISH, None)
    assert [each.text for each in translating.list_translations(foreign)] == ["", ENGLISH]


@pytest.mark.parametrize("code", ["zh-Hant", "zh_Hant"])  # as it is kept now, and was once
def test_a_script_is_written_as_html_writes_it(app, code):
    browser = sign_in(app, RoleName.REVIEWER)[0]
    comment = make_foreign("我們等了十個月。", language=code)

    page = browser.get(f"/staff/translations/{comment.id}").text

    assert 'lang="zh-Hant"' in page
    assert 'lang="zh_Hant"' not in page
    assert "Traditional Chinese" in page


def test_what_a_translator_has_still_waits_and_says_so(app, foreign):
    browser = sign_in(app, RoleName.REVIEWER)[0]

    assert press(browser, foreign, "away", text="").status_code == 303

    assert waiting() == [foreign.id]
    assert safeguarding.is_open(foreign)
    assert "With a translator since" in browser.get("/staff/translations").text
    assert "Given to a translator" in browser.get(f"/staff/translations/{foreign.id}").text
    assert press(browser, foreign).status_code == 303
    assert foreign.is_translated
    with pytest.raises(DomainError, match="is translated"):
        translating.send_away(foreign, language="pl", by=make_staff())


def test_what_the_guard_missed_a_person_can_call_foreign(app, translator):
    comment = make_comment(
        POLISH, tags=[("timeliness", None, "czternaście")], reviewed_by=translator
    )
    browser = sign_in(app, RoleName.REVIEWER)[0]
    assert (
        f'href="/staff/translations/{comment.id}"'
        in browser.get(f"/staff/comments/{comment.id}").text
    )

    press(browser, comment, "away", text="")

    assert waiting() == [comment.id]
    assert comment.screen_state == ScreenState.UNSCREENED
    services.queue_unread("m2")
    services.store_reading(comment.id, found("en"))
    assert waiting() == [comment.id], "what a person said of it stays"


# ------------------------------------------------------------------ putting a translation right


def test_a_correction_keeps_the_older_translation_and_starts_again(app, foreign, translator):
    translate(foreign, by=translator)
    services.store_reading(foreign.id, found("en"))
    make_review(foreign, translator)
    better = "We have waited fourteen months for a therapist. Mrs Zofia answered nobody."

    translate(foreign, better, by=translator)

    assert (foreign.text, foreign.original) == (better, POLISH)
    assert [each.text for each in translating.list_translations(foreign)] == [better, ENGLISH]
    assert not services.is_reviewed(foreign)
    assert db.session.get(WaitingComment, foreign.id)
    browser = sign_in(app, RoleName.REVIEWER)[0]
    page = browser.get(f"/staff/translations/{foreign.id}").text
    assert ENGLISH in page
    assert better in page
    with pytest.raises(DomainError, match="kept already"):
        translating.translate(foreign, better, language="pl", by=translator)


def test_tags_and_masks_stay_where_their_words_still_stand(foreign, translator):
    translate(foreign, by=translator)
    make_tag(foreign, "timeliness", None, "fourteen months", accepted_by=translator)
    make_tag(foreign, "open-honest", "-", "wrote back to nobody", accepted_by=translator)
    make_redaction(foreign, "Zofia", by=translator)
    make_redaction(foreign, "speech", status="rejected", by=translator)

    translate(
        foreign,
        "Zofia! For fourteen months we waited for speech therapy, and Zofia is no Zofiówka.",
        by=translator,
    )

    [tag] = db.session.scalars(sa.select(Tag))
    assert (tag.code, tag.evidence) == ("timeliness", "fourteen months")
    assert foreign.text[tag.start_at : tag.end_at] == tag.evidence
    masked = services.redacted_text(foreign)
    assert masked == (
        "[name]! For fourteen months we waited for speech therapy, and [name] is no Zofiówka."
    )
    statuses = set(db.session.scalars(sa.select(Redaction.status)))
    assert "rejected" not in statuses, "what was let through is decided anew"


def test_steps_of_before_cannot_be_undone_into_other_words(foreign, translator):
    translate(foreign, by=translator)
    services.add_tag(
        foreign, code="timeliness", sign=None, evidence="fourteen months", by=translator
    )
    services.accept(foreign, "timeliness", by=translator)

    translate(foreign, "Short.", by=translator)

    with pytest.raises(DomainError, match="nothing to undo"):
        services.undo_step(foreign, by=translator)


def test_another_language_alone_starts_nothing_again(foreign, translator):
    translate(foreign, by=translator)
    make_review(foreign, translator)

    translate(foreign, by=translator, language="sk")

    assert foreign.language == "sk"
    assert services.is_reviewed(foreign)


# ------------------------------------------------------------------ where it is shown


def test_review_and_search_say_that_it_is_translated_and_one_page_shows_both(app, translator):
    comment = make_foreign(URDU, language="ur")
    translate(comment, "There was no interpreter at the meeting.", by=translator, language="ur")
    browser = sign_in(app, RoleName.REVIEWER)[0]

    page = browser.get(f"/staff/comments/{comment.id}").text
    assert re.search(r'dir="auto" lang="en" data-words>', page)
    assert "Translated from Urdu" in page
    assert URDU not in page
    assert URDU in browser.get(f"/staff/translations/{comment.id}").text
    assert "Others see the translation, never what was written in Urdu." in page
    listed = browser.get("/staff/comments").text
    assert "Translated from Urdu" in listed
    make_reading(comment, language="ur")  # of the English
    jobs.keep_index()
    search = browser.get("/staff/search")
    typed = {"csrf_token": token_in(search.text), "words": "interpreter"}
    hits = browser.post("/staff/search", data=typed, follow_redirects=True).text
    assert "Translated from Urdu" in hits
    assert URDU not in hits
    inbox = sign_in(app, RoleName.SAFEGUARDING_LEAD)[0]
    assert URDU in inbox.get(f"/staff/safeguarding/{comment.id}").text


def test_who_may_not_read_originals_never_sees_one(app, foreign, translator):
    translate(foreign, by=translator)
    theme = make_theme(comments=[foreign])
    publisher = sign_in(app, RoleName.PUBLISHER)[0]
    unread = publisher.get(f"/staff/themes/{theme.id}").text
    assert "Zofia" not in unread, "the machine has not masked the English yet"
    assert "A person reads the translation first" in unread
    make_redaction(foreign, "Zofia", by=translator)
    make_review(foreign, translator)
    jobs.keep_index()

    search = publisher.get("/staff/search")
    typed = {"csrf_token": token_in(search.text), "words": "therapy"}
    hits = publisher.post("/staff/search", data=typed, follow_redirects=True).text
    shown = publisher.get(f"/staff/themes/{theme.id}").text
    for page in (hits, shown):
        assert "speech therapy" in re.sub(r"</?mark[^>]*>", "", page)
        assert "logoped" not in page
        assert "Zofia" not in page


def test_the_receipt_shows_the_familys_own_words_and_never_the_translation(client, translator):
    submission = make_submission(receipt_hash=hash_code(CODE), locale="pl")
    comment = make_foreign(submission=submission)
    before = look_up(client, CODE).text
    translate(comment, by=translator)

    page = look_up(client, CODE).text

    for each in (before, page):
        assert f'<bdi lang="pl">{POLISH}</bdi>' in each
    assert "fourteen months" not in page


def test_words_that_are_added_twice_are_one_comment_though_they_were_translated(app, translator):
    submission = make_submission()
    facts = {"question_code": "added", "wording": "More", "locale": "pl", "screen": None}
    comment = responses.add_words(submission, POLISH, **facts)
    db.session.flush()
    translate(comment, by=translator)

    assert responses.add_words(submission, POLISH, **facts) is comment


SAID = "We have waited fourteen months for speech therapy."


def quotable(*, people=1, **facts) -> Comment:
    """A translated comment that may be quoted, and more people who write in its language."""
    for _number in range(people - 1):
        make_comment("Dzień dobry", language="pl", commit=False)
    comment = make_foreign(days_ago=30, **facts)
    person = make_staff()
    translating.translate(comment, ENGLISH, language="pl", by=person)
    make_redaction(comment, "Zofia", by=person, status=Status.ACCEPTED)
    make_review(comment, person)
    return comment


@pytest.mark.parametrize(
    ("people", "said"),
    [(10, "Translated from Polish"), (9, "Translated from another language")],
)
def test_a_quote_says_that_it_is_translated_and_names_no_small_language(app, client, people, said):
    comment = quotable(people=people)
    action = make_action(make_theme(comments=[comment], people=12))
    picker = sign_in(app, RoleName.PUBLISHER)[0]
    page = picker.get(f"/staff/actions/{action.id}/entry").text
    assert said in page
    assert re.search(r'<textarea[^>]*lang="en"[^>]*>[^<]*\[name\]', page)
    assert "logoped" not in page

    entry = make_published_entry(action, quotes={comment.id: SAID})

    shown = client.get(f"/you-said-we-did/{entry.slug}").text
    assert SAID in shown
    assert said in shown
    polish = client.get(f"/you-said-we-did/{entry.slug}?lang=pl").text
    assert f'<bdi lang="en">{SAID}</bdi>' in polish
    quote = client.get(f"/api/v1/entries/{entry.slug}").json["quotes"][0]
    assert quote["language"] == "en"


def test_words_as_they_were_written_say_nothing_of_translations(app, client):
    comment = make_comment("We waited ten months.", days_ago=30, reviewed_by=make_staff())
    action = make_action(make_theme(comments=[comment], people=12))
    entry = make_published_entry(action, quotes={comment.id: "We waited ten months."})

    assert "Translated" not in client.get(f"/you-said-we-did/{entry.slug}").text


def test_a_quote_whose_translation_was_put_right_is_gone_until_it_is_chosen_again(app, client):
    comment = quotable()
    action = make_action(make_theme(comments=[comment], people=12))
    entry = make_published_entry(action, quotes={comment.id: SAID})

    translate(comment, "We had to wait for a therapist.", by=make_staff())

    assert "fourteen months" not in client.get(f"/you-said-we-did/{entry.slug}").text


def test_nothing_foreign_is_quoted_before_it_is_translated(app):
    comment = make_foreign(days_ago=30)
    make_review(comment, make_staff())
    theme = make_theme(comments=[comment])

    assert services.quotable_comments(theme) == []


# ------------------------------------------------------------------ taking it back


def test_what_waits_can_be_hidden_and_not_erased(foreign):
    """Nobody can make a disclosure disappear before somebody could read it (R-SAF-8)."""
    tracker.erase_submission(foreign.submission)
    db.session.commit()

    assert db.session.scalars(sa.select(Comment.text)).one() == POLISH
    assert waiting() == []
    assert safeguarding.count_open() == 1


def test_erasing_takes_every_translation_along(app, foreign, translator):
    translate(foreign, by=translator)
    translate(foreign, "Better words.", by=translator)

    tracker.erase_submission(db.session.scalars(sa.select(Submission)).one())
    db.session.commit()

    for model in (Comment, Translation, WaitingComment):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    assert services.find(Criteria(words="better"), only_reviewed=False).total == 0


def test_nothing_that_was_written_or_translated_is_in_the_audit_log(app, foreign):
    browser = sign_in(app, RoleName.REVIEWER)[0]
    press(browser, foreign, worry="She sounds frightened.")

    rows = db.session.execute(sa.select(AuditEvent.__table__)).all()
    told = " ".join(str(tuple(row)) for row in rows)
    for words in ("fourteen", "Czekamy", "frightened"):
        assert words not in told


def test_tags_that_were_suggested_for_foreign_words_rest_on_nothing_in_the_english(app, translator):
    """The guard missed it, and the machine found something in the words."""
    comment = make_comment(POLISH, waiting=True)
    tag = FoundTag("timeliness", None, 0.9, 0, 7, "tag")
    services.store_reading(comment.id, found("en", tags=[tag]))

    translate(comment, by=translator)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 0
