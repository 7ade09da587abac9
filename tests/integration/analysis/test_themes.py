"""Themes: made by people, counted by people."""

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import Theme
from app.audit import AuditEvent
from app.db import db, today
from app.responses.models import Consent, ScreenState
from app.safeguarding import services as safeguarding
from app.safeguarding.models import Outcome
from tests.conftest import token_in
from tests.integration.factories import (
    make_comment,
    make_redaction,
    make_staff,
    make_submission,
    make_tag,
    make_theme,
)
from tests.integration.sign_in import sign_in


def post(client, url, **data):
    return client.post(url, data={"csrf_token": token_in(client.get(url).text), **data})


def test_a_theme_is_made_with_both_names(app):
    client, person = sign_in(app, RoleName.REVIEWER)

    post(client, "/staff/themes/new", name="Nobody rings", easy_read_name="No one calls us")

    theme = db.session.scalar(sa.select(Theme))
    assert (theme.name, theme.easy_read_name) == ("Nobody rings", "No one calls us")
    assert theme.created_by_id == person.id
    assert "Nobody rings" in client.get("/staff/themes").text
    assert db.session.scalar(sa.select(AuditEvent).where(AuditEvent.action == "theme.add"))


def test_a_name_is_needed_and_is_used_once(app):
    client, _person = sign_in(app, RoleName.REVIEWER)
    make_theme("Nobody rings")

    empty = post(client, "/staff/themes/new", name="  ", easy_read_name="")
    taken = post(client, "/staff/themes/new", name="NOBODY rings", easy_read_name="x")
    long = post(client, "/staff/themes/new", name="x" * 161, easy_read_name="x")

    assert empty.text.count("Enter a name in easy read") == 2
    assert taken.text.count("There is a theme with this name already") == 2
    assert long.text.count("160 letters or fewer") == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Theme)) == 1


def test_a_theme_can_be_renamed(app):
    client, _person = sign_in(app, RoleName.REVIEWER)
    theme = make_theme("Nobody rings")

    post(
        client,
        f"/staff/themes/{theme.id}/change",
        name="Nobody calls",
        easy_read_name="No calls",
        description="",
    )

    db.session.refresh(theme)
    assert (theme.name, theme.easy_read_name) == ("Nobody calls", "No calls")


def test_a_comment_goes_into_a_theme_from_its_own_page_and_out_again(app):
    client, _person = sign_in(app, RoleName.REVIEWER)
    comment, theme = make_comment(), make_theme()
    url = f"/staff/comments/{comment.id}"
    token = token_in(client.get(url).text)

    client.post(f"{url}/themes", data={"csrf_token": token, "theme": theme.id})
    client.post(f"{url}/themes", data={"csrf_token": token, "theme": theme.id})
    assert services.themes_of(comment) == [theme]
    client.post(f"/staff/themes/{theme.id}/remove/{comment.id}", data={"csrf_token": token})
    assert services.themes_of(comment) == []


def test_a_new_theme_can_begin_with_the_comment_that_called_for_it(app):
    client, _person = sign_in(app, RoleName.REVIEWER)
    comment = make_comment()

    answer = post(
        client,
        f"/staff/themes/new?comment={comment.id}",
        name="Nobody rings",
        easy_read_name="No one calls us",
    )

    assert answer.location == f"/staff/comments/{comment.id}"
    assert [theme.name for theme in services.themes_of(comment)] == ["Nobody rings"]


def test_the_picker_offers_reviewed_comments_by_tag_and_takes_the_ticked_ones(app):
    client, person = sign_in(app, RoleName.REVIEWER)
    theme = make_theme()
    wanted = make_comment("Listen to me!", reviewed_by=person)
    make_tag(wanted, "listen", "-", accepted_by=person)
    make_comment("Something else", reviewed_by=person)
    make_comment("Not read yet", tags=[("listen", "-")])
    url = f"/staff/themes/{theme.id}/comments?tag=listen"
    page = client.get(url).text
    assert "Listen to me!" in page
    assert "Something else" not in page
    assert "Not read yet" not in page

    post(client, url, comment=wanted.id)

    assert services.themes_of(wanted) == [theme]
    assert "No comment matches" in client.get(url).text


def test_people_are_counted_not_comments_and_withdrawn_ones_are_not(app):
    one_person = make_submission(days_ago=10)
    said_twice = [make_comment(submission=one_person), make_comment(submission=one_person)]
    gone = make_comment(withdrawn=True, days_ago=50)
    theme = make_theme(comments=[*said_twice, gone], people=2, days_ago=3)

    assert services.people_in_themes([theme.id]) == {theme.id: 3}
    _people, first, last = services.voices_in([theme])
    assert ((today() - first).days, (today() - last).days) == (10, 3)
    (row,) = services.count_themes()
    assert (row.people, row.first, row.last) == (3, first, last)


def test_an_empty_theme_counts_nobody(app):
    theme = make_theme()

    assert services.people_in_themes([theme.id]) == {theme.id: 0}
    assert services.voices_in([theme])[1:] == (None, None)
    assert [row.people for row in services.count_themes()] == [0]


def test_a_theme_page_shows_masked_words_and_no_withdrawn_ones(app):
    client, _person = sign_in(app, RoleName.PUBLISHER)
    comment = make_comment("Mrs Jones never rang.")
    make_redaction(comment, "Mrs Jones")
    gone = make_comment("Take this back.", withdrawn=True)
    theme = make_theme("Nobody rings", comments=[comment, gone])

    page = client.get(f"/staff/themes/{theme.id}").text

    assert "[name] never rang." in page
    assert "Jones" not in page
    assert "Take this back" not in page


def test_publishers_read_themes_and_do_not_change_them(app):
    client, _person = sign_in(app, RoleName.PUBLISHER)
    theme = make_theme()

    assert client.get(f"/staff/themes/{theme.id}").status_code == 200
    for path in ("new", f"{theme.id}/change", f"{theme.id}/comments"):
        assert client.get(f"/staff/themes/{path}").status_code == 403
    assert client.get("/staff/themes/999").status_code == 404


def test_only_consented_old_reviewed_and_safe_words_may_be_quoted(app):
    person = make_staff()
    fine = make_comment(days_ago=14, reviewed_by=person)
    closed = make_comment(days_ago=30, reviewed_by=person, state=ScreenState.FLAGGED)
    safeguarding.record_decision(
        closed, outcome=Outcome.NO_ACTION, reason="An idiom.", is_closed=True, by=person
    )
    others = [
        make_comment(days_ago=13, reviewed_by=person),
        make_comment(days_ago=30),
        make_comment(days_ago=30, reviewed_by=person, consent=Consent.COUNT),
        make_comment(days_ago=30, reviewed_by=person, consent=Consent.ASK),
        make_comment(days_ago=30, reviewed_by=person, withdrawn=True),
        make_comment(days_ago=30, reviewed_by=person, state=ScreenState.FLAGGED),
        make_comment(days_ago=30, reviewed_by=person, state=ScreenState.UNSCREENED),
    ]
    masked = make_comment(days_ago=30, reviewed_by=person)
    make_redaction(masked, "ten months")
    make_comment(days_ago=30, reviewed_by=person)
    theme = make_theme(comments=[fine, closed, masked, *others])

    assert services.quotable_comments(theme) == [fine, closed]


def test_what_we_understood_is_marked_as_the_machines_until_a_person_decides(app):
    person = make_staff()
    comment = make_comment(
        "We waited. Nobody rang.",
        tags=[("timeliness", None, "We waited"), ("listen", "-", "Nobody", "maybe")],
    )
    assert [(tag.item.code, tag.is_machine) for tag in services.public_tags(comment)] == [
        ("timeliness", True)
    ]

    services.accept(comment, "timeliness", by=person)

    assert [(tag.item.code, tag.is_machine) for tag in services.public_tags(comment)] == [
        ("timeliness", False)
    ]
