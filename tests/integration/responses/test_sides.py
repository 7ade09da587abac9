"""What families and staff say of the same statements, side by side, and of too few nothing."""

import pytest

from app.accounts.models import RoleName
from app.db import db, random_id
from app.responses.models import Answer, Style, Submission
from app.responses.services.sides import side_by_side
from app.surveys import services as surveys
from tests.integration.sign_in import sign_in
from tests.person import Person

URL = "/staff/surveys/charter-check/results"


@pytest.fixture
def charter(app, library):
    return surveys.get_survey("charter-check")


def say(survey, role, choices, code="was-listening"):
    for choice in choices:
        submission = Submission(
            survey_version_id=survey.versions[-1].id,
            style=Style.PLAIN,
            locale="en",
            role=role,
            idempotency_hash=random_id(),
            answers=[Answer(question_code=code, choices=[choice])],
        )
        db.session.add(submission)
    db.session.commit()


def listening(survey):
    return next(each for each in side_by_side(survey) if each.words == "People listened.")


def test_the_gap_between_families_and_staff_is_told(app, charter):
    say(charter, "family", ["disagree"] * 4)
    say(charter, "young-person", ["agree", "does-not-apply"])
    say(charter, "staff", ["agree"] * 4 + ["strongly-agree"])
    say(charter, "other", ["strongly-agree"] * 9)

    found = listening(charter)
    assert (found.families, found.staff, found.gap) == (2.4, 4.2, -1.8)
    person = Person(sign_in(app, RoleName.PUBLISHER)[0]).open(URL)
    assert "Families and staff, side by side" in person.words
    assert "2.4" in person.words
    assert "4.2" in person.words


@pytest.mark.parametrize("few", ["family", "staff"])
def test_where_one_side_is_few_neither_is_told(charter, few):
    say(charter, few, ["agree"] * 4 + ["does-not-apply"])
    say(charter, "staff" if few == "family" else "family", ["agree"] * 20)

    found = listening(charter)
    assert (found.families, found.staff, found.gap) == (None, None, None)


def test_what_was_taken_back_does_not_count(charter):
    say(charter, "family", ["agree"] * 5)
    say(charter, "staff", ["agree"] * 5)
    submission = db.session.query(Submission).first()
    submission.withdrawn_on = submission.received_on
    db.session.commit()

    assert listening(charter).families is None


def test_a_survey_that_staff_do_not_answer_has_no_sides(library):
    assert side_by_side(surveys.get_survey("tell-us")) == []
