"""A comment's whole life: from a family's phone to a published "You said – We did", and back.

The database, the tagger, the screen and every page are the real ones; only the worker's process
is left out: its job is run here by hand. tests/browser walks the same way with the worker.
"""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import jobs
from app.db import db, today
from app.responses.models import Comment, Submission
from app.surveys import services as surveys
from app.tracker.check_words import CHECK_WORDS
from tests.integration.sign_in import sign_in
from tests.person import Person

WAIT = (
    "We have waited 61 weeks for her EHCP and nobody tells us anything. "
    "Mrs Jones never rings back. My number is 07700 900123."
)
WISH = "Ring families every three weeks, even when there is no news."
SAFE_PLACE = "I like the library. The lady there is kind."


@pytest.fixture
def parent(app, client) -> Person:
    surveys.load_library()
    db.session.commit()
    return Person(client)


def answer_survey(person: Person, slug: str, answers: dict) -> str:
    """Answer these questions, skip every other, send it, and return the receipt code."""
    person.open(f"/surveys/{slug}").press("Start", {"I understand": True})
    while person.heading != "Check your answers":
        page = person.url.rpartition("/")[2].partition("?")[0]
        if page in answers:
            person.press("Continue", answers[page])
        else:
            person.press("Skip")
    person.press("Send my answers")
    code = re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", person.words)
    assert code, person.words
    return code[0]


def parent_tells_us(person: Person) -> str:
    return answer_survey(
        person,
        "tell-us",
        {
            "role": {"role": "parent"},
            "not-going-well": {"not-going-well": WAIT},
            "one-change": {"one-change": WISH},
            "your-words": {"consent": "quote"},
            "what-next": {"receipt": "yes"},
        },
    )


def young_person_tells_us(app) -> str:
    return answer_survey(
        Person(app.test_client()),
        "my-voice",
        {
            "like": {"like-doing": SAFE_PLACE},
            "listen": {"listen": "sometimes"},
            "what-next": {"receipt": "yes"},
        },
    )


def weeks_pass() -> None:
    """Let the days go by that a quote must wait."""
    for submission in db.session.scalars(sa.select(Submission)):
        submission.received_on = today() - timedelta(days=20)
    db.session.commit()


def review_everything(app) -> None:
    """Accept, change and reject what the machine suggests, until nothing is left."""
    reviewer = Person(sign_in(app, RoleName.REVIEWER)[0])
    comments = db.session.scalars(sa.select(Comment).order_by(Comment.position)).all()
    long_wait = next(comment for comment in comments if comment.text == WAIT)
    reviewer.open(f"/staff/comments/{long_wait.id}")
    assert "<mark" in reviewer.html, "the words that a tag rests on are shown"
    assert "Jones" not in reviewer.words, "a reviewer works on the masked words"
    reviewer.press("Keep all of them")
    assert "Timelines of assessment and diagnosis" in reviewer.words
    reviewer.press("Accept all")
    reviewer.press("Accept: Timelines of assessment and diagnosis")
    reviewer.press(
        "Add this tag", {"code": "Work together", "sign": "-", "evidence": "never rings back"}
    )
    reviewer.press("Reject: Work together")
    reviewer.press("Finish and next")
    reviewer.open(f"/staff/comments/{long_wait.id}").follow("Make a new theme with this comment")
    reviewer.press(
        "Save",
        {"Name": "Families chase for news of the plan", "easy_read_name": "We hear no news"},
    )
    for comment in comments:
        if comment is not long_wait:
            reviewer.open(f"/staff/comments/{comment.id}").press("Finish and next")


def act_and_write(app) -> str:
    """Promise an action, write the entry and send it for sign-off; return its staff address."""
    publisher = Person(sign_in(app, RoleName.PUBLISHER, name="Petra")[0])
    publisher.open("/staff/themes").follow("Families chase for news").follow("Add an action")
    promised = today() + timedelta(days=60)
    publisher.press(
        "Save",
        {
            "theme_ids": ["Families chase for news of the plan"],
            "kind": "in-progress",
            "title": "A message every three weeks",
            "what": "Caseworkers write to each family every three weeks.",
            "Where?": "In all of Stockport",
            "Who is it for?": "Families who wait for a plan",
            "owner_code": "Co-production, Communication and Engagement",
            "owner_title": "Head of SEND casework",
            "promised_on-day": str(promised.day),
            "promised_on-month": str(promised.month),
            "promised_on-year": str(promised.year),
            "item_codes": ["Be open and honest"],
        },
    )
    publisher.follow("Write “You said – We did”")
    publisher.press(
        "Save the draft",
        {
            "title": "News of our plan",
            "you_said": "You chase for news of the plan and hear nothing.",
            "we_did": "Caseworkers now write to every family every three weeks.",
            "easy_read_title": "News of your plan",
            "easy_read_you_said": "You said: we hear no news.",
            "easy_read_we_did": "We will write to you every 3 weeks.",
            "quote": True,
        },
    )
    publisher.press("Send for sign-off")
    return publisher.url


def test_a_comment_goes_all_the_way_and_comes_back(app, parent, trained_model):
    code = parent_tells_us(parent)
    young_code = young_person_tells_us(app)
    assert code != young_code

    assert jobs.read_comments(trained_model) == 3
    weeks_pass()
    review_everything(app)
    entry_url = act_and_write(app)

    representative = Person(sign_in(app, RoleName.PARENT_REP, name="Rosa")[0])
    representative.open(entry_url).press("Send my answer", {"answer": "approve"})
    paul = Person(sign_in(app, RoleName.PUBLISHER, name="Paul")[0]).open(entry_url)
    assert "every one must be ticked" in paul.press("Publish").words
    paul.press("Keep my checks", {"items": list(CHECK_WORDS)})
    paul.press("Publish")

    visitor = Person(app.test_client())
    visitor.open("/you-said-we-did").follow("News of our plan")
    assert "Caseworkers now write to every family" in visitor.words
    assert "fewer than 10 people" in visitor.words
    assert "A parent" in visitor.words
    for hidden in ("Jones", "07700", "900123"):
        assert hidden not in visitor.html

    parent.open("/receipt").press("Show what became of it", {"code": code})
    for seen in (
        "Timelines of assessment and diagnosis",
        "Families chase for news of the plan",
        "In progress: News of our plan",
        "Promised by",
    ):
        assert seen in parent.words
    assert code not in parent.url
