"""The kernel answers, with its headers, and its audit chain shows tampering."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from app import audit
from app.db import db
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
