"""Originals: who opens one, what for, and what everybody else sees instead (A8)."""

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis.models import Redaction, Status, Tag
from app.audit import AuditEvent
from app.db import db
from tests.conftest import token_in
from tests.integration.analysis.reviewing import open_page, press, seen_in
from tests.integration.factories import make_comment, make_redaction, make_tag
from tests.integration.sign_in import sign_in

TEXT = "Mrs Oakley rang and was kind. Nobody else rang."


def looks(action="comment.open-original"):
    query = sa.select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
    return [(each.actor, each.target, each.reason) for each in db.session.scalars(query)]


@pytest.fixture
def masked(app):
    comment = make_comment(TEXT, tags=[("respect", "+", "Oakley rang and was kind")])
    make_redaction(comment, "Mrs Oakley")
    return comment


@pytest.fixture
def lead(app):
    return sign_in(app, RoleName.SAFEGUARDING_LEAD)


def test_review_its_list_and_the_second_reading_show_masked_words(masked, reviewer):
    client, _person = reviewer

    page = open_page(client, masked)
    assert "[name]" in page
    assert "Oakley" not in page
    assert "Oakley" not in client.get("/staff/comments").text
    assert looks() == []


def test_evidence_is_selected_in_masked_words_and_kept_as_it_was_written(masked, reviewer):
    client, _person = reviewer
    press(client, masked, "", path="tags", code="listen", sign="+", evidence="[name] rang and")

    page = open_page(client, masked)
    assert "Oakley" not in page
    tag = masked.id, "Mrs Oakley rang and"
    query = sa.select(Tag).where(Tag.code == "listen")
    assert [(each.comment_id, each.evidence) for each in db.session.scalars(query)] == [tag]


def test_the_name_of_a_mask_is_nobodys_word(masked, reviewer):
    client, _person = reviewer
    page = press(client, masked, "", path="tags", code="listen", sign="+", evidence="[name]")

    assert page.status_code == 422


def test_what_one_mask_hides_is_shown_once_and_on_record(masked, reviewer):
    client, person = reviewer
    redaction = db.session.scalars(sa.select(Redaction)).one()
    page = press(client, masked, "", path="behind-mask", redaction=redaction.id).text

    assert "Mrs Oakley" in page
    assert "Let these words through" in page
    assert looks("comment.look-behind-mask") == [(str(person.id), f"comment:{masked.id}", "masks")]
    assert "Oakley" not in open_page(client, masked)
    assert "Oakley" not in str([each.facts for each in db.session.scalars(sa.select(AuditEvent))])


def test_a_mask_of_another_comment_stays_shut(masked, reviewer):
    client, _person = reviewer
    other = make_comment("Nothing to hide here.")
    redaction = db.session.scalars(sa.select(Redaction)).one()

    answer = press(client, other, "", path="behind-mask", redaction=redaction.id)

    assert answer.status_code == 303
    assert looks("comment.look-behind-mask") == []


def test_only_a_safeguarding_lead_opens_an_original(app, masked, reviewer, lead):
    client, person = lead
    url = f"/staff/comments/{masked.id}/original"
    for role in (RoleName.PUBLISHER, RoleName.ADMIN, RoleName.BOARD):
        assert sign_in(app, role)[0].get(url).status_code == 403
    assert reviewer[0].get(url).status_code == 403
    assert "Open the original" not in open_page(reviewer[0], masked)

    asked = client.get(url).text
    assert "Oakley" not in asked
    shown = client.post(url, data={"csrf_token": token_in(asked), "purpose": "asked"}).text
    assert "Mrs Oakley rang" in shown
    assert looks() == [(str(person.id), f"comment:{masked.id}", "asked")]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose what you need it for"),
        ({"purpose": "other"}, "Say what you need it for"),
        ({"purpose": "translation"}, "Not a valid choice"),
    ],
)
def test_without_a_purpose_an_original_stays_shut(masked, lead, sent, sentence):
    client, _person = lead
    url = f"/staff/comments/{masked.id}/original"
    answer = client.post(url, data={"csrf_token": token_in(client.get(url).text), **sent})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Oakley" not in answer.text
    assert looks() == []


def test_what_no_machine_has_masked_is_read_and_that_is_on_record(app, reviewer):
    """A person reads all of it, also where no machine does (R-SAF-3)."""
    client, person = reviewer
    comment = make_comment(TEXT, waiting=True)

    assert "Oakley" not in client.get("/staff/comments").text
    page = open_page(client, comment)
    assert "Mrs Oakley" in page
    assert "on record" in page
    assert looks() == [(str(person.id), f"comment:{comment.id}", "not-masked-yet")]


def test_a_translator_sees_all_of_it_and_that_is_on_record(app, reviewer):
    client, person = reviewer
    comment = make_comment("Pani Kowalska dzwoniła.", language="pl")
    make_redaction(comment, "Pani Kowalska")

    assert "Kowalska" not in open_page(client, comment)
    assert "Kowalska" in client.get(f"/staff/translations/{comment.id}").text
    assert looks() == [(str(person.id), f"comment:{comment.id}", "translation")]


def test_both_views_stand_side_by_side_with_where_each_mask_comes_from(masked, reviewer):
    client, person = reviewer
    redaction = db.session.scalars(sa.select(Redaction)).one()
    redaction.model_version, redaction.reason = "factory-2", "a title before a name"
    db.session.commit()
    press(client, masked, "", path="masks", words="Nobody else", label="detail")

    page = open_page(client, masked)
    assert "What staff see" in page
    assert "What the public will see" in page
    assert "rules and lists (factory-2)" in page
    assert "Why: a title before a name." in page
    assert f"Masked by a person: {person.name}." in page
    assert "Not before a person has confirmed what is masked" in page

    assert "1 mask waits for a person" in page
    press(client, masked, "masks-right")
    db.session.refresh(redaction)
    assert (redaction.status, redaction.decided_by_id) == (Status.ACCEPTED, person.id)
    page = open_page(client, masked)
    assert f"Kept by {person.name}." in page
    assert "as a quote, from" in page
    press(client, masked, "undo")
    db.session.refresh(redaction)
    assert redaction.status == Status.SUGGESTED


def test_words_of_which_a_claim_rests_on_the_middle_of_a_mask_show_the_mask_once(masked, reviewer):
    client, _person = reviewer
    make_tag(masked, "open-honest", "+", "Mrs Oak")

    page = open_page(client, masked)
    words = page.partition("data-words>")[2].partition("</div>")[0]
    assert words.count("[name]") == 1
    assert seen_in(page)
