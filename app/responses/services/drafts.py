"""Unfinished forms: found by a secret in a cookie, kept for a day, gone when they are sent.

`Draft.answers` is {question code: answer}, as typed: a text, an option's code, a list of codes,
a date as {"day", "month", "year"}, or None for a question that was skipped.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.db import db, utc_now
from app.responses.models import Draft, Style
from app.security import keyed_hash
from app.surveys import services as surveys
from app.surveys.definition import Definition
from app.surveys.models import Survey, SurveyVersion
from app.surveys.screens import Screen

DRAFT_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Visit:
    """One person at one survey: what is asked, and what they have answered so far, if anything."""

    slug: str
    survey: Survey
    version_id: int
    definition: Definition
    draft: Draft | None

    @property
    def answers(self) -> dict[str, Any]:
        """What has been answered so far."""
        return self.draft.answers if self.draft else {}

    @property
    def shown(self) -> list[Screen]:
        """The screens that these answers lead through."""
        return self.definition.visible(self.answers)


#: Written once: putting it together takes longer than running it, and every page runs it.
_FIND = (
    sa.select(Draft, Survey, SurveyVersion.checksum)
    .join(SurveyVersion, Draft.survey_version_id == SurveyVersion.id)
    .join(Survey, SurveyVersion.survey_id == Survey.id)
    .where(Draft.key_hash == sa.bindparam("key"), Survey.slug == sa.bindparam("slug"))
    .where(Draft.touched_at > sa.bindparam("oldest"))
)


def new_secret() -> str:
    """Return 128 random bits as text: what a browser's cookie holds."""
    return secrets.token_hex(16)


def _key(secret: str) -> str:
    return keyed_hash("draft", secret)


def find_visit(slug: str, secret: str | None) -> Visit:
    """Return the survey at `slug` with this browser's draft; raise NoResultFound for no survey.

    A draft keeps the version that it was begun with. One query when there is a draft.
    """
    row = None
    if secret and surveys.SLUG.fullmatch(slug):
        row = db.session.execute(
            _FIND, {"key": _key(secret), "slug": slug, "oldest": utc_now() - DRAFT_LIFETIME}
        ).first()
    if row is None:
        survey = surveys.get_survey(slug)
        version_id, definition = surveys.latest_definition(survey)
        return Visit(slug, survey, version_id, definition, None)
    draft, survey, checksum = row
    version_id = draft.survey_version_id
    return Visit(slug, survey, version_id, surveys.definition_of(version_id, checksum), draft)


def start_draft(
    secret: str, *, version_id: int, style: Style, locale: str, answers: dict[str, Any]
) -> Draft:
    """Begin a form with these first answers."""
    draft = Draft(
        key_hash=_key(secret),
        survey_version_id=version_id,
        style=style,
        locale=locale,
        answers=answers,
    )
    db.session.add(draft)
    return draft


def keep_answers(secret: str, answers: dict[str, Any]) -> Draft | None:
    """Add these answers to a draft and keep it for another day; None when it is gone."""
    draft = db.session.get(Draft, _key(secret), with_for_update=True, populate_existing=True)
    if draft is None or draft.touched_at <= utc_now() - DRAFT_LIFETIME:
        return None
    draft.answers = {**draft.answers, **answers}
    draft.touched_at = utc_now()
    return draft


def is_left_alone(secret: str, since: timedelta) -> bool:
    """Return True when nobody has touched a form for that long."""
    query = sa.select(Draft.touched_at).where(Draft.key_hash == _key(secret))
    touched_at = db.session.scalar(query)
    return touched_at is not None and touched_at <= utc_now() - since


def lock_draft(secret: str | None) -> None:
    """Wait until nobody else is sending this form: the second of two clicks then finds it gone."""
    if secret:
        db.session.execute(
            sa.select(Draft.key_hash).where(Draft.key_hash == _key(secret)).with_for_update()
        ).all()


def delete_draft(secret: str) -> None:
    """Forget an unfinished form and everything in it."""
    db.session.execute(sa.delete(Draft).where(Draft.key_hash == _key(secret)))


def remove_old_drafts() -> int:
    """Delete the drafts that nobody has touched for a day; return how many."""
    oldest = utc_now() - DRAFT_LIFETIME
    result = db.session.execute(sa.delete(Draft).where(Draft.touched_at <= oldest))
    return int(getattr(result, "rowcount", 0))


def next_unanswered(visit: Visit) -> Screen | None:
    """Return the first screen that was neither answered nor skipped; None when all were."""
    for screen in visit.shown:
        if screen.codes and any(code not in visit.answers for code in screen.codes):
            return screen
    return None


def words_of(visit: Visit) -> list[tuple[str, str]]:
    """Return (question, text) of every free text so far, to hand back if saving fails."""
    if visit.draft is None:
        return []
    found = []
    for code, value in visit.answers.items():
        question = visit.definition.questions.get(code)
        if question and question.type == "text" and value:
            words = visit.definition.wording(code, visit.draft.locale, visit.draft.style)
            found.append((words.bare, value))
    return found
