"""Recordings of questions in a survey in the making: brought in, kept when words change, taken out.

They are part of the definition, so a version keeps those it went live with for good.
"""

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import audit, sound_files
from app.accounts.models import User
from app.accounts.services import roles_of
from app.db import db
from app.i18n import LANGUAGES
from app.sound_files import Sound
from app.surveys.aloud import aloud_key, find_aloud, hash_of, spoken_lines
from app.surveys.definition import STYLES, Definition, Question, ReadAloud
from app.surveys.models import SurveyVersion, SurveyWork
from app.surveys.screens import Screen
from app.surveys.services.building import BuilderError, changed
from app.surveys.services.checking import draw
from app.surveys.services.texts import GAP

#: In seconds: a question and its answers, read slowly.
LONGEST = 120


@dataclass(frozen=True)
class Reading:
    """One question in one language and style, and the recording of it, if there is one."""

    code: str
    locale: str
    style: str
    #: What is to be read, line by line; empty where words are missing.
    lines: list[str]
    name: str | None
    #: The words were others when it was recorded: it is not played.
    is_stale: bool
    #: There is no recording, and a computer reads it.
    is_computer: bool

    @property
    def key(self) -> str:
        """How a form names it."""
        return aloud_key(self.code, self.locale, self.style)

    @property
    def url(self) -> str | None:
        """Where the recording is heard."""
        return sound_files.PREFIX + self.name if self.name else None


def drawn(work: SurveyWork) -> Definition:
    """Return a survey in the making, drawn; raise BuilderError when that cannot be done."""
    definition, _mistakes = draw(work.definition)
    if definition is None:
        raise BuilderError(_l("First put right what is listed below."))
    return definition


def questions_of(definition: Definition) -> Iterator[tuple[Screen, Question]]:
    """Yield every question that is on a screen, info pages included."""
    for screen in definition.screens:
        for question in screen.questions:
            yield screen, question


def readings_of(definition: Definition, screen: Screen, question: Question) -> list[Reading]:
    """Return a question in every language and style, English first."""
    found = []
    for locale, style in itertools.product(LANGUAGES, STYLES):
        lines = spoken_lines(definition, screen, question, locale, style)
        if GAP in lines:
            lines = []
        kept = definition.aloud.get(aloud_key(question.code, locale, style))
        heard = find_aloud(definition, screen, question, locale, style)
        found.append(
            Reading(
                question.code,
                locale,
                style,
                lines,
                kept.name if kept else None,
                is_stale=kept is not None and kept.words != hash_of(lines, locale),
                is_computer=kept is None and heard is not None and heard.is_computer,
            )
        )
    return found


def count_stale(definition: Definition) -> int:
    """Return how many recordings are not played, because their words have changed since."""
    return sum(
        reading.is_stale
        for screen, question in questions_of(definition)
        for reading in readings_of(definition, screen, question)
    )


def find_reading(work: SurveyWork, key: str) -> Reading:
    """Return the reading that a form names, or raise BuilderError."""
    definition = drawn(work)
    for screen, question in questions_of(definition):
        for reading in readings_of(definition, screen, question):
            if reading.key == key:
                return reading
    raise BuilderError(_l("This question is not there any more."))


def save_recording(work: SurveyWork, key: str, sound: Sound, *, by: User) -> None:
    """Keep a recording of somebody who reads these words aloud."""
    reading = find_reading(work, key)
    if not reading.lines:
        raise BuilderError(
            _l("Some of these words are missing still. Write them first."), field="key"
        )
    _put(work, reading, sound_files.keep(sound.content), by=by)
    _record("survey.record", work, reading, by)


def still_fits(work: SurveyWork, key: str, *, by: User) -> None:
    """Keep a recording for words that have changed: what is heard says the same."""
    reading = find_reading(work, key)
    if reading.name is None or not reading.lines:
        raise BuilderError(_l("There is no recording of these words."))
    _put(work, reading, reading.name, by=by)
    _record("survey.record-fits", work, reading, by)


def _put(work: SurveyWork, reading: Reading, name: str, *, by: User) -> None:
    definition = copy.deepcopy(work.definition)
    words = hash_of(reading.lines, reading.locale)
    definition.setdefault("aloud", {})[reading.key] = ReadAloud(name=name, words=words).model_dump()
    changed(work, definition, by=by)


def remove_recording(work: SurveyWork, key: str, *, by: User) -> str | None:
    """Take a recording out; return the name of a file that nothing needs any more.

    The caller removes the file once it has committed. What is live keeps its own.
    """
    reading = find_reading(work, key)
    definition = copy.deepcopy(work.definition)
    gone = definition.get("aloud", {}).pop(key, None)
    if gone is None:
        return None
    changed(work, definition, by=by)
    _record("survey.record-remove", work, reading, by)
    return None if gone["name"] in recordings_in_use() else str(gone["name"])


def recordings_in_use() -> set[str]:
    """Return the names of the recordings that a survey, live or in the making, has."""
    return {
        each["name"]
        for model in (SurveyVersion, SurveyWork)
        for definition in db.session.scalars(sa.select(model.definition))
        for each in definition.get("aloud", {}).values()
    }


def _record(action: str, work: SurveyWork, reading: Reading, by: User) -> None:
    audit.record(
        action,
        target=f"survey:{work.slug}",
        actor=str(by.id),
        role=roles_of(by),
        facts={"key": reading.key},
    )
