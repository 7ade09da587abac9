"""Comments that people read and the machine never did: they say nothing of the machine."""

from datetime import timedelta

import pytest

from app.analysis import services
from app.analysis.models import Origin, SecondReading, SecondTag, Status, Tag
from app.db import db, utc_now
from tests.integration.factories import make_comment, make_reading, make_staff


@pytest.mark.parametrize("is_read_later", [False, True])
def test_what_the_machine_had_not_read_it_did_not_misread(app, is_read_later):
    first, second = make_staff(name="First"), make_staff(name="Second")
    comment = make_comment(reviewed_by=first, read=False, commit=False)
    tag = Tag(comment_id=comment.id, code="safe", sign="+", origin=Origin.PERSON)
    tag.status, tag.decided_by_id, tag.decided_at = Status.ACCEPTED, first.id, utc_now()
    tag.start_at, tag.end_at, tag.evidence = 0, 5, comment.text[:5]
    if is_read_later:
        make_reading(comment, commit=False).read_at = utc_now() + timedelta(days=1)
    again = SecondReading(comment_id=comment.id, read_by_id=second.id, result="coded")
    again.tags = [SecondTag(code="safe", sign="+")]
    db.session.add_all([tag, again])
    db.session.commit()

    accuracy = services.measure_accuracy()
    assert (accuracy.machine_blind.n, accuracy.people.n) == (0, 1)
    assert services.measure_reviewers().n == 0
