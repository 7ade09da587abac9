"""What is kept of an anonymous submission does not say who, from where, when or in which order
(R-ANO-1, T-ANO-1)."""

import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.analysis import services as analysis
from app.analysis.models import Reading, Tag
from app.audit import AuditEvent
from app.db import db, random_id
from app.responses.models import Comment, Submission
from tests.integration.factories import make_comment, make_submission
from tests.integration.responses.conftest import SMALL, Taker, store_survey

#: Every column, looked at by a person. A new one fails here until somebody has thought about it.
ALLOWED = {
    "submission": {
        "id", "survey_version_id", "received_on", "style", "locale", "channel", "whose_words",
        "role", "consent", "idempotency_hash", "receipt_hash", "withdrawn_on", "is_demo",
    },
    "answer": {"id", "submission_id", "question_code", "choices"},
    "comment": {
        "id", "submission_id", "question_code", "position", "question_text", "text", "locale",
        "screen_state", "screen_level", "screen_matches", "language", "original", "whose_words",
    },
}  # fmt: skip
#: Words that a column for an address, a device, a session or a moment would have in its name.
TELLING = re.compile(r"(^|_)(ip|addr|address|agent|device|cookie|session|email|phone|at|time)(_|$)")


@pytest.mark.parametrize("name", ALLOWED)
def test_no_column_was_added_without_a_thought(app, name):
    assert {column.name for column in db.metadata.tables[name].columns} <= ALLOWED[name]


@pytest.mark.parametrize("name", ALLOWED)
def test_no_column_holds_a_moment_an_address_or_a_device(app, name):
    for column in db.metadata.tables[name].columns:
        assert not TELLING.search(column.name), column.name
        assert not isinstance(column.type, sa.DateTime), column.name
        assert not isinstance(column.type, sa.TypeDecorator), column.name


def test_what_was_sent_is_dated_to_the_day_in_every_table_that_stays(app, client):
    """Nothing left after reading tells the minute: not the audit row, the reading or its tags."""
    store_survey("small", SMALL)
    Taker(client, "small").begin().skip_to("story").press(story="We waited a year").send()
    comment = db.session.scalars(sa.select(Comment)).one()
    found = analysis.Found(
        model_version="m",
        polarity="concern",
        has_suggestion=False,
        language="en",
        level="none",
        tags=[analysis.FoundTag("timeliness", None, 0.9, 0, 9, "tag")],
        redactions=[],
    )
    assert analysis.store_reading(comment.id, found)
    db.session.commit()

    assert type(db.session.scalars(sa.select(Submission)).one().received_on) is date
    for moment in (
        db.session.scalars(sa.select(Reading.read_at)).one(),
        db.session.scalars(sa.select(Tag.created_at)).one(),
        db.session.scalars(sa.select(AuditEvent.at)).one(),
    ):
        assert isinstance(moment, datetime)
        assert (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def test_a_comment_read_twice_in_a_day_still_says_which_reading_is_newer(app):
    comment = make_comment("We waited a year", read=False, waiting=True)
    for version in ("older", "newer", "newest"):
        found = analysis.Found(version, "concern", False, "en", "none", [], [])
        if version != "older":
            analysis.queue_unread(version)
        assert analysis.store_reading(comment.id, found)
    db.session.commit()

    in_order = db.session.scalars(sa.select(Reading.model_version).order_by(Reading.read_at))
    assert list(in_order) == ["older", "newer", "newest"]


@pytest.mark.parametrize("name", [*ALLOWED, "reading"])
def test_the_table_keeps_no_order_of_arrival(app, name):
    """A hidden row number would say who came first; beside the web server's log, it says who."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("hidden row numbers are SQLite's")
    with pytest.raises(sa.exc.OperationalError, match="no such column"):
        db.session.execute(sa.text(f"SELECT rowid FROM {name}"))  # noqa: S608
    db.session.rollback()


def test_the_migrated_tables_keep_none_either(app):
    """What `make run` builds is the migrations' work, not the models'."""
    source = (app.config["SETTINGS"].migrations_dir / "versions").glob("*.py")
    text = "".join(path.read_text() for path in source)
    for name in [*ALLOWED, "reading"]:
        table = re.search(rf'create_table\(\s*"{name}",.*?\n    \)', text, re.DOTALL)
        assert table
        assert "sqlite_with_rowid=False" in table[0], name


def test_ids_follow_no_order(app):
    made = [make_submission(commit=False).id for _ in range(40)]
    db.session.commit()

    stored = list(db.session.scalars(sa.select(Submission.id)))
    assert sorted(stored) == sorted(made)
    if (
        db.engine.dialect.name == "sqlite"
    ):  # PostgreSQL lays rows down as they come: docs/privacy.md
        assert stored != made
    assert made != sorted(made)


def test_an_id_is_128_random_bits():
    ids = [random_id() for _ in range(2_000)]

    assert len(set(ids)) == 2_000
    numbers = [sum(ord(letter) for letter in each) for each in ids]
    assert len(set(numbers)) > 100
    assert {len(each) for each in ids} == {26}


def test_the_same_person_twice_leaves_nothing_in_common(app, client):
    """R-ANO-4: two submissions from one browser share no stored value that links them."""
    store_survey("small", SMALL)
    for words in ("First words", "Second words"):
        Taker(client, "small").begin().skip_to("story").press(story=words).send()

    first, second = db.session.scalars(sa.select(Submission))
    linking = {"id", "idempotency_hash", "receipt_hash"}
    assert all(getattr(first, name) != getattr(second, name) for name in linking)
    attempts = db.session.execute(sa.text("SELECT id, key FROM attempt")).all()
    values = {str(value) for row in attempts for value in row}
    assert not values & {first.id, second.id, first.idempotency_hash, second.idempotency_hash}
