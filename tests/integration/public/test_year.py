"""The year for the Local Offer: comments without names, our response, what we intend to do."""

import csv
import io

import pytest

from app.db import db
from app.tracker import services
from app.tracker.models import ActionKind
from tests.integration.factories import make_theme
from tests.integration.tracker.makers import WORDS, make_action, make_published_entry
from tests.integration.tracker.test_publishing import SAID, make_quoted
from tests.person import Person


def table(client, year):
    answer = client.get(f"/local-offer/{year}/csv")
    assert answer.mimetype == "text/csv"
    assert f'filename="local-offer-comments-{year}.csv"' in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf"), "the mark that Excel looks for"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_a_year_has_the_comment_the_response_and_what_we_intend(client):
    entry, _comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    year = entry.published_on.year

    person = Person(client).open("/you-said-we-did").follow(f"All of {year} on one page")
    (row,) = table(client, year)

    assert person.heading == f"What families said in {year}, and our response"
    for words in (WORDS["you_said"], SAID, WORDS["we_did"], entry.action.what, WORDS["what_next"]):
        assert words in person.words
        assert words in " ".join(row.values())
    assert "Said by about 15 people" in person.words
    assert row["Who said it"].startswith("Said by about 15 people")
    assert row["Page"] == f"http://localhost:8000/you-said-we-did/{entry.slug}"


def test_a_no_says_why_and_what_instead_and_whose_it_is(client):
    cannot = make_published_entry(
        make_action(
            kind=ActionKind.CANNOT, why="The law forbids it.", instead="A page.", promised_on=None
        )
    )
    make_published_entry(
        make_action(kind=ActionKind.NOT_OURS, whose="The railway", promised_on=None)
    )
    year = cannot.published_on.year

    page = client.get(f"/local-offer/{year}").text
    intended = [row["What we intend to do"] for row in table(client, year)]

    assert "Why not, and what instead" in page
    assert intended == ["The law forbids it. A page.", "The railway"]


def test_only_what_was_published_in_the_year_and_still_stands(client):
    kept = make_published_entry(title="Kept")
    gone = make_published_entry(title="Gone")
    last = make_published_entry(title="Last year")
    last.published_on = last.published_on.replace(year=last.published_on.year - 1, day=1)
    services.withdraw_entry(gone, by=gone.author, reason="It was not true.")
    db.session.commit()
    year = kept.published_on.year

    page = client.get(f"/local-offer/{year}").text

    assert "Kept" in page
    assert "Gone" not in page
    assert "Last year" not in page
    assert f'href="/local-offer/{year - 1}"' in page
    assert "Last year" in client.get(f"/local-offer/{year - 1}").text


def test_this_year_tells_what_has_no_answer_and_a_past_year_does_not(client):
    make_theme("Nobody rings", people=12, days_ago=70)
    entry = make_published_entry()
    last = make_published_entry()
    last.published_on = last.published_on.replace(year=last.published_on.year - 1, day=1)
    db.session.commit()
    year = entry.published_on.year

    assert "Nobody rings" in client.get(f"/local-offer/{year}").text
    assert "Nobody rings" not in client.get(f"/local-offer/{year - 1}").text


@pytest.mark.parametrize("year", [0, 1999, 2100, 99999999999999999999])
@pytest.mark.parametrize("kind", ["", "/csv"])
def test_a_year_without_answers_is_not_found(client, year, kind):
    make_published_entry()

    assert client.get(f"/local-offer/{year}{kind}").status_code == 404


def test_no_cell_is_a_formula(client):
    entry = make_published_entry(
        you_said="=HYPERLINK(1)",
        we_did=" +1+1",
        what_next="",
        easy_read_what_next="",
        title="@SUM(A1)",
    )
    entry.action.what = "\u200b-2+3"
    db.session.commit()

    (row,) = table(client, entry.published_on.year)

    assert row["You said"] == "'=HYPERLINK(1)"
    assert row["Our response"] == "'+1+1" or row["Our response"] == "' +1+1"
    assert row["What we intend to do"] == "'\u200b-2+3"


def test_a_year_in_easy_read_and_in_other_languages(client):
    entry = make_published_entry()
    year = entry.published_on.year

    assert WORDS["easy_read_we_did"] in client.get(f"/local-offer/{year}?style=easy").text
    for language in ("pl", "ur"):
        page = client.get(f"/local-offer/{year}?lang={language}").text
        assert f'<bdi lang="en" dir="ltr">{WORDS["we_did"]}</bdi>' in page
