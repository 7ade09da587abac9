"""From draft to public page: somebody else signs, the rules hold again, nothing vanishes."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db
from app.responses.models import ScreenState
from app.safeguarding.models import Outcome, SafeguardingDecision
from app.tracker import services
from app.tracker.models import CHECKS, EntryStatus
from app.tracker.services import EntryError, QuoteError
from tests.conftest import token_in
from tests.integration.factories import make_redaction, make_theme
from tests.integration.sign_in import browser_of, sign_in
from tests.integration.tracker.makers import (
    WORDS,
    make_action,
    make_entry,
    make_person,
    make_published_entry,
    make_signed_entry,
)
from tests.integration.tracker.test_entries import SAID, quotable


def make_quoted(**changes):
    """A signed-off entry with one quote, and the comment that the quote comes from."""
    comment = quotable(**changes)
    action = make_action(make_theme(comments=[comment], people=12))
    return make_signed_entry(action, quotes={comment.id: SAID}), comment


def test_a_draft_is_sent_signed_off_by_a_parent_and_published(app):
    writer_browser, writer = sign_in(app, RoleName.PUBLISHER, name="Wren Writer")
    entry = make_entry(by=writer)
    address = f"/staff/entries/{entry.id}"
    page = writer_browser.get(address).text
    assert "Send for sign-off" in page
    writer_browser.post(f"{address}/send", data={"csrf_token": token_in(page)})
    assert writer_browser.get("/you-said-we-did/news-of-our-plan").status_code == 404

    parent_browser, _parent = sign_in(app, RoleName.PARENT_REP, name="Robin Parent")
    page = parent_browser.get(address).text
    parent_browser.post(
        f"{address}/sign-off", data={"csrf_token": token_in(page), "answer": "approve"}
    )

    page = writer_browser.get(address).text
    assert "Robin Parent said yes." in page
    token = token_in(page)
    writer_browser.post(f"{address}/checks", data={"csrf_token": token, "items": ["few"]})
    page = writer_browser.post(
        f"{address}/publish", data={"csrf_token": token}, follow_redirects=True
    ).text
    assert "every one must be ticked" in page
    data = {"csrf_token": token, "items": [*CHECKS]}
    page = writer_browser.post(f"{address}/checks", data=data, follow_redirects=True).text
    assert page.count("Wren Writer on ") == len(CHECKS)
    writer_browser.post(f"{address}/publish", data={"csrf_token": token_in(page)})

    page = parent_browser.get("/you-said-we-did/news-of-our-plan").text
    assert WORDS["we_did"] in page
    deeds = db.session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.target == f"entry:{entry.id}")
        .order_by(AuditEvent.id)
    ).all()
    assert [deed for deed in deeds if deed != "entry.check"] == [
        "entry.add",
        "entry.send",
        "entry.sign-off",
        "entry.publish",
    ]


def test_an_author_who_is_also_a_parent_representative_cannot_sign_their_own(app):
    both = make_person(RoleName.PUBLISHER, RoleName.PARENT_REP)
    entry = make_entry(by=both)
    services.send_for_sign_off(entry, by=both)
    db.session.commit()

    with pytest.raises(EntryError, match="You wrote this entry"):
        services.sign_off(entry, by=both, is_approval=True)

    browser = browser_of(app, both)
    page = browser.get(f"/staff/entries/{entry.id}").text
    assert "You wrote this entry, so somebody else must sign it off." in page
    page = browser.post(
        f"/staff/entries/{entry.id}/sign-off",
        data={"csrf_token": token_in(page), "answer": "approve"},
    ).text
    assert "You wrote this entry" in page
    assert db.session.get(type(entry), entry.id).status == EntryStatus.WAITING


def test_somebody_who_changed_the_words_cannot_sign_them_either(app):
    helper = make_person(RoleName.PUBLISHER, RoleName.PARENT_REP)
    entry = make_entry()
    services.edit_entry(entry, by=helper, quotes={}, **WORDS)
    services.send_for_sign_off(entry, by=entry.author)

    with pytest.raises(EntryError, match="You wrote this entry"):
        services.sign_off(entry, by=helper, is_approval=True)


def test_the_database_refuses_a_sign_off_by_the_author_whoever_asks(app):
    entry = make_entry()
    insert = sa.text(
        "INSERT INTO sign_off (entry_id, author_id, signed_by_id, role, is_approval, note,"
        " signed_at) VALUES (:entry, :author, :signer, 'parent-rep', :yes, '', CURRENT_TIMESTAMP)"
    )
    other = make_person(RoleName.PARENT_REP)
    db.session.commit()
    facts = {"entry": entry.id, "author": entry.author_id, "yes": True}

    with pytest.raises(IntegrityError):
        db.session.execute(insert, facts | {"signer": entry.author_id})
    db.session.rollback()
    # Nor by naming somebody else as the author.
    with pytest.raises(IntegrityError):
        db.session.execute(insert, facts | {"author": other.id, "signer": entry.author_id})
    db.session.rollback()


@pytest.mark.parametrize("signer", ["author", None])
def test_the_database_refuses_to_publish_without_another_persons_sign_off(app, signer):
    entry = make_entry()
    publish = sa.text(
        "UPDATE entry SET status = 'published', published_on = '2026-01-01',"
        " signed_off_by_id = :signer WHERE id = :entry"
    )

    with pytest.raises(IntegrityError):
        db.session.execute(
            publish, {"signer": entry.author_id if signer else None, "entry": entry.id}
        )
    db.session.rollback()


@pytest.mark.parametrize("missing", [*CHECKS, None])
def test_the_database_publishes_nothing_that_is_not_checked(app, missing):
    entry = make_signed_entry()
    entry.checks = [each for each in entry.checks if each.item != missing]
    db.session.commit()
    publish = sa.text(
        "UPDATE entry SET status = 'published', published_on = '2026-01-01' WHERE id = :entry"
    )

    if missing:
        with pytest.raises(IntegrityError, match="every check is kept"):
            db.session.execute(publish, {"entry": entry.id})
        db.session.rollback()
    else:
        db.session.execute(publish, {"entry": entry.id})
        db.session.commit()
    assert services.get_entry(entry.id).status == (
        EntryStatus.SIGNED_OFF if missing else EntryStatus.PUBLISHED
    )


def test_an_objection_needs_a_note_and_sends_the_entry_back(app):
    entry = make_entry()
    services.send_for_sign_off(entry, by=entry.author)
    db.session.commit()
    browser, _parent = sign_in(app, RoleName.PARENT_REP)
    page = browser.get(f"/staff/entries/{entry.id}").text

    page = browser.post(
        f"/staff/entries/{entry.id}/sign-off",
        data={"csrf_token": token_in(page), "answer": "object", "note": " "},
    ).text
    assert "Say what needs to change" in page

    page = browser.post(
        f"/staff/entries/{entry.id}/sign-off",
        data={"csrf_token": token_in(page), "answer": "object", "note": "Not all families."},
        follow_redirects=True,
    ).text
    assert "Not all families." in page
    assert db.session.get(type(entry), entry.id).status == EntryStatus.DRAFT


def test_a_youth_representative_is_heard_and_does_not_stand_in_for_a_parent(app):
    entry = make_entry()
    services.send_for_sign_off(entry, by=entry.author)
    services.sign_off(entry, by=make_person(RoleName.YOUTH_REP), is_approval=True)
    db.session.commit()

    assert entry.status == EntryStatus.WAITING
    assert [answer.role for answer in entry.sign_offs] == ["youth-rep"]
    with pytest.raises(EntryError, match="parent representative"):
        services.publish_entry(entry, by=entry.author)


def test_a_reviewer_cannot_sign_and_a_representative_cannot_publish(app):
    entry = make_signed_entry()
    reviewer, _user = sign_in(app, RoleName.REVIEWER)
    parent, _user = sign_in(app, RoleName.PARENT_REP)
    token = token_in(parent.get(f"/staff/entries/{entry.id}").text)

    assert parent.post(
        f"/staff/entries/{entry.id}/publish", data={"csrf_token": token}
    ).status_code in {400, 403}
    page = reviewer.get(f"/staff/entries/{entry.id}").text
    assert "Send my answer" not in page


def test_a_quote_under_an_open_safeguarding_question_stops_publishing(app):
    entry, comment = make_quoted()
    comment.screen_state, comment.screen_level = ScreenState.FLAGGED, "concern"
    db.session.commit()

    with pytest.raises(QuoteError, match="cannot be published yet"):
        services.publish_entry(entry, by=entry.author)

    db.session.add(
        SafeguardingDecision(
            comment=comment,
            outcome=Outcome.NO_ACTION,
            reason="An old worry, dealt with.",
            is_closed=True,
            decided_by=entry.author,
        )
    )
    db.session.commit()
    services.publish_entry(entry, by=entry.author)
    assert entry.status == EntryStatus.PUBLISHED


def test_a_quote_that_was_taken_back_stops_publishing_until_it_is_removed(app):
    entry, comment = make_quoted()
    comment.submission.withdrawn_on = comment.submission.received_on
    db.session.commit()

    with pytest.raises(QuoteError, match="taken back"):
        services.publish_entry(entry, by=entry.author)


def test_a_quote_that_a_later_look_found_to_name_somebody_stops_publishing(app):
    entry, comment = make_quoted()
    make_redaction(comment, "Mrs Brown")

    with pytest.raises(QuoteError, match="own words"):
        services.publish_entry(entry, by=entry.author)


def test_a_quote_younger_than_fourteen_days_stops_publishing(app):
    entry, comment = make_quoted()

    with pytest.raises(QuoteError, match="14 days"):
        services.publish_entry(entry, by=entry.author, on=comment.submission.received_on)


def test_words_taken_back_leave_the_public_page_at_once_and_drafts_too(app, client):
    entry, comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    draft = make_entry(entry.action, quotes={comment.id: SAID}, title="Another")
    db.session.commit()
    assert "nine times" in client.get(f"/you-said-we-did/{entry.slug}").text

    services.withdraw_submission(comment.submission)
    db.session.commit()

    assert "nine times" not in client.get(f"/you-said-we-did/{entry.slug}").text
    assert draft.quotes == []
    assert entry.people == 13, "counts that were published stay as they were"


def test_a_quote_is_hidden_at_once_when_safeguarding_opens_it_later(app, client):
    entry, comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    comment.screen_state, comment.screen_level = ScreenState.FLAGGED, "urgent"
    db.session.commit()

    assert "nine times" not in client.get(f"/you-said-we-did/{entry.slug}").text


def test_a_published_entry_cannot_be_edited_behind_the_readers_back(app):
    entry = make_published_entry()

    with pytest.raises(EntryError, match="Correct it"):
        services.edit_entry(entry, by=entry.author, quotes={}, **WORDS)


@pytest.mark.parametrize("answer", ["keep", "hide"])
def test_a_withdrawn_entry_leaves_the_list_and_its_page_says_why(app, answer):
    entry, comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    page = browser.get(f"/staff/entries/{entry.id}/withdraw").text
    data = {"csrf_token": token_in(page), "reason": "The number was not ours."}
    page = browser.post(f"/staff/entries/{entry.id}/withdraw", data=data).text
    assert "Choose whether people may still read what it said." in page
    data["old_words"] = answer
    browser.post(f"/staff/entries/{entry.id}/withdraw", data=data)

    page = browser.get(f"/you-said-we-did/{entry.slug}").text
    assert "The number was not ours." in page
    assert "nine times" not in page
    assert (WORDS["you_said"] in page) is (answer == "keep")
    easy = browser.get(f"/you-said-we-did/{entry.slug}?style=easy").text
    assert (WORDS["easy_read_you_said"] in easy) is (answer == "keep")
    assert entry.title not in browser.get("/you-said-we-did").text
    kept = services.get_entry(entry.id)
    assert kept.quotes == []
    assert SAID not in str(kept.notices[0].before), "a notice never keeps somebody's words"
    assert comment.text


def test_the_desk_says_what_waits(app):
    entry = make_entry()
    services.send_for_sign_off(entry, by=entry.author)
    make_action(promised_on=entry.said_from)
    db.session.commit()
    parent, _user = sign_in(app, RoleName.PARENT_REP)
    publisher, _user = sign_in(app, RoleName.PUBLISHER)

    assert "Entries waiting for your sign-off" in parent.get("/staff").text
    assert "Overdue promises" in publisher.get("/staff").text
