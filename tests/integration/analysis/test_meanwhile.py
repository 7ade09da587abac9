"""A refused save says what changed meanwhile; and a mark that words are worth quoting."""

import pytest

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.services.sharing import public_tags
from app.db import db
from app.responses.models import Consent, WaitingComment
from app.tracker import services as tracker
from tests.conftest import token_in
from tests.integration.analysis.reviewing import TAGS, TEXT, open_page, press, seen_in
from tests.integration.factories import (
    make_comment,
    make_review,
    make_staff,
    make_tag,
    make_theme,
)
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_action
from tests.page_reader import text_of
from tests.person import Person


@pytest.fixture
def late(app, comment):
    """Somebody who opened the page before the others did anything: their client and the page."""
    client, _person = sign_in(app, RoleName.REVIEWER)
    return client, open_page(client, comment)


def refused(late, comment):
    """What the page says after a save that came too late."""
    client, page = late
    press(client, comment, "accept-all", page=page)
    person = Person(client).open(f"/staff/comments/{comment.id}")
    notices = [
        each for each in person.root.iter("div") if "sd-notice--error" in each.get("class", "")
    ]
    return " ".join(text_of(each) for each in notices)


def test_a_refused_step_names_who_changed_what(comment, reviewer, late):
    client, person = reviewer
    press(client, comment, "accept:timeliness")
    press(client, comment, "sign:open-honest:~")
    press(client, comment, "reject:respect")
    press(client, comment, "", path="masks", words="Mrs Jones", label="name")
    press(client, comment, "finish:coded")

    said = refused(late, comment)

    assert "Nothing of yours was saved" in said
    assert f"It was changed by {person.display_name or person.email}." in said
    assert "Timelines of assessment and diagnosis: Accepted." in said
    assert ": Accepted, ± mixed." in said
    assert "Other words are masked now." in said
    assert "It is finished: Read, with tags." in said
    assert "undone" not in said
    assert "ten months" not in said
    assert "Jones" not in said


def test_what_stayed_as_it_was_is_not_named(comment, reviewer, late):
    client, _person = reviewer
    press(client, comment, "reject:timeliness")

    said = refused(late, comment)

    assert said.count(": Rejected.") == 1
    assert "Accepted" not in said
    assert "masked" not in said
    assert "finished" not in said


def test_a_step_taken_back_and_a_new_reading_are_named(app, comment, reviewer):
    client, _person = reviewer
    press(client, comment, "reject:timeliness")
    other, _colleague = sign_in(app, RoleName.REVIEWER)
    page = open_page(other, comment)
    press(client, comment, "undo")
    db.session.add(WaitingComment(comment_id=comment.id))
    services.store_reading(comment.id, services.Found("v2", "concern", False, "en", "none", [], []))
    db.session.commit()

    said = refused((other, page), comment)

    assert "A step was undone." in said
    assert "The machine has read it again." in said


@pytest.mark.parametrize("said_before", [False, True])
def test_what_the_writer_said_meanwhile_is_not_settled_unread(app, comment, late, said_before):
    """Whoever finishes a comment settles its correction: they must have seen it."""
    make_tag(comment, "listen", "-", "nobody rang us", accepted_by=make_staff())
    shown = [tag.item.code for tag in public_tags(comment)]
    if said_before:
        services.correct(comment, wrong=[], meant="respect", words=None)
        db.session.commit()
        client, _page = late
        late = (client, open_page(client, comment))
    services.correct(comment, wrong=shown, meant=None, words=None)
    db.session.commit()

    said = refused(late, comment)

    assert "Whoever wrote it says: that is not what I meant." in said
    assert services.waiting_correction(comment) is not None


def test_a_form_that_came_too_late_says_it_beside_the_words_typed(comment, reviewer, late):
    client, person = reviewer
    press(client, comment, "accept:timeliness")
    other, page = late

    answer = press(
        other, comment, "", page=page, path="tags", code="listen", sign="-", evidence="nobody"
    )

    assert answer.status_code == 409
    assert f"It was changed by {person.display_name or person.email}." in answer.text
    assert "nobody</textarea>" in answer.text


@pytest.mark.parametrize(
    "seen",
    ["", "1", "1.2", "a.b.c", "²." * 4, "1.2.3.4", "9" * 30 + ".1.1.1.1", "1.2.3.4.5.6"],
)
def test_a_page_that_sends_anything_else_is_refused_all_the_same(comment, reviewer, seen):
    client, _person = reviewer
    press(client, comment, "accept:timeliness")
    page = open_page(client, comment)
    data = {"csrf_token": token_in(page), "seen": seen, "do": "accept-all"}

    assert client.post(f"/staff/comments/{comment.id}/steps", data=data).status_code == 303
    assert "Nothing of yours was saved" in open_page(client, comment)


def test_words_are_marked_as_worth_quoting_and_not_and_it_is_undone(comment, reviewer):
    client, _person = reviewer
    assert 'aria-pressed="false">Worth quoting' in open_page(client, comment)

    press(client, comment, "quote")
    assert 'aria-pressed="true">Worth quoting' in open_page(client, comment)
    press(client, comment, "quote")
    assert 'aria-pressed="false">Worth quoting' in open_page(client, comment)
    press(client, comment, "undo")
    assert 'aria-pressed="true">Worth quoting' in open_page(client, comment)
    press(client, comment, "undo")
    assert 'aria-pressed="false">Worth quoting' in open_page(client, comment)


def test_a_script_learns_whether_it_is_marked(comment, reviewer):
    client, _person = reviewer
    page = open_page(client, comment)
    data = {"csrf_token": token_in(page), "seen": seen_in(page), "do": "quote"}
    url = f"/staff/comments/{comment.id}/steps"

    assert client.post(url, data=data, headers={"Accept": "application/json"}).json[
        "is_worth_quoting"
    ]


@pytest.mark.parametrize("consent", [Consent.COUNT, Consent.ASK])
def test_nobody_marks_words_whose_writer_did_not_agree(app, reviewer, consent):
    client, _person = reviewer
    comment = make_comment(TEXT, tags=TAGS, consent=consent)
    assert "Worth quoting" not in open_page(client, comment)

    press(client, comment, "quote")

    assert "did not agree to be quoted" in open_page(client, comment)


def test_who_writes_an_entry_finds_them_first(app):
    reader = make_staff()
    newest, older, oldest = (
        make_comment(f"Words of day {days}.", days_ago=days, reviewed_by=reader)
        for days in (20, 30, 40)
    )
    first, second = make_theme(comments=[newest, older]), make_theme(comments=[oldest])
    for comment in (older, oldest):
        services.toggle_worth_quoting(comment, by=reader)
    action = make_action(theme_ids=[first.id, second.id])
    db.session.commit()

    assert services.quotable_comments(first) == [older, newest]
    assert tracker.voices_of(action) == [older, oldest, newest]
    client, _person = sign_in(app, RoleName.PUBLISHER)
    page = client.get(f"/staff/actions/{action.id}/entry").text
    assert page.count("Worth quoting") == 2


def test_a_mark_lets_nothing_through(app):
    reader = make_staff()
    comment = make_comment(days_ago=3)
    theme = make_theme(comments=[comment])
    services.toggle_worth_quoting(comment, by=reader)
    make_review(comment, reader)

    assert services.quotable_comments(theme) == []
