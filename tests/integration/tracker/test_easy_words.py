"""Easy-read words that are not clear hold an entry back, until somebody says why they stand."""

import pytest

from app.accounts.models import RoleName
from app.db import db, today
from app.tracker import services
from app.tracker.models import CHECKS, EntryStatus
from app.tracker.services import EntryError
from tests.conftest import token_in
from tests.integration.sign_in import browser_of, sign_in
from tests.integration.tracker.makers import (
    WORDS,
    make_entry,
    make_person,
    make_published_entry,
)

UNCLEAR = "We made a statutory assessment."
REASON = "The young people chose this word."


def make_unclear(**changes):
    return make_entry(easy_read_we_did=UNCLEAR, **changes)


def send(entry):
    services.send_for_sign_off(entry, by=entry.author)


def rules(entry):
    return {each.rule for each in services.findings_of(entry) if each.is_open}


def test_an_entry_whose_easy_words_are_not_clear_is_not_sent(app):
    entry = make_unclear()

    with pytest.raises(EntryError, match="not clear yet"):
        send(entry)

    assert entry.status == EntryStatus.DRAFT
    assert "hard word" in rules(entry)


def test_a_matter_of_style_holds_nothing_back(app):
    entry = make_entry(easy_read_we_did="We don't wait.")

    assert [each.rule for each in services.findings_of(entry)] == ["contraction"]
    send(entry)

    assert entry.status == EntryStatus.WAITING


def test_a_person_lets_a_finding_stand_and_those_who_sign_read_why(app):
    client, writer = sign_in(app, RoleName.PUBLISHER, name="Wren Writer")
    entry = make_entry(by=writer, easy_read_we_did="We made a statutory.")
    assert rules(entry) == {"hard word"}
    address = f"/staff/entries/{entry.id}"
    page = client.get(address).text
    token = token_in(page)

    page = client.post(f"{address}/send", data={"csrf_token": token}, follow_redirects=True).text
    assert "Some easy-read words are not clear yet." in page

    data = {"csrf_token": token, "key": "easy_read_we_did", "rule": "hard word"}
    page = client.post(f"{address}/let-stand", data=data | {"reason": "No."}).text
    assert "Say in a few words why this may stand." in page
    assert 'value="No."' in page

    page = client.post(
        f"{address}/let-stand", data=data | {"reason": REASON}, follow_redirects=True
    ).text
    assert "It may stand." in page
    client.post(f"{address}/send", data={"csrf_token": token})

    parent, _person = sign_in(app, RoleName.PARENT_REP)
    page = parent.get(address).text
    assert "Wren Writer let it stand" in page
    assert REASON in page
    assert "Send my answer" in page
    assert "Let it stand</button>" not in page


def test_all_of_them_can_be_let_stand_for_one_reason(app):
    entry = make_unclear(easy_read_you_said="We asked for our EHCP, and nobody was told.")
    assert len(rules(entry)) > 1

    services.let_stand(entry, key="", rule="", reason=REASON, by=entry.author)
    send(entry)

    assert {each["reason"] for each in entry.overrides} == {REASON}
    assert {each["on"] for each in entry.overrides} == {today().isoformat()}
    assert {each["by"] for each in entry.overrides} == {entry.author.display_name}


def test_new_words_need_a_new_reason(app):
    entry = make_unclear()
    services.let_stand(entry, key="", rule="", reason=REASON, by=entry.author)
    words = WORDS | {"easy_read_we_did": "We made another statutory plan."}
    services.edit_entry(entry, by=entry.author, quotes={}, **words)

    with pytest.raises(EntryError, match="not clear yet"):
        send(entry)


def test_whoever_let_something_stand_does_not_sign_it_off(app):
    both = make_person(RoleName.PUBLISHER, RoleName.PARENT_REP)
    entry = make_unclear()
    services.let_stand(entry, key="", rule="", reason=REASON, by=both)
    send(entry)
    db.session.commit()

    with pytest.raises(EntryError, match="You wrote this entry"):
        services.sign_off(entry, by=both, is_approval=True)


def test_only_a_draft_lets_something_stand(app):
    entry = make_unclear()
    services.let_stand(entry, key="", rule="", reason=REASON, by=entry.author)
    send(entry)

    with pytest.raises(EntryError, match="Only in a draft"):
        services.let_stand(entry, key="", rule="", reason=REASON, by=entry.author)


def test_a_representative_cannot_let_anything_stand(app):
    entry = make_unclear()
    client = browser_of(app, make_person(RoleName.PARENT_REP))
    token = token_in(client.get(f"/staff/entries/{entry.id}").text)

    answer = client.post(
        f"/staff/entries/{entry.id}/let-stand", data={"csrf_token": token, "reason": REASON}
    )

    assert answer.status_code == 403
    assert services.get_entry(entry.id).overrides == []


def test_a_correction_with_unclear_words_needs_a_reason_that_those_who_sign_read(app):
    client, _writer = sign_in(app, RoleName.PUBLISHER, name="Wren Writer")
    entry = make_published_entry()
    address = f"/staff/entries/{entry.id}"
    page = client.get(f"{address}/correct").text
    data = {"csrf_token": token_in(page), "reason": "We wrote three weeks."}
    data |= {name: words for name, words in WORDS.items() if name != "pictures"}
    data |= {"easy_read_we_did": UNCLEAR, "checked": [*CHECKS]}

    page = client.post(f"{address}/correct", data=data).text
    assert "Some easy-read words are not clear yet." in page
    assert UNCLEAR in page

    client.post(f"{address}/correct", data=data | {"easy_reason": REASON})
    page = browser_of(app, make_person(RoleName.PARENT_REP)).get(address).text
    assert "Wren Writer let it stand" in page
    assert REASON in page


def test_a_correction_of_plain_words_is_not_held_back_by_old_easy_words(app):
    entry = make_unclear()
    services.let_stand(entry, key="", rule="", reason=REASON, by=entry.author)
    send(entry)
    services.sign_off(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    services.publish_entry(entry, by=entry.author)
    entry.overrides = []

    words = services.words_of(entry) | {"we_did": "It is four weeks."}
    services.correct_entry(entry, by=entry.author, reason="A slip.", checks=CHECKS, **words)

    assert entry.open_correction is not None


@pytest.mark.parametrize("name", ["what_next", "easy_read_what_next"])
def test_what_happens_next_is_said_in_both_styles_or_in_neither(app, name):
    entry = make_entry(what_next="", easy_read_what_next="")
    send(entry)

    with pytest.raises(EntryError, match="in neither") as refused:
        make_entry(entry.action, title="Another", **{name: ""})
    assert refused.value.field == name


def test_easy_read_says_what_happens_next(app, client):
    entry = make_published_entry()

    easy = client.get(f"/you-said-we-did/{entry.slug}?style=easy").text
    frame = client.get(f"/embed/you-said-we-did/{entry.slug}?style=easy").text
    item = client.get(f"/api/v1/entries/{entry.slug}").json

    assert WORDS["easy_read_what_next"] in easy
    assert WORDS["what_next"] not in easy
    assert WORDS["easy_read_what_next"] in frame
    assert item["easy_read_what_next"] == WORDS["easy_read_what_next"]


def test_a_correction_from_before_there_was_such_a_text_leaves_it_alone(app):
    entry = make_published_entry()
    words = services.words_of(entry) | {"we_did": "It is four weeks."}
    correction = services.correct_entry(
        entry, by=entry.author, reason="A slip.", checks=CHECKS, **words
    )
    correction.words = {
        name: text for name, text in correction.words.items() if name != "easy_read_what_next"
    }

    services.sign_correction(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)

    assert entry.we_did == "It is four weeks."
    assert entry.easy_read_what_next == WORDS["easy_read_what_next"]
