"""The easy-read checks of one text while it is typed."""

import html
import re

from app.db import db
from app.surveys import services

URL = "/staff/surveys/the-school-run/check-words"
HARD = "The implementation of the transportation arrangements was notwithstanding utilised."


def test_hard_words_are_found_and_nothing_is_kept(school_run):
    before = services.get_work("the-school-run").revision
    school_run.go("/staff/surveys/the-school-run/add").post(URL, words=HARD)

    expected = [each.message for each in services.lint(HARD)]
    found = school_run.page.json["findings"]
    assert expected
    assert len(found) == len(expected)
    assert all(a.startswith(b) for a, b in zip(found, expected, strict=True))
    db.session.rollback()
    assert services.get_work("the-school-run").revision == before


def test_easy_words_and_no_words_find_nothing(school_run):
    for words in ("How is the trip?", ""):
        school_run.go("/staff/surveys/the-school-run/add").post(URL, words=words)
        assert school_run.page.json == {"findings": []}


def test_too_many_words_are_not_read(school_run):
    school_run.go("/staff/surveys/the-school-run/add").post(URL, words="word " * 500)
    assert school_run.page.status_code == 422


def test_only_those_who_make_surveys_may_ask_and_with_the_token(school_run, parent):
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', parent.go("/staff/surveys/the-school-run").text
    )[1]
    answer = parent.client.post(URL, data={"csrf_token": token, "words": HARD})
    assert answer.status_code == 403
    assert school_run.client.post(URL, data={"words": HARD}).status_code in {400, 403}


def test_the_pages_of_a_question_ask_it(school_run):
    text = html.unescape(school_run.go("/staff/surveys/the-school-run/add").text)
    assert f'data-check-words="{URL}"' in text
    assert "/static/builder." in text
