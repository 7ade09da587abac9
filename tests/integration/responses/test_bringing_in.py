"""Answers from elsewhere: mapped, reported by row, screened, brought in whole and once."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db, today, utc_now
from app.responses import jobs, services
from app.responses.models import Channel, Consent, Submission, Upload, WaitingComment
from app.responses.services import ImportRefusedError
from app.surveys import services as surveys
from tests.conftest import token_in
from tests.integration.sign_in import sign_in

URL = "/staff/bring-in"
#: As Microsoft Forms writes it: its own columns, American dates, several answers with semicolons.
FORMS = "\n".join(
    (
        "ID,Start time,Completion time,Who are you?,Where are things up to?,"
        "What is not going well?,May we use your words?",
        "1,3/27/26 9:12:01,3/27/26 9:15:11,A parent,Waiting for an assessment;I am not sure,"
        '"We waited, and waited",Yes',
        "2,3/28/26 9:12:01,3/28/26 9:15:11,Grandparent,,Her uncle hits her,No",
        "3,3/28/26 9:12:01,3/28/26 9:15:11,A parent,On the moon,nobody rings,",
        "4,3/29/26 9:12:01,13/13/26 9:15:11,A parent,,never mind,",
        "5,3/29/26 9:12:01,3/29/26 9:15:11,,,,",
    )
)


@pytest.fixture
def reviewer(app, library):
    client, _user = sign_in(app, RoleName.REVIEWER)
    return client


def definition():
    return surveys.latest_definition(surveys.get_survey("tell-us"))[1]


def every(model):
    db.session.rollback()
    return list(db.session.scalars(sa.select(model)))


def upload(client, content, survey="tell-us"):
    token = token_in(client.get(URL).text)
    content = content.encode() if isinstance(content, str) else content
    data = {"csrf_token": token, "survey": survey, "file": (io.BytesIO(content), "answers.csv")}
    return client.post(URL, data=data)


def look(client, url, go="look", **changes):
    page = client.get(url).text
    with services.open_table(every(Upload)[0].content) as table:
        mapping = services.guess_mapping(table, definition())
    data = {f"column-{number}": target for number, target in enumerate(mapping)}
    data |= {"csrf_token": token_in(page), "dates": "month-first", "locale": "en", "go": go}
    return client.post(url, data=data | changes)


def understood(content, **options):
    """The rows of a file, by the mapping that we guess."""
    with services.open_table(content) as table:
        mapping = services.guess_mapping(table, definition())
        return list(services.read_rows(table, mapping, definition(), **options))


def test_a_table_from_elsewhere_comes_in_whole_and_once(reviewer):
    url = upload(reviewer, FORMS).location
    page = look(reviewer, url).text
    assert "Rows to bring in: 2. Rows to leave out: 3." in page
    assert "Row 4: “stage” has an answer that is not offered" in page
    assert "Row 5: the date cannot be read" in page
    assert "Row 6: there is no answer in it" in page
    assert every(Submission) == []

    look(reviewer, url, go="bring-in")
    first, second = sorted(every(Submission), key=lambda each: each.role, reverse=True)
    assert {each.channel for each in (first, second)} == {Channel.IMPORT}
    assert (first.role, first.consent, first.received_on.isoformat()) == (
        "parent", Consent.QUOTE, "2026-03-27"
    )  # fmt: skip
    assert (second.role, second.consent) == ("grandparent", Consent.COUNT)
    assert second.comments[0].screen_level == "urgent"
    assert len(every(WaitingComment)) == 2
    assert first.receipt_hash is None
    [stage] = [each for each in first.answers if each.question_code == "stage"]
    assert sorted(stage.choices) == ["not-sure", "waiting"]
    assert every(Upload) == [], "a file of people's words is gone once it is brought in"
    [event] = [each for each in every(AuditEvent) if each.action == "submissions.import"]
    assert event.facts == {"new": 2, "before": 0, "refused": 3}

    look(reviewer, upload(reviewer, FORMS).location, go="bring-in")
    assert len(every(Submission)) == 2


@pytest.mark.parametrize(("is_month_first", "month"), [(True, 3), (False, 4)])
def test_a_day_that_is_an_answer_is_read_like_the_day_of_the_row(small, is_month_first, month):
    asked = surveys.latest_definition(surveys.get_survey("small"))[1]

    with services.open_table(b"When was it?\n03/04/2026\n") as table:
        [row] = services.read_rows(table, ["when"], asked, is_month_first=is_month_first)

    assert (row.problems, row.answers["when"]["month"]) == ([], month)


def test_what_limesurvey_writes_is_known(app, library):
    [first, second] = understood(
        b"Date submitted,going-well. What is going well?,"
        b"Where are things up to? [Waiting for an assessment],"
        b"Where are things up to? [I am not sure]"
        b"\n2026-03-27 09:12:01,The bus,Yes,No\n2026-03-28 10:00:00,N/A,N/A,N/A\n"
    )

    assert first.answers == {"going-well": "The bus", "stage": ["waiting"]}
    assert second.answers == {"going-well": "N/A"}, "in a box for words it may be somebody's words"
    assert second.problems == []


def test_no_words_of_a_refused_row_are_in_the_report(reviewer):
    url = upload(reviewer, FORMS).location
    report = look(reviewer, url).text.split('id="look"', 1)[1]

    assert "nobody rings" not in report
    assert "On the moon" not in report


def test_a_mapping_must_make_sense(reviewer):
    url = upload(reviewer, FORMS).location
    assert "Two columns are the same question" in look(reviewer, url, **{"column-0": "role"}).text
    nothing = {f"column-{number}": "" for number in range(7)}
    assert "at least one column" in look(reviewer, url, **nothing).text
    assert look(reviewer, url, **{"column-0": "' OR 1=1"}).status_code == 200


def test_an_answer_that_would_not_be_asked_is_reported(app, library):
    text = "What happened when you told someone?\nnothing at all\n"
    [row] = understood(text.encode())
    assert "would not be asked" in row.problems[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_are_read_as_they_come(app, encoding, mark):
    text = f"date{mark}story\r\n2026-03-01{mark}“Nobody” rang – café\r\n"

    with services.open_table(text.encode(encoding)) as table:
        assert table.headers == ("date", "story")
        assert list(table.rows) == [(2, ("2026-03-01", "“Nobody” rang – café"))]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file"),
        (b"only,names\n", "no answers in this file"),
        (b"PK\x03\x04rest", "damaged"),
        (b"a\n" + b"x" * (5 * 1024 * 1024), "over 5 MB"),
        (b"a\n" + b"x\n" * 10_001, "too large"),
        (b",".join([b"a"] * 201) + b"\nx\n", "too large"),
        (b"a\n" + b"x" * 33_000 + b"\n", "longer than 32 KB"),
        (b"a\n\0\0\n", "not a table"),
        (b'a\n"' + b"x" * 140_000, "not a table"),
    ],
)
def test_a_file_that_cannot_come_in_is_refused_with_a_sentence(app, content, sentence):
    with app.test_request_context(), pytest.raises(ImportRefusedError, match=sentence):
        services.check_file(content)


def test_a_refused_file_is_said_on_the_page_and_not_kept(reviewer):
    assert "damaged" in upload(reviewer, b"PK\x03\x04rest").text
    assert every(Upload) == []


def test_nobody_opens_a_file_that_somebody_else_uploaded(app, reviewer):
    url = upload(reviewer, FORMS).location
    other, _user = sign_in(app, RoleName.REVIEWER)

    assert other.get(url).status_code == 404


def test_a_file_that_nobody_brings_in_is_gone_after_a_day(reviewer):
    upload(reviewer, FORMS)
    assert jobs.remove_old_drafts() == 0
    every(Upload)[0].at = utc_now() - timedelta(hours=25)
    db.session.commit()

    assert jobs.remove_old_drafts() == 1
    assert every(Upload) == []


def test_a_day_to_come_is_no_day(app, library):
    text = f"date,What is going well?\n{today().replace(year=today().year + 1)},fine\n"
    [row] = understood(text.encode())
    assert row.problems
