"""What our strategy does not name: facets, the rate by month, and few are not counted out (A11)."""

from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import Review, ReviewFacet
from app.analysis.services.outside import MonthOutside
from app.db import db, today
from tests.integration.analysis.reviewing import open_page, press
from tests.integration.factories import make_comment, make_review, make_staff
from tests.integration.sign_in import sign_in


def make_outside(number, *facets, days_ago=0, outside=True):
    reader = make_staff()
    for _ in range(number):
        comment = make_comment("The budget is cut.", days_ago=days_ago, commit=False)
        result = "not-in-strategy" if outside else "nothing-to-code"
        review = make_review(comment, reader, result=result, commit=False)
        review.facets = [ReviewFacet(facet=each) for each in facets]
    db.session.commit()


def facets_of(comment):
    db.session.expire_all()
    query = sa.select(ReviewFacet.facet).where(ReviewFacet.comment_id == comment.id)
    return set(db.session.scalars(query))


def test_the_reviewer_says_what_it_is_about(comment, reviewer):
    client, _person = reviewer
    refused = press(client, comment, "finish:not-in-strategy")
    assert "Tick what it is about" in client.get(refused.location).text
    assert not services.is_reviewed(comment)
    press(client, comment, "finish:not-in-strategy", facet=["nonsense"])
    assert not services.is_reviewed(comment)

    press(client, comment, "finish:not-in-strategy", facet=["money", "transport", "nonsense"])

    assert db.session.get(Review, comment.id).result == "not-in-strategy"
    assert facets_of(comment) == {"money", "transport"}
    page = open_page(client, comment)
    assert "Money and cuts" in page
    assert 'id="facet-money" value="money"' in page


def test_undo_brings_the_facets_back(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "finish:not-in-strategy", facet=["money"])
    press(client, comment, "finish:not-in-strategy", facet=["pfa", "other"])
    assert facets_of(comment) == {"pfa", "other"}
    press(client, comment, "undo")
    assert facets_of(comment) == {"money"}
    press(client, comment, "finish:nothing-to-code", facet=["money"])
    assert facets_of(comment) == set()
    press(client, comment, "undo")
    assert facets_of(comment) == {"money"}
    press(client, comment, "undo")
    assert not services.is_reviewed(comment)
    assert facets_of(comment) == set()


def test_a_step_of_before_there_were_facets_can_be_undone(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "finish:not-in-strategy", facet=["money"])
    press(client, comment, "finish:nothing-to-code")
    step = services.last_step(comment)
    step.before = step.before | {"review": step.before["review"][:3]}
    db.session.commit()

    press(client, comment, "undo")

    assert db.session.get(Review, comment.id).result == "not-in-strategy"
    assert facets_of(comment) == set()


def test_the_rate_has_its_base_and_small_numbers_are_not_said(app):
    make_outside(12, "money", "other")
    make_outside(28, outside=False)
    make_outside(4, "pfa", days_ago=40)
    make_outside(30, outside=False, days_ago=40)

    months = services.outside_by_month(today())

    assert len(months) == 12
    assert (months[-1].read, months[-1].outside, months[-1].percent) == (40, 12, 30)
    earlier = [each for each in months[:-1] if each.read]
    assert [(each.is_few, each.percent) for each in earlier] == [(True, None)]
    assert MonthOutside(today(), read=4, outside=0).are_few_read
    assert MonthOutside(today(), read=29, outside=10).percent is None
    facets = services.facets_until(today())
    assert facets[:2] == [("money", 12), ("other", 12)]
    assert [facet for facet, _count in facets[2:4]] == ["ehcp-quality", "placement"]


def test_what_is_withdrawn_is_in_no_rate(app):
    make_outside(6, "money")
    comment = make_comment("Gone", reviewed_by=make_staff(), withdrawn=True)
    assert services.outside_by_month(today())[-1].read == 6
    assert comment


def test_the_board_reads_the_page_and_reviewers_the_front(app):
    make_outside(12, "money")
    make_outside(28, outside=False)
    make_outside(3, "pfa", days_ago=40)
    board, _person = sign_in(app, RoleName.BOARD)
    page = board.get("/staff/not-in-our-strategy").text
    assert "Money and cuts" in page
    assert "fewer than 5" in page
    assert "Find them" not in page
    assert "The budget is cut" not in page

    reader, _person = sign_in(app, RoleName.REVIEWER)
    assert "30 in a hundred of 40 comments read" in reader.get("/staff/comments").text
    page = reader.get("/staff/not-in-our-strategy").text
    assert "Find them" in page
    publisher, _person = sign_in(app, RoleName.PUBLISHER)
    assert publisher.get("/staff/not-in-our-strategy").status_code == 200
    facilitator, _person = sign_in(app, RoleName.FACILITATOR)
    assert facilitator.get("/staff/not-in-our-strategy").status_code == 403


def test_comments_are_found_by_what_they_are_about(app):
    make_outside(2, "money", days_ago=1)
    make_outside(3, "pfa")
    found = services.find(services.Criteria(facet="money"), only_reviewed=False)
    assert found.total == 2
    assert {row.comment.submission.received_on for row in found.rows} == {
        today() - timedelta(days=1)
    }
    assert services.find(services.Criteria(facet="nonsense"), only_reviewed=False).total == 0
