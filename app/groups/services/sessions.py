"""Group sessions: begun, filled in page by page when by hands up, closed with a code to keep."""

import hmac
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import NoResultFound

from app import audit
from app.accounts.models import User
from app.db import db, today
from app.groups.models import GroupSession, GroupWay
from app.groups.services import joining
from app.groups.services.joining import GroupError
from app.responses import services as responses
from app.responses.models import Channel, Consent, Style
from app.responses.services import Screener
from app.surveys import services as surveys
from app.surveys.definition import CHOICE_TYPES, Definition, Question
from app.surveys.models import Survey
from app.surveys.screens import Screen

#: Asked of each person alone, or of the facilitator at the end; not of a room.
NOT_ASKED = frozenset({"consent", "receipt", "whose-words", "role", "age", "talk-today"})


#: The question that a room cannot be asked, as each has a role of their own.
ROLE = "role"
#: What the role of a kind of people may be called, the usual name first.
ROLES = {
    "young": ("young-person", "child"),
    "family": ("parent", "parent-carer", "family"),
    "staff": ("staff",),
    "mixed": ("other",),
}


class WrongCodeError(GroupError):
    """No closed session has this code."""


@dataclass(frozen=True)
class Plan:
    """What a facilitator decides before a session begins."""

    way: GroupWay
    people: int
    style: Style
    locale: str
    pin: str = ""
    #: Who the people are: a key of ROLES, or "" where the survey says so itself.
    who: str = ""
    #: The code that the group kept from an earlier session, or "".
    earlier_code: str = ""


def start_session(survey: Survey, plan: Plan, *, by: User) -> GroupSession:
    """Begin a session for a survey's newest version; the caller commits."""
    version_id, definition = surveys.latest_definition(survey)
    if plan.way != GroupWay.HANDS and not survey.is_open:
        raise GroupError(
            _l("This survey is not open, so nobody can answer it alone."), field="survey"
        )
    session = GroupSession(
        survey_version_id=version_id,
        way=plan.way,
        style=plan.style,
        locale=plan.locale,
        people=plan.people,
        made_by_id=by.id,
    )
    if plan.way == GroupWay.HANDS and not screens_of(definition.in_style(plan.style)):
        raise GroupError(
            _l("Nothing in this survey can be answered by hands up. Choose another way."),
            field="way",
        )
    if plan.way == GroupWay.HANDS and not definition.answered_by:
        session.words = {ROLE: _role_of(definition, plan.who)}
    if plan.earlier_code:
        session.follows = _find_earlier(plan.earlier_code)
    db.session.add(session)
    db.session.flush()
    if plan.pin:
        joining.set_pin(session, plan.pin)
    if plan.way != GroupWay.HANDS:
        joining.renew_code(session)
    return session


def _role_of(definition: Definition, who: str) -> str:
    """Return the role of everybody in a room, as the survey calls it where it asks for roles."""
    if who not in ROLES:
        raise GroupError(
            _l("This survey is for different people, so say who the group are."), field="who"
        )
    question = definition.questions.get(ROLE)
    asked = {each.code for each in definition.options_of(question)} if question else set()
    return next((role for role in ROLES[who] if role in asked), ROLES[who][0])


def who_were(session: GroupSession) -> str:
    """Return the kind of people in a session by hands up, a key of ROLES, or ""."""
    role = session.words.get(ROLE)
    return next((who for who, names in ROLES.items() if role in names), "")


def _find_earlier(code: str) -> GroupSession:
    session = find_closed(code)
    if session is None:
        raise WrongCodeError(_l("We cannot find that code. Look at it again."))
    return session


def find_closed(code: str) -> GroupSession | None:
    """Return the closed session that a group's code belongs to, or None."""
    return db.session.scalar(
        sa.select(GroupSession).where(GroupSession.receipt_hash == responses.hash_code(code))
    )


def earlier_sessions(session: GroupSession) -> list[GroupSession]:
    """Return the sessions that a group came back from, the newest first."""
    found: list[GroupSession] = []
    while session.follows is not None and session.follows not in found:
        session = session.follows
        found.append(session)
    return found


def list_sessions(*, by: User) -> list[GroupSession]:
    """Return this facilitator's sessions, the newest first."""
    query = (
        sa.select(GroupSession)
        .where(GroupSession.made_by_id == by.id)
        .order_by(GroupSession.started_on.desc(), GroupSession.id)
    )
    return list(db.session.scalars(query))


def find_session(session_id: str, *, by: User) -> GroupSession | None:
    """Return a session of this facilitator, or None."""
    return db.session.scalar(
        sa.select(GroupSession).where(
            GroupSession.id == session_id, GroupSession.made_by_id == by.id
        )
    )


def get_session(session_id: str, *, by: User) -> GroupSession:
    """Return a session of this facilitator, or raise NoResultFound."""
    session = find_session(session_id, by=by)
    if session is None:
        raise NoResultFound
    return session


def change_pin(session: GroupSession, pin: str) -> None:
    """Give an open session another PIN; the caller has asked for the password, and commits."""
    refuse_closed(session)
    if session.way == GroupWay.HANDS:
        # Its PIN is asked to close it, so whoever lost it and the device would be stuck. The page
        # says that what waits opens with the PIN of before only.
        session.waits_since = None
    elif session.waits_since is not None:  # they are sealed with the PIN of then
        raise GroupError(
            _l(
                "A device may still hold answers that only the PIN of before can open. Send them "
                "from it first."
            ),
            field="pin",
        )
    joining.set_pin(session, pin)
    db.session.flush()


def read_in(session: GroupSession, locale: str) -> None:
    """Go on with an open session in another language; the caller commits."""
    refuse_closed(session)
    session.locale = locale


def is_code_of(session: GroupSession, code: str) -> bool:
    """Return True for the code that the group of a closed session keeps."""
    return session.receipt_hash is not None and hmac.compare_digest(
        session.receipt_hash, responses.hash_code(code)
    )


def definition_of(session: GroupSession) -> Definition:
    """Return what the session asks, on the screens of its style."""
    version = session.survey_version
    return surveys.definition_of(version.id, version.checksum).in_style(session.style)


def screens_of(definition: Definition) -> list[Screen]:
    """Return the screens that a room is asked: none that hangs on one person's answer.

    Of a page that asks more than a room can answer, only what it can is left.
    """
    return [
        replace(screen, questions=asked)
        for screen in definition.screens
        if not screen.show_when and (asked := tuple(filter(_is_for_a_room, screen.questions)))
    ]


def _is_for_a_room(question: Question) -> bool:
    """Return False for what hands cannot say: a day, or what each person is asked alone."""
    return question.type in {"text", *CHOICE_TYPES} and question.code not in NOT_ASKED


def refuse_closed(session: GroupSession) -> None:
    """Raise GroupError for a session that is closed."""
    if not session.is_open:
        raise GroupError(_l("This session is closed already."))


def close_session(
    session: GroupSession, *, consent: Consent, screen: Screener | None, by: User
) -> str | None:
    """Make one group record of hands up; return the receipt code. The caller commits."""
    refuse_closed(session)
    words = {code: text for code, text in session.words.items() if text}
    role = words.pop(ROLE, "")
    definition = definition_of(session)
    if not words and not session.hands:
        raise GroupError(_l("Nothing is written down yet, so there is nothing to send."))
    answers: dict[str, Any] = {**words, "consent": consent.value}
    submission, code = responses.store_submission(
        definition,
        answers,
        slug=session.survey_version.survey.slug,
        version_id=session.survey_version_id,
        style=session.style,
        locale=session.locale,
        form_key=_form_key(session),
        screen=screen,
        channel=Channel.GROUP,
        actor=str(by.id),
        known={ROLE: definition.answered_by or role},
    )
    session.submission = submission
    session.closed_on, session.receipt_hash = today(), submission.receipt_hash
    _record_closing(session, by=by, facts={"people": session.people, "words": len(words)})
    return code


def end_session(session: GroupSession, *, by: User) -> str:
    """Close a session in which each answered alone; return the group's code. The caller commits."""
    refuse_closed(session)
    taken = joining.count_taken(session)
    if not taken and session.waits_since is None:
        raise GroupError(_l("Nobody has sent answers yet. You can throw the session away instead."))
    code = responses.receipt_code(_form_key(session))
    joining.stop_code(session)
    session.closed_on, session.receipt_hash = today(), responses.hash_code(code)
    _record_closing(session, by=by, facts={"people": session.people, "taken": taken})
    return code


def _form_key(session: GroupSession) -> str:
    return f"group:{session.id}"


def _record_closing(session: GroupSession, *, by: User, facts: dict[str, Any]) -> None:
    audit.record(
        "group.close",
        target=f"group:{session.id}",
        actor=str(by.id),
        facts=facts,
        day_only=True,  # the hour would say when its members wrote
    )


def discard(session: GroupSession) -> None:
    """Throw away an open session."""
    refuse_closed(session)
    if joining.count_taken(session):
        raise GroupError(_l("Somebody has sent answers already. Close the session instead."))
    # By hands up nothing can be sent later, and a device may be lost: the page says so.
    if session.waits_since is not None and session.way != GroupWay.HANDS:
        raise GroupError(
            _l(
                "A device may still hold answers that wait for a signal. Send them from it first, "
                "or close the session: then they can still be sent."
            )
        )
    db.session.delete(session)
    db.session.flush()
