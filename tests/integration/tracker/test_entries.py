"""Writing an entry: a frozen count, consented and redacted words, and no handful counted out."""

import pytest

from app.accounts.models import RoleName
from app.analysis.models import Status
from app.db import db
from app.responses.models import Consent, ScreenState, WhoseWords
from app.tracker import services
from app.tracker.models import EntryStatus
from app.tracker.services import EntryError, QuoteError
from tests.conftest import token_in
from tests.integration.factories import (
    make_comment,
    make_redaction,
    make_staff,
    make_submission,
    make_theme,
)
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import WORDS, make_action, make_entry, make_person

SAID = "We rang Mrs Brown nine times and nobody rang back."


def quotable(text=SAID, **changes):
    changes = {"days_ago": 20, "reviewed_by": make_staff(commit=False)} | changes
    return make_comment(text, commit=False, **changes)


def test_how_many_people_said_it_is_counted_once_each_and_then_frozen(app):
    chatty = make_submission(days_ago=40)
    comments = [make_comment(submission=chatty) for _ in range(3)]
    theme = make_theme(comments=comments, people=11, days_ago=30)
    other = make_theme(comments=comments[:1], people=2, days_ago=5)
    action = make_action(theme)
    action.themes.append(other)
    db.session.commit()

    entry = make_entry(action)
    assert entry.people == 14
    assert (entry.said_until - entry.said_from).days == 35

    chatty.withdrawn_on = entry.said_until
    db.session.commit()
    assert services.voices_heard(action)[0] == 13
    assert entry.people == 14


def test_nothing_can_be_written_about_themes_that_nobody_is_in(app):
    action = make_action(make_theme())

    with pytest.raises(EntryError, match="Nobody's words"):
        services.add_entry(action, by=make_person(), quotes={}, **WORDS)


def test_a_publisher_writes_an_entry_with_a_quote_whose_names_are_gone(app):
    comment = quotable()
    make_redaction(comment, "Mrs Brown", status=Status.ACCEPTED, by=make_staff(), commit=False)
    theme = make_theme(comments=[comment], people=12, role="parent")
    action = make_action(theme)
    client, _user = sign_in(app, RoleName.PUBLISHER)

    page = client.get(f"/staff/actions/{action.id}/entry").text
    assert "We rang [name] nine times" in page
    assert "Mrs Brown" not in page
    assert "about 15 people" in page

    answer = client.post(
        f"/staff/actions/{action.id}/entry",
        data={
            "csrf_token": token_in(page),
            **{name: words for name, words in WORDS.items() if name != "pictures"},
            "picture_said": "speech",
            "quote": comment.id,
            f"words-{comment.id}": "We rang [name] nine times",
        },
    )

    page = client.get(answer.location).text
    assert "We rang [name] nine times" in page
    assert "A parent" in page
    entry = services.list_entries()[0]
    assert entry.status == EntryStatus.DRAFT
    assert entry.pictures[0] == "speech"


def test_words_that_the_person_did_not_write_are_refused_and_everything_typed_is_kept(app):
    comment = quotable()
    action = make_action(make_theme(comments=[comment]))
    client, _user = sign_in(app, RoleName.PUBLISHER)
    page = client.get(f"/staff/actions/{action.id}/entry").text

    page = client.post(
        f"/staff/actions/{action.id}/entry",
        data={
            "csrf_token": token_in(page),
            **{name: words for name, words in WORDS.items() if name != "pictures"},
            "quote": comment.id,
            f"words-{comment.id}": "The council is wonderful.",
        },
    ).text

    assert "own words" in page
    assert "The council is wonderful." in page
    assert WORDS["we_did"] in page
    assert services.list_entries() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"consent": Consent.COUNT},
        {"consent": Consent.ASK},
        {"days_ago": 13},
        {"state": ScreenState.FLAGGED},
        {"state": ScreenState.UNSCREENED},
        {"withdrawn": True},
        {"reviewed_by": None},
    ],
)
def test_words_that_may_not_be_quoted_are_neither_offered_nor_taken(app, changes):
    comment = quotable(**changes)
    action = make_action(make_theme(comments=[comment], people=1))

    assert services.voices_of(action) == [] or comment not in services.voices_of(action)
    with pytest.raises(QuoteError):
        services.add_entry(action, by=make_person(), quotes={comment.id: SAID}, **WORDS)


def test_three_quotes_at_most(app):
    comments = [quotable() for _ in range(4)]
    action = make_action(make_theme(comments=comments))

    with pytest.raises(QuoteError, match="three"):
        services.add_entry(
            action, by=make_person(), quotes={each.id: SAID for each in comments}, **WORDS
        )


@pytest.mark.parametrize(
    "words",
    [
        {"you_said": "Three parents told us that they wait."},
        {"title": "What 4 families asked for"},
        {"easy_read_you_said": "Two young people said: no."},
        {"we_did": "We rang the four families who asked."},
        {"what_next": "We ask 3 parents again."},
        {"easy_read_we_did": "We rang four families."},
        {"easy_read_what_next": "We ask 3 parents."},
    ],
)
def test_a_handful_of_people_is_never_counted_out_in_words(app, words):
    action = make_action()

    with pytest.raises(EntryError, match="fewer than 10"):
        services.add_entry(action, by=make_person(), quotes={}, **(WORDS | words))


def test_numbers_that_count_no_people_may_stand(app):
    entry = make_entry(you_said="We wait 3 weeks, and 41 people rang twice.")

    assert entry.id


def test_a_role_is_named_only_when_ten_people_have_it(app):
    few = quotable(role="foster-carer")
    many = quotable(role="parent")
    make_theme(people=10, role="parent")
    child = quotable(role="young-person", whose_words=WhoseWords.FOR_SOMEONE)
    make_theme(people=10, role="young-person")

    assert services.whose_words(few) == "Someone who told us"
    assert services.whose_words(many) == "A parent"
    assert services.whose_words(child) == "Someone speaking for a young person"
    assert services.whose_words(quotable(role="")) == "Someone who told us"
    assert services.whose_words(quotable(role="parent", is_childs=True)) == "A young person"


def test_two_entries_with_one_title_have_two_addresses_and_a_blank_one_has_one(app):
    action = make_action()

    assert make_entry(action).slug == "news-of-our-plan"
    assert make_entry(action).slug == "news-of-our-plan-2"
    assert make_entry(action, title="خبر").slug == "entry"


def test_editing_a_signed_off_entry_makes_it_a_draft_again(app):
    entry = make_entry()
    services.send_for_sign_off(entry, by=entry.author)
    services.sign_off(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    assert entry.status == EntryStatus.SIGNED_OFF

    services.edit_entry(entry, by=entry.author, quotes={}, **(WORDS | {"we_did": "Other words."}))

    assert entry.status == EntryStatus.DRAFT
    assert entry.signed_off_by is None
    assert entry.sign_offs, "the earlier answer stays on record"
