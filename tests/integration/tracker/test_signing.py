"""Young people agree to what they said, objections can be read, and a day is kept."""

import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import RoleName
from app.analysis.models import ThemeComment
from app.db import db, utc_now
from app.responses.models import WhoseWords
from app.tracker import services
from app.tracker.jobs import publish_due_entries
from app.tracker.models import EntryStatus
from app.tracker.services import EntryError
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import (
    in_days,
    make_action,
    make_entry,
    make_person,
    make_published_entry,
    make_signed_entry,
)
from tests.integration.tracker.test_publishing import make_quoted


def days_later(number, monkeypatch):
    now = utc_now() + timedelta(days=number)
    monkeypatch.setattr(sys.modules["app.db"], "utc_now", lambda: now)


def said_by_young(**changes):
    """An entry that waits for sign-off, about what a young person said too."""
    comment = make_comment(**({"role": "young-person"} | changes))
    entry = make_entry(make_action(make_theme(people=12, comments=[comment])))
    services.send_for_sign_off(entry, by=entry.author)
    db.session.commit()
    return entry


def test_what_young_people_said_needs_a_youth_representative_too(app):
    entry = said_by_young()
    browser, _user = sign_in(app, RoleName.YOUTH_REP)

    services.sign_off(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    db.session.commit()

    assert entry.status == EntryStatus.WAITING
    with pytest.raises(EntryError, match="youth representative"):
        services.publish_entry(entry, by=entry.author)
    page = browser.get(f"/staff/entries/{entry.id}").text
    assert "It waits for a youth representative" in page
    data = {"csrf_token": token_in(page), "answer": "approve"}
    assert "You have said yes" not in page
    browser.post(f"/staff/entries/{entry.id}/sign-off", data=data)
    assert "You have said yes" in browser.get(f"/staff/entries/{entry.id}").text

    entry = services.get_entry(entry.id)
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    page = browser.get(f"/you-said-we-did/{entry.slug}").text
    assert "A parent representative and a youth representative who did not write this" in page


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({"role": "young-person"}, True),
        ({"role": "child", "whose_words": WhoseWords.TYPED_FOR_ME}, True),
        ({"role": "young-person", "whose_words": WhoseWords.GROUP}, True),
        ({"role": "parent", "whose_words": WhoseWords.GROUP}, False),
        ({"role": "", "whose_words": WhoseWords.GROUP}, False),
        ({"role": "young-person", "whose_words": WhoseWords.FOR_SOMEONE}, False),
        ({"role": "young-person", "withdrawn": True}, False),
        ({"role": "parent"}, False),
        ({"role": "parent", "is_childs": True}, True),
        ({"role": "parent", "is_childs": True, "withdrawn": True}, False),
    ],
)
def test_whose_words_decide_who_must_agree(app, changes, needed):
    assert said_by_young(**changes).needs_youth is needed


def test_one_person_cannot_say_yes_for_parents_and_for_young_people(app):
    both = make_person(RoleName.PARENT_REP, RoleName.YOUTH_REP)
    entry = said_by_young()
    services.sign_off(entry, by=both, is_approval=True)
    services.sign_off(entry, by=make_person(RoleName.YOUTH_REP), is_approval=True)
    assert entry.status == EntryStatus.SIGNED_OFF

    entry = said_by_young()
    youth = make_person(RoleName.YOUTH_REP)
    services.sign_off(entry, by=youth, is_approval=True)
    youth.roles = list(both.roles)
    with pytest.raises(EntryError, match="two people"):
        services.sign_off(entry, by=youth, is_approval=True)


def test_the_database_refuses_to_publish_young_peoples_words_without_them(app):
    entry = said_by_young()
    parent = make_person(RoleName.PARENT_REP)
    db.session.commit()
    publish = (
        "UPDATE entry SET status = 'published', published_on = '2026-01-01',"
        " signed_off_by_id = :parent, youth_signed_by_id = :youth WHERE id = :entry"
    )

    for youth in (None, entry.author_id, parent.id):
        facts = {"parent": parent.id, "youth": youth, "entry": entry.id}
        with pytest.raises(IntegrityError):
            db.session.execute(sa.text(publish), facts)
        db.session.rollback()


def test_changed_words_need_both_again(app):
    entry = said_by_young()
    for role in (RoleName.PARENT_REP, RoleName.YOUTH_REP):
        services.sign_off(entry, by=make_person(role), is_approval=True)
    assert entry.status == EntryStatus.SIGNED_OFF

    services.edit_entry(entry, by=entry.author, quotes={}, **services.words_of(entry))

    assert services.missing_roles(entry) == [RoleName.PARENT_REP, RoleName.YOUTH_REP]


def test_a_voice_that_comes_later_is_noticed_when_the_entry_is_sent(app):
    theme = make_theme(people=12)
    entry = make_entry(make_action(theme))
    assert not entry.needs_youth
    db.session.add(ThemeComment(theme=theme, comment=make_comment(role="child")))

    services.send_for_sign_off(entry, by=entry.author)

    assert entry.needs_youth


def test_an_objection_stands_beside_the_entry_when_somebody_else_says_yes(app):
    entry = make_entry()
    services.send_for_sign_off(entry, by=entry.author)
    db.session.commit()
    browser, _user = sign_in(app, RoleName.PARENT_REP)
    token = token_in(browser.get(f"/staff/entries/{entry.id}").text)
    data = {"csrf_token": token, "answer": "object", "is_public": "y", "note": " "}
    page = browser.post(f"/staff/entries/{entry.id}/sign-off", data=data).text
    assert "Say what needs to change" in page

    data["note"] = "It reached 3 families of ours, not every family."
    page = browser.post(f"/staff/entries/{entry.id}/sign-off", data=data).text
    assert "fewer than 10" in page
    data["note"] = "It has not reached every family."
    browser.post(f"/staff/entries/{entry.id}/sign-off", data=data)

    entry = services.get_entry(entry.id)
    services.send_for_sign_off(entry, by=entry.author)
    services.sign_off(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    services.publish_entry(entry, by=entry.author)
    db.session.commit()

    page = browser.get(f"/you-said-we-did/{entry.slug}").text
    assert "did not agree, and says" in page
    assert "It has not reached every family." in page


def test_a_note_that_is_not_meant_for_the_public_stays_inside(app, client):
    entry = make_entry()
    services.send_for_sign_off(entry, by=entry.author)
    parent = make_person(RoleName.PARENT_REP)
    services.sign_off(entry, by=parent, is_approval=False, note="Too long.", is_public=True)
    services.send_for_sign_off(entry, by=entry.author)
    services.sign_off(entry, by=parent, is_approval=True, note="Better.")
    services.publish_entry(entry, by=entry.author)
    db.session.commit()

    page = client.get(f"/you-said-we-did/{entry.slug}").text

    assert "Better." not in page
    assert "Too long." not in page, "the last word of each counts"


def test_an_entry_is_published_by_itself_on_its_day(app, client, monkeypatch):
    entry = make_signed_entry()
    services.schedule_entry(entry, on=in_days(2), by=entry.author)
    db.session.commit()
    assert publish_due_entries() == 0

    days_later(2, monkeypatch)

    assert publish_due_entries() == 1
    assert publish_due_entries() == 0
    assert client.get(f"/you-said-we-did/{entry.slug}").status_code == 200
    assert entry.publish_on is None


def test_a_day_that_is_taken_back_is_not_said_to_be_saved(app):
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    entry = make_signed_entry()
    where, day = f"/staff/entries/{entry.id}/schedule", in_days(2)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    for kept, said in (
        (parts, "The day is saved."),
        (dict.fromkeys(parts, ""), "No day is set now."),
    ):
        data = {f"publish_on-{name}": value for name, value in kept.items()}
        data["csrf_token"] = token_in(browser.get(where).text)
        assert said in browser.post(where, data=data, follow_redirects=True).text
        assert (services.get_entry(entry.id).publish_on is None) == ("No day" in said)


def test_a_day_that_comes_before_the_sign_off_waits_for_it(app, monkeypatch):
    entry = make_entry()
    services.schedule_entry(entry, on=in_days(1), by=entry.author)
    services.send_for_sign_off(entry, by=entry.author)
    db.session.commit()
    days_later(3, monkeypatch)
    assert publish_due_entries() == 0

    services.sign_off(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    db.session.commit()

    assert publish_due_entries() == 1


def test_a_quote_that_was_taken_back_holds_its_entry_back_once_and_no_other(app, monkeypatch):
    entry, comment = make_quoted()
    other = make_signed_entry()
    for each in (entry, other):
        services.schedule_entry(each, on=in_days(1), by=each.author)
    comment.submission.withdrawn_on = comment.submission.received_on
    db.session.commit()
    days_later(1, monkeypatch)

    assert publish_due_entries() == 1
    assert publish_due_entries() == 0

    assert entry.status == EntryStatus.SIGNED_OFF
    monkeypatch.undo()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    assert "was held back" in browser.get(f"/staff/entries/{entry.id}").text


def test_a_day_is_chosen_and_taken_back_on_a_page(app):
    entry = make_entry()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    address = f"/staff/entries/{entry.id}/schedule"
    token = token_in(browser.get(address).text)

    def send(day):
        parts = {f"publish_on-{part}": getattr(day, part) for part in ("day", "month", "year")}
        data = {"csrf_token": token, **parts}
        return browser.post(address, data=data, follow_redirects=True).text

    assert "Choose a day to come" in send(in_days(0))
    assert "It is published by itself on" in send(in_days(9))
    empty = {f"publish_on-{part}": "" for part in ("day", "month", "year")}
    browser.post(address, data={"csrf_token": token, **empty})
    assert services.get_entry(entry.id).publish_on is None


def test_what_is_published_cannot_be_scheduled(app):
    entry = make_published_entry()

    with pytest.raises(EntryError, match="already"):
        services.schedule_entry(entry, on=in_days(3), by=entry.author)
