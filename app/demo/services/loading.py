"""Load the invented year: people, what families said, what a reviewer decided of it.

What families say goes in through the same door as real submissions; the worker reads it.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from app import audit
from app.accounts import services as accounts
from app.accounts.models import User
from app.db import db, random_id, today
from app.demo import story
from app.demo.services.reviewing import decide, fill_themes, review
from app.demo.services.tracking import add_actions
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import Comment, Style, Submission
from app.safeguarding import services as safeguarding
from app.surveys import services as surveys
from app.tracker.models import Entry

#: The one form whose receipt is printed; the code itself differs in every installation.
SHOWN_FORM = "the receipt that the demo shows"


class DemoError(DomainError):
    """The demo data cannot be loaded here; the message says why."""


@dataclass(frozen=True)
class Loaded:
    """How much was loaded."""

    submissions: int
    comments: int
    entries: int


@dataclass
class _Told:
    """What has been stored so far, for what comes later to point at."""

    comments: list[tuple[story.DemoComment, Comment]]
    submissions: int = 0


_ANY = sa.select(
    sa.exists().where(Submission.is_demo)
    | sa.exists().where(Entry.is_demo)
    | sa.exists().where(User.is_demo)
)


def has_demo() -> bool:
    """Return True when anything in the database is part of the demo."""
    return bool(db.session.scalar(_ANY))


def has_demo_rows() -> bool:
    """Answer the same over a connection of its own, for pages; raises SQLAlchemyError."""
    with db.engine.connect() as connection:
        return bool(connection.scalar(_ANY))


def load_demo() -> Loaded:
    """Add everything; raise DemoError when it is there already. The caller commits."""
    if has_demo():
        raise DemoError("The demo data is already here. Nothing was changed.")
    staff = _add_staff()
    told = _Told(comments=[])
    for file in story.read_surveys():
        _add_submissions(file, told)
    reviewer, lead = staff["reviewer@demo.example"], staff["safeguarding@demo.example"]
    for said, comment in told.comments:
        review(said, comment, by=reviewer)
        decide(said, comment, by=lead)
    themes = fill_themes(story.read_themes(), told.comments, by=reviewer)
    by_key = {said.key: comment for said, comment in told.comments if said.key}
    entries = add_actions(story.read_plan(today()), staff=staff, themes=themes, comments=by_key)
    loaded = Loaded(told.submissions, len(told.comments), entries)
    audit.record(
        "demo.load",
        target="demo:all",
        actor="command",
        facts={"submissions": loaded.submissions, "comments": loaded.comments},
    )
    return loaded


def _add_staff() -> dict[str, User]:
    people = story.read_people()
    return {
        person.email: accounts.add_user(
            person.email, person.name, person.roles, people.password, is_demo=True
        )
        for person in people.staff
    }


def _add_submissions(file: story.DemoSurvey, told: _Told) -> None:
    survey = surveys.get_survey(file.survey)
    version_id, definition = surveys.latest_definition(survey)
    for each in file.submissions:
        answers = each.answers() | {"receipt": "yes" if each.is_shown else "no"}
        submission, _code = responses.store_submission(
            definition,
            answers,
            slug=file.survey,
            version_id=version_id,
            style=each.style or Style(definition.default_style),
            locale=each.locale,
            form_key=SHOWN_FORM if each.is_shown else random_id(),
            screen=safeguarding.screen_text,
            channel=each.channel,
            received_on=story.days_ago(each.days),
            is_demo=True,
        )
        db.session.flush()
        stored = {comment.question_code: comment for comment in submission.comments}
        told.comments += [(said, stored[said.question]) for said in each.comments]
        told.submissions += 1


def receipt_to_show() -> str | None:
    """Return the receipt code of one invented family, or None without demo data."""
    code = responses.receipt_code(SHOWN_FORM)
    return code if responses.find_submission(code) is not None else None
