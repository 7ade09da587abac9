"""Taking the surveys that ship, from the first page to the receipt, without JavaScript."""

import re

import pytest
import sqlalchemy as sa

from app import audit
from app.db import db
from app.responses import services
from app.responses.models import (
    Answer,
    Comment,
    Consent,
    Draft,
    Style,
    Submission,
    WaitingComment,
    WhoseWords,
)


def only_submission():
    return db.session.scalars(sa.select(Submission)).one()


def test_a_parent_tells_us_how_it_is_going(take, app):
    taker = take("tell-us").begin()

    taker.press(role="parent").press(age="5-10").press(stage=["waiting", "sen-support"])
    taker.press(going_well="The SENCO is a gem").press(not_going_well="Ten months, nobody rang")
    taker.skip_to("told-clearly").press(told_clearly="disagree").press(listened="agree")
    taker.skip_to("told-before").press(told_before="told-nothing")
    assert taker.at == "what-happened"
    taker.press(what_happened="They said wait").press("skip").press(consent="quote").press(
        receipt="yes"
    )
    assert taker.at == "check-your-answers"
    for words in ("A parent", "Ten months, nobody rang", "Disagree", "Yes, and nothing changed"):
        assert words in taker.text
    taker.send()

    assert "Your answers are saved" in taker.text
    submission = only_submission()
    assert (submission.role, submission.consent, submission.style, submission.locale) == (
        "parent",
        Consent.QUOTE,
        Style.PLAIN,
        "en",
    )
    assert [(each.question_text, each.text) for each in submission.comments] == [
        ("What is going well?", "The SENCO is a gem"),
        ("What is not going well?", "Ten months, nobody rang"),
        ("What happened when you told someone?", "They said wait"),
    ]
    assert {each.question_code: each.choices for each in submission.answers} == {
        "role": ["parent"],
        "age": ["5-10"],
        "stage": ["sen-support", "waiting"],
        "told-clearly": ["disagree"],
        "listened": ["agree"],
        "told-before": ["told-nothing"],
    }
    assert services.find_submission(taker.code) == submission


def test_a_young_person_says_it_in_easy_read(take):
    taker = take("my-voice").begin()
    assert "style-easy" in taker.text

    taker.press(like_doing="football 😀⚽").press(listen="sometimes", listen_more="mum does")
    taker.press(safe_home="yes").press(safe_school="no").press("skip").press(safe_online="yes")
    taker.press(safe_more="the corridor is loud").skip_to("help").press(whose_words="read-to-me")
    taker.press(talk_today="yes")
    assert taker.at == "who-to-talk-to"
    assert "0800 1111" in taker.text
    taker.press().press("skip").press(receipt="yes").send()

    submission = only_submission()
    assert submission.whose_words is WhoseWords.READ_TO_ME
    assert submission.consent is Consent.COUNT, "absent means: counts only"
    assert submission.style is Style.EASY
    assert [each.text for each in submission.comments] == [
        "football 😀⚽",
        "mum does",
        "the corridor is loud",
    ]
    assert taker.code


@pytest.mark.parametrize("slug", ["tell-us", "my-voice"])
def test_everything_can_be_skipped(take, slug):
    taker = take(slug).begin().skip_to("check-your-answers").send()

    assert "Your answers are saved" in taker.text
    assert only_submission().comments == []
    assert only_submission().answers == []


@pytest.mark.parametrize("slug", ["tell-us", "my-voice"])
@pytest.mark.parametrize("style", ["plain", "easy"])
def test_every_page_of_both_surveys_reads_well_in_both_styles(take, slug, style):
    taker = take(slug).begin(style=style)
    seen = set()
    while taker.at != "check-your-answers":
        assert taker.page.status_code == 200
        assert len(taker.page.data) <= 15 * 1024, taker.at
        seen.add(taker.at)
        answers = {"role": "young-person", "told_before": "told-changed", "talk_today": "yes"}
        here = {
            key: value
            for key, value in answers.items()
            if f'name="{key.replace("_", "-")}"' in taker.text
        }
        taker.press(**here)
    assert len(seen) == {"tell-us": 25, "my-voice": 17}[slug]


def test_progress_is_told_in_words_and_counts_what_is_shown(take):
    taker = take("tell-us").begin()
    assert "Question 1 of 12" in taker.text
    taker.press(role="young-person")
    assert "Question 2 of 13" in taker.text, "a young person is also asked who helped"
    taker.skip_to("listened")
    assert "Question 8 of 13 · part 2 of 6" in taker.text


def test_nobody_begins_without_having_read_who_sees_the_answers(take):
    taker = take("tell-us").go("/surveys/tell-us").press("start")

    assert taker.page.status_code == 200
    assert taker.text.count("Tick “I understand” to begin.") == 2
    assert "<title>Error:" in taker.text
    assert db.session.scalars(sa.select(Draft)).all() == []


def test_the_first_page_says_everything_before_question_one(take):
    taker = take("tell-us").go("/surveys/tell-us")

    for words in ("minutes", "skip any question", "No account", "You said – We did", "999",
                  "0800 1111", "116 123", "at night or at weekends", "we must pass it on",
                  "take names out"):  # fmt: skip
        assert words in taker.text, words


def test_the_first_page_shows_what_the_last_round_changed(take, app, monkeypatch):
    change = {"title": "Drop-in near you", "easy_read_title": "Help near you", "url": "/x",
              "status": "Done", "look": "done"}  # fmt: skip
    monkeypatch.setitem(app.extensions, "last_changes", lambda limit: [change][:limit])

    assert "Drop-in near you" in take("tell-us").go("/surveys/tell-us").text
    assert "Help near you" in take("my-voice").go("/surveys/my-voice").text


def test_the_note_about_names_and_safety_stands_by_every_box_to_write_in(take):
    taker = take("tell-us").begin().skip_to("going-well")
    for code in ("going-well", "not-going-well", "one-change"):
        assert taker.at == code
        assert "do not name people" in taker.text
        assert "0800 1111" in taker.text
        taker.press("skip")


def test_the_thank_you_page_is_the_same_for_everybody(take, app, monkeypatch):
    """Whoever looks over a shoulder cannot see that something was said (R-SAF-6)."""
    pages = []
    for state, words in (("clear", "All is fine"), ("flagged", "He hits me")):
        monkeypatch.setitem(
            app.extensions, "screen", lambda _text, state=state: (state, "none", [])
        )
        taker = take("my-voice").begin().press(like_doing=words)
        taker.skip_to("check-your-answers").press("send")
        hidden, text = taker.hidden(), taker.text.replace(taker.code, "CODE")
        for own in ("csrf_token", "form_key"):
            text = text.replace(hidden[own], own.upper())
        pages.append(text[: text.index("<path d=")] + text[text.index("What happens now") :])

    assert pages[0] == pages[1]
    assert "999" in pages[0]


def test_another_child_begins_with_the_basics_copied(take):
    taker = take("tell-us").begin().press(role="foster-carer").skip_to("your-words")
    taker.press(consent="quote").press("skip").send()
    assert "Tell us about another child" in taker.text

    taker.url = "/surveys/tell-us"
    taker.press("start")
    assert taker.at == "role"
    assert 'value="foster-carer" checked' in " ".join(taker.text.split())
    taker.skip_to("your-words")
    assert 'value="quote" checked' in " ".join(taker.text.split())


def test_a_young_person_is_not_asked_about_another_child(take):
    taker = take("tell-us").begin().press(role="young-person").skip_to("check-your-answers").send()

    assert "another child" not in taker.text


def test_who_wants_no_receipt_gets_none(take):
    taker = take("tell-us").begin().skip_to("what-next").press(receipt="no").send()

    assert taker.code is None
    assert '<svg class="sd-qr"' not in taker.text
    assert only_submission().receipt_hash is None


def test_stopping_is_asked_once_and_then_deletes_everything(take):
    taker = take("tell-us").begin().skip_to("going-well").press("leave", going_well="secret")
    assert taker.at == "leave"
    assert "No, go back" in taker.text
    assert "secret" in taker.client.get("/surveys/tell-us/going-well").text, (
        "asking deletes nothing"
    )

    taker.press("leave")
    assert "Your answers are deleted" in taker.text
    assert db.session.scalars(sa.select(Draft)).all() == []
    assert taker.client.get("/surveys/tell-us/going-well").status_code == 303


def test_what_is_stored_names_no_one_and_no_hour(take):
    taker = take("tell-us").begin().press(role="parent").skip_to("going-well")
    taker.press(going_well="Kind taxi driver").skip_to("check-your-answers").send()

    waiting = db.session.scalars(sa.select(WaitingComment)).all()
    event = db.session.scalars(sa.select(audit.AuditEvent)).one()
    assert [each.comment.text for each in waiting] == ["Kind taxi driver"]
    assert (event.action, event.target, event.facts) == (
        "submission.receive",
        "survey:tell-us",
        {"comments": 1},
    )
    assert event.at.hour == event.at.minute == event.at.second == event.at.microsecond == 0
    columns = set(Submission.__table__.columns.keys())
    assert not columns & {"ip", "address", "user_agent", "session", "created_at", "email"}


def test_an_answer_on_a_branch_that_was_left_again_is_not_stored(small):
    small.begin().press(colour="red").press(why_red="because").go("/surveys/small/colour")
    small.press(colour="blue").skip_to("check-your-answers")
    assert "because" not in small.text
    small.send()

    assert db.session.scalars(sa.select(Comment)).all() == []
    assert [each.choices for each in db.session.scalars(sa.select(Answer))] == [["blue"]]


@pytest.mark.parametrize("slug", ["my-voice", "plan-review"])
def test_a_young_peoples_survey_says_who_answered_though_it_asks_no_role(take, slug):
    take(slug).begin().skip_to("check-your-answers").send()

    assert only_submission().role == "young-person"


def test_who_is_worse_off_while_waiting_is_told_whom_to_ring_today(take):
    taker = take("waiting-well").begin().skip_to("got-worse").press(got_worse="urgent")

    assert taker.at == "tell-them-now"
    assert "Please update the referral" in taker.text
    assert taker.press().at == "what-is-worse"


def test_thank_you_offers_the_equality_questions(take):
    taker = take("tell-us").begin().skip_to("check-your-answers").send()

    assert "/about-you?survey=tell-us" in taker.text


@pytest.mark.parametrize(
    ("slug", "role"),
    [("tell-us", "parent"), ("waiting-well", "parent"), ("after-assessment", "other")],
)
def test_a_childs_own_words_are_a_comment_apart_from_their_familys(take, slug, role):
    taker = take(slug).begin().press(role=role).skip_to("childs-words")
    assert "in their own words" in taker.text
    taker.press(childs_words="They shout. I hide my ears.").skip_to("check-your-answers").send()

    (comment,) = only_submission().comments
    assert (comment.whose, comment.role) == (WhoseWords.CHILDS_OWN, "young-person")
    assert comment.submission.role == role
    assert comment.submission.whose_words is WhoseWords.NOT_SAID


@pytest.mark.parametrize("slug", ["my-voice", "plan-review"])
def test_who_speaks_for_a_young_person_can_give_their_own_words_beside(take, slug):
    taker = take(slug).begin(style="easy").skip_to("help").press(whose_words="for-someone")
    assert taker.at == "childs-words"
    assert "What does the child or young person say?" in taker.text
    taker.press(childs_words="I like the bus man").skip_to("check-your-answers").send()

    (comment,) = only_submission().comments
    assert comment.whose is WhoseWords.CHILDS_OWN
    assert comment.submission.whose_words is WhoseWords.FOR_SOMEONE


@pytest.mark.parametrize("said", ["before", "after", "do-not-know", "rather-not-say", None])
def test_whoever_does_not_say_when_their_meeting_is_is_still_asked_about_their_plan(take, said):
    taker = take("plan-review").begin(style="easy")
    taker = taker.press(when=said) if said else taker.press("skip")

    asked = []
    while taker.at != "help":
        asked.append(taker.at)
        taker.press()
    assert asked[:4] == ["gone-well", "been-hard", "want-next", "what-helps"]
    only = {
        "before": ["how-review"],
        "after": ["had-say", "sounds-like-you", "any-change", "any-change-more"],
    }
    assert asked[4:] == only.get(said, [])


@pytest.mark.parametrize(("slug", "page"), [("my-voice", "help"), ("tell-us", "role")])
def test_who_speaks_for_themselves_is_not_asked_for_somebody_elses_words(take, slug, page):
    taker = take(slug).begin()
    if page == "role":
        taker.press(role="young-person")
    else:
        taker.skip_to(page).press(whose_words="own")
    with pytest.raises(AssertionError, match="never came"):
        taker.skip_to("childs-words")


def begin_from(taker, link, *, style="plain"):
    """Follow a link to a survey, and begin."""
    taker.go(f"{link}&style={style}")
    return taker.press("start", understood="y")


@pytest.mark.parametrize("style", ["plain", "easy"])
def test_which_meeting_it_was_is_filled_in_by_the_link_and_can_be_changed(take, style):
    taker, link = take("charter-check"), "/surveys/charter-check?meeting=workforce"
    taker.go(f"{link}&style={style}")
    assert "Which meeting was it?" in taker.text
    for switch in re.findall(r'href="(/surveys/charter-check[?][^"]*)"', taker.text):
        assert "meeting=workforce" in switch, "a change of language or style keeps it"
    begin_from(taker, link, style=style).skip_to("meeting")
    assert re.search(r'<input[^>]*value="workforce"[^>]*checked', taker.text)

    taker.press(meeting="quality").skip_to("check-your-answers").send()
    [kept] = [each.choices for each in every_answer() if each.question_code == "meeting"]
    assert kept == ["quality"]


def every_answer():
    return db.session.scalars(sa.select(Answer)).all()


def test_the_meeting_stays_filled_in_when_start_was_pressed_too_early(take):
    taker = take("charter-check").go("/surveys/charter-check?meeting=quality")
    taker.url = "/surveys/charter-check"
    taker.press("start").press("start", understood="y")

    assert db.session.scalars(sa.select(Draft)).one().answers == {"meeting": "quality"}


@pytest.mark.parametrize(
    ("slug", "query"),
    [
        ("charter-check", "meeting=no-such-meeting"),
        ("charter-check", "consent=quote&role=staff"),
        ("tell-us", "meeting=quality&role=parent"),
    ],
)
def test_a_link_fills_in_nothing_but_a_meeting_that_the_survey_names(take, slug, query):
    begin_from(take(slug), f"/surveys/{slug}?{query}")

    assert db.session.scalars(sa.select(Draft)).one().answers == {}
