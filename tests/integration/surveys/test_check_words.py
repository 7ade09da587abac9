"""The easy-read checks of one text while it is typed."""

import html
import re

import pytest

from app.accounts.models import RoleName
from app.db import db
from app.errors import DomainError
from app.surveys import services
from app.tracker.services import send_for_sign_off
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in
from tests.integration.surveys.conftest import Maker
from tests.integration.tracker.makers import make_action, make_entry, make_published_entry

URL = "/staff/surveys/check-words"
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


def test_only_those_who_write_may_ask_and_with_the_token(school_run, parent):
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', parent.go("/staff/surveys/the-school-run").text
    )[1]
    answer = parent.client.post(URL, data={"csrf_token": token, "words": HARD})
    assert answer.status_code == 403
    assert school_run.client.post(URL, data={"words": HARD}).status_code in {400, 403}


def test_the_pages_where_easy_words_are_typed_ask_it(school_run):
    action = make_action()
    entry = make_published_entry(action)
    for page in (
        "/staff/surveys/make",
        "/staff/surveys/import",
        "/staff/surveys/the-school-run/about",
        "/staff/surveys/the-school-run/add",
        f"/staff/actions/{action.id}/entry",
        f"/staff/entries/{entry.id}/correct",
    ):
        text = html.unescape(school_run.go(page).text)
        assert f'data-check-words="{URL}"' in text, page
        assert "/static/builder." in text, page


def test_who_names_themes_may_ask_too(app):
    reviewer = Maker(*sign_in(app, RoleName.REVIEWER, name="Rae"))
    theme = make_theme()
    theme.easy_read_name = HARD
    db.session.commit()
    for page in ("/staff/themes/new", f"/staff/themes/{theme.id}/split"):
        assert f'data-check-words="{URL}"' in reviewer.go(page).text, page
    reviewer.post(URL, words=HARD)
    assert reviewer.page.json["findings"]

    # Without a script, the theme's page says it of what is saved.
    assert (
        "The easy-read checks say, of what is saved:"
        in reviewer.go(f"/staff/themes/{theme.id}").text
    )


def test_an_entry_says_it_of_what_is_saved_and_is_held_back(school_run):
    draft = make_entry(easy_read_we_did=HARD)
    page = school_run.go(f"/staff/entries/{draft.id}").text
    assert "What the easy-read checks say" in page
    assert "notwithstanding" in page
    assert "this back: change the words" in page
    with pytest.raises(DomainError):
        send_for_sign_off(draft, by=draft.author)

    published = make_published_entry()
    page = school_run.go(f"/staff/entries/{published.id}").text
    assert "What the easy-read checks say" not in page
