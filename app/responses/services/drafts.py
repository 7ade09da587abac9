"""Unfinished forms: found by a secret in a cookie, kept for a day, gone when they are sent.

One that somebody saved is kept for two weeks, and found by a code as well (`saving.py`).

`Draft.answers` is {question code: answer}, as typed: a text, an option's code, a list of codes,
a date as {"day", "month", "year"}, or None for a question that was skipped.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.db import db, utc_now
from app.responses.models import Draft, Style
from app.responses.services.tallies import count
from app.security import keyed_hash
from app.surveys import services as surveys
from app.surveys.definition import Definition
from app.surveys.models import Survey, SurveyVersion
from app.surveys.screens import Screen

DRAFT_LIFETIME = timedelta(hours=24)
#: How long a saved one waits after it was touched last (F6); said on the page.
SAVED_LIFETIME = timedelta(days=14)
#: Every change has a moment of its own, even where two fall into one tick of the clock.
JUST_LATER = timedelta(microseconds=1)


@dataclass(frozen=True)
class Unfinished:
    """A form as it was when this request read it: plain data, so reading it again costs nothing."""

    version_id: int
    style: Style
    locale: str
    answers: dict[str, Any]
    touched_at: datetime
    is_saved: bool = False
    begun_at: datetime | None = None

    @property
    def kept_until(self) -> date:
        """The day on which it goes, unless it is touched again."""
        lifetime = SAVED_LIFETIME if self.is_saved else DRAFT_LIFETIME
        return (self.touched_at + lifetime).date()


@dataclass(frozen=True)
class Visit:
    """One person at one survey: what is asked, and what they have answered so far, if anything."""

    slug: str
    survey: Survey
    version_id: int
    definition: Definition
    draft: Unfinished | None

    @property
    def answers(self) -> dict[str, Any]:
        """What has been answered so far."""
        return self.draft.answers if self.draft else {}

    @property
    def as_shown(self) -> Definition:
        """What is asked, on the screens of the style that it is read in."""
        return self.definition.in_style(self.draft.style) if self.draft else self.definition

    @property
    def shown(self) -> list[Screen]:
        """The screens that these answers lead through."""
        return self.as_shown.visible(self.answers)


_COLUMNS = (
    Draft.survey_version_id,
    Draft.style,
    Draft.locale,
    Draft.answers,
    Draft.touched_at,
    Draft.is_saved,
    Draft.begun_at,
)
_IS_IN_TIME = (Draft.touched_at > sa.bindparam("oldest")) | (
    Draft.is_saved & (Draft.touched_at > sa.bindparam("oldest_saved"))
)
_IS_ALIVE = (Draft.key_hash == sa.bindparam("key")) & _IS_IN_TIME
#: Written once: putting a statement together takes longer than running it, and every page does.
_FIND = (
    sa.select(Survey, SurveyVersion.checksum, *_COLUMNS)
    .select_from(Draft)
    .join(SurveyVersion, Draft.survey_version_id == SurveyVersion.id)
    .join(Survey, SurveyVersion.survey_id == Survey.id)
    .where(_IS_ALIVE, Survey.slug == sa.bindparam("slug"))
)
_READ_AGAIN = sa.select(*_COLUMNS).where(_IS_ALIVE).with_for_update()
_WRITE = (
    sa.update(Draft)
    .where(Draft.key_hash == sa.bindparam("key"), Draft.touched_at == sa.bindparam("seen_at"))
    .values(
        answers=sa.bindparam("new_answers"),
        style=sa.bindparam("new_style"),
        locale=sa.bindparam("new_locale"),
        touched_at=sa.bindparam("now"),
    )
)


def new_secret() -> str:
    """Return 128 random bits as text: what a browser's cookie holds."""
    return secrets.token_hex(16)


def key_of(secret: str) -> str:
    """Return the keyed hash under which a form is kept."""
    return keyed_hash("draft", secret)


def _in_time() -> dict[str, Any]:
    now = utc_now()
    return {"oldest": now - DRAFT_LIFETIME, "oldest_saved": now - SAVED_LIFETIME}


def _alive(secret: str) -> dict[str, Any]:
    return {"key": key_of(secret), **_in_time()}


def find_visit(slug: str, secret: str | None) -> Visit:
    """Return the survey at `slug` with this browser's draft; raise NoResultFound for no survey.

    A draft keeps the version that it was begun with. One query when there is a draft.
    """
    row = None
    if secret and surveys.SLUG.fullmatch(slug):
        row = db.session.execute(_FIND, {**_alive(secret), "slug": slug}).first()
    if row is None:
        survey = surveys.get_survey(slug)
        version_id, definition = surveys.latest_definition(survey)
        return Visit(slug, survey, version_id, definition, None)
    survey, checksum, *found = row
    draft = Unfinished(*found)
    definition = surveys.definition_of(draft.version_id, checksum)
    return Visit(slug, survey, draft.version_id, definition, draft)


def start_draft(
    secret: str, *, version_id: int, style: Style, locale: str, answers: dict[str, Any]
) -> Unfinished:
    """Begin a form with these first answers."""
    now = utc_now()
    count("begun", version_id, style, locale)
    db.session.add(
        Draft(
            key_hash=key_of(secret),
            survey_version_id=version_id,
            style=style,
            locale=locale,
            answers=answers,
            touched_at=now,
            begun_at=now,
        )
    )
    return Unfinished(version_id, style, locale, answers, now, begun_at=now)


def keep_answers(
    secret: str,
    seen: Unfinished | None,
    answers: dict[str, Any],
    style: Style | None = None,
    locale: str | None = None,
) -> Unfinished | None:
    """Add these answers to a draft and keep it for another day; None when it is gone.

    A `style` or `locale` that is given is its own from now on.

    `seen` is the draft as it was read before the write lock was taken. When nobody has changed it
    since, one UPDATE does; else it is read again, so that two tabs lose nothing of each other's.
    """
    for attempt in (seen, None):
        found = attempt or _read_again(secret)
        if found is None:
            return None
        kept = replace(
            found,
            answers={**found.answers, **answers},
            style=style or found.style,
            locale=locale or found.locale,
            touched_at=max(utc_now(), found.touched_at + JUST_LATER),
        )
        if _write(secret, found, kept):
            return kept
    return None


def _read_again(secret: str) -> Unfinished | None:
    row = db.session.execute(_READ_AGAIN, _alive(secret)).first()
    return Unfinished(*row) if row else None


def _write(secret: str, seen: Unfinished, kept: Unfinished) -> bool:
    """Store `kept` where the draft is still as it was `seen`; return whether it was."""
    result = db.session.execute(
        _WRITE,
        {
            "key": key_of(secret),
            "seen_at": seen.touched_at,
            "new_answers": kept.answers,
            "new_style": kept.style,
            "new_locale": kept.locale,
            "now": kept.touched_at,
        },
        execution_options={"synchronize_session": False},
    )
    return bool(getattr(result, "rowcount", 0))


def is_left_alone(secret: str, since: timedelta) -> bool:
    """Return True when nobody has touched a form for that long."""
    query = sa.select(Draft.touched_at).where(Draft.key_hash == key_of(secret))
    touched_at = db.session.scalar(query)
    return touched_at is not None and touched_at <= utc_now() - since


def lock_draft(secret: str | None) -> None:
    """Wait until nobody else is sending this form: the second of two clicks then finds it gone."""
    if secret:
        db.session.execute(
            sa.select(Draft.key_hash).where(Draft.key_hash == key_of(secret)).with_for_update()
        ).all()


def save_draft(secret: str, new_secret: str) -> bool:
    """Keep a form for two weeks, under another secret; return whether it was there."""
    result = db.session.execute(
        sa.update(Draft)
        .where(_IS_ALIVE)
        .values(key_hash=sa.bindparam("new_key"), is_saved=True, touched_at=sa.bindparam("now")),
        {**_alive(secret), "new_key": key_of(new_secret), "now": utc_now()},
        execution_options={"synchronize_session": False},
    )
    return bool(getattr(result, "rowcount", 0))


def place_of_draft(secret: str) -> tuple[str, str] | None:
    """Return (address of its survey, its language) of a form; None when there is none."""
    row = db.session.execute(
        sa.select(Survey.slug, Draft.locale)
        .select_from(Draft)
        .join(SurveyVersion, Draft.survey_version_id == SurveyVersion.id)
        .join(Survey, SurveyVersion.survey_id == Survey.id)
        .where(_IS_ALIVE),
        _alive(secret),
    ).first()
    return (row.slug, row.locale) if row else None


def delete_draft(secret: str) -> None:
    """Forget an unfinished form and everything in it."""
    db.session.execute(sa.delete(Draft).where(Draft.key_hash == key_of(secret)))


def stop_draft(visit: Visit, secret: str) -> None:
    """Forget a form that somebody does not want to finish, and count where they stopped."""
    if visit.draft:
        _count_stop(visit.draft, visit.definition)
    delete_draft(secret)


def _count_stop(draft: Unfinished, definition: Definition) -> None:
    screen = next_unanswered(definition.in_style(draft.style), draft.answers)
    count("stopped", draft.version_id, draft.style, draft.locale, screen.code if screen else "")


def remove_old_drafts() -> int:
    """Delete the drafts whose time is over, and count where they stopped; return how many."""
    query = (
        sa.select(Draft.key_hash, SurveyVersion.checksum, *_COLUMNS)
        .join(SurveyVersion, Draft.survey_version_id == SurveyVersion.id)
        .where(~_IS_IN_TIME)
        .with_for_update(of=Draft)
    )
    old = db.session.execute(query, _in_time()).all()
    for key, checksum, *columns in old:
        draft = Unfinished(*columns)
        _count_stop(draft, surveys.definition_of(draft.version_id, checksum))
        db.session.execute(sa.delete(Draft).where(Draft.key_hash == key))
    return len(old)


def next_unanswered(definition: Definition, answers: dict[str, Any]) -> Screen | None:
    """Return the first screen that was neither answered nor skipped; None when all were."""
    for screen in definition.visible(answers):
        if any(code not in answers for code in screen.codes):
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
