"""The kernel answers, with its headers, and its audit chain shows tampering."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from app import audit
from app.db import begin_write, db
from app.security import HEADERS


def test_health_says_that_no_worker_has_been_seen(client):
    facts = client.get("/health").json

    assert facts["status"] == "worker is not running"
    assert facts["unread"] == 0


def test_ready_writes_a_row_and_reads_it_back(client):
    assert client.get("/ready").json == {"ready": True}


def test_every_answer_carries_the_exact_headers(client):
    for url in ("/health", "/no-such-page", "/static/no-such-file.css"):
        response = client.get(url)
        for name, value in HEADERS.items():
            assert response.headers[name] == value
        assert response.headers["Cache-Control"] == "no-store"


def test_the_audit_log_cannot_be_changed(app):
    audit.record("thing.do", target="thing:1", actor="command")
    db.session.commit()

    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(sa.text("UPDATE audit_event SET reason = 'other'"))
    db.session.rollback()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(sa.text("DELETE FROM audit_event"))
    db.session.rollback()


def test_a_removed_event_breaks_the_chain(app):
    for number in range(3):
        audit.record("thing.do", target=f"thing:{number}", actor="command")
    db.session.commit()
    assert audit.first_broken_link() is None

    for statement in _without_triggers():
        db.session.execute(sa.text(statement))
    db.session.execute(sa.text("DELETE FROM audit_event WHERE id = 2"))

    assert audit.first_broken_link() == 2
    db.session.rollback()


def _without_triggers():
    if db.engine.dialect.name == "sqlite":
        return ["DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"]
    return ["ALTER TABLE audit_event DISABLE TRIGGER ALL"]


def test_what_was_only_read_does_not_keep_a_writer_from_the_lock(app):
    db.session.execute(sa.text("SELECT count(*) FROM framework")).one()
    begin_write()

    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout = 0")
            with pytest.raises(DatabaseError, match="locked"):
                other.exec_driver_sql("DELETE FROM attempt")
    db.session.rollback()


def test_taking_the_lock_late_keeps_what_was_written(app):
    audit.record("thing.do", target="thing:1", actor="command")
    begin_write()
    db.session.commit()

    assert db.session.scalar(sa.select(sa.func.count(audit.AuditEvent.id))) == 1
