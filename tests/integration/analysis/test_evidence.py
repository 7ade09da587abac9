"""Evidence and masks: a tag rests on words that are there, and masked words stay masked."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.analysis import services
from app.analysis.models import Redaction, Status, Tag
from app.analysis.services.words import Mask, mask
from app.db import db
from app.errors import DomainError
from tests.integration.analysis.reviewing import open_page, press, tags
from tests.integration.factories import make_comment, make_redaction, make_staff, make_tag


def test_a_tag_needs_words_of_the_comment(comment, reviewer):
    client, _person = reviewer
    refused = press(
        client, comment, "", path="tags", code="listen", sign="-", evidence="they never listen"
    )

    assert refused.status_code == 422
    assert refused.text.count("Those words are not in the comment") == 2
    assert ("listen", "person") not in tags(comment)


def test_the_database_refuses_evidence_that_does_not_fit(comment):
    tag = db.session.scalar(sa.select(Tag))
    tag.end_at += 1

    with pytest.raises(IntegrityError, match="evidence_fits_its_span"):
        db.session.flush()
    db.session.rollback()


def test_the_database_knows_who_decided(comment):
    db.session.scalar(sa.select(Tag)).status = Status.ACCEPTED

    with pytest.raises(IntegrityError, match="only_a_person_decides"):
        db.session.flush()
    db.session.rollback()


def test_added_words_are_found_across_lines_and_harmless_links(app):
    comment = make_comment("Ask\nme@x.org  now, ask me")

    assert services.find_words(comment, "me[at]x[.]org now") == (4, 17)
    assert services.find_words(comment, "  ask me ", start=20) == (19, 25)
    with pytest.raises(DomainError):
        services.find_words(comment, "   ")


def test_the_place_that_was_selected_is_meant_and_not_the_first(app, reviewer):
    client, _person = reviewer
    comment = make_comment("Wait. Wait. Wait.")
    press(client, comment, "", path="tags", code="timeliness", evidence="Wait", evidence_start="12")

    assert db.session.scalar(sa.select(Tag)).start_at == 12


def test_a_person_adds_over_the_machine(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "", path="tags", code="open-honest", sign="+", evidence="kind")

    assert tags(comment)["open-honest", "machine"] == ("rejected", "-")
    assert tags(comment)["open-honest", "person"] == ("accepted", "+")


def test_a_value_needs_a_sign_and_a_priority_has_none(comment, reviewer):
    client, _person = reviewer
    refused = press(client, comment, "", path="tags", code="listen", evidence="nobody")
    press(client, comment, "", path="tags", code="slcn", sign="+", evidence="nobody")

    assert refused.status_code == 422
    assert tags(comment)["slcn", "person"] == ("accepted", None)


def test_masks_are_kept_taken_off_and_added(comment, reviewer):
    client, _person = reviewer
    redaction = make_redaction(comment, "Mrs Jones")
    assert "[name] was kind" in services.redacted_text(comment)

    press(client, comment, f"unmask:{redaction.id}")
    assert "Mrs Jones was kind" in services.redacted_text(comment)
    press(client, comment, "undo")
    assert "[name] was kind" in services.redacted_text(comment)
    press(client, comment, "", path="masks", words="ten months", label="detail")
    assert "We waited [detail] and" in services.redacted_text(comment)
    press(client, comment, "undo")
    assert "ten months" in services.redacted_text(comment)


def test_a_mask_of_another_comment_cannot_be_taken_off(comment, reviewer):
    client, _person = reviewer
    elsewhere = make_redaction(make_comment("Mrs Jones"), "Mrs Jones")

    press(client, comment, f"unmask:{elsewhere.id}")

    db.session.refresh(elsewhere)
    assert elsewhere.status == Status.SUGGESTED
    assert press(client, comment, "unmask:999999").status_code == 404


def test_masks_may_overlap():
    within = [Mask(0, 13, "name"), Mask(4, 7, "name")]
    assert mask("Mrs Ann Jones rang", within) == "[name] rang"
    assert mask("a b c", [Mask(4, 5, "x"), Mask(0, 1, "y")]) == "[y] b [x]"


def test_redactions_of_a_person_that_were_undone_leave_the_page(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "", path="masks", words="ten months", label="detail")
    press(client, comment, "undo")

    assert db.session.scalar(sa.select(Redaction)).status == Status.REJECTED
    assert "Shown to others" not in open_page(client, comment)


def test_a_decided_tag_is_marked_by_who_decided(comment):
    person = make_staff()
    make_tag(comment, "listen", "-", "nobody", by_person=person)

    assert [tag.code for tag in services.decided_tags(comment)] == ["listen"]
