"""The promise ledger: worked out from the dates, overdue first, and silence counts."""

from datetime import date

import pytest
from babel.dates import format_date
from flask_babel import force_locale

from app.accounts.models import RoleName
from app.db import db
from app.strategy.models import SubGroup
from app.tracker import services
from app.tracker.days import quarter
from app.tracker.models import ActionKind
from app.tracker.services import LedgerState
from app.tracker.services.ledger import quarter_of
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import (
    facts,
    in_days,
    make_action,
    make_entry,
    make_person,
    make_published_entry,
)


def done(*, promised, finished, moved_to=None):
    """A promise that was kept, or not, on a day."""
    writer = make_person(RoleName.PUBLISHER)
    action = make_action(promised_on=promised, by=writer)
    if moved_to:
        with pytest.MonkeyPatch.context() as patch:  # it moved before that day had gone by
            patch.setattr("app.tracker.services.actions.today", lambda: promised)
            services.change_promised_date(action, new_date=moved_to, reason="Ill.", by=writer)
    services.mark_done(action, done_on=finished, evidence="", by=writer)
    db.session.commit()
    return action


def tally():
    return {state: number for state, number in ledger().total.items() if number}


def ledger(**choices):
    return services.make_ledger(**({"is_public": False} | choices))


def test_kept_late_changed_and_not_done_are_worked_out(app):
    done(promised=in_days(-5), finished=in_days(-6))
    done(promised=in_days(-9), finished=in_days(-2))
    done(promised=in_days(-9), finished=in_days(-2), moved_to=in_days(-1))
    make_action(promised_on=in_days(-1))
    make_action(promised_on=in_days(0))

    assert tally() == {
        LedgerState.KEPT: 1,
        LedgerState.LATE: 1,
        LedgerState.CHANGED: 1,
        LedgerState.NOT_DONE: 1,
        LedgerState.TO_COME: 1,
    }


def test_a_promise_does_not_vanish_by_becoming_a_no(app, client):
    writer = make_person(RoleName.PUBLISHER)
    theme = make_theme(people=12)
    action = make_action(theme, by=writer)
    entry = make_published_entry(action)
    changed = facts(theme, kind=ActionKind.CANNOT, why="No money.", instead="Nothing.")

    services.edit_action(action, by=writer, **changed)
    db.session.commit()

    assert tally() == {LedgerState.NOT_DONE: 1}
    page = client.get(f"/you-said-we-did/{entry.slug}").text
    assert "we said that we will not do it" in page
    assert "We look at this again" not in page

    services.edit_action(action, by=writer, **facts(theme))
    assert tally() == {LedgerState.TO_COME: 1}


def test_a_no_that_was_never_promised_is_no_promise_and_stands_in_the_calendar(app, client):
    make_published_entry(make_action(kind=ActionKind.CANNOT, why="No money.", instead="A guide."))

    assert tally() == {}
    assert len(ledger().calendar) == 1
    assert "We have not published a promise yet" in client.get("/promises").text


def test_promises_are_counted_by_owner_and_by_the_quarter_they_were_first_given_for(app):
    done(promised=date(2026, 2, 3), finished=date(2026, 5, 1), moved_to=date(2026, 5, 2))
    make_action(promised_on=date(2026, 5, 3), owner_code="quality")

    by_owner = {owner.code: dict(each) for owner, each in ledger().by_owner}
    assert by_owner == {
        "co-production": {LedgerState.CHANGED: 1},
        "quality": {LedgerState.NOT_DONE: 1},
    }
    assert [(first, dict(each)) for first, each in ledger().by_quarter] == [
        (date(2026, 4, 1), {LedgerState.NOT_DONE: 1}),
        (date(2026, 1, 1), {LedgerState.CHANGED: 1}),
    ]
    assert list(dict(ledger(owner="quality").by_owner)) == [db.session.get(SubGroup, "quality")]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2028, 2, 29), date(2028, 1, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_every_day_has_its_quarter(day, first):
    assert quarter_of(day) == first


@pytest.mark.parametrize("lang", ["en", "pl", "ur"])
def test_a_quarter_is_named_in_the_language_of_the_page(app, lang):
    with app.test_request_context(f"/promises?lang={lang}"), force_locale(lang):
        words = quarter(date(2026, 4, 1))

    for month in (4, 6):
        assert format_date(date(2026, month, 1), "LLLL", locale=lang) in words


def test_on_a_phone_a_promise_is_a_card_that_hides_none_of_its_columns(client):
    """A table that is wider than the phone hid what became of it: each cell says its column."""
    make_published_entry(make_action(promised_on=in_days(40)))

    page = client.get("/promises").text

    assert "sd-scroll" not in page
    for column in ("Day", "Who answers for it", "What became of it", "Kept", "Not done"):
        assert f'data-label="{column}"' in page


def test_the_public_sees_published_promises_only_and_overdue_ones_first(app, client):
    make_published_entry(make_action(promised_on=in_days(40)), title="Later")
    make_published_entry(make_action(promised_on=in_days(-40)), title="Long overdue")
    make_published_entry(make_action(promised_on=in_days(-4)), title="Just overdue")
    make_entry(make_action(promised_on=in_days(-80), title="Hidden"), title="A draft")

    page = client.get("/promises").text

    assert page.index("Long overdue") < page.index("Just overdue") < page.index("Later")
    assert "A draft" not in page
    assert "Hidden" not in page


def test_staff_see_unpublished_promises_too_narrowed_by_group(app):
    make_action(promised_on=in_days(-80), title="Hidden")
    make_action(promised_on=in_days(8), title="Other group", owner_code="workforce")
    browser, _user = sign_in(app, RoleName.BOARD)

    page = browser.get("/staff/promises").text
    assert "Hidden" in page
    assert "Other group" in page

    page = browser.get("/staff/promises?owner=workforce").text
    assert "Hidden" not in page
    assert "No promise is overdue." in page


def test_silence_is_counted_in_days_for_staff_and_in_steps_for_the_public(app, client):
    old = make_theme("Taxis at half past seven", people=3, days_ago=100)
    make_theme("Lunch", people=6, days_ago=12)
    make_action(old)
    make_published_entry(make_action(make_theme("Answered", people=12, days_ago=50)))
    browser, _user = sign_in(app, RoleName.PUBLISHER)

    page = browser.get("/staff/promises").text
    assert "100 days" in page
    assert "12 days" in page
    assert "fewer than 5 people" in page
    assert "An action, not published" in page
    assert "No decision yet" in page
    assert "Answered" not in page.split('id="silence"')[1].split("</table>")[0]

    page = client.get("/promises").text
    assert "2 things that people told us about have no published answer." in page
    assert "Taxis" not in page
    assert "100" not in page


@pytest.mark.parametrize("query", ["", "?style=easy", "?lang=ur", "?lang=pl&style=easy"])
def test_the_public_page_stands_in_every_language_with_and_without_promises(app, client, query):
    assert client.get(f"/promises{query}").status_code == 200

    make_published_entry(make_action(promised_on=in_days(-4)))

    assert client.get(f"/promises{query}").status_code == 200
