"""The receipt page: the way of one's words, for the holder of the code and nobody else."""

import re

import pytest
import sqlalchemy as sa

from app.analysis.models import InPublic
from app.audit import AuditEvent
from app.db import db, today
from app.public import story
from app.responses.models import Consent, ScreenState, Submission
from app.responses.services.receipts import hash_code
from app.surveys import services as surveys
from app.tracker.models import EntryQuote
from tests.conftest import token_in
from tests.integration.factories import (
    make_comment,
    make_staff,
    make_submission,
    make_tag,
    make_theme,
)
from tests.integration.tracker.makers import make_action, make_entry, make_published_entry

CODE = "7K3M 9QXT 0V2B 8HNR"
WORDS = "We waited ten months and nobody rang."


def make_receipt(code=CODE, **changes) -> Submission:
    return make_submission(receipt_hash=hash_code(code), **changes)


def look_up(client, code, *, where="/receipt"):
    token = token_in(client.get("/receipt").text)
    return client.post(where, data={"csrf_token": token, "code": code})


def test_words_that_nobody_has_read_yet_say_so(client):
    make_comment(WORDS, submission=make_receipt(), waiting=True)

    page = look_up(client, CODE).text

    assert WORDS in page
    assert "We received it" in page
    assert "A person reads it" in page
    assert "There is no decision yet." in page
    assert "Nobody has sorted it yet." in page


def test_what_a_machine_guessed_is_told_as_a_guess(client):
    make_comment(WORDS, submission=make_receipt(), tags=[("timeliness", None, "waited ten months")])

    page = look_up(client, CODE).text

    assert "Timelines of assessment and diagnosis" in page
    assert "This is a computer's first guess." in page


def test_the_way_goes_from_received_to_the_published_answer(client):
    reviewer = make_staff()
    comment = make_comment(
        WORDS,
        submission=make_receipt(days_ago=30),
        tags=[("listen", "-", "nobody rang")],
        reviewed_by=reviewer,
    )
    theme = make_theme("News of our plan", comments=[comment], people=12)
    action = make_action(theme)
    page = look_up(client, CODE).text
    assert "A person read it" in page
    assert "It is part of what we call: News of our plan" in page
    assert "Said by about 15 people." in page
    assert "We have decided something about it" in page
    assert "A message every three weeks" not in page
    assert "Promised by" not in page
    assert "Read the whole answer" not in page

    entry = make_published_entry(action)
    page = look_up(client, CODE).text
    assert "Promised by" in page
    assert "We have decided something about it" not in page
    assert f"/you-said-we-did/{entry.slug}" in page
    assert "Read the whole answer" not in page, "the title is the link already"
    assert "There is no decision yet." not in page


def test_a_receipt_says_no_fewer_people_than_the_published_answer(client):
    comment = make_comment(WORDS, submission=make_receipt(), reviewed_by=make_staff())
    entry = make_published_entry(make_action(make_theme("News", comments=[comment], people=2)))
    entry.people = 41
    db.session.commit()

    page = look_up(client, CODE).text

    assert "Said by about 40 people." in page
    assert "fewer than 10" not in page


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [(0, "We heard it today. There is no"), (1, "We heard it 1 day ago. There is no")],
)
def test_silence_is_said_in_days_and_the_first_is_today(client, days_ago, words):
    make_comment(WORDS, submission=make_receipt(days_ago=days_ago))

    assert words in look_up(client, CODE).text


def test_a_theme_whose_name_nobody_may_read_is_not_named_on_a_receipt_either(client):
    comment = make_comment(WORDS, submission=make_receipt(), reviewed_by=make_staff())
    theme = make_theme("The boy in the red coat", comments=[comment], people=12)
    theme.in_public = InPublic.NO
    db.session.commit()

    page = look_up(client, CODE).text
    assert "red coat" not in page
    assert "We put it together with what others said" in page


def test_a_sign_is_said_in_words(client):
    reviewer = make_staff()
    comment = make_comment(WORDS, submission=make_receipt(), reviewed_by=reviewer)
    make_tag(comment, "listen", "-", "nobody rang", accepted_by=reviewer)

    assert "not going well" in look_up(client, CODE).text


@pytest.mark.parametrize(
    "typed",
    ["7k3m 9qxt 0v2b 8hnr", "7K3M9QXT0V2B8HNR", " 7K3M-9QXT-OV2B-8HNR ", "7K3M 9QXT oV2B 8HNR"],
)
def test_a_code_is_read_however_it_is_typed(client, typed):
    make_comment(WORDS, submission=make_receipt())

    assert WORDS in look_up(client, typed).text


def without_token_and_code(page, code):
    """Return a page without what differs from one second, or one code, to the next."""
    page = re.sub(r'<ol class="sd-picture-code".*?</ol>', "", page, flags=re.DOTALL)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace(code, "")


def test_wrong_unknown_and_taken_back_codes_get_the_very_same_answer(client):
    make_comment(WORDS, submission=make_receipt("AAAA BBBB CCCC DDDD", withdrawn=True))
    codes = ("AAAA BBBB CCCC DDDD", "AAAA BBBB CCCC DDDE", "not a code at all")

    answers = [look_up(client, code) for code in codes]

    pages = {
        without_token_and_code(answer.text, code)
        for answer, code in zip(answers, codes, strict=True)
    }
    assert len(pages) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert "We cannot find that code." in pages.pop()


@pytest.mark.parametrize("code", ["", "   ", "abc", "💚" * 40, "x" * 5000, "1 OR 1=1", "\x00"])
def test_nonsense_is_answered_with_a_sentence(client, code):
    answer = look_up(client, code)

    assert answer.status_code == 200
    assert "There is a problem" in answer.text


def test_after_ten_wrong_codes_even_the_right_one_must_wait(client):
    make_comment(WORDS, submission=make_receipt())
    for number in range(10):
        assert look_up(client, f"AAAA BBBB CCCC 00{number:02}").status_code == 200

    assert look_up(client, CODE).status_code == 429
    assert look_up(client, CODE, where="/receipt/withdraw").status_code == 429


def test_reading_ones_own_receipt_often_is_not_guessing(client):
    make_comment(WORDS, submission=make_receipt())

    assert {look_up(client, CODE).status_code for _ in range(15)} == {200}


def test_a_form_that_was_open_for_a_long_time_is_handed_back(client):
    page = client.post("/receipt", data={"csrf_token": "old", "code": CODE}).text

    assert "Please press the button again." in page
    assert CODE in page


def test_the_code_stands_in_no_address_no_log_and_not_on_the_last_page(client):
    make_comment(WORDS, submission=make_receipt())
    answer = look_up(client, CODE, where="/receipt/withdraw")

    assert answer.location is None
    assert "7K3M" not in answer.text

    for event in db.session.scalars(sa.select(AuditEvent)):
        assert "7K3M" not in f"{event.target}{event.reason}{event.facts}"
        assert event.at.hour == event.at.minute == 0


def test_taking_ones_words_back_stops_counting_quoting_and_the_code(client):
    reviewer = make_staff()
    comment = make_comment(WORDS, submission=make_receipt(days_ago=20), reviewed_by=reviewer)
    theme = make_theme(comments=[comment], people=11, days_ago=20)
    entry = make_entry(make_action(theme), quotes={comment.id: WORDS})
    assert 'value="7K3M' in look_up(client, CODE).text

    page = look_up(client, CODE, where="/receipt/withdraw").text

    assert "We have taken your words back" in page
    assert db.session.get(Submission, comment.submission_id).withdrawn_on == today()
    assert db.session.scalars(sa.select(EntryQuote)).all() == []
    assert "We cannot find that code." in look_up(client, CODE).text
    assert entry.people == 12


def test_somebody_who_said_ask_me_first_is_asked_and_their_answer_counts(client):
    submission = make_receipt(consent=Consent.ASK)
    make_comment(WORDS, submission=submission)
    page = look_up(client, CODE).text
    assert "May we show your words to other people?" in page

    page = client.post(
        "/receipt/may-we-quote",
        data={"csrf_token": token_in(page), "code": CODE, "answer": "yes"},
    ).text

    assert "We have kept your answer." in page
    assert "May we show your words" not in page
    assert db.session.get(Submission, submission.id).consent == Consent.QUOTE


def test_a_yes_cannot_be_made_out_of_a_no(client):
    submission = make_receipt(consent=Consent.COUNT)
    make_comment(WORDS, submission=submission)
    token = token_in(look_up(client, CODE).text)

    client.post("/receipt/may-we-quote", data={"csrf_token": token, "code": CODE, "answer": "yes"})

    assert db.session.get(Submission, submission.id).consent == Consent.COUNT


def test_a_yes_can_become_a_no_and_the_quote_is_gone_while_the_words_still_count(client):
    submission = make_receipt(consent=Consent.QUOTE, days_ago=30)
    comment = make_comment(WORDS, submission=submission, reviewed_by=make_staff())
    theme = make_theme(people=12, comments=[comment])
    entry = make_published_entry(make_action(theme), quotes={comment.id: "nobody rang"})
    assert "nobody rang" in client.get(f"/you-said-we-did/{entry.slug}").text
    page = look_up(client, CODE).text
    assert "Do not show my words to other people" in page

    data = {"csrf_token": token_in(page), "code": CODE, "answer": "no"}
    page = client.post("/receipt/may-we-quote", data=data).text

    assert "We have kept your answer." in page
    assert "Do not show my words to other people" not in page
    assert WORDS in page
    assert db.session.get(Submission, submission.id).consent == Consent.COUNT
    assert "nobody rang" not in client.get(f"/you-said-we-did/{entry.slug}").text


@pytest.mark.parametrize("consent", [Consent.ASK, Consent.QUOTE])
def test_a_page_that_was_open_for_long_comes_back_and_nothing_has_changed(client, consent):
    submission = make_receipt(consent=consent)
    make_comment(WORDS, submission=submission)

    data = {"csrf_token": "old", "code": CODE, "answer": "no"}
    answer = client.post("/receipt/may-we-quote", data=data)

    assert "Please press the button again." in answer.text
    assert "What became of your words" in answer.text
    assert db.session.get(Submission, submission.id).consent == consent


def test_words_under_a_safeguarding_question_are_hidden_and_not_destroyed(client):
    comment = make_comment(
        "He hurts me.", submission=make_receipt(), state=ScreenState.FLAGGED, level="urgent"
    )
    plain = make_comment(WORDS, submission=make_receipt("AAAA BBBB CCCC DDDD"))

    flagged_page = look_up(client, CODE, where="/receipt/withdraw").text
    plain_page = look_up(client, "AAAA BBBB CCCC DDDD", where="/receipt/withdraw").text

    assert flagged_page == plain_page, "nothing on the screen tells that something was passed on"
    assert db.session.get(type(comment), comment.id).text == "He hurts me."
    assert plain.submission.withdrawn_on


def test_a_flagged_comment_looks_like_any_other_on_the_receipt(client):
    make_comment(WORDS, submission=make_receipt(), state=ScreenState.FLAGGED, level="urgent")
    make_comment(WORDS, submission=make_receipt("AAAA BBBB CCCC DDDD"))

    pages = {
        without_token_and_code(look_up(client, code).text, code)
        for code in (CODE, "AAAA BBBB CCCC DDDD")
    }
    assert len(pages) == 1


def test_somebody_who_sent_choices_only_is_told_that_they_count(client):
    make_receipt()

    assert "You sent choices and no words." in look_up(client, CODE).text


def test_what_nobody_signed_off_is_not_named_on_a_receipt(client):
    """Not its title, its date, its owner, nor how many answers there are."""
    theme = make_theme(comments=[make_comment(WORDS, submission=make_receipt())])
    for title in ("A secret plan", "Another secret plan"):
        make_action(theme, title=title)

    page = look_up(client, CODE).text

    assert page.count("We have decided something about it") == 1
    assert "secret plan" not in page
    assert "Promised by" not in page
    assert "There is no decision yet" not in page


@pytest.mark.parametrize(
    ("query", "question", "added", "helped"),
    [
        ("", "What is not going well?", "What I want to add", "Is it better now? A lift"),
        ("?style=easy", "What is not good?", "What I want to add", "Is it better now? A lift"),
        ("?lang=pl", "Co nie idzie dobrze?", "Co chcę dodać", "Czy teraz jest lepiej?"),
    ],
)
def test_a_question_stands_there_as_it_is_asked_in_the_readers_language_and_style(
    client, query, question, added, helped
):
    surveys.load_library()
    mine = make_receipt(survey="tell-us")
    all_asked = (
        ("not-going-well", "What is not going well?"),
        ("added", story.ADDED),
        ("helped-7", f"{story.HELPED} A lift"),
        ("gone", "A question that nobody finds any more"),
    )
    for place, (code, asked) in enumerate(all_asked):
        comment = make_comment(WORDS, submission=mine, question=asked)
        comment.question_code, comment.position = code, place
    db.session.commit()

    page = look_up(client, CODE, where=f"/receipt{query}").text
    headings = [
        " ".join(re.sub("<[^>]*>", "", each).split())
        for each in re.findall(r'<h2[^>]*id="comment-[^>]*>(.*?)</h2>', page, re.DOTALL)
    ]

    assert headings[0] == question
    assert headings[1].startswith(added)
    assert headings[2].startswith(helped)
    assert headings[2].endswith("A lift")
    assert headings[3] == "A question that nobody finds any more"
