"""Save and come back (F6): a code opens an unfinished form on any device, for two weeks."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import begin_write, db, utc_now
from app.responses.jobs import remove_old_drafts
from app.responses.models import Draft, Submission
from tests.conftest import token_in
from tests.integration.responses.conftest import Taker

WORDS = "The taxi came late again."


def come_back(client, code):
    token = token_in(client.get("/come-back").text)
    return client.post("/come-back", data={"csrf_token": token, "code": code})


def save(taker):
    """Press “Save and come back later” and then the button that gives a code."""
    taker.press("save", story=WORDS)
    taker.page = taker.client.post(taker.url, data=taker.hidden())
    return taker.code


@pytest.fixture
def saved(small):
    small.begin().skip_to("story")
    return save(small)


@pytest.fixture
def other_device(app):
    return Taker(app.test_client(), "small")


def age_drafts(**ago):
    db.session.execute(sa.update(Draft).values(touched_at=utc_now() - timedelta(**ago)))
    db.session.commit()


def test_the_code_opens_the_answers_on_another_device(saved, other_device):
    answer = come_back(other_device.client, saved)

    assert answer.location == "/surveys/small"
    other_device.go(answer.location).press("carry-on")
    assert other_device.at == "story"
    assert WORDS in other_device.text


def test_two_devices_hold_one_form_and_it_is_sent_once(small, saved, other_device):
    come_back(other_device.client, saved)
    other_device.go("/surveys/small/colour").press(colour="red")
    small.go("/surveys/small/pets").press(pets="cat")

    other_device.go("/surveys/small/check-your-answers").send()
    small.go("/surveys/small/check-your-answers")

    assert small.page.location == "/surveys/small"
    submission = db.session.scalars(sa.select(Submission)).one()
    given = {each.question_code: each.choices for each in submission.answers}
    assert given == {"colour": ["red"], "pets": ["cat"]}
    assert [each.text for each in submission.comments] == [WORDS]


@pytest.mark.parametrize("type_it", [str.lower, lambda code: code.replace(" ", "-"), str.strip])
def test_a_code_may_be_typed_in_any_way(saved, other_device, type_it):
    assert come_back(other_device.client, type_it(saved)).status_code == 303


def test_the_language_comes_along(small, other_device):
    small.begin().press("lang:ur").skip_to("story")

    come_back(other_device.client, save(small))

    assert 'lang="ur" dir="rtl"' in other_device.go("/surveys/small").text


def test_the_code_is_stored_nowhere_and_is_in_no_address(saved, small):
    row = db.session.execute(sa.select(Draft.__table__)).one()

    assert saved not in repr(row)
    assert saved.replace(" ", "") not in repr(row)
    assert saved not in small.url


def test_a_saved_form_lasts_two_weeks_and_an_unsaved_one_a_day(small, saved, other_device):
    other_device.begin()
    age_drafts(days=13)
    assert remove_old_drafts() == 1
    assert come_back(other_device.client, saved).status_code == 303

    age_drafts(days=15)
    assert "We cannot find answers" in come_back(other_device.client, saved).text
    assert remove_old_drafts() == 1


def test_going_on_keeps_it_longer(small, saved):
    age_drafts(days=13)
    small.go("/surveys/small/colour").press(colour="blue")

    assert db.session.scalars(sa.select(Draft.touched_at)).one() > utc_now() - timedelta(days=1)


def test_the_page_says_until_when(small, saved):
    until = (utc_now() + timedelta(days=14)).date()

    assert f"{until.day} {until:%B %Y}" in small.text
    assert f"saved until {until.day} {until:%B %Y}" in small.go("/surveys/small").text


def test_a_new_code_replaces_the_old_one(small, saved, other_device):
    small.go("/surveys/small/save?back=pets")
    assert "The code that you have still works" in small.text
    small.page = small.client.post(small.url, data=small.hidden())

    assert small.code != saved
    assert come_back(other_device.client, saved).status_code == 200
    assert come_back(other_device.client, small.code).status_code == 303


def test_stopping_deletes_a_saved_form_too(small, saved, other_device):
    small.go("/surveys/small/leave")
    small.client.post("/surveys/small/leave", data=small.hidden())

    assert come_back(other_device.client, saved).status_code == 200
    assert db.session.scalars(sa.select(Draft)).all() == []


@pytest.mark.parametrize("code", ["", "0000 0000 0000 0000", "nonsense", "é" * 500, "\0"])
def test_a_wrong_code_reveals_nothing_and_is_handed_back(client, saved, code):
    page = come_back(client, code)

    assert page.status_code == 200
    assert WORDS not in page.text


def test_wrong_codes_are_counted(app, saved):
    guesser = app.test_client()
    for _ in range(10):
        come_back(guesser, "0000 0000 0000 0000")

    token = token_in(guesser.get("/come-back").text)
    refused = guesser.post("/come-back", data={"csrf_token": token, "code": saved})
    assert refused.status_code == 429


def test_without_an_unfinished_form_there_is_nothing_to_save(small):
    assert small.client.get("/surveys/small/save").location == "/surveys/small"


def test_two_tabs_lose_nothing_of_each_other(small, monkeypatch):
    """The second tab read the form before the first one wrote: it has to read it again."""
    small.begin()
    seen = {"colour": "red"}

    def another_tab_is_quicker():
        if seen:
            db.session.execute(
                sa.update(Draft).values(answers=dict(seen), touched_at=utc_now()),
            )
            db.session.commit()
            seen.clear()
        begin_write()

    small.go("/surveys/small/pets")
    monkeypatch.setattr("app.responses.views.begin_write", another_tab_is_quicker)
    small.press(pets="cat")

    assert db.session.scalars(sa.select(Draft)).one().answers == {"colour": "red", "pets": ["cat"]}


def switch(taker, go):
    """Press a button that shows the open page in another language or style."""
    taker.page = taker.client.post(taker.url, data=taker.hidden() | {"go": go})
    if taker.page.status_code == 303:
        taker.go(taker.page.location)
    return taker


@pytest.mark.parametrize("page", ["save", "leave"])
def test_language_and_style_can_be_changed_before_saving_and_before_stopping(small, page):
    small.begin().skip_to("story").press(page, story=WORDS)
    assert 'value="lang:ur"' in small.text

    switch(small, "lang:ur")
    assert small.at == page
    assert 'lang="ur" dir="rtl"' in small.text
    switch(small, "style:easy")
    assert "style-easy" in small.text
    assert 'lang="ur"' in small.text
    [draft] = db.session.scalars(sa.select(Draft))
    assert (draft.answers["story"], draft.style, draft.locale) == (WORDS, "easy", "ur")
    assert "/surveys/small/story" in small.page.text, "the way back is the same"


def test_the_code_stays_when_the_page_that_shows_it_is_read_in_another_language(
    small, saved, other_device
):
    switch(small, "lang:pl")
    assert 'lang="pl"' in small.text
    assert small.code == saved
    switch(small, "style:easy")
    assert "style-easy" in small.text
    assert small.code == saved
    assert come_back(other_device.client, saved).status_code == 303


def test_a_code_that_is_not_this_form_s_is_not_shown(small, saved):
    forged = small.hidden() | {"go": "lang:pl", "code": "0000 0000 0000 0000"}
    small.page = small.client.post(small.url, data=forged)

    assert small.page.status_code == 303
    assert "0000" not in small.go(small.page.location).text


def test_that_all_is_deleted_can_be_read_in_another_language(small):
    small.begin().skip_to("story").go("/surveys/small/leave")
    small.page = small.client.post(small.url, data=small.hidden())
    assert db.session.scalars(sa.select(Draft)).all() == []

    switch(small, "lang:ur")
    assert 'lang="ur" dir="rtl"' in small.text
    switch(small, "style:easy")
    assert "style-easy" in small.text
    assert db.session.scalars(sa.select(Draft)).all() == []


def test_it_is_asked_in_easy_read_too_and_the_links_of_easy_read_lead_there(small, client):
    assert 'href="/come-back?style=easy"' in client.get("/surveys/small?style=easy").text
    text = client.get("/come-back?style=easy").text
    assert "style-easy" in text
    assert "Then you have a code." in text
    assert 'href="/come-back"' in text, "the way to standard words"
    assert 'href="/come-back?style=easy"' in client.get("/come-back").text


@pytest.fixture
def torn(saved, other_device):
    """Somebody with a code who has begun the same survey anew on another device."""
    other_device.begin().press(colour="red").skip_to("story").press(story="Something new")
    return other_device


def test_a_code_does_not_silently_replace_what_was_begun_on_this_device(torn, saved):
    answer = come_back(torn.client, saved)

    assert answer.status_code == 200
    assert "There are other answers on this device." in answer.text
    assert 'href="/surveys/small"' in answer.text
    assert "Something new" in torn.go("/surveys/small/story").text


def test_whoever_says_so_goes_on_with_the_code_and_the_others_are_deleted(torn, saved):
    token = token_in(torn.client.get("/come-back").text)
    sent = {"csrf_token": token, "code": saved, "go": "replace"}
    assert torn.client.post("/come-back", data=sent).location == "/surveys/small"

    assert WORDS in torn.go("/surveys/small/story").text
    assert len(list(db.session.scalars(sa.select(Draft)))) == 1


def test_answers_that_have_a_code_of_their_own_are_in_nobodys_way(torn, saved):
    torn.go("/surveys/small/story")
    save(torn)
    assert come_back(torn.client, saved).location == "/surveys/small"
    assert len(list(db.session.scalars(sa.select(Draft)))) == 2
