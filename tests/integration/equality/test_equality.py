"""Equality questions: optional, and kept where nothing can join them to what somebody said."""

import sqlalchemy as sa

from app.db import db, today
from app.equality.models import EqualityReply
from app.responses.models import Comment, Submission


def replies():
    db.session.rollback()
    return list(db.session.scalars(sa.select(EqualityReply)))


def hidden(page, name):
    return page.text.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def send(client, who, **answers):
    page = client.get(f"/about-you/{who}?survey=tell-us")
    data = {name: hidden(page, name) for name in ("csrf_token", "form_key", "survey")}
    return client.post(f"/about-you/{who}", data=data | answers), data


def test_choosing_nobody_asks_again_and_choosing_somebody_leads_on(client):
    assert "Choose one" not in client.get("/about-you").text
    assert "Choose one" in client.get("/about-you?go=on").text
    assert client.get("/about-you?who=child&go=on&survey=tell-us").location == (
        "/about-you/child?survey=tell-us"
    )


def test_what_is_answered_is_kept_with_the_month_alone(client):
    answer, _data = send(
        client, "adult", area=" sk4 ", needs=["autism", "made-up"], religion="", age="5-10"
    )

    assert answer.location == "/about-you/thank-you"
    [reply] = replies()
    assert reply.answers == {"age": ["5-10"], "area": ["SK4"], "needs": ["autism"]}
    assert (reply.survey_slug, reply.who) == ("tell-us", "adult")
    assert reply.month == today().replace(day=1)


def test_nothing_in_the_table_could_be_joined_to_a_submission():
    columns = {column.name for column in EqualityReply.__table__.columns}
    theirs = {c.name for model in (Submission, Comment) for c in model.__table__.columns}

    assert columns & theirs == {"id"}
    assert not EqualityReply.__table__.foreign_keys


def test_a_child_is_asked_four_things(client):
    page = client.get("/about-you/child").text

    assert "How old are you?" in page
    assert 'name="ethnicity"' in page
    assert not any(f'name="{name}"' in page for name in ("religion", "area", "gender", "family"))


def test_a_whole_postcode_is_refused_and_what_was_chosen_stays(client):
    answer, _data = send(client, "adult", area="SK4 3AB", language="Urdu")

    assert "only the first half of a postcode" in answer.text
    assert 'value="Urdu"' in answer.text
    assert replies() == []


def test_a_double_click_is_one_reply_and_an_empty_form_is_none(client):
    answer, data = send(client, "young-person", sex="female")
    client.post("/about-you/young-person", data=data | {"sex": "female"})
    assert len(replies()) == 1

    answer, _data = send(client, "young-person")
    assert answer.location == "/about-you/thank-you"
    assert len(replies()) == 1


def test_an_unknown_kind_of_person_is_not_found(client):
    assert client.get("/about-you/council").status_code == 404
