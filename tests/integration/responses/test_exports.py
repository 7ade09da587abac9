"""What other tools export comes in as it is: their columns, their dates, their sheets."""

import io
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.accounts.models import RoleName
from app.db import db
from app.responses import services
from app.responses.models import Channel, Consent, ScreenState, Submission, Upload
from app.surveys import services as surveys
from tests.conftest import token_in
from tests.integration.responses.workbooks import packed
from tests.integration.sign_in import sign_in

URL = "/staff/bring-in"
MORNING = datetime(2026, 3, 27, 9, 15, 11, tzinfo=UTC)
#: Excel numbers for moments, its own columns first, several answers with semicolons.
MICROSOFT_FORMS = packed(
    {
        "Sheet1": [
            ["ID", "Start time", "Completion time", "Email", "Name", "Who are you?",
             "Where are things up to?", "What is not going well?", "May we use your words?"],
            [1, MORNING, MORNING, "anonymous", "", "A parent",
             "Waiting for an assessment;I am not sure;", "We waited, and waited", "Yes"],
            [2, MORNING, MORNING, "anonymous", "", "Grandparent", "", "Nobody rings", "No"],
        ]
    }
)  # fmt: skip
#: A column for each answer of a question with several, "N/A" where nothing was said; no styles.
LIMESURVEY = packed(
    {
        "Responses": [
            ["Response ID", "Date submitted", "Last page", "Start language", "Who are you?",
             "Where are things up to? [Waiting for an assessment]",
             "Where are things up to? [I am not sure]", "What is not going well?"],
            ["1", "2026-03-27 09:15:11", "3", "en", "A parent", "Yes", "No", "We waited"],
            ["2", "2026-03-28 10:00:00", "3", "en", "A parent", "No", "Yes", "Nobody rings"],
        ]
    },
    inline=True,
)  # fmt: skip
#: A sheet about the survey before that with the answers, and a row that is empty.
CITIZEN_SPACE = packed(
    {
        "Consultation": [["Have your say on SEND"]],
        "Responses": [
            ["Response ID", "Submitted", "Who are you? - Who are you?",
             "Where are things up to? - Waiting for an assessment", "What is not going well?"],
            ["ANON-1", date(2026, 3, 27), "A parent", "Waiting for an assessment", "We waited"],
            [],
            ["ANON-2", date(2026, 3, 28), "A parent", "", "Nobody rings"],
        ],
    }
)  # fmt: skip


@pytest.fixture
def reviewer(app, library):
    client, _user = sign_in(app, RoleName.REVIEWER)
    return client


def every(model):
    db.session.rollback()
    return list(db.session.scalars(sa.select(model)))


def upload(client, content):
    token = token_in(client.get(URL).text)
    file = FileStorage(io.BytesIO(content), filename="answers.dat")
    return send(client, {"csrf_token": token, "survey": "tell-us", "file": file})


def send(client, data):
    """Send a form with a file; encoded in memory, for the client leaves large ones open."""
    boundary, body = encode_multipart(data)
    return client.post(URL, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def chosen(page):
    """What the page's form would send: the choices that it shows."""
    data = {"csrf_token": token_in(page), "go": "bring-in"}
    for part in page.split("<select")[1:]:
        name = part.split('name="', 1)[1].split('"', 1)[0]
        options = part.split("</select>", 1)[0].split("<option ")[1:]
        picked = [each for each in options if " selected" in each.split(">", 1)[0]] or options
        data[name] = picked[0].split('value="', 1)[1].split('"', 1)[0]
    data["columns-of"] = page.split('name="columns-of" value="', 1)[1].split('"', 1)[0]
    return data


def bring_in(client, content, **changes):
    url = upload(client, content).location
    page = client.get(url).text
    return client.post(url, data=chosen(page) | changes)


@pytest.mark.parametrize(
    ("export", "stages", "consents"),
    [
        (MICROSOFT_FORMS, [["not-sure", "waiting"], []], [Consent.QUOTE, Consent.COUNT]),
        (LIMESURVEY, [["waiting"], ["not-sure"]], [Consent.COUNT] * 2),
        (CITIZEN_SPACE, [["waiting"], []], [Consent.COUNT] * 2),
    ],
    ids=["Microsoft Forms", "LimeSurvey", "Citizen Space"],
)
def test_what_it_exports_comes_in_as_it_is(reviewer, export, stages, consents):
    bring_in(reviewer, export)

    found = sorted(every(Submission), key=lambda each: each.comments[0].text, reverse=True)
    assert [each.comments[0].text[:9] for each in found] == ["We waited", "Nobody ri"]
    assert {each.channel for each in found} == {Channel.IMPORT}
    assert found[0].received_on == date(2026, 3, 27)
    assert [each.consent for each in found] == consents
    said = [
        sorted(answer.choices)
        for each in found
        for answer in each.answers
        if answer.question_code == "stage"
    ]
    assert said == [each for each in stages if each]


def test_another_sheet_can_be_chosen_and_its_columns_come_up(reviewer):
    sheets = {
        "First": [["What is going well?"], ["The bus"]],
        "Second": [["What is not going well?", "Notes"], ["The taxi", "none"]],
        "Empty": [["Nothing"]],
    }
    url = upload(reviewer, packed(sheets)).location
    data = chosen(reviewer.get(url).text)
    page = reviewer.post(url, data=data | {"sheet": "1"}).text
    assert every(Submission) == [], "what was looked at were the columns of another sheet"
    assert "What is not going well?" in page
    assert "The taxi" in page

    page = reviewer.post(url, data=chosen(page) | {"sheet": "2", "go": "look"}).text
    assert "There are no answers in this file" in page

    page = reviewer.post(url, data=chosen(page) | {"sheet": "1", "go": "look"}).text
    reviewer.post(url, data=chosen(page))
    assert [each.comments[0].text for each in every(Submission)] == ["The taxi"]


@pytest.mark.parametrize("sheet", ["-1", "99", "x", "1" * 400, ""])
def test_a_sheet_that_is_not_there_is_no_crash(reviewer, sheet):
    url = upload(reviewer, CITIZEN_SPACE).location
    data = chosen(reviewer.get(url).text) | {"sheet": sheet, "columns-of": sheet}

    assert reviewer.post(url, data=data).status_code in {200, 303}


def test_an_answer_that_is_neither_ticked_nor_not_is_reported(reviewer):
    header = "Where are things up to? [I am not sure]"
    url = upload(reviewer, packed({"Sheet1": [[header], ["perhaps"], ["✓"]]})).location
    page = reviewer.get(url).text

    assert "Rows to bring in: 1. Rows to leave out: 1." in page


def test_a_whole_question_and_one_answer_of_it_are_one_too_many(reviewer):
    rows = [["Where are things up to?", "Where are things up to? [I am not sure]"], ["", "yes"]]
    page = bring_in(reviewer, packed({"Sheet1": rows})).text

    assert "Two columns are the same question" in page


def test_words_of_a_file_are_shown_and_never_run(reviewer):
    script = "<script>alert(1)</script>"
    rows = [[script, "story"], [f'"><img src=x onerror={script}', "a"]]
    content = packed({script[:20]: rows, "Other": [["a"], ["b"]]})
    page = reviewer.get(upload(reviewer, content).location).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_file_of_several_megabytes_comes_in_and_only_from_staff(app, reviewer, client):
    """The limit for everybody is 256 KiB; a table may have 5 MB."""
    words = "story\n" + "Nobody rang. " * 2000 + "\n"
    content = (words + ("w" * 9000 + "\n") * 300).encode()
    assert len(content) > 2 * 1024 * 1024

    assert upload(reviewer, content).status_code == 303
    assert len(every(Upload)) == 1
    too_big = upload(reviewer, b"a\n" + b"w" * (6 * 1024 * 1024))
    assert too_big.status_code == 413

    stranger = send(client, {"file": FileStorage(io.BytesIO(content), filename="a.csv")})
    assert stranger.status_code == 413


@pytest.fixture
def command(app, library, tmp_path):
    """Run `flask responses import` on a file."""

    def run(content, *arguments):
        path = tmp_path / "answers.dat"
        path.write_bytes(content)
        return app.test_cli_runner().invoke(
            args=["responses", "import", str(path), "--survey", "tell-us", *arguments]
        )

    return run


def test_a_dry_run_says_what_would_come_in_and_brings_in_nothing(command):
    done = command(MICROSOFT_FORMS, "--dry-run")

    assert done.exit_code == 0, done.output
    assert "Column 7, “Where are things up to?”: stage" in done.output
    assert "Rows to bring in: 2. Rows to leave out: 0." in done.output
    assert "nothing was brought in" in done.output
    assert "We waited" not in done.output
    assert every(Submission) == []


def test_a_command_brings_in_a_file_whole_and_once(command):
    assert "Brought in: 2. Here already: 0." in command(MICROSOFT_FORMS).output
    assert "Brought in: 0. Here already: 2." in command(MICROSOFT_FORMS).output
    assert len(every(Submission)) == 2


def test_a_command_takes_another_column_and_refuses_nonsense(command):
    done = command(LIMESURVEY, "--column", "8=going-well", "--column", "5=", "--dry-run")
    assert "Column 8, “What is not going well?”: going-well" in done.output
    assert "Column 5, “Who are you?”: left out" in done.output

    assert "no question of this survey" in command(LIMESURVEY, "--column", "8=nonsense").output
    assert "There is no column 99" in command(LIMESURVEY, "--column", "99=role").output
    assert "Error: This file is not a table" in command(b"\0\0").output
    assert every(Submission) == []


def test_texts_are_screened_before_the_lock_is_taken(app, library):
    """Screening thousands takes seconds, in which families could not send."""
    screened = []

    def screen(text):
        screened.append(text)
        if "rings" in text:
            raise ValueError
        return ScreenState.CLEAR, "none", []

    _version, definition = surveys.latest_definition(surveys.get_survey("tell-us"))
    with services.open_table(MICROSOFT_FORMS) as table:
        mapping = services.guess_mapping(table, definition)
        rows = list(services.read_rows(table, mapping, definition))
    knows = services.screen_ahead(rows, definition, screen)
    assert sorted(screened) == ["Nobody rings", "We waited, and waited"]

    assert knows("We waited, and waited") == (ScreenState.CLEAR, "none", [])
    assert knows("Nobody rings")[0] is ScreenState.UNSCREENED, "a screen that fails hides nothing"
    assert len(screened) == 2
    assert services.screen_ahead(rows, definition, None) is None
