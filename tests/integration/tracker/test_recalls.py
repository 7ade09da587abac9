"""Copies outside that carry words which were taken back: they are listed until somebody asked."""

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import db
from app.errors import DomainError
from app.tracker import services
from app.tracker.models import CopyKind, Recall, TakenQuote
from app.tracker.services import recalls
from app.tracker.services.wishes import (
    answer_consent,
    erase_submission,
    withdraw_submission,
)
from tests.conftest import token_in
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_person
from tests.integration.tracker.test_meetings import make_meeting
from tests.integration.tracker.test_publishing import make_quoted


@pytest.fixture
def published(app):
    entry, comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    return entry, comment


@pytest.mark.parametrize(
    "wish",
    [withdraw_submission, erase_submission, lambda each: answer_consent(each, may_quote=False)],
)
def test_words_that_are_taken_back_bring_their_page_and_packs_on_the_list(published, wish):
    entry, comment = published
    meeting, person = make_meeting(), make_person(RoleName.PUBLISHER)
    recalls.note_taken(meeting, kind=CopyKind.WORD, comment_ids=[comment.id], by=person)
    other = make_person(RoleName.PUBLISHER)
    recalls.note_taken(meeting, kind=CopyKind.PDF, comment_ids=[], by=other)

    wish(comment.submission)
    db.session.commit()

    found = recalls.open_recalls()
    assert [each.entry_id for each in found if each.entry_id] == [entry.id]
    assert [each.pack.taken_by_id for each in found if each.pack] == [person.id]


def test_a_draft_is_in_nobodys_hands(app):
    _entry, comment = make_quoted()

    withdraw_submission(comment.submission)

    assert recalls.open_recalls() == []


def test_a_withdrawn_entry_is_asked_for_once_until_it_is_settled(published):
    entry, comment = published
    withdraw_submission(comment.submission)
    services.withdraw_entry(entry, by=entry.author, reason="It was wrong.")
    db.session.commit()
    [recall] = recalls.open_recalls()

    recalls.settle_recall(recall.id, by=entry.author)
    db.session.commit()

    assert recalls.open_recalls() == []
    with pytest.raises(DomainError, match="already"):
        recalls.settle_recall(recall.id, by=entry.author)


def test_copies_wait_on_the_desk_until_somebody_has_asked_for_them(app, published):
    entry, comment = published
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    assert "Copies to ask for" not in browser.get("/staff").text

    withdraw_submission(comment.submission)
    db.session.commit()
    assert "Copies to ask for" in browser.get("/staff").text

    [recall] = recalls.open_recalls()
    recalls.settle_recall(recall.id, by=entry.author)
    db.session.commit()
    assert "Copies to ask for" not in browser.get("/staff").text


def test_a_publisher_sees_the_list_and_says_when_it_is_done(app, published):
    entry, comment = published
    withdraw_submission(comment.submission)
    db.session.commit()
    client, person = sign_in(app, RoleName.PUBLISHER)

    assert "1 copy outside carries words" in client.get("/staff/entries").text
    page = client.get("/staff/recalls").text
    assert entry.title in page
    assert "prints and PDFs" in page
    recall = db.session.scalars(sa.select(Recall)).one()
    data = {"csrf_token": token_in(page)}
    page = client.post(f"/staff/recalls/{recall.id}/settle", data=data, follow_redirects=True).text
    assert "Nothing to ask for." in page
    assert person.name in page
    assert "copy outside" not in client.get("/staff/entries").text


def test_a_pack_that_is_taken_away_is_noted_with_whose_words_are_in_it(app, published):
    _entry, comment = published
    comment.submission.received_on = make_meeting(-30).held_on
    meeting = make_meeting(-1)
    db.session.commit()
    client, _person = sign_in(app, RoleName.PUBLISHER)

    assert client.get(f"/staff/meetings/{meeting.id}").status_code == 200
    assert db.session.scalars(sa.select(TakenQuote)).all() == []
    pack = services.make_pack(meeting)
    assert client.get(f"/staff/meetings/{meeting.id}/word").status_code == 200
    taken = db.session.scalars(sa.select(TakenQuote.comment_id)).all()
    assert taken == [each.comment_id for each in pack.quotes]
