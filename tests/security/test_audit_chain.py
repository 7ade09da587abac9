"""The audit log shows any change, removal, insertion or re-ordering (R-AUD-1)."""

import pytest
import sqlalchemy as sa

from app import audit
from app.audit import AuditEvent
from app.db import db
from tests.integration.responses.conftest import SMALL, Taker, store_survey

NUMBER = 5


@pytest.fixture
def chain(app):
    """Five events, in a table whose triggers an intruder has taken away."""
    for number in range(1, NUMBER + 1):
        audit.record("thing.do", target=f"thing:{number}", actor=str(number), reason="because")
    if db.engine.dialect.name == "sqlite":
        for trigger in ("audit_event_no_update", "audit_event_no_delete"):
            db.session.execute(sa.text(f"DROP TRIGGER {trigger}"))
    else:
        db.session.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
    db.session.commit()
    return app


def run(app, *words):
    result = app.test_cli_runner().invoke(args=["audit", "verify", *words])
    db.session.rollback()
    return result


def tamper(statement: str, **values) -> None:
    db.session.execute(sa.text(statement), values)
    db.session.commit()


def test_a_whole_log_is_said_to_be_whole(chain):
    result = run(chain)

    assert result.exit_code == 0
    assert "whole: 5 events" in result.output


def test_an_empty_log_is_whole(app):
    assert run(app).exit_code == 0


@pytest.mark.parametrize(
    "column",
    [column.name for column in AuditEvent.__table__.columns if column.name not in {"id", "facts"}],
)
def test_a_changed_event_is_found_whatever_was_changed(chain, column):
    value = "2020-01-01 00:00:00.000000" if column == "at" else "0" * 64
    tamper(f"UPDATE audit_event SET {column} = :value WHERE id = 3", value=value)  # noqa: S608

    result = run(chain)

    assert result.exit_code == 1
    assert "tampered with: look at event 3" in result.output


def test_changed_facts_are_found(chain):
    tamper("UPDATE audit_event SET facts = :facts WHERE id = 3", facts='{"comments": 9}')

    assert "look at event 3" in run(chain).output


@pytest.mark.parametrize("event_id", [1, 3])
def test_a_removed_event_is_found(chain, event_id):
    tamper("DELETE FROM audit_event WHERE id = :id", id=event_id)

    result = run(chain)

    assert result.exit_code == 1
    assert f"look at event {event_id}" in result.output


def test_a_removed_event_is_found_even_when_the_rest_are_numbered_anew(chain):
    tamper("DELETE FROM audit_event WHERE id = 3")
    tamper("UPDATE audit_event SET id = 3 WHERE id = 4")
    tamper("UPDATE audit_event SET id = 4 WHERE id = 5")

    assert "look at event 3" in run(chain).output


def test_an_event_put_in_between_is_found_even_with_a_hash_of_its_own(chain):
    tamper("UPDATE audit_event SET id = 6 WHERE id = 5")
    tamper("UPDATE audit_event SET id = 5 WHERE id = 4")
    before = db.session.get_one(AuditEvent, 3)
    forged = AuditEvent(
        id=4,
        at=before.at,
        actor="9",
        role="",
        action="thing.do",
        target="thing:9",
        reason="",
        facts={},
        previous_hash=before.hash,
    )
    forged.hash = forged.expected_hash()
    db.session.add(forged)
    db.session.commit()

    result = run(chain)

    assert result.exit_code == 1
    assert "look at event 5" in result.output


def test_two_events_that_changed_places_are_found(chain):
    tamper("UPDATE audit_event SET id = 9 WHERE id = 2")
    tamper("UPDATE audit_event SET id = 2 WHERE id = 3")
    tamper("UPDATE audit_event SET id = 3 WHERE id = 9")

    result = run(chain)

    assert result.exit_code == 1
    assert "look at event 2" in result.output


def test_events_cut_off_at_the_end_are_found_by_a_hash_noted_before(chain):
    noted = run(chain).output.split()[-1]
    assert run(chain, "--noted", noted).exit_code == 0
    tamper("DELETE FROM audit_event WHERE id = 5")

    result = run(chain, "--noted", noted)

    assert result.exit_code == 1
    assert "cut off" in result.output
    assert run(chain).exit_code == 0, "without the noted hash nothing can tell"


def test_a_deed_whose_event_cannot_be_written_does_not_happen(app, client):
    """R-AUD-1: no audit row, no deed."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the table is shared with other tests there")
    tamper("DROP TABLE audit_event")
    store_survey("small", SMALL)
    taker = Taker(client, "small").begin().skip_to("story").press(story="Waiting")

    taker.press("send")

    assert taker.page.status_code == 503
    assert db.session.scalar(sa.text("SELECT count(*) FROM submission")) == 0
