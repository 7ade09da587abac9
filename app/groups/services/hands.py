"""Hands that were raised: how many there can be, and what they add up to."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.db import db
from app.groups.models import GroupSession
from app.groups.services.joining import GroupError
from app.groups.services.sessions import definition_of, refuse_closed
from app.responses.models import Submission
from app.responses.services.results import RaisedHands
from app.surveys import standing
from app.surveys.definition import Question
from app.surveys.models import Survey, SurveyVersion
from app.surveys.screens import Screen
from app.wordings import Wording


@dataclass(frozen=True)
class CountedQuestion:
    """One question to which hands were raised: its answers as they were offered, and the hands."""

    words: Wording
    answers: list[tuple[Wording, int]]


def keep(
    session: GroupSession,
    screen: Screen,
    *,
    hands: dict[str, dict[str, int]],
    words: dict[str, str],
) -> None:
    """Keep the hands and words of one screen, in place of those that it had before."""
    refuse_closed(session)
    for question in screen.questions:
        _refuse_too_many(session, question, hands.get(question.code, {}))
    others = {code: found for code, found in session.hands.items() if code not in screen.codes}
    session.hands = others | {code: found for code, found in hands.items() if found}
    session.words = session.words | words
    db.session.flush()


def _refuse_too_many(session: GroupSession, question: Question, hands: dict[str, int]) -> None:
    raised = people_behind(question, hands)
    if raised > session.people:
        raise GroupError(
            _l(
                "That is %(hands)s hands, but %(people)s people are here. Count again.",
                hands=raised,
                people=session.people,
            ),
            field=f"{question.code}.{next(iter(hands))}",
        )


def people_behind(question: Question, hands: dict[str, int]) -> int:
    """Return how many people at least raised these hands.

    Where several answers may be chosen one person can raise several, but none beside an answer that
    excludes the others.
    """
    if question.type != "many":
        return sum(hands.values())
    alone = hands.keys() & alone_in(question)
    together = [number for code, number in hands.items() if code not in alone]
    return sum(hands[code] for code in alone) + max(together, default=0)


def alone_in(question: Question) -> frozenset[str]:
    """Return the answers to a question beside which one person raises no other hand."""
    return frozenset({question.alone or "", *standing.CODES})


def counted(session: GroupSession, locale: str) -> list[CountedQuestion]:
    """Return the questions to which a session's hands were raised, in their order, in a language.

    Every answer that was offered is there, also where no hand was raised.
    """
    definition, style = definition_of(session), session.style
    found = []
    for code, question in definition.questions.items():
        hands = session.hands.get(code)
        if not hands:
            continue
        answers = [
            (
                definition.wording(definition.option_key(question, option), locale, style),
                hands.get(option.code, 0),
            )
            for option in definition.offered(question, style)
        ]
        found.append(CountedQuestion(definition.wording(code, locale, style), answers))
    return found


def find_hands(submission: Submission) -> GroupSession | None:
    """Return the session by hands up that became a submission, or None."""
    return db.session.scalar(
        sa.select(GroupSession).where(GroupSession.submission_id == submission.id)
    )


def hands_raised(survey: Survey) -> Iterator[RaisedHands]:
    """Yield the hands of every closed session about a survey that was not taken back."""
    query = (
        sa.select(GroupSession, SurveyVersion.number)
        .join(SurveyVersion, SurveyVersion.id == GroupSession.survey_version_id)
        .join(Submission, Submission.id == GroupSession.submission_id)
        .where(SurveyVersion.survey_id == survey.id, Submission.withdrawn_on.is_(None))
        .order_by(GroupSession.id)
    )
    for session, version in db.session.execute(query):
        questions = definition_of(session).questions
        for code, hands in session.hands.items():
            people = people_behind(questions[code], hands)
            yield RaisedHands(version, code, people, hands)
