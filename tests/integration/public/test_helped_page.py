"""Is it better now? Asked of anybody on the public page; saying more; and what opens it again."""

import json

import pytest
import sqlalchemy as sa

from app.db import db
from app.limits import Attempt
from app.responses.models import Comment, ScreenState, WaitingComment
from app.tracker import services
from app.tracker.models import ActionKind, HelpCount, Helped, HelpGiven
from app.tracker.services import ActionError
from tests.conftest import token_in
from tests.integration.public.test_did_it_help import (
    CODE,
    cast,
    holder,
    make_done,
    open_receipt,
    voices_of,
)

MORE = "The letter came, and it was the wrong one."


def address_of(action):
    return f"/you-said-we-did/{action.entries[0].slug}"


def say(client, action, answer="worse"):
    where = f"{address_of(action)}/is-it-better"
    token = token_in(client.get(where).text)
    return client.post(where, data={"csrf_token": token, "answer": answer})


def new_browser(app, address="198.51.100.1"):
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def vote_from_pages(action, *answers):
    for number, answer in enumerate(answers):
        services.vote_from_page(action, browser=f"browser {number}", answer=answer)
    db.session.commit()


def test_anybody_votes_from_the_public_page_with_one_tap(app, client):
    action = make_done()
    page = client.get(address_of(action)).text
    assert f"{address_of(action)}/is-it-better" in page

    assert "Your answer counts." in say(client, action).text

    votes = services.count_votes(action)
    assert (votes.receipts, votes.page) == ({}, {Helped.WORSE: 1})


def test_a_browser_votes_once_and_another_may_too(app):
    action = make_done()
    one, other = new_browser(app), new_browser(app)
    say(one, action)

    again = one.get(f"{address_of(action)}/is-it-better").text
    assert "You have told us already." in again
    assert 'name="answer"' not in again
    say(other, action, "better")

    assert services.count_votes(action).page == {Helped.WORSE: 1, Helped.BETTER: 1}


def test_a_second_tap_that_was_under_way_counts_nothing(app, client):
    action = make_done()
    where = f"{address_of(action)}/is-it-better"
    token = token_in(client.get(where).text)
    client.post(where, data={"csrf_token": token, "answer": "worse"})

    page = client.post(where, data={"csrf_token": token, "answer": "better"}).text

    assert "You have told us already." in page
    assert services.count_votes(action).page == {Helped.WORSE: 1}


def test_what_is_kept_knows_neither_browser_nor_address(app, client):
    action = make_done()
    say(client, action)

    (given,) = db.session.scalars(sa.select(HelpGiven.key_hash))
    with client.session_transaction() as cookie:
        secret = cookie["helped"]
    assert secret not in given
    keys = db.session.scalars(sa.select(Attempt.key)).all()
    assert [key for key in keys if "127.0.0.1" in key or "worse" in key] == []


def test_looking_sets_no_secret_and_votes_for_nothing(app, client):
    action = make_done()
    client.get(address_of(action))
    client.get(f"{address_of(action)}/is-it-better")

    with client.session_transaction() as cookie:
        assert "helped" not in cookie
    assert db.session.scalars(sa.select(HelpCount)).all() == []


def test_the_page_of_the_entry_is_still_answered_with_304(app, client):
    where = address_of(make_done())
    first = client.get(where)

    assert "Set-Cookie" not in first.headers
    assert client.get(where, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_one_address_counts_five_times_a_day_and_can_open_nothing_alone(app):
    action = make_done()
    for _ in range(5):
        say(new_browser(app), action)

    refused = say(new_browser(app), action)

    assert refused.status_code == 429
    assert "from the same place today" in refused.text
    assert "receipt code" in refused.text
    assert "Your answer counts." in say(new_browser(app, "203.0.113.9"), action).text
    assert services.count_votes(action).page.total() == 6
    assert action.kind == ActionKind.DONE


def test_who_voted_already_uses_up_no_vote_of_their_address(app):
    action = make_done()
    one = new_browser(app)
    where = f"{address_of(action)}/is-it-better"
    token = token_in(one.get(where).text)
    for _ in range(5):
        one.post(where, data={"csrf_token": token, "answer": "same"})

    assert "Your answer counts." in say(new_browser(app), action).text


@pytest.mark.parametrize("facts", [{"days": 27}, {"published": False}])
def test_nobody_is_asked_too_early_nor_about_what_is_not_published(app, client, facts):
    action = make_done(**facts)

    with pytest.raises(ActionError):
        services.vote_from_page(action, browser="b", answer=Helped.WORSE)
    if action.entries:
        where = address_of(action)
        assert client.get(f"{where}/is-it-better").location == where
        assert "/is-it-better" not in client.get(where).text


def test_what_was_withdrawn_is_not_asked_about(app, client):
    action = make_done()
    entry = action.entries[0]
    where = address_of(action)
    token = token_in(client.get(f"{where}/is-it-better").text)
    services.withdraw_entry(entry, reason="It was wrong.", by=entry.author)
    db.session.commit()

    sent = client.post(f"{where}/is-it-better", data={"csrf_token": token, "answer": "worse"})

    assert sent.location == where
    assert services.count_votes(action).page == {}


def test_without_its_token_nothing_counts_and_the_question_comes_back(app, client):
    action = make_done()

    page = client.post(f"{address_of(action)}/is-it-better", data={"answer": "worse"})

    assert "Please press the button again." in page.text
    assert services.count_votes(action).page == {}


@pytest.mark.parametrize("answer", ["", "best", "better'--"])
def test_an_answer_that_is_none_is_refused(app, client, answer):
    assert say(client, make_done(), answer).status_code == 400


@pytest.mark.parametrize("style", ["?style=easy", "?lang=ur", "?style=easy&lang=ur"])
def test_the_question_stands_in_every_style_and_language(app, client, style):
    page = client.get(f"{address_of(make_done())}/is-it-better{style}").text

    assert page.count('name="answer"') == 4


def test_both_kinds_of_votes_are_shown_each_with_its_base(app, client):
    action = make_done(voices=14)
    cast(action, [Helped.BETTER] * 14)
    vote_from_pages(action, *[Helped.BETTER] * 9)
    page = client.get(address_of(action)).text
    assert "Answered: about 15 people." in page
    assert "Fewer than 10 people have answered yet." in page

    services.vote_from_page(action, browser="one more", answer=Helped.WORSE)
    db.session.commit()

    page = client.get(address_of(action)).text
    assert "Answered: about 10 people." in page
    assert "Fewer than 10 people have answered yet." not in page


def test_votes_from_the_page_join_those_of_receipts_and_open_it_again(app, client):
    action = make_done()
    cast(action, [Helped.WORSE] * 5)
    vote_from_pages(action, *[Helped.SAME] * 5)

    assert action.kind == ActionKind.IN_PROGRESS


def test_votes_from_the_page_never_outvote_those_who_told_us(app, client):
    action = make_done()
    vote_from_pages(action, *[Helped.BETTER] * 40)

    cast(action, [Helped.WORSE] * 10)

    assert action.kind == ActionKind.IN_PROGRESS
    page = client.get(address_of(action)).text
    assert "About 10 of about 10 people who know said that it is not better." in page
    assert "Answered: about 40 people." in page


def test_after_it_is_opened_again_votes_and_base_stay_in_public(app, client):
    action = make_done(voices=20)
    cast(action, [Helped.BETTER] * 4 + [Helped.DO_NOT_KNOW] * 3 + [Helped.SAME] * 6)
    assert action.kind == ActionKind.IN_PROGRESS

    for style in ("", "?style=easy"):
        page = client.get(address_of(action) + style).text
        assert "Most of about 10 people who know said that it is not better." in page
        assert "So we opened this again on" in page
        assert "Answered: about 15 people." in page, "those who do not know answered too"
        assert ">6<" not in page
        assert "Say whether it is better" not in page


def test_it_stays_in_public_when_we_then_say_that_we_cannot(app, client):
    action = make_done()
    cast(action, [Helped.WORSE] * 10)
    action.kind, action.why = ActionKind.CANNOT, "There is no money."
    db.session.commit()

    page = client.get(address_of(action)).text

    assert "About 10 of about 10 people who know said that it is not better." in page


def test_programs_and_feeds_are_told_that_it_was_opened_again(app, client):
    action = make_done()
    slug = action.entries[0].slug
    before = client.get(f"/api/v1/entries/{slug}").json
    assert before["promise"]["reopened_on"] is None
    assert "opened this again" not in client.get("/you-said-we-did/feed.json").text

    cast(action, [Helped.WORSE] * 10)

    told = client.get(f"/api/v1/entries/{slug}").json
    assert told["promise"]["reopened_on"] == action.reopened_on.isoformat()
    assert client.get("/api/v1/entries").json["items"][0]["promise"] == told["promise"]
    sentence = "people who know said that it is not better. So we opened this again on"
    assert sentence in client.get("/you-said-we-did/feed.atom").text
    (item,) = json.loads(client.get("/you-said-we-did/feed.json").text)["items"]
    assert sentence in item["content_text"]


def test_the_receipt_tells_that_it_was_opened_again(app, client):
    action = make_done()
    holder(action)

    cast(action, [Helped.WORSE] * 10)

    assert "So we opened this again on" in open_receipt(client)[1]


def say_more(client, action, words, token=None):
    token = token or token_in(client.get("/receipt").text)
    data = {"csrf_token": token, "code": CODE, "about": action.id, f"a{action.id}-more": words}
    return client.post("/receipt/add", data=data)


def test_what_is_said_besides_a_vote_is_a_comment_that_starts_the_whole_journey(app, client):
    action = make_done()
    submission = holder(action)
    token, page = open_receipt(client)
    assert "Do you want to say more about this?" in page
    vote = {"csrf_token": token, "code": CODE, "action": action.id, "answer": "worse"}
    voted = client.post("/receipt/did-it-help", data=vote).text
    assert '<details class="govuk-details" open>' in voted

    page = say_more(client, action, "My mum hits me.").text

    assert "Your words are added" in page
    assert "My mum hits me." in page
    said = db.session.scalars(sa.select(Comment).where(Comment.text == "My mum hits me.")).one()
    assert said.submission_id == submission.id
    assert said.question_text == f"Is it better now? {action.entries[0].title}"
    assert said.screen_state is ScreenState.FLAGGED
    assert db.session.get(WaitingComment, said.id)
    assert db.session.scalars(sa.select(HelpCount.answer)).one() == Helped.WORSE


def test_the_same_words_are_kept_once_for_what_they_are_about(app, client):
    action, other = make_done(), make_done()
    holder(action)
    for about in (action, action, other):
        say_more(client, about, MORE)

    codes = sa.select(Comment.question_code).where(Comment.text == MORE)
    assert sorted(db.session.scalars(codes)) == sorted([f"helped-{action.id}", "added"])


def test_words_about_what_is_asked_no_more_are_kept_all_the_same(app, client):
    action = make_done()
    holder(action)
    cast(action, [Helped.WORSE] * 10)

    assert "Your words are added" in say_more(client, action, MORE).text

    kept = db.session.scalars(sa.select(Comment).where(Comment.text == MORE)).one()
    assert kept.question_text == "What I want to add"


def test_a_mistake_hands_the_words_back_where_they_were_written(app, client):
    action = make_done()
    holder(action)
    long = "word " * 1300

    for words, sentence in ((long, long.strip()), ("", "Write what you want to add.")):
        page = say_more(client, action, words)
        assert page.status_code == 400
        assert sentence in page.text
        assert f'href="#a{action.id}-more"' in page.text
        box = page.text.partition(f'id="a{action.id}-more"')[0].rpartition("<details")[2]
        assert box.startswith(' class="govuk-details" open>')


def test_after_a_vote_from_the_page_the_way_to_a_form_of_ones_own_is_shown(app, client):
    page = say(client, make_done()).text

    assert "Do you want to say more about this?" in page
    assert 'href="/#have-my-say"' in page


def test_a_receipt_votes_whatever_a_browser_did(app, client):
    action = make_done()
    say(client, action)
    first = voices_of(action)[0]

    assert services.vote(first, action_id=action.id, answer=Helped.BETTER)
    votes = services.count_votes(action)
    assert (votes.receipts, votes.page) == ({Helped.BETTER: 1}, {Helped.WORSE: 1})
