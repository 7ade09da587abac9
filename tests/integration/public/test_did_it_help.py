"""Did it help? One tap on the receipt page, counted apart from the words; "not better" reopens."""

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis.models import ThemeComment
from app.db import db
from app.responses.services.receipts import hash_code
from app.tracker import services
from app.tracker.models import ActionKind, HelpCount, Helped, HelpGiven
from app.tracker.services import ActionError
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_submission, make_theme
from tests.integration.tracker.makers import in_days, make_action, make_person, make_published_entry

CODE = "7K3M 9QXT 0V2B 8HNR"


def make_done(*, days=30, voices=12, published=True):
    """An action that was done so many days ago, about what `voices` people said."""
    theme = make_theme(people=voices, days_ago=90)
    writer = make_person(RoleName.PUBLISHER)
    action = make_action(theme, by=writer, promised_on=in_days(-days))
    services.mark_done(action, done_on=in_days(-days), evidence="", by=writer)
    if published:
        make_published_entry(action)
    db.session.commit()
    return action


def voices_of(action):
    members = sa.select(ThemeComment).where(ThemeComment.theme_id == action.themes[0].id)
    return [member.comment.submission for member in db.session.scalars(members)]


def holder(action):
    """Somebody with a receipt whose words are in the action's theme."""
    submission = make_submission(days_ago=80, receipt_hash=hash_code(CODE))
    comment = make_comment(submission=submission)
    db.session.add(ThemeComment(theme=action.themes[0], comment=comment))
    db.session.commit()
    return submission


def cast(action, answers):
    for submission, answer in zip(voices_of(action), answers, strict=False):
        services.vote(submission, action_id=action.id, answer=answer)
    db.session.commit()


def open_receipt(client):
    token = token_in(client.get("/receipt").text)
    return token, client.post("/receipt", data={"csrf_token": token, "code": CODE}).text


def test_a_vote_on_a_page_that_was_open_for_long_is_asked_for_again(app, client):
    action = make_done()
    holder(action)
    _token, _page = open_receipt(client)

    data = {"csrf_token": "old", "code": CODE, "action": action.id, "answer": "worse"}
    page = client.post("/receipt/did-it-help", data=data).text

    assert "Please press the button again." in page
    assert "Is it better now?" in page
    assert services.count_votes(action).receipts.total() == 0


def test_a_vote_is_one_tap_on_the_receipt_page_and_counts_once(app, client):
    action = make_done()
    holder(action)
    token, page = open_receipt(client)
    assert "Is it better now?" in page
    data = {"csrf_token": token, "code": CODE, "action": action.id, "answer": "worse"}

    assert "Your answer counts." in client.post("/receipt/did-it-help", data=data).text
    page = client.post("/receipt/did-it-help", data=data | {"answer": "better"}).text

    assert "You have told us already." in page
    assert services.count_votes(action).receipts == {Helped.WORSE: 1}


@pytest.mark.parametrize("style", ["", "?style=easy", "?lang=ur"])
def test_the_question_stands_in_every_style_and_language(app, client, style):
    holder(make_done())
    token = token_in(client.get("/receipt").text)

    page = client.post(f"/receipt{style}", data={"csrf_token": token, "code": CODE})

    assert "/receipt/did-it-help" in page.text


def test_nothing_is_asked_too_early_nor_of_what_is_not_published(app, client):
    holder(make_done(days=27))
    assert "Is it better now?" not in open_receipt(client)[1]


def test_nothing_is_asked_about_what_is_not_published(app, client):
    holder(make_done(published=False))
    assert "Is it better now?" not in open_receipt(client)[1]


def test_only_those_who_told_us_about_it_are_asked(app, client):
    holder(make_done())
    other = make_done()
    token, _page = open_receipt(client)

    data = {"csrf_token": token, "code": CODE, "action": other.id, "answer": "better"}
    page = client.post("/receipt/did-it-help", data=data).text

    assert "We do not ask about this just now." in page
    assert services.count_votes(other).receipts == {}


@pytest.mark.parametrize("answer", ["", "best", "better'--"])
def test_an_answer_that_is_none_is_refused(app, client, answer):
    action = make_done()
    holder(action)
    token, _page = open_receipt(client)
    data = {"csrf_token": token, "code": CODE, "action": action.id, "answer": answer}

    assert client.post("/receipt/did-it-help", data=data).status_code == 400


@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999999999999999"])
def test_an_action_that_is_none_changes_nothing(app, client, number):
    holder(make_done())
    token, _page = open_receipt(client)
    data = {"csrf_token": token, "code": CODE, "action": number, "answer": "better"}

    assert client.post("/receipt/did-it-help", data=data).status_code == 200
    assert db.session.scalars(sa.select(HelpCount)).all() == []


def test_a_wrong_code_votes_for_nothing_and_tells_nothing(app, client):
    action = make_done()
    token = token_in(client.get("/receipt").text)
    data = {"csrf_token": token, "code": "AAAA AAAA AAAA AAAA", "action": action.id}

    page = client.post("/receipt/did-it-help", data=data | {"answer": "better"}).text

    assert "We cannot find that code." in page
    assert services.count_votes(action).receipts == {}


def test_what_is_kept_joins_no_vote_to_any_words(app):
    """A count knows no receipt, a hash no answer; neither has a day or an order of its own."""
    assert {column.name for column in HelpCount.__table__.columns} == {
        "action_id",
        "done_on",
        "voted_from",
        "answer",
        "votes",
    }
    assert {column.name for column in HelpGiven.__table__.columns} == {"key_hash"}
    action = make_done()
    submission = holder(action)
    services.vote(submission, action_id=action.id, answer=Helped.SAME)

    given = db.session.scalars(sa.select(HelpGiven.key_hash)).one()
    assert submission.id not in given
    assert given != submission.receipt_hash


def test_few_votes_are_not_shown_and_more_are_rounded(app, client):
    action = make_done(voices=40)
    slug = action.entries[0].slug
    cast(action, [Helped.BETTER] * 9)
    page = client.get(f"/you-said-we-did/{slug}").text
    assert "Fewer than 10 people have answered yet." in page

    later = voices_of(action)[9:]
    for number, submission in enumerate(later):
        answer = Helped.BETTER if number < 8 else Helped.WORSE
        if number < 11:
            services.vote(submission, action_id=action.id, answer=answer)
    db.session.commit()

    page = client.get(f"/you-said-we-did/{slug}").text
    assert "Answered: about 20 people." in page
    assert "about 15 people" in page
    assert "fewer than 10 people" in page
    assert ">3<" not in page
    assert ">17<" not in page


def test_a_majority_of_not_better_reopens_the_action_and_says_so(app, client):
    action = make_done()
    slug = action.entries[0].slug
    cast(action, [Helped.BETTER] * 4 + [Helped.WORSE] * 3 + [Helped.SAME] * 2)
    assert action.kind == ActionKind.DONE, "nine votes decide nothing"

    last = voices_of(action)[9]
    services.vote(last, action_id=action.id, answer=Helped.SAME)
    db.session.commit()

    assert action.kind == ActionKind.IN_PROGRESS
    assert action.is_overdue
    page = client.get(f"/you-said-we-did/{slug}").text
    assert "Most of about 10 people who know said that it is not better." in page
    assert "that this was done" in page
    assert "Overdue" in page
    assert services.help_questions(last) == []


@pytest.mark.parametrize(
    "answers",
    [
        [Helped.BETTER] * 5 + [Helped.WORSE] * 5,
        [Helped.WORSE] * 9 + [Helped.DO_NOT_KNOW] * 3,
        [Helped.BETTER] * 12,
    ],
)
def test_half_or_those_who_do_not_know_reopen_nothing(app, answers):
    action = make_done()

    cast(action, answers)

    assert action.kind == ActionKind.DONE


def test_done_again_is_asked_again(app):
    action = make_done()
    cast(action, [Helped.WORSE] * 10)
    assert action.kind == ActionKind.IN_PROGRESS
    writer = make_person(RoleName.PUBLISHER)

    services.mark_done(action, done_on=in_days(-29), evidence="", by=writer)

    assert action.reopened_on is None
    first = voices_of(action)[0]
    assert services.vote(first, action_id=action.id, answer=Helped.BETTER)
    assert services.count_votes(action).receipts == {Helped.BETTER: 1}


def test_words_that_were_taken_back_vote_no_more(app, client):
    action = make_done()
    submission = holder(action)
    token, _page = open_receipt(client)
    services.withdraw_submission(submission)
    db.session.commit()

    data = {"csrf_token": token, "code": CODE, "action": action.id, "answer": "better"}
    assert "We cannot find that code." in client.post("/receipt/did-it-help", data=data).text


def test_votes_cannot_be_joined_to_somebody_elses_action(app):
    action = make_done()

    with pytest.raises(ActionError):
        services.vote(make_submission(), action_id=action.id, answer=Helped.BETTER)
