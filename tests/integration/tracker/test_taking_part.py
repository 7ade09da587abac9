"""Evidence of co-production: levels, roles and values, in public in plain words, and as a table."""

import csv
import io
import re

import docx
import pytest
import sqlalchemy as sa

from app import word
from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db
from app.tracker import services
from app.tracker.models import Held, Level, PartRole, Stage
from app.tracker.services import ActionError
from tests.conftest import token_in
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import (
    in_days,
    make_action,
    make_person,
    make_published_entry,
)


def send_stage(browser, action, stage="options", **answers):
    address = f"/staff/actions/{action.id}/co-production/{stage}"
    token = token_in(browser.get(address).text)
    data = {"csrf_token": token, "level": "involved", **answers}
    return browser.post(address, data=data, follow_redirects=True)


def test_a_stage_is_written_down_and_families_read_it_in_plain_words(app, client):
    entry = make_published_entry()
    browser, _user = sign_in(app, RoleName.PUBLISHER)

    page = send_stage(
        browser,
        entry.action,
        how="Two workshops with the forum.",
        parent_carer="14",
        young_person="3",
        council="2",
    ).text
    assert "Two workshops with the forum." in page
    assert "Parents and carers: 14 people; Children and young people: fewer than 5 people" in page

    public = client.get(f"/you-said-we-did/{entry.slug}").text
    assert "Families and young people worked on it with us." in public
    assert "Parents and carers: about 15 people" in public
    assert "Children and young people: fewer than 10 people" in public
    assert "Two workshops" not in public


def test_a_page_says_honestly_that_nothing_is_written_down(client):
    entry = make_published_entry()

    page = client.get(f"/you-said-we-did/{entry.slug}?style=easy").text

    assert "We have not written down yet how families took part." in page


def test_nobody_claims_to_have_worked_with_families_who_were_not_there(app):
    action = make_action()
    browser, _user = sign_in(app, RoleName.PUBLISHER)

    page = send_stage(browser, action, level="co-produced", how="A day together.", council="9").text

    assert "nobody is involved without being there" in page
    assert "A day together." in page
    assert services.stages_of(services.get_action(action.id)) == []


def test_no_part_and_people_who_took_part_contradict_each_other(app):
    action, writer = make_action(), make_person(RoleName.PUBLISHER)

    with pytest.raises(ActionError, match="had no part"):
        services.record_stage(
            action,
            stage=Stage.REVIEW,
            level=Level.NONE,
            how="",
            people={PartRole.PARENT_CARER: 4},
            by=writer,
        )


@pytest.mark.parametrize("number", ["-1", "many", "5001", "2.5"])
def test_a_number_that_is_none_comes_back_with_a_sentence(app, number):
    action = make_action()
    browser, _user = sign_in(app, RoleName.PUBLISHER)

    page = send_stage(browser, action, how="Kept.", parent_carer=number).text

    assert "There is a problem" in page
    assert "Kept." in page
    assert f'value="{number}"' in page


def test_a_stage_is_changed_and_a_role_taken_out_again(app):
    action, writer = make_action(), make_person(RoleName.PUBLISHER)
    facts = {"stage": Stage.FRAMING, "how": "", "by": writer}
    services.record_stage(
        action,
        level=Level.INVOLVED,
        people={PartRole.PARENT_CARER: 8, PartRole.HEALTH: 2},
        **facts,
    )
    services.record_stage(
        action,
        level=Level.CO_PRODUCED,
        people={PartRole.PARENT_CARER: 9, PartRole.HEALTH: 0},
        **facts,
    )
    db.session.commit()

    stage = services.stage_of(services.get_action(action.id), Stage.FRAMING)
    assert stage.level == Level.CO_PRODUCED
    assert [(each.role, each.people) for each in stage.people] == [(PartRole.PARENT_CARER, 9)]


def test_a_stage_that_does_not_exist_is_not_found(app):
    action = make_action()
    browser, _user = sign_in(app, RoleName.PUBLISHER)

    assert browser.get(f"/staff/actions/{action.id}/co-production/lunch").status_code == 404


def test_values_are_tested_with_how_we_know_and_stand_in_public(app, client):
    entry = make_published_entry()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    address = f"/staff/actions/{entry.action_id}/values"
    data = {"csrf_token": token_in(browser.get(address).text), "held-listen": "partly"}

    page = browser.post(address, data=data).text
    assert "Say how we know" in page

    browser.post(address, data={**data, "how-listen": "11 of 16 parents said so."})
    assert "11 of 16 parents said so." in browser.get(address).text
    page = client.get(f"/you-said-we-did/{entry.slug}").text
    assert "<strong>Partly</strong>" in page
    assert "11 of 16" not in page

    browser.post(address, data={"csrf_token": data["csrf_token"], "held-listen": ""})
    assert services.get_action(entry.action_id).tested_values == []


def test_the_decision_that_it_rests_on_has_a_day_and_is_public(app, client):
    entry = make_published_entry()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    address = f"/staff/actions/{entry.action_id}/decision"
    token = token_in(browser.get(address).text)
    data = {"csrf_token": token, "decision": "SEND Board, item 5"}

    assert "Give the day of the decision." in browser.post(address, data=data).text
    day = in_days(1)
    later = {
        "decided_on-day": day.day,
        "decided_on-month": day.month,
        "decided_on-year": day.year,
    }
    assert "cannot be in the future" in browser.post(address, data=data | later).text
    past = {"decided_on-day": "14", "decided_on-month": "10", "decided_on-year": "2025"}
    browser.post(address, data=data | past)

    page = client.get(f"/you-said-we-did/{entry.slug}").text
    assert "It rests on a decision: SEND Board, item 5, 14 October 2025." in page


def action_with_evidence(title, *, how, held):
    """Return an action that parents and the council delivered, and that was tested for respect."""
    writer = make_person(RoleName.PUBLISHER)
    action = make_action(title=title, by=writer)
    services.record_stage(
        action,
        stage=Stage.DELIVERY,
        level=Level.INVOLVED,
        how=how,
        people={PartRole.PARENT_CARER: 3, PartRole.COUNCIL: 6},
        by=writer,
    )
    services.record_values(action, tested={"respect": (Held.YES, held)}, by=writer)
    db.session.commit()
    return action


def test_the_evidence_is_a_table_that_runs_nothing_and_its_export_is_noted(app):
    action_with_evidence("=HYPERLINK(1)", how="@SUM(1)", held="-1 on the scale")
    browser, user = sign_in(app, RoleName.BOARD)

    answer = browser.get("/staff/actions/co-production.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    cells = dict(zip(header, row, strict=True))
    assert cells["Title"] == "'=HYPERLINK(1)"
    assert cells["Delivery: level"] == "Involved"
    assert cells["Delivery: what was done"] == "'@SUM(1)"
    assert (
        cells["Delivery: who took part"]
        == "Parents and carers: fewer than 5 people; The council: 6 people"
    )
    assert cells["Framing: level"] == "Not recorded"
    assert "Yes, it held: -1 on the scale" in row
    deed = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert (deed.actor, deed.target) == (str(user.id), "export:co-production")


def test_the_evidence_of_one_action_is_a_document_too_and_who_took_it_is_noted(app):
    action = action_with_evidence("Quieter halls", how="Two workshops.", held="Parents said so.")
    browser, user = sign_in(app, RoleName.BOARD)
    page = browser.get(f"/staff/actions/{action.id}/co-production").text
    address = f"/staff/actions/{action.id}/co-production/word"
    assert f'href="{address}"' in page

    answer = browser.get(address)

    assert answer.mimetype == word.KIND
    written = "\n".join(each.text for each in docx.Document(io.BytesIO(answer.data)).paragraphs)
    assert "Quieter halls" in written
    assert re.search(r"Delivery.*: Involved Parents and carers: fewer than 5 people", written)
    assert "Two workshops." in written
    assert "Be respectful: Yes, it held Parents said so." in written
    assert "Write down" not in written
    deed = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert (deed.actor, deed.target) == (str(user.id), f"export:co-production:{action.id}")
    assert browser.get("/staff/actions/999/co-production/word").status_code == 404
