"""Group sessions: begun, filled in page by page, closed into one group record."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.db import db
from app.errors import DomainError
from app.groups.models import GroupSession
from app.responses import services as responses
from app.responses.models import Channel, Consent, Style
from app.responses.services import Screener
from app.surveys import services as surveys
from app.surveys.definition import Definition, Question
from app.surveys.models import Survey
from app.surveys.screens import Screen

MOST_PEOPLE = 60
#: Asked of each person alone, or of the facilitator at the end; not of a room.
NOT_ASKED = frozenset({"consent", "receipt", "whose-words", "role", "age", "talk-today"})


class GroupError(DomainError):
    """A rule of group sessions is broken."""


def start_session(
    survey: Survey, *, people: int, style: Style, locale: str, by: User
) -> GroupSession:
    """Begin a session for a survey's newest version; the caller commits."""
    version_id, _definition = surveys.latest_definition(survey)
    session = GroupSession(
        survey_version_id=version_id, style=style, locale=locale, people=people, made_by_id=by.id
    )
    db.session.add(session)
    db.session.flush()
    return session


def list_sessions(*, by: User) -> list[GroupSession]:
    """Return this facilitator's sessions, open ones first, then the newest."""
    query = (
        sa.select(GroupSession)
        .where(GroupSession.made_by_id == by.id)
        .order_by(GroupSession.submission_id.is_not(None), GroupSession.started_on.desc())
    )
    return list(db.session.scalars(query))


def get_session(session_id: str, *, by: User) -> GroupSession:
    """Return a session of this facilitator, or raise NoResultFound."""
    return db.session.scalars(
        sa.select(GroupSession).where(
            GroupSession.id == session_id, GroupSession.made_by_id == by.id
        )
    ).one()


def definition_of(session: GroupSession) -> Definition:
    """Return what the session asks."""
    version = session.survey_version
    return surveys.definition_of(version.id, version.checksum)


def screens_of(definition: Definition) -> list[Screen]:
    """Return the screens that a room is asked: none that hangs on one person's answer."""
    return [
        screen
        for screen in definition.screens
        if not screen.show_when and not screen.is_info and not set(screen.codes) <= NOT_ASKED
    ]


def keep(
    session: GroupSession,
    screen: Screen,
    *,
    hands: dict[str, dict[str, int]],
    words: dict[str, str],
) -> None:
    """Keep the hands and words of one screen."""
    _refuse_closed(session)
    for question in screen.questions:
        _refuse_too_many(session, question, hands.get(question.code, {}))
    session.hands = session.hands | {code: found for code, found in hands.items() if found}
    session.words = session.words | words
    db.session.flush()


def _refuse_closed(session: GroupSession) -> None:
    if not session.is_open:
        raise GroupError(_l("This session is closed already."))


def _refuse_too_many(session: GroupSession, question: Question, hands: dict[str, int]) -> None:
    raised = max(hands.values(), default=0) if question.type == "many" else sum(hands.values())
    if raised > session.people:
        raise GroupError(
            _l(
                "That is %(hands)s hands, but %(people)s people are here. Count again.",
                hands=raised,
                people=session.people,
            )
        )


def close_session(
    session: GroupSession, *, consent: Consent, screen: Screener | None, by: User
) -> str | None:
    """Make one group record of the session; return the receipt code. The caller commits."""
    _refuse_closed(session)
    words = {code: text for code, text in session.words.items() if text}
    if not words and not session.hands:
        raise GroupError(_l("Nothing is written down yet, so there is nothing to send."))
    answers: dict[str, Any] = {**words, "consent": consent.value}
    submission, code = responses.store_submission(
        definition_of(session),
        answers,
        slug=session.survey_version.survey.slug,
        version_id=session.survey_version_id,
        style=session.style,
        locale=session.locale,
        form_key=f"group:{session.id}",
        screen=screen,
        channel=Channel.GROUP,
        actor=str(by.id),
        known={"role": "young-person"},
    )
    session.submission = submission
    audit.record(
        "group.close",
        target=f"group:{session.id}",
        actor=str(by.id),
        facts={"people": session.people, "words": len(words)},
    )
    return code


def discard(session: GroupSession) -> None:
    """Throw away an open session."""
    _refuse_closed(session)
    db.session.delete(session)
    db.session.flush()
