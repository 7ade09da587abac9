"""Themes in public: what has no answer yet, the story of one, and whom a name must never show."""

from datetime import date

import pytest

from app.accounts.models import RoleName
from app.analysis.models import InPublic
from app.analysis.services import merge_themes
from app.db import db, today
from app.tracker import services
from tests.integration.factories import make_comment, make_submission, make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import (
    WORDS,
    in_days,
    make_action,
    make_person,
    make_published_entry,
)
from tests.person import Person

LONG_AGO = 70


def heard(name, *, people=12, in_public=InPublic.BY_COUNT, days_ago=LONG_AGO):
    theme = make_theme(name, people=people, days_ago=days_ago, easy_read_name=f"Easy {name}")
    theme.in_public = in_public
    db.session.commit()
    return theme


def test_what_has_no_answer_says_for_how_long_and_the_longest_stands_first(client):
    heard("Nobody rings")
    heard("Buses do not come", days_ago=200)

    page = client.get("/themes").text

    assert page.index("Buses do not come") < page.index("Nobody rings")
    assert "No decision yet." in page
    assert "Said by about 10 people until" in page
    assert "12 people" not in page


def test_silence_counts_from_the_end_of_the_month_and_gives_no_day_away(client):
    theme = heard("Nobody rings")
    said_on = theme.members[0].comment.submission.received_on
    next_month = date(said_on.year + said_on.month // 12, said_on.month % 12 + 1, 1)

    days = services.get_heard_theme(theme.id).days

    assert days == (today() - next_month).days + 1
    assert f"at least {days} day" in client.get(f"/themes/{theme.id}").text


@pytest.mark.parametrize(
    ("people", "in_public", "is_named"),
    [
        (9, InPublic.BY_COUNT, False),
        (10, InPublic.BY_COUNT, True),
        (2, InPublic.YES, True),
        (40, InPublic.NO, False),
    ],
)
def test_a_theme_is_named_when_enough_said_it_or_a_person_said_so(
    client, people, in_public, is_named
):
    theme = heard("Nobody rings at Little School", people=people, in_public=in_public)
    entry = make_published_entry(make_action(theme))

    for address in ("/themes", f"/themes/{theme.id}", f"/you-said-we-did/{entry.slug}"):
        assert ("Little School" in client.get(address).text) == is_named, address
    assert (client.get(f"/themes/{theme.id}").status_code == 200) == is_named
    feed = client.get(f"/you-said-we-did/feed.atom?theme={theme.id}")
    assert (feed.status_code == 200) == is_named
    named = [each["id"] for each in client.get("/api/v1/themes").json["items"]]
    assert (theme.id in named) == is_named
    shown = client.get(f"/api/v1/entries/{entry.slug}").json["themes"]
    assert (theme.id in shown) == is_named


def test_nobody_can_watch_a_count_go_up_by_one(client):
    """What is counted ends with the last full month: a new voice moves no number today."""
    theme = heard("Nobody rings", people=10)
    before = client.get(f"/themes/{theme.id}").text

    for _ in range(30):
        make_theme_member(theme)

    assert client.get(f"/themes/{theme.id}").text == before


def make_theme_member(theme):
    comment = make_comment(submission=make_submission(days_ago=0))
    theme.members.append(type(theme.members[0])(comment_id=comment.id))
    db.session.commit()


def test_words_taken_back_count_no_more_and_may_take_the_name_with_them(client):
    theme = heard("Nobody rings", people=10)
    services.withdraw_submission(theme.members[0].comment.submission)
    db.session.commit()

    assert "Nobody rings" not in client.get("/themes").text
    assert client.get(f"/themes/{theme.id}").status_code == 404


def test_themes_without_a_name_are_counted_all_the_same(client):
    heard("A secret one", people=2)
    heard("Another", people=3, in_public=InPublic.NO)

    page = client.get("/themes").text

    assert "2 more themes have no answer and are not named here" in page
    assert "A secret one" not in page
    assert "Another" not in page


def test_a_theme_that_is_being_answered_says_so_until_it_is_published(client):
    theme = heard("Nobody rings")
    action = make_action(theme)
    assert "Somebody is working on an answer." in client.get("/themes").text

    make_published_entry(action)

    page = client.get("/themes").text
    assert "Everything that we can name here has an answer." in page
    assert "What we have answered" in page


def test_the_story_of_a_theme_goes_from_heard_to_done_in_order(client):
    theme = heard("Nobody rings")
    by = make_person(RoleName.PUBLISHER)
    action = make_action(theme, promised_on=in_days(10))
    entry = make_published_entry(action)
    services.change_promised_date(
        action, new_date=in_days(40), reason="Two colleagues left.", by=by
    )
    services.mark_done(action, done_on=today(), evidence="", by=by)
    db.session.commit()

    page = client.get(f"/themes/{theme.id}").text

    steps = [
        "People first told us in",
        "Promised by",
        f"Answered: {entry.title}",
        "The date moved to",
        "Two colleagues left.",
        ">Done<",
    ]
    places = [page.index(step) for step in steps]
    assert places == sorted(places), dict(zip(steps, places, strict=True))


def test_the_story_in_easy_read_has_its_own_words(client):
    theme = heard("Nobody rings")
    make_published_entry(make_action(theme))

    page = client.get(f"/themes/{theme.id}?style=easy").text

    assert "Easy Nobody rings" in page
    assert WORDS["easy_read_we_did"] in page
    assert WORDS["we_did"] not in page


def test_home_leads_to_what_has_no_answer_and_from_there_to_a_story(client):
    heard("Nobody rings")

    person = Person(client).open("/")
    person.follow("1")
    assert person.heading == "What we have not answered yet"
    person.follow("Nobody rings")

    assert person.heading == "Nobody rings"
    assert "No decision yet." in person.words


def test_a_reviewer_says_whether_everybody_may_read_a_name(app, client):
    browser, _reviewer = sign_in(app, RoleName.REVIEWER)
    theme = heard("Nobody rings", people=2)
    assert client.get(f"/themes/{theme.id}").status_code == 404

    person = Person(browser).open(f"/staff/themes/{theme.id}/change")
    person.press("Save", {"in_public": ["yes"]})

    assert client.get(f"/themes/{theme.id}").status_code == 200
    assert "Said by fewer than 10 people" in client.get(f"/themes/{theme.id}").text


def test_themes_cost_the_same_few_questions_however_many_there_are(app, client):
    from sqlalchemy import event  # noqa: PLC0415  # only this test listens

    for number in range(12):
        heard(f"Theme {number}", people=10)
    asked = []

    def note(*_args):
        asked.append(1)

    event.listen(db.engine, "after_cursor_execute", note)
    client.get("/themes")
    event.remove(db.engine, "after_cursor_execute", note)

    assert len(asked) <= 11


def test_a_kept_address_of_a_merged_theme_leads_to_where_its_comments_went(client):
    old, into = heard("Nobody rings"), heard("No news")
    merge_themes(old, into, by=make_person(RoleName.REVIEWER))
    db.session.commit()

    gone_on = client.get(f"/themes/{old.id}?style=easy&theme_id=7")
    assert gone_on.status_code == 301
    assert gone_on.location.endswith(f"/themes/{into.id}?style=easy")
    assert client.get(f"/you-said-we-did/feed.atom?theme={old.id}").status_code == 200

    into.in_public = InPublic.NO
    db.session.commit()
    assert client.get(f"/themes/{old.id}").status_code == 404
    assert client.get(f"/you-said-we-did/feed.json?theme={old.id}").status_code == 404


def test_a_theme_says_no_fewer_people_than_what_is_published_about_it(client):
    """Words are deleted after two years, and may be taken back: a published number stays."""
    theme = heard("Nobody rings", in_public=InPublic.YES)
    entry = make_published_entry(make_action(theme))
    entry.people = 41
    for each in theme.members[3:]:
        services.withdraw_submission(each.comment.submission)
    db.session.commit()

    page = client.get(f"/themes/{theme.id}").text

    assert "Said by about 40 people until" in page
    assert "fewer than 10" not in page


def test_a_number_that_is_of_several_themes_is_not_said_of_one(client):
    theme, other = heard("Nobody rings"), heard("Buses do not come")
    action = make_action(theme)
    action.themes.append(other)
    make_published_entry(action).people = 41
    db.session.commit()

    assert "Said by about 10 people until" in client.get(f"/themes/{theme.id}").text
