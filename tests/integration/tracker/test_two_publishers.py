"""Two publishers change the same words: what the first has saved is never undone unseen."""

import re

import pytest

from app.accounts.models import RoleName
from app.db import db
from app.tracker import services
from app.tracker.models import CHECKS
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import (
    WORDS,
    facts,
    in_days,
    make_action,
    make_entry,
    make_person,
    make_published_entry,
)

STALE = "Somebody has changed this since you opened this page."


def fields_of(page):
    """Return what a browser would send of a form: hidden values, texts and what is chosen."""
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"([^>]*)>', page)
    sent = {
        name: value
        for name, value, more in found
        if not re.search(r"type=.(radio|checkbox)", f"{name}{more}") or "checked" in more
    }
    sent |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?([^<]*)</textarea>', page))
    chosen = re.findall(
        r'<select[^>]*name="([^"]+)"(?:(?!</select>).)*?<option selected value="([^"]*)"',
        page,
        re.DOTALL,
    )
    return sent | dict(chosen)


@pytest.fixture
def publisher(app):
    return sign_in(app, RoleName.PUBLISHER)[0]


def edit_action(client, action, **typed):
    address = f"/staff/actions/{action.id}/edit"
    sent = fields_of(client.get(address).text) | {"theme_ids": action.themes[0].id} | typed
    sent |= {"kind": action.kind.value, "owner_code": action.owner_code}
    return address, sent | {"item_codes": [item.code for item in action.items]}


def test_an_action_that_somebody_else_changed_meanwhile_is_compared_and_then_saved(publisher):
    action = make_action(promised_on=in_days(20), place="Heatons")
    address, sent = edit_action(publisher, action, title="Mine", place="Heatons")
    services.edit_action(
        action,
        by=make_person(),
        **facts(action.themes[0], title="Theirs", place="Brinnington"),
    )
    db.session.commit()

    page = publisher.post(address, data=sent).text

    assert STALE in page
    assert 'value="Mine"' in page, "what was typed is still there"
    said = {each.strip() for each in re.findall("saved now: [^<]+", page)}
    assert said == {"saved now: Theirs", "saved now: Brinnington"}
    assert action.title == "Theirs"

    again = sent | {"seen": fields_of(page)["seen"]}
    assert publisher.post(address, data=again).status_code == 303
    assert action.title == "Mine"


def test_nobody_is_stopped_who_changes_what_nobody_else_did(publisher):
    address, sent = edit_action(publisher, action := make_action(), title="Mine")

    assert publisher.post(address, data=sent).status_code == 303
    assert action.title == "Mine"


def test_a_draft_that_somebody_else_changed_meanwhile_is_not_written_over(publisher):
    entry = make_entry()
    address = f"/staff/entries/{entry.id}/edit"
    sent = fields_of(publisher.get(address).text) | {"we_did": "Mine."}
    theirs = WORDS | {"we_did": "Theirs.", "pictures": ["", "tick", ""]}
    services.edit_entry(entry, by=make_person(), quotes={}, **theirs)
    db.session.commit()

    page = publisher.post(address, data=sent).text

    assert STALE in page
    assert "saved now: Theirs." in page
    assert "Mine." in page
    assert entry.we_did == "Theirs."


def test_a_correction_begins_from_the_words_that_are_public_now(publisher):
    entry = make_published_entry()
    address = f"/staff/entries/{entry.id}/correct"
    sent = fields_of(publisher.get(address).text) | {"reason": "A slip."}
    words = services.words_of(entry) | {"we_did": "Caseworkers ring every family."}
    services.correct_entry(entry, by=entry.author, reason="A slip.", checks=CHECKS, **words)
    services.sign_correction(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    db.session.commit()

    page = publisher.post(address, data=sent | {"checked": list(CHECKS)}).text

    assert STALE in page
    assert "saved now: Caseworkers ring every family." in page
    assert entry.open_correction is None
