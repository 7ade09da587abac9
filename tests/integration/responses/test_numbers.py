"""How a survey is used: counted without watching anybody."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import db, utc_now
from app.responses import services
from app.responses.jobs import remove_old_drafts
from app.responses.models import Draft, Style, Tally
from app.surveys import services as surveys
from tests.integration.sign_in import sign_in


def tallies():
    query = sa.select(Tally.kind, Tally.detail, Tally.count)
    return {(kind, detail): number for kind, detail, number in db.session.execute(query)}


def begin_earlier(**ago):
    db.session.execute(sa.update(Draft).values(begun_at=utc_now() - timedelta(**ago)))
    db.session.commit()


def numbers(slug="small"):
    return services.numbers_of(surveys.get_survey(slug))


def test_what_is_sent_is_counted_with_its_minutes(small):
    small.begin()
    begin_earlier(minutes=6, seconds=30)
    small.skip_to("check-your-answers").send()

    assert tallies() == {("begun", ""): 1, ("sent", ""): 1, ("minutes", "7"): 1}


@pytest.mark.parametrize(("ago", "minutes"), [({}, "1"), ({"hours": 20}, "60")])
def test_minutes_are_between_one_and_an_hour(small, ago, minutes):
    small.begin()
    begin_earlier(**ago)
    small.skip_to("check-your-answers").send()

    assert ("minutes", minutes) in tallies()


def test_a_form_that_was_saved_for_later_is_not_timed(small):
    small.begin().press("save")
    small.client.post(small.url, data=small.hidden())
    small.go("/surveys/small/check-your-answers").send()

    assert tallies() == {("begun", ""): 1, ("sent", ""): 1}


def test_each_style_and_language_is_counted_by_itself(small):
    small.begin(style="easy").press("lang:ur").skip_to("check-your-answers").send()
    small.begin()

    modes = {(each.style, each.locale): (each.begun, each.sent) for each in numbers().modes}
    assert modes == {
        (Style.EASY, "en"): (1, 0),
        (Style.EASY, "ur"): (0, 1),
        (Style.PLAIN, "en"): (1, 0),
    }


def test_deleting_ones_answers_counts_where_one_stopped(small):
    small.begin().press(colour="red").press("leave", why_red="no")
    small.page = small.client.post(small.url, data=small.hidden())

    assert "deleted" in small.text
    assert numbers().stopped == {(Style.PLAIN, "en"): {"pets": 1}}
    assert db.session.scalars(sa.select(Draft)).all() == []


def test_not_coming_back_counts_where_one_stopped(small):
    small.begin().press(colour="blue")
    db.session.execute(sa.update(Draft).values(touched_at=utc_now() - timedelta(hours=25)))
    db.session.commit()

    assert remove_old_drafts() == 1
    assert numbers().stopped == {(Style.PLAIN, "en"): {"pets": 1}}


def test_half_of_the_people_needed_at_most_the_median(small):
    version_id, _definition = surveys.latest_definition(surveys.get_survey("small"))
    for minutes in [2] * 14 + [5] * 2 + [40] * 14:
        services.tallies.count("minutes", version_id, Style.PLAIN, "en", str(minutes))
    db.session.commit()

    assert numbers().modes[0].median == 5
    assert services.usual_minutes(version_id, Style.PLAIN) == 5
    assert services.usual_minutes(version_id, Style.EASY) is None
    assert "Half of the people who sent it needed 5 minutes or fewer." in (
        small.go("/surveys/small").text
    )


def test_few_are_not_told_apart_on_the_page(app, small):
    for _ in range(4):
        small.begin().skip_to("check-your-answers").send()
    client, _person = sign_in(app, RoleName.PUBLISHER)

    page = client.get("/staff/surveys/small/numbers").text
    assert "fewer than 5" in page
    assert "Nobody has stopped halfway since we count." in page

    for _ in range(2):
        small.begin().skip_to("check-your-answers").send()
    assert "fewer than 5" not in client.get("/staff/surveys/small/numbers").text


def test_where_people_stopped_is_told_by_style_and_language(app, small):
    """With a column for all of them, a number that is not told could be worked out."""
    version_id, _definition = surveys.latest_definition(surveys.get_survey("small"))
    for style, locale, number in [(Style.PLAIN, "en", 7), (Style.EASY, "ur", 3)]:
        for _ in range(number):
            services.tallies.count("stopped", version_id, style, locale, "pets")
    db.session.commit()
    client, _person = sign_in(app, RoleName.PUBLISHER)

    page = client.get("/staff/surveys/small/numbers").text
    table = page[page.index("Where people stopped") :]
    assert "7</td>" in table
    assert "fewer than 5</td>" in table
    assert "10</td>" not in table
    assert 'lang="ur"' in table
