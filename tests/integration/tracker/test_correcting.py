"""A published entry is corrected with new sign-off; the old words stay readable."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import RoleName
from app.db import db
from app.tracker import services
from app.tracker.models import CHECKS, EntryCorrection
from app.tracker.services import EntryError
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_theme
from tests.integration.sign_in import browser_of, sign_in
from tests.integration.tracker.makers import (
    WORDS,
    make_action,
    make_person,
    make_published_entry,
)

NEW = {**WORDS, "we_did": "It is four weeks."}


def propose(entry, *, by=None, **changes):
    correction = services.correct_entry(
        entry,
        by=by or entry.author,
        reason="We wrote three weeks.",
        checks=CHECKS,
        **(NEW | changes),
    )
    db.session.commit()
    return correction


def test_a_correction_shows_when_a_representative_agreed_and_keeps_the_old_words(app):
    entry = make_published_entry()
    browser, user = sign_in(app, RoleName.PUBLISHER)
    address = f"/staff/entries/{entry.id}"
    page = browser.get(f"{address}/correct").text
    words = {name: text for name, text in NEW.items() if name != "pictures"}

    data = {"csrf_token": token_in(page), **words}
    page = browser.post(f"{address}/correct", data=data | {"reason": ""}).text
    assert "Say what was wrong." in page
    assert "It is four weeks." in page

    data["reason"] = "We wrote three weeks."
    page = browser.post(f"{address}/correct", data=data | {"checked": ["few"]}).text
    assert "every box must be ticked" in page
    assert "It is four weeks." in page
    assert entry.open_correction is None

    data["checked"] = [*CHECKS]
    page = browser.post(f"{address}/correct", data=data, follow_redirects=True).text
    assert "A correction waits for sign-off" in page
    waiting = page[page.index("What was checked in the new words") : page.index("It waits for")]
    assert waiting.count(f"{user.display_name} on ") == len(CHECKS)
    assert "It waits for a parent representative." in page
    public = browser.get(f"/you-said-we-did/{entry.slug}").text
    assert "It is four weeks." not in public
    assert "Corrected on" not in public

    parent, _user = sign_in(app, RoleName.PARENT_REP)
    assert "Entries waiting for your sign-off" in parent.get("/staff").text
    token = token_in(parent.get(address).text)
    answer = {"csrf_token": token, "correction-answer": "approve"}
    page = parent.post(f"{address}/correction", data=answer, follow_redirects=True).text
    assert "The correction is public now" in page

    public = browser.get(f"/you-said-we-did/{entry.slug}").text
    assert "It is four weeks." in public
    assert "We wrote three weeks." in public
    assert WORDS["we_did"] in public
    assert "Corrected on" in public


def test_nobody_signs_their_own_correction(app):
    entry = make_published_entry()
    both = make_person(RoleName.PUBLISHER, RoleName.PARENT_REP)
    propose(entry, by=both)

    with pytest.raises(EntryError, match="somebody else"):
        services.sign_correction(entry, by=both, is_approval=True)

    browser = browser_of(app, both)
    assert "Send my answer" not in browser.get(f"/staff/entries/{entry.id}").text


def test_the_database_refuses_a_correction_that_nobody_else_agreed_to(app):
    correction = propose(make_published_entry())
    db.session.commit()
    apply = "UPDATE entry_correction SET applied_on = '2026-01-01'"
    by_author = f", parent_signed_by_id = {correction.author_id}"

    for statement in (apply, apply + by_author):
        with pytest.raises(IntegrityError):
            db.session.execute(sa.text(statement))
        db.session.rollback()


@pytest.mark.parametrize("missing", [*CHECKS, None])
def test_the_database_shows_no_correction_that_is_not_checked(app, missing):
    correction = propose(make_published_entry())
    correction.checks = [each for each in correction.checks if each.item != missing]
    db.session.commit()
    parent = make_person(RoleName.PARENT_REP)
    show = sa.text(
        "UPDATE entry_correction SET applied_on = '2026-01-01', parent_signed_by_id = :parent"
        " WHERE id = :correction"
    )
    facts = {"parent": parent.id, "correction": correction.id}

    if missing:
        with pytest.raises(IntegrityError, match="every check is kept"):
            db.session.execute(show, facts)
    else:
        db.session.execute(show, facts)
        assert db.session.scalars(sa.select(EntryCorrection.applied_on)).one() is not None
    db.session.rollback()


def test_each_correction_is_checked_anew(app):
    entry = make_published_entry()
    first = propose(entry)
    services.sign_correction(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    before = [each.checked_at for each in entry.checks]

    with pytest.raises(EntryError, match="every box"):
        services.correct_entry(entry, by=entry.author, reason="A slip.", checks=[], **WORDS)
    second = services.correct_entry(
        entry, by=entry.author, reason="A slip.", checks=CHECKS, **WORDS
    )
    db.session.commit()

    assert [{each.item for each in one.checks} for one in (first, second)] == [set(CHECKS)] * 2
    assert [each.checked_at for each in entry.checks] == before, (
        "the first checks stay as they were"
    )


def test_a_refused_correction_changes_nothing_and_says_why(app):
    entry = make_published_entry()
    propose(entry)
    browser, _user = sign_in(app, RoleName.PARENT_REP)
    address = f"/staff/entries/{entry.id}"
    data = {"csrf_token": token_in(browser.get(address).text), "correction-answer": "object"}

    page = browser.post(f"{address}/correction", data=data).text
    assert "Say what needs to change" in page
    data["correction-note"] = "It was three."
    page = browser.post(f"{address}/correction", data=data, follow_redirects=True).text

    assert "It was three." in page
    assert "A correction waits" not in page
    assert "four weeks" not in browser.get(f"/you-said-we-did/{entry.slug}").text
    with pytest.raises(EntryError, match="No correction"):
        services.sign_correction(
            services.get_entry(entry.id), by=make_person(RoleName.PARENT_REP), is_approval=True
        )


def test_young_people_agree_to_a_correction_of_what_they_said(app):
    theme = make_theme(people=12, comments=[make_comment(role="young-person")])
    entry = make_published_entry(make_action(theme))
    propose(entry)

    is_public = services.sign_correction(
        entry, by=make_person(RoleName.PARENT_REP), is_approval=True
    )
    assert not is_public
    assert entry.we_did == WORDS["we_did"]

    is_public = services.sign_correction(
        entry, by=make_person(RoleName.YOUTH_REP), is_approval=True
    )
    assert is_public
    assert entry.we_did == "It is four weeks."


def test_a_newer_correction_takes_the_place_of_one_that_waits(app):
    entry = make_published_entry()
    first = propose(entry)
    second = propose(entry, we_did="It is five weeks.")

    assert not first.is_open
    assert entry.open_correction == second


def test_withdrawing_an_entry_ends_its_correction(app):
    entry = make_published_entry()
    propose(entry)

    services.withdraw_entry(entry, by=entry.author, reason="Wrong.")

    assert entry.open_correction is None


def test_a_correction_that_changes_nothing_is_refused(app):
    entry = make_published_entry()

    with pytest.raises(EntryError, match="Nothing has changed"):
        services.correct_entry(
            entry, by=entry.author, reason="None.", checks=CHECKS, **services.words_of(entry)
        )


def test_a_notice_never_counts_out_a_handful_of_people(app):
    entry = make_published_entry()

    with pytest.raises(EntryError, match="fewer than 10"):
        services.correct_entry(
            entry, by=entry.author, reason="Only 3 parents said it.", checks=CHECKS, **NEW
        )
    with pytest.raises(EntryError, match="fewer than 10"):
        services.withdraw_entry(entry, by=entry.author, reason="Only 3 parents said it.")
