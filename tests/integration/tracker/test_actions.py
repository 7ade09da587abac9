"""Actions: what each kind must say, and promised dates that leave a trace."""

import pytest

from app.accounts.models import RoleName
from app.db import db
from app.tracker import services
from app.tracker.models import ActionKind
from app.tracker.services import ActionError, PromiseState, promise_state
from tests.conftest import token_in
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import (
    facts,
    in_days,
    make_action,
    make_person,
    make_published_entry,
)


def test_a_publisher_adds_an_action_from_a_theme(app):
    theme = make_theme("News of our plan", people=3)
    client, _user = sign_in(app, RoleName.PUBLISHER)
    page = client.get(f"/staff/actions/add?theme={theme.id}").text
    assert f'value="{theme.id}" checked' in page

    answer = client.post(
        "/staff/actions/add",
        data={
            "csrf_token": token_in(page),
            "theme_ids": str(theme.id),
            "kind": "planned",
            "title": "A message every three weeks",
            "what": "Caseworkers message every family.",
            "place": "All of Stockport",
            "for_whom": "Families who wait",
            "owner_code": "co-production",
            "owner_title": "Head of casework",
            "promised_on-day": "1",
            "promised_on-month": "3",
            "promised_on-year": str(in_days(400).year),
            "item_codes": ["timeliness", "listen"],
        },
    )

    page = client.get(answer.location).text
    assert "A message every three weeks" in page
    assert "News of our plan" in page
    assert "fewer than 5 people" in page
    assert "No evidence yet." in page
    action = services.list_actions()[0]
    assert {item.code for item in action.items} == {"timeliness", "listen"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ActionKind.PLANNED, "place": ""}, "place"),
        ({"kind": ActionKind.DONE, "for_whom": "", "done_on": in_days(-1)}, "for_whom"),
        ({"kind": ActionKind.DONE}, "done_on"),
        ({"kind": ActionKind.DONE, "done_on": in_days(3)}, "done_on"),
        ({"kind": ActionKind.IN_PROGRESS, "promised_on": None}, "promised_on"),
        ({"kind": ActionKind.CANNOT, "instead": "A page about you."}, "why"),
        ({"kind": ActionKind.CANNOT, "why": "There is no money."}, "instead"),
        ({"kind": ActionKind.NOT_OURS}, "whose"),
        ({"theme_ids": []}, "theme_ids"),
    ],
)
def test_an_action_that_leaves_out_what_families_need_is_refused(app, changes, field):
    theme = make_theme(people=1)

    with pytest.raises(ActionError) as refusal:
        services.add_action(by=make_person(), **facts(theme, **changes))

    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


def test_a_broken_rule_stands_beside_its_question_and_keeps_what_was_typed(app):
    theme = make_theme(people=1)
    client, _user = sign_in(app, RoleName.PUBLISHER)
    page = client.get("/staff/actions/add").text

    page = client.post(
        "/staff/actions/add",
        data={
            "csrf_token": token_in(page),
            "theme_ids": str(theme.id),
            "kind": "cannot",
            "title": "One shared record",
            "what": "Families asked for one record for the council and the NHS.",
            "owner_code": "quality",
            "owner_title": "Head of data",
            "why": "The systems cannot share by law.",
            "promised_on-day": "31",
            "promised_on-month": "2",
            "promised_on-year": "2027",
        },
    ).text

    assert "Write a real date" in page
    assert 'value="31"' in page
    assert "Families asked for one record" in page

    page = client.post(
        "/staff/actions/add",
        data={
            "csrf_token": token_in(page),
            "theme_ids": str(theme.id),
            "kind": "cannot",
            "title": "One shared record",
            "what": "Families asked for one record for the council and the NHS.",
            "owner_code": "quality",
            "owner_title": "Head of data",
            "why": "The systems cannot share by law.",
        },
    ).text

    assert page.count("Say what you do instead. If there is nothing, say so.") == 2
    assert "The systems cannot share by law." in page
    assert services.list_actions() == []


def test_a_date_moves_only_with_a_reason_and_the_old_one_stays(app):
    action = make_action(promised_on=in_days(10))
    person = make_person(RoleName.PUBLISHER)

    with pytest.raises(ActionError, match="Families will read your reason"):
        services.change_promised_date(action, new_date=in_days(40), reason=" ", by=person)
    services.change_promised_date(
        action, new_date=in_days(40), reason="Two colleagues left.", by=person
    )
    services.change_promised_date(action, new_date=in_days(70), reason="We need a room.", by=person)
    db.session.commit()

    assert action.promised_on == in_days(70)
    assert [change.old_date for change in action.promise_changes] == [in_days(10), in_days(40)]
    assert promise_state(action) == PromiseState.MOVED
    assert services.first_promised_date(action) == in_days(10)


def test_editing_an_action_cannot_move_its_date_without_a_reason(app):
    action = make_action(promised_on=in_days(10))
    theme = action.themes[0]

    services.edit_action(
        action, by=make_person(), **facts(theme, title="Better", promised_on=in_days(99))
    )

    assert action.title == "Better"
    assert action.promised_on == in_days(10)


def test_the_date_page_shows_the_move_on_the_action(app):
    action = make_action(promised_on=in_days(10))
    client, _user = sign_in(app, RoleName.PUBLISHER)
    new = in_days(50)
    page = client.get(f"/staff/actions/{action.id}/move-date").text

    answer = client.post(
        f"/staff/actions/{action.id}/move-date",
        data={
            "csrf_token": token_in(page),
            "new_date-day": new.day,
            "new_date-month": new.month,
            "new_date-year": new.year,
            "reason": "Two caseworkers left us.",
        },
    )

    page = client.get(answer.location).text
    assert "Two caseworkers left us." in page
    assert page.count("Promised by") >= 2


def test_a_date_that_cannot_be_meant_is_refused_and_both_gaps_are_named_at_once(app):
    action = make_action(promised_on=in_days(10))
    client, _user = sign_in(app, RoleName.PUBLISHER)
    url = f"/staff/actions/{action.id}/move-date"
    token = token_in(client.get(url).text)

    page = client.post(url, data={"csrf_token": token}).text
    assert "Give the new date." in page
    assert "Families will read your reason." in page
    no_day = {f"new_date-{part}": n for part, n in (("day", 31), ("month", 2), ("year", 2027))}
    page = client.post(url, data={"csrf_token": token, "reason": "Late", **no_day}).text
    assert "Write a real date with a day, a month and a year" in page
    assert "Give the new date." not in page

    gone = in_days(-1)
    date = {"new_date-day": gone.day, "new_date-month": gone.month, "new_date-year": gone.year}
    page = client.post(url, data={"csrf_token": token, "reason": "We need a room."} | date).text
    assert "That day has gone by." in page
    assert "We need a room." in page, "what was typed is kept"
    db.session.refresh(action)
    assert (action.promised_on, action.promise_changes) == (in_days(10), [])


@pytest.mark.parametrize(
    ("promised", "done", "state"),
    [
        (in_days(-5), in_days(-6), PromiseState.KEPT),
        (in_days(-9), in_days(-2), PromiseState.LATE),
        (in_days(-9), None, PromiseState.OVERDUE),
        (in_days(9), None, PromiseState.OPEN),
    ],
)
def test_what_became_of_a_promise_is_worked_out(app, promised, done, state):
    kind = ActionKind.DONE if done else ActionKind.IN_PROGRESS
    action = make_action(kind=kind, promised_on=promised, done_on=done)

    assert promise_state(action) == state


def test_a_promise_that_moved_and_was_then_met_is_not_called_kept(app):
    action = make_action(promised_on=in_days(-20))
    person = make_person()
    services.change_promised_date(action, new_date=in_days(5), reason="We are late.", by=person)
    services.mark_done(action, done_on=in_days(0), evidence="", by=person)

    assert promise_state(action) == PromiseState.KEPT_AFTER_MOVING


def test_overdue_actions_come_first_and_filters_narrow_the_list(app):
    make_action(title="Later", promised_on=in_days(90))
    make_action(title="Soon", promised_on=in_days(9), owner_code="quality")
    make_action(title="Overdue", promised_on=in_days(-9), item_codes=["heard"])

    titles = [action.title for action in services.list_actions()]
    assert titles == ["Overdue", "Soon", "Later"]
    assert [each.title for each in services.list_actions(status="overdue")] == ["Overdue"]
    assert [each.title for each in services.list_actions(owner="quality")] == ["Soon"]
    assert [each.title for each in services.list_actions(item="heard")] == ["Overdue"]

    client, _user = sign_in(app, RoleName.BOARD)
    page = client.get("/staff/actions?status=overdue").text
    assert "Overdue</a>" in page
    assert "Soon</a>" not in page


def test_done_and_news_are_told_on_their_pages(app):
    action = make_action()
    client, _user = sign_in(app, RoleName.PUBLISHER)
    page = client.get(f"/staff/actions/{action.id}/update").text
    client.post(
        f"/staff/actions/{action.id}/update",
        data={"csrf_token": token_in(page), "text": "The first messages are out."},
    )
    now = in_days(0)
    page = client.get(f"/staff/actions/{action.id}/done").text
    client.post(
        f"/staff/actions/{action.id}/done",
        data={
            "csrf_token": token_in(page),
            "done_on-day": now.day,
            "done_on-month": now.month,
            "done_on-year": now.year,
            "evidence": "38% to 61% (n=57).",
            "evidence_base": "57",
        },
    )

    page = client.get(f"/staff/actions/{action.id}").text
    assert "The first messages are out." in page
    assert "38% to 61% (n=57)." in page
    assert "Done" in page


def test_a_parent_representative_reads_actions_and_changes_none(app):
    action = make_action()
    client, _user = sign_in(app, RoleName.PARENT_REP)

    assert client.get(f"/staff/actions/{action.id}").status_code == 200
    assert client.get(f"/staff/actions/{action.id}/edit").status_code == 403


FEW = "It helped 4 families."


@pytest.mark.parametrize("name", ["title", "what", "why", "instead", "evidence"])
def test_an_action_never_counts_out_a_handful_of_people(app, name):
    theme = make_theme(people=12, commit=False)

    with pytest.raises(ActionError, match="fewer than 10") as refused:
        services.add_action(by=make_person(RoleName.PUBLISHER), **facts(theme, **{name: FEW}))

    assert refused.value.field == name


@pytest.mark.parametrize(
    ("page", "data"),
    [
        (
            "move-date",
            {
                "new_date-day": "1",
                "new_date-month": "3",
                "new_date-year": str(in_days(400).year),
                "reason": FEW,
            },
        ),
        ("update", {"text": FEW}),
        (
            "done",
            {
                "done_on-day": "1",
                "done_on-month": "3",
                "done_on-year": str(in_days(-400).year),
                "evidence": FEW,
            },
        ),
    ],
)
def test_what_families_read_of_an_action_later_does_not_either_and_the_words_are_kept(
    app, page, data
):
    action = make_action()
    client, _user = sign_in(app, RoleName.PUBLISHER)
    address = f"/staff/actions/{action.id}/{page}"

    told = client.post(address, data=data | {"csrf_token": token_in(client.get(address).text)}).text

    assert "Do not write how many people said it when they were fewer than 10" in told
    assert FEW in told
    db.session.expire_all()
    assert (action.updates, action.promise_changes, action.evidence) == ([], [], "")


@pytest.mark.parametrize(
    ("evidence", "base", "field"),
    [
        ("31 families were told in time.", None, "evidence_base"),
        ("61% were told in time.", None, "evidence_base"),
        ("61% were told in time.", 29, "evidence"),
        ("It is better, families say.", 0, "evidence_base"),
    ],
)
def test_evidence_that_cites_figures_says_of_how_many(app, evidence, base, field):
    theme = make_theme(people=12, commit=False)

    with pytest.raises(ActionError) as refused:
        services.add_action(
            by=make_person(RoleName.PUBLISHER),
            **facts(theme, evidence=evidence, evidence_base=base),
        )

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("base", "said"), [(57, "about 55 people or cases"), (8, "fewer than 10 people or cases")]
)
def test_the_base_of_evidence_stands_beside_it_in_public(app, client, base, said):
    evidence = "31 messages went out in time."
    entry = make_published_entry(make_action(evidence=evidence, evidence_base=base))

    assert said in client.get(f"/you-said-we-did/{entry.slug}").text
    assert said in client.get(f"/you-said-we-did/{entry.slug}?style=easy").text
    told = client.get(f"/api/v1/entries/{entry.slug}").json["evidence_base"]
    assert told == (
        {"about": 55, "fewer_than": None} if base > 9 else {"about": None, "fewer_than": 10}
    )


def test_another_day_on_which_it_was_done_is_told_where_families_read_the_answer(app):
    action = make_action(promised_on=in_days(-9))
    writer = make_person(RoleName.PUBLISHER)
    services.mark_done(action, done_on=in_days(-2), evidence="", by=writer)
    said = {"kind": ActionKind.DONE, "promised_on": in_days(-9)}
    theme = action.themes[0]
    services.edit_action(action, by=writer, **facts(theme, done_on=in_days(-3), **said))
    assert action.updates == [], "nobody has read the first one"
    make_published_entry(action)

    services.edit_action(action, by=writer, **facts(theme, done_on=in_days(-10), **said))

    [news] = action.updates
    assert f"{in_days(-3).day} {in_days(-3):%B %Y}" in news.text


def test_whoever_keeps_a_page_is_told_that_its_action_changed(app):
    entry = make_published_entry()
    before = entry.updated_at
    action = entry.action

    services.edit_action(action, by=entry.author, **facts(action.themes[0], place="In Marple"))

    assert entry.updated_at > before
