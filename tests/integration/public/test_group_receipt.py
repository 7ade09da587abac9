"""What a group's code opens: what came of it together, and never what one person said."""

import pytest

from app.db import db, today
from app.groups.models import GroupSession, GroupTaking, GroupWay
from app.responses.services.receipts import hash_code
from tests.integration.factories import (
    make_comment,
    make_review,
    make_staff,
    make_submission,
    make_survey_version,
    make_theme,
)
from tests.integration.public.test_receipt import CODE, look_up
from tests.integration.tracker.makers import make_action, make_published_entry

SAID = "zebra words of one child"


@pytest.fixture
def group(app):
    """A closed session in which nobody's answers are yet."""
    session = GroupSession(
        survey_version_id=make_survey_version().id,
        way=GroupWay.OWN,
        style="easy",
        locale="en",
        people=7,
        closed_on=today(),
        receipt_hash=hash_code(CODE),
        made_by_id=make_staff().id,
    )
    db.session.add(session)
    db.session.commit()
    return session


def say(group, count, text=SAID):
    """Let `count` people of the group say something."""
    comments = []
    for _person in range(count):
        submission = make_submission()
        comments.append(make_comment(text, submission=submission))
        db.session.add(GroupTaking(submission_id=submission.id, group_session_id=group.id))
    db.session.commit()
    return comments


def answer(comments):
    """Publish an answer to what these comments say."""
    theme = make_theme(comments=comments)
    return make_published_entry(make_action(theme), title="Bowling on Fridays")


def test_a_group_sees_how_many_took_part_and_nobodys_words(client, group):
    say(group, 3)
    page = look_up(client, CODE).text

    assert "3 people of your group took part" in page
    assert SAID not in page
    assert "There is no answer yet" in page


def test_a_group_sees_when_everything_is_read(client, group):
    first, second = say(group, 2)
    reviewer = make_staff()
    make_review(first, reviewer)
    assert "Not everything is read yet" in look_up(client, CODE).text

    make_review(second, reviewer)
    assert "A person has read everything" in look_up(client, CODE).text


def test_nobody_is_said_to_have_read_words_that_were_not_written(client, group):
    submission = make_submission()
    db.session.add(GroupTaking(submission_id=submission.id, group_session_id=group.id))
    db.session.commit()
    page = look_up(client, CODE).text

    assert "A person has read everything" not in page
    assert "You sent choices and no words." in page


def test_an_answer_to_what_five_of_them_said_is_named(client, group):
    answer(say(group, 5))

    assert "Bowling on Fridays" in look_up(client, CODE).text


def test_an_answer_to_what_fewer_said_would_say_who_and_is_not_named(client, group):
    comments = say(group, 4)
    say(group, 2, "something else")
    answer([*comments, make_comment(SAID), make_comment(SAID)])

    assert "Bowling on Fridays" not in look_up(client, CODE).text


def test_one_person_who_says_it_five_times_is_one_person(client, group):
    [comment] = say(group, 1)
    more = [make_comment(SAID, submission=comment.submission) for _again in range(4)]
    answer([comment, *more])

    assert "Bowling on Fridays" not in look_up(client, CODE).text


def test_words_taken_back_count_for_no_answer(client, group):
    comments = say(group, 5)
    answer(comments)
    comments[0].submission.withdrawn_on = today()
    db.session.commit()

    assert "Bowling on Fridays" not in look_up(client, CODE).text


def test_the_groups_code_takes_nobodys_words_back(client, group):
    [comment] = say(group, 1)
    page = look_up(client, CODE, where="/receipt/withdraw")

    assert "We cannot find that code" in page.text
    db.session.refresh(comment.submission)
    assert comment.submission.withdrawn_on is None
