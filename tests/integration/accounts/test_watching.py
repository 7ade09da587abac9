"""Whoever opens many records within an hour is told of to administrators (R-AUD-2)."""

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import audit
from app.accounts import watching
from app.accounts.jobs import tell_of_many_looks
from app.accounts.models import RoleName
from app.audit import ALERT, LOOKS, MANY_LOOKS, AuditEvent
from app.db import db, utc_now
from app.safeguarding import services as safeguarding
from tests.integration.accounts.pages import make_person
from tests.integration.factories import make_comment
from tests.integration.sign_in import sign_in
from tests.integration.smtp_sink import SmtpSink


def look(person, number, *, first=0, action=LOOKS[0]):
    for each in range(first, first + number):
        audit.record(action, target=f"comment:{each}", actor=str(person.id), role="reviewer")
    db.session.commit()


def alerts():
    return db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == ALERT)).all()


@pytest.fixture
def clock(monkeypatch):
    """Move the clock of the audit log, and of who looks at it."""
    now = utc_now()

    def move(**how_far):
        nonlocal now
        now += timedelta(**how_far)
        for module in (audit, watching):
            monkeypatch.setattr(module, "utc_now", lambda: now)

    return move


@pytest.fixture
def reader(app):
    return make_person(RoleName.SAFEGUARDING_LEAD, name="Rae Reader")


def test_fifty_records_within_an_hour_are_work_and_one_more_is_told(reader):
    look(reader, MANY_LOOKS)
    assert alerts() == []

    look(reader, 1, first=MANY_LOOKS)
    [alert] = alerts()
    assert (alert.target, alert.facts) == (f"staff:{reader.id}", {"records": MANY_LOOKS + 1})
    assert audit.first_broken_link() is None


@pytest.mark.parametrize("action", LOOKS)
def test_every_way_to_open_a_record_counts(reader, action):
    look(reader, MANY_LOOKS + 1, action=action)

    assert len(alerts()) == 1


def test_the_same_record_opened_again_is_one_record_and_work_is_no_look(reader):
    for _again in range(3):
        look(reader, MANY_LOOKS)
    look(reader, 3 * MANY_LOOKS, action="review.accept")
    other = make_person(RoleName.SAFEGUARDING_LEAD, email="other@example.org")
    look(other, MANY_LOOKS)

    assert alerts() == []


def test_an_hour_is_any_hour_and_who_goes_on_is_told_of_once_in_each(reader, clock):
    look(reader, MANY_LOOKS)
    clock(minutes=61)
    look(reader, MANY_LOOKS, first=100)
    assert alerts() == [], "the first fifty are more than an hour ago"

    clock(minutes=59)
    look(reader, 20, first=200)
    assert len(alerts()) == 1
    clock(minutes=30)
    look(reader, 60, first=300)
    assert len(alerts()) == 1
    clock(minutes=31)
    look(reader, 60, first=400)
    assert len(alerts()) == 2


def test_an_administrator_sees_who_it_was_and_nobody_else_does(app, reader, clock):
    comments = [make_comment() for _ in range(2)]
    look(reader, MANY_LOOKS)
    for comment in comments:
        safeguarding.record_view(comment, by=reader)
    db.session.commit()
    admin, _user = sign_in(app, RoleName.ADMIN)
    lead, _user = sign_in(app, RoleName.SAFEGUARDING_LEAD)

    desk = admin.get("/staff").text
    assert "People who opened many records" in desk
    page = admin.get("/staff/people/many-records").text
    assert "Rae Reader" in page
    assert f">{MANY_LOOKS + 1}<" in page
    assert f">{MANY_LOOKS + 2}<" in page, "all of that day"
    assert comments[0].id not in page
    assert "many records" not in lead.get("/staff").text
    assert lead.get("/staff/people/many-records").status_code == 403

    clock(days=8)
    assert watching.count_alerts() == 0
    assert len(watching.list_alerts()) == 1


def test_administrators_are_written_to_once_without_a_name(app, reader):
    make_person(RoleName.ADMIN, email="ada@example.org")
    make_person(RoleName.ADMIN, email="gone@example.org").active = False
    look(reader, MANY_LOOKS + 1)
    assert tell_of_many_looks() == 0, "mail is off"
    before = app.config["SETTINGS"]
    sink = SmtpSink()
    app.config["SETTINGS"] = dataclasses.replace(before, mail_url=sink.url)
    try:
        assert tell_of_many_looks() == 1
        assert tell_of_many_looks() == 0
    finally:
        app.config["SETTINGS"] = before
        sink.close()

    [message] = sink.mails
    assert message.recipients == ["ada@example.org"]
    text = message["Subject"] + message.get_content()
    assert "http://localhost:8000/staff/people/many-records" in text
    assert "Rae" not in text
    assert "reader" not in text
