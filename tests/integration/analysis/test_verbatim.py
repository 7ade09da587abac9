"""The database refuses a tag whose evidence is not in the comment, whoever writes it (A5)."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.analysis.models import Tag
from app.db import db
from tests.integration.factories import make_comment, make_tag

TEXT = "🙂 We waited ten months, and nobody rang."


@pytest.fixture
def tag(app):
    return make_tag(make_comment(TEXT), "timeliness", None, "ten months")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"evidence": "two months"}, "other words of the same length"),
        ({"start_at": 0, "end_at": 10}, "the right words in another place"),
        ({"evidence": "Ten months"}, "another spelling"),
    ],
)
def test_evidence_that_does_not_stand_there_is_refused(tag, change, why):
    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Tag).where(Tag.id == tag.id).values(**change))
    db.session.rollback()

    assert db.session.get_one(Tag, tag.id).evidence == "ten months", why


def test_a_new_tag_must_rest_on_the_words_of_its_own_comment(tag):
    other = make_comment("They were kind to us at school.")
    row = sa.select(Tag.__table__).where(Tag.id == tag.id)
    values = dict(db.session.execute(row).mappings().one()) | {"id": 4711, "comment_id": other.id}

    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(Tag.__table__).values(**values))
    db.session.rollback()

    db.session.execute(
        sa.insert(Tag.__table__).values(
            values | {"evidence": "e kind to ", "start_at": 8, "end_at": 18}
        )
    )
    db.session.commit()
    assert db.session.get_one(Tag, 4711).evidence == "e kind to "


def test_a_decision_about_a_tag_needs_no_look_at_its_words(tag):
    db.session.execute(sa.update(Tag).where(Tag.id == tag.id).values(sign="+"))
    db.session.commit()

    assert db.session.get_one(Tag, tag.id).sign == "+"
