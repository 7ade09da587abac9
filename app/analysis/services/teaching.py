"""Teaching the machine's reader: what it may learn from, and asking for it (R-NLP-3).

It learns from comments whose tags two people found alike, the second without seeing the first's
(`second_reading`), or that somebody decided who is both a reviewer and the safeguarding lead.
What was masked stays out: a model learns words, never who somebody is.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app import audit
from app.accounts.models import RoleName, User
from app.accounts.services import roles_of
from app.analysis.models import (
    Lesson,
    LessonKind,
    LessonState,
    Reading,
    Redaction,
    Review,
    SecondReading,
    SecondTag,
    Status,
    Tag,
)
from app.analysis.services.reading import voice_of
from app.analysis.services.review import CODED, NOTHING_TO_CODE
from app.db import db, utc_now
from app.errors import DomainError
from app.responses.models import Comment, Submission
from app.strategy import services as strategy
from app.strategy.models import Family

#: Stands for words that were masked: no word, so nothing is learned from it.
HIDDEN = "…"
_AT_ONCE = 500
_LEADS = frozenset({RoleName.REVIEWER, RoleName.SAFEGUARDING_LEAD})
_PLACES = {Family.PRIORITY: "priorities", Family.VALUE: "values", Family.OUTCOME: "outcomes"}


def ask_for_lesson(kind: LessonKind, by: User) -> Lesson:
    """Ask the worker for another model; the caller commits.

    Raises DomainError while an earlier wish waits or runs.
    """
    if open_lesson() is not None:
        raise DomainError(_l("The computer is still busy with the last request. Wait for it."))
    lesson = Lesson(kind=kind, asked_by_id=by.id)
    db.session.add(lesson)
    db.session.flush()
    _record(lesson, actor=str(by.id), role=roles_of(by))
    return lesson


def open_lesson() -> Lesson | None:
    """Return the lesson that waits or runs, if any."""
    query = sa.select(Lesson).where(Lesson.state.in_([LessonState.ASKED, LessonState.RUNNING]))
    return db.session.scalars(query.order_by(Lesson.id).limit(1)).first()


def list_lessons(limit: int = 20) -> list[Lesson]:
    """Return the newest lessons, the newest first."""
    query = sa.select(Lesson).options(joinedload(Lesson.asked_by)).order_by(Lesson.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def start_lesson(lesson: Lesson) -> None:
    """Note that it runs; the caller commits."""
    lesson.state = LessonState.RUNNING


def end_lesson(lesson: Lesson, state: LessonState, version: str, report: dict[str, Any]) -> None:
    """Note what came of it, with its audit event; the caller commits."""
    lesson.state, lesson.version, lesson.report = state, version, report
    lesson.ended_at = utc_now()
    _record(lesson, actor="worker")


def _record(lesson: Lesson, *, actor: str, role: str = "") -> None:
    audit.record(
        f"tagger.{lesson.kind.value}",
        target=f"lesson:{lesson.id}",
        actor=actor,
        role=role,
        facts={"state": lesson.state.value, "version": lesson.version},
    )


def count_teachable() -> int:
    """Return how many comments it could learn from now."""
    return len(_teachable_ids(_lead_ids()))


def labelled_comments(codes: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield what it may learn from, as labelled comments for `python -m nlp teach`.

    Tags outside `codes` are left out. Reviewers are numbers, never names.
    """
    families = {item.code: item.family for item in strategy.list_items() if item.code in codes}
    leads = _lead_ids()
    ids = _teachable_ids(leads)
    for start in range(0, len(ids), _AT_ONCE):
        yield from _labelled(ids[start : start + _AT_ONCE], families, leads)


def _teachable_ids(leads: Collection[int]) -> list[str]:
    """Return ids of comments whose labels two people share, or a lead decided.

    Demo comments, and what was taken back or is in another language, teach nothing.
    """
    query = (
        sa.select(Review.comment_id, Review.reviewed_by_id)
        .join(Comment, Comment.id == Review.comment_id)
        .join(Submission)
        .where(
            Review.result.in_([CODED, NOTHING_TO_CODE]),
            Submission.withdrawn_on.is_(None),
            Submission.is_demo.is_(False),
            sa.exists().where(Reading.comment_id == Comment.id, Reading.language == "en"),
        )
        .order_by(Review.comment_id)
    )
    alike = _alike()
    return [
        comment_id
        for comment_id, reviewer in db.session.execute(query)
        if reviewer in leads or comment_id in alike
    ]


def _lead_ids() -> set[int]:
    people = db.session.scalars(sa.select(User).options(joinedload(User.roles))).unique()
    return {person.id for person in people if {role.name for role in person.roles} >= _LEADS}


def _alike() -> set[str]:
    """Return ids of comments in which the second reader found just what the first did."""
    read = set(db.session.scalars(sa.select(SecondReading.comment_id)))
    second: dict[str, dict[str, str | None]] = {comment_id: {} for comment_id in read}
    for comment_id, code, sign in db.session.execute(
        sa.select(SecondTag.comment_id, SecondTag.code, SecondTag.sign)
    ):
        second[comment_id][code] = sign
    first: dict[str, dict[str, str | None]] = {comment_id: {} for comment_id in read}
    query = (
        sa.select(Tag.comment_id, Tag.code, Tag.sign)
        .join(SecondReading, SecondReading.comment_id == Tag.comment_id)
        .where(Tag.status == Status.ACCEPTED)
    )
    for comment_id, code, sign in db.session.execute(query):
        first[comment_id][code] = sign
    return {comment_id for comment_id in read if second[comment_id] == first[comment_id]}


def _labelled(
    ids: Sequence[str], families: dict[str, Family], leads: Collection[int]
) -> Iterator[dict[str, Any]]:
    query = sa.select(Review, Comment).join(Comment, Comment.id == Review.comment_id)
    query = query.where(Comment.id.in_(ids)).options(joinedload(Comment.submission))
    second = dict(
        db.session.execute(
            sa.select(SecondReading.comment_id, SecondReading.read_by_id).where(
                SecondReading.comment_id.in_(ids)
            )
        ).all()
    )
    tags = _by_comment(sa.select(Tag).where(Tag.status == Status.ACCEPTED), Tag, ids)
    hidden = _by_comment(
        sa.select(Redaction).where(Redaction.status != Status.REJECTED), Redaction, ids
    )
    readings = _by_comment(sa.select(Reading).order_by(Reading.read_at), Reading, ids)
    for review, comment in db.session.execute(query.order_by(Comment.id)):
        spans = [(each.start_at, each.end_at) for each in hidden.get(comment.id, [])]
        # What no person decides is kept as the machine read it.
        read = readings[comment.id][-1]
        labels: dict[str, Any] = {"priorities": [], "values": {}, "outcomes": {}}
        evidence = {}
        for tag in tags.get(comment.id, []):
            if tag.code in families:
                place = labels[_PLACES[families[tag.code]]]
                if isinstance(place, list):
                    place.append(tag.code)
                else:
                    place[tag.code] = tag.sign or "-"
                evidence[tag.code] = _without(comment.text, spans, tag.start_at, tag.end_at)
        readers = {review.reviewed_by_id, second.get(comment.id, review.reviewed_by_id)}
        yield {
            "id": comment.id,
            "question": comment.question_text,
            "text": _without(comment.text, spans, 0, len(comment.text)),
            "voice": voice_of(comment),
            **labels,
            "evidence": evidence,
            "polarity": read.polarity,
            "has_suggestion": read.has_suggestion,
            "safeguarding": comment.screen_level or "none",
            "reviewers": [f"r{number}" for number in sorted(readers)],
            "lead": review.reviewed_by_id in leads,
            "reviewed_on": review.reviewed_at.date().isoformat(),
        }


def _by_comment(query: sa.Select[Any], model: Any, ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in db.session.scalars(query.where(model.comment_id.in_(ids))):
        found.setdefault(row.comment_id, []).append(row)
    return found


def _without(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    """Return text[start:end] with what was masked replaced; a part of the same done to all."""
    pieces = []
    place = start
    for first, last in sorted(spans):
        if max(first, place) < min(last, end):
            pieces += [text[place : max(first, place)], HIDDEN]
            place = min(last, end)
    return "".join([*pieces, text[place:end]])
