"""Narrowing the list: every filter, alone and together, and what no combination may tell."""

import itertools
import re

import pytest

from app.db import db
from app.tracker import services
from app.tracker.models import ActionKind
from tests.integration.factories import make_theme
from tests.integration.tracker.makers import in_days, make_action, make_published_entry


def make_three():
    """Three entries that differ in every way; said by 3, 12 and 33 people."""
    old = make_published_entry(
        make_action(
            make_theme(people=3), item_codes=["timeliness", "listen"], promised_on=in_days(-3)
        ),
        title="Plans",
    )
    old.published_on = old.published_on.replace(year=old.published_on.year - 1, day=1)
    make_published_entry(
        make_action(
            make_theme(people=12),
            kind=ActionKind.DONE,
            done_on=in_days(-2),
            owner_code="joint-commissioning",
            item_codes=["timeliness", "safe"],
        ),
        title="Bus",
    )
    make_published_entry(
        make_action(make_theme(people=33), item_codes=["listen", "safe"]), title="Clubs"
    )
    db.session.commit()
    return old.published_on.year


def titles_on(page):
    return {title for title in ("Plans", "Bus", "Clubs") if f">{title}</a>" in page}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sub_group=joint-commissioning", {"Bus"}),
        ("sub_group=co-production", {"Plans", "Clubs"}),
        ("sub_group=co-production&priority=timeliness", {"Plans"}),
        ("sub_group=nonsense", {"Plans", "Bus", "Clubs"}),
        ("year=1066", {"Plans", "Bus", "Clubs"}),
        ("year=%27&sub_group=%00", {"Plans", "Bus", "Clubs"}),
    ],
)
def test_the_sub_group_narrows_the_list_and_nonsense_does_not_break_it(client, query, found):
    make_three()

    assert titles_on(client.get(f"/you-said-we-did?{query}").text) == found


def test_the_year_of_publishing_narrows_the_list_and_only_real_years_are_offered(client):
    year = make_three()

    page = client.get(f"/you-said-we-did?year={year}").text

    assert titles_on(page) == {"Plans"}
    assert re.findall(r'<option[^>]*value="(\d{4})"', page) == [str(year + 1), str(year)]
    assert titles_on(client.get(f"/you-said-we-did?year={year + 1}").text) == {"Bus", "Clubs"}


def test_no_combination_of_filters_counts_out_fewer_than_ten_people(client):
    """Every combination of values, on the list, in the API, in the feeds and in a frame."""
    year = make_three()
    offered = {
        "priority": ["", "timeliness"],
        "value": ["", "listen"],
        "outcome": ["", "safe"],
        "sub_group": ["", "co-production", "joint-commissioning"],
        "status": ["", "overdue", "done"],
        "year": ["", str(year)],
    }
    assert set(offered) == set(services.FILTERS)
    for values in itertools.product(*offered.values()):
        query = {name: value for name, value in zip(offered, values, strict=True) if value}
        page = services.published_entries(query)
        items = client.get("/api/v1/entries", query_string=query).json
        assert items["total"] == page.total
        for item in items["items"]:
            check_people(item["people"])
        if len(query) < 2:  # the others are the same pages with fewer entries
            check_words(client.get("/you-said-we-did", query_string=query).text)
            check_words(client.get("/embed/you-said-we-did", query_string=query).text)


def check_people(people):
    if people["about"] is None:
        assert people["fewer_than"] == 10
    else:
        assert people["fewer_than"] is None
        assert people["about"] >= 10
        assert people["about"] % 5 == 0


def check_words(page):
    for number in re.findall(r"(?<!fewer than )\b(\d+) (?:people|person)", page):
        assert int(number) >= 10
        assert int(number) % 5 == 0
