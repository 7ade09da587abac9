"""Exports: who may ask, why, how often the file is given, and when it is gone (R-EXP-2)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import audit
from app.accounts import services as accounts
from app.accounts.models import RoleName
from app.analysis import jobs_exports
from app.analysis.jobs_exports import build_exports, end_exports, forget_exports
from app.analysis.models import Export
from app.analysis.services import exporting
from app.db import db
from tests.conftest import token_in
from tests.integration.analysis.exporting import (
    REASON,
    ask,
    ask_and_build,
    deeds,
    files,
    let_pass,
    make_exporter,
    make_readable,
    only_export,
    remove_files,
    search,
    take,
    words_in,
)
from tests.integration.sign_in import browser_of, sign_in


@pytest.fixture(autouse=True)
def _no_files_of_other_tests(app):
    remove_files()


def change_roles(user, *roles) -> None:
    accounts.change_roles(user, roles, reason="Moved on", by="command", by_role="")
    db.session.commit()


def test_masked_words_are_asked_for_made_and_taken(app):
    client, _user = make_exporter(app)
    said = make_readable()

    page = ask(client).location
    assert "The file waits to be made." in client.get(page).text
    assert "Look again" in client.get(page).text
    assert build_exports()
    ready = client.get(page).text
    assert "The file is ready until" in ready
    answer = take(client, page)

    assert words_in(answer) == {each.text for each in said}
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="export-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert "You took the file at" in client.get(page).text
    assert not build_exports()


def test_reading_is_not_yet_a_right_to_take_words_away(app):
    make_readable()
    for role in (RoleName.REVIEWER, RoleName.PUBLISHER, RoleName.SAFEGUARDING_LEAD):
        client, _user = sign_in(app, role)
        found = search(client)

        assert client.get(f"{found}/words").status_code == 403
        assert f"{found}/words" not in client.get(found).text
        assert f"{found}/figures" in client.get(found).text
        token = token_in(client.get(found).text)
        sent = client.post(f"{found}/words", data={"csrf_token": token, "reason": REASON})
        assert sent.status_code == 403
        assert client.get(f"{found}/figures").status_code == 200
    assert db.session.scalars(sa.select(Export)).all() == []


def test_the_right_to_take_words_away_is_not_yet_one_to_search(app):
    client, user = make_exporter(app)
    found = search(client)
    change_roles(user, RoleName.EXPORTER)
    client = browser_of(app, user)

    assert client.get(f"{found}/words").status_code == 403
    assert client.get("/staff/search").status_code == 403


def test_nobody_asks_with_the_search_of_another(app):
    client, _user = make_exporter(app)
    other, _other = make_exporter(app)

    assert other.get(f"{search(client)}/words").status_code == 404


@pytest.mark.parametrize("reason", ["", "   \n", "x" * 501])
def test_without_a_reason_there_is_no_file_and_the_words_are_kept(app, reason):
    client, _user = make_exporter(app)
    make_readable()

    answer = ask(client, reason=reason)

    assert answer.status_code == 422
    assert "Error:" in answer.text
    assert reason.strip() in answer.text
    assert db.session.scalars(sa.select(Export)).all() == []


def grow_stale(client) -> None:
    with client.session_transaction() as session:
        session["fs_paa"] -= 301
        session.pop("fs_gexp", None)


def test_asking_needs_a_password_of_the_last_five_minutes(app):
    client, _user = make_exporter(app)
    found = search(client)
    token = token_in(client.get(found).text)
    grow_stale(client)

    for kind in ("words", "figures"):
        url = f"{found}/{kind}"
        assert client.get(url).location == f"/staff/password-again?next={url}"
        sent = client.post(url, data={"csrf_token": token, "reason": REASON})
        assert sent.location == f"/staff/password-again?next={url}"
    assert db.session.scalars(sa.select(Export)).all() == []


def test_taking_needs_a_password_of_the_last_five_minutes_and_comes_back_to_the_page(app):
    client, _user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)
    grow_stale(client)

    answer = take(client, page)

    assert answer.location == f"/staff/password-again?next={page}"
    assert only_export().state == "ready"
    assert client.get(page).status_code == 200  # it shows no words


def test_a_file_is_given_once(app):
    client, _user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)
    assert len(files()) == 1

    assert take(client, page).status_code == 200
    again = take(client, page)

    assert again.location == page
    assert "This file is not here any more" in client.get(page).text
    assert files() == []
    assert [each.action for each in deeds()] == ["export.ask", "export.build", "export.take"]


def test_after_a_quarter_of_an_hour_nobody_gets_it_and_the_worker_deletes_it(app, monkeypatch):
    client, _user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)
    assert end_exports() == 0

    let_pass(monkeypatch, timedelta(minutes=15))

    assert "was not taken in 15 minutes" in client.get(page).text
    assert take(client, page).location == page
    assert len(files()) == 1
    assert end_exports() == 1
    assert files() == []
    assert only_export().state == "over"
    assert only_export().criteria == {}
    assert deeds()[-1].action == "export.expire"
    assert deeds()[-1].actor == "worker"


def test_the_last_second_of_the_quarter_of_an_hour_counts(app, monkeypatch):
    client, _user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)

    let_pass(monkeypatch, timedelta(minutes=14, seconds=50))

    assert end_exports() == 0
    assert take(client, page).status_code == 200


def test_nobody_else_sees_or_gets_it(app):
    client, _user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)
    other, _other = make_exporter(app)

    assert other.get(page).status_code == 404
    assert take(other, page).status_code == 404
    assert page not in other.get("/staff/exports").text
    assert only_export().state == "ready"


def test_whoever_lost_the_right_gets_nothing(app):
    client, user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)
    change_roles(user, RoleName.PUBLISHER)
    client = browser_of(app, user)

    assert take(client, page).status_code == 403
    assert end_exports() == 1
    assert files() == []
    assert "your role does not include it any more" in client.get(page).text


def test_nothing_is_made_for_somebody_who_was_shut_out(app):
    client, user = make_exporter(app)
    make_readable()
    page = ask(client).location
    accounts.switch_person(user, is_active=False, reason="Left", by="command", by_role="")
    db.session.commit()

    assert not build_exports()

    assert only_export().state == "not-allowed"
    assert files() == []
    assert client.get(page).location == f"/staff/sign-in?next={page}"
    assert deeds()[-1].facts["state"] == "not-allowed"


def test_a_file_that_is_ready_goes_when_its_owner_is_shut_out(app):
    client, user = make_exporter(app)
    make_readable()
    ask_and_build(client)
    accounts.switch_person(user, is_active=False, reason="Left", by="command", by_role="")
    db.session.commit()

    assert end_exports() == 1
    assert files() == []


def test_one_at_a_time_and_ten_a_day(app, monkeypatch):
    client, _user = make_exporter(app)
    make_readable()
    found = search(client)
    for _number in range(exporting.MOST_A_DAY):
        assert ask(client, found=found).status_code == 303
        refused = ask(client, found=found)
        assert refused.status_code == 422
        assert "is still being made" in refused.text
        assert REASON.split(";")[0] in refused.text
        assert build_exports()

    assert "You asked for 10 files in 24 hours" in ask(client, found=found).text
    let_pass(monkeypatch, timedelta(days=1, seconds=1))
    assert ask(client, found=found).status_code == 303


def test_administrators_are_told_of_many_and_see_who_and_why_but_no_file(app):
    admin, _admin = sign_in(app, RoleName.ADMIN)
    client, _user = make_exporter(app)
    make_readable()
    for _number in range(exporting.MANY_A_DAY):
        page = ask_and_build(client)
    assert "Look why" not in admin.get("/staff").text

    page = ask_and_build(client)

    assert "Look why" in admin.get("/staff").text
    listed = admin.get("/staff/exports").text
    assert "Kim Lee" in listed
    assert "For the board paper of May" in listed
    assert admin.get(page).status_code == 403
    assert take(client, page).status_code == 200


def test_every_step_is_on_record_with_the_reason_and_without_a_word_of_theirs(app):
    client, user = make_exporter(app)
    make_readable(text="zqcanary7f3a on day {}")
    page = ask_and_build(client, found=search(client, words="zqcanary7f3a"))
    take(client, page)

    asked, built, taken = deeds()
    export = only_export()
    assert {each.target for each in (asked, built, taken)} == {f"export:{export.id}"}
    assert (asked.action, asked.actor, asked.reason) == ("export.ask", str(user.id), REASON)
    assert asked.role == "exporter,publisher"
    assert (built.action, built.actor) == ("export.build", "worker")
    assert built.facts == {"kind": "words", "rows": 12}
    assert (taken.action, taken.actor, taken.reason) == ("export.take", str(user.id), REASON)
    assert "zqcanary" not in str([(e.target, e.reason, e.facts) for e in deeds()])
    assert audit.first_broken_link() is None
    assert export.criteria == {}  # what was searched for is forgotten with the file


def test_rows_are_forgotten_after_90_days(app, monkeypatch):
    client, _user = make_exporter(app)
    make_readable()
    take(client, ask_and_build(client))
    with monkeypatch.context() as patch:
        patch.setattr(jobs_exports, "begin_write", None)  # nothing to forget takes no lock
        assert forget_exports() == 0

    let_pass(monkeypatch, exporting.KEPT_FOR + timedelta(days=1))

    assert forget_exports() == 1
    assert db.session.scalars(sa.select(Export)).all() == []
