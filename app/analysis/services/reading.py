"""What the worker needs: which comments wait, and how a reading is stored.

What to read is always a query over the outbox, so a job can be killed, run twice or run by two
workers, and nothing is lost or doubled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.analysis.models import Origin, Reading, Redaction, Review, Status, Strength, Tag
from app.analysis.services.indexing import keep_masked
from app.analysis.services.queue import ENGLISH
from app.analysis.services.translating import known_english, note_language
from app.db import db, start_of_day, utc_now
from app.responses.models import Answer, Comment, Style, Submission, WaitingComment
from app.safeguarding import services as safeguarding
from app.strategy.models import FrameworkItem

MOST_TRIES = 5
LEASE = timedelta(seconds=60)
#: The wait after the first failure; it doubles each time.
FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_LABEL, _LONGEST_REASON = 40, 200
#: What the corpus calls the speaker, by the role chosen in a survey, where the words differ.
_VOICES = {
    "parent-carer": "parent",
    "brother-or-sister": "sibling",
    "child": "YP 11-15",
    "professional": "other",
    "staff": "other",
}
_YOUNG = {"young-person", "child", "youth"}
_AGES = {"11-15", "16-18", "19-25"}


@dataclass(frozen=True)
class FoundTag:
    """A tag that the machine suggests; `start` and `end` are characters of the comment."""

    code: str
    sign: str | None
    score: float
    start: int
    end: int
    strength: str


@dataclass(frozen=True)
class FoundRedaction:
    """Characters that the machine proposes to mask, and why."""

    start: int
    end: int
    label: str
    reason: str


@dataclass(frozen=True)
class Found:
    """Everything that the machine says about one comment, in our own words."""

    model_version: str
    polarity: str
    has_suggestion: bool
    language: str
    level: str
    tags: Sequence[FoundTag]
    redactions: Sequence[FoundRedaction]


def voice_of(comment: Comment) -> str:
    """Return who is speaking, in the corpus's words ("parent", "YP easy read" …)."""
    role = comment.role
    if role in _YOUNG:
        return _young_voice(comment.submission)
    return _VOICES.get(role, role.replace("-", " ")) or "unknown"


def _young_voice(submission: Submission) -> str:
    if submission.style == Style.EASY:
        return "YP easy read"
    query = sa.select(Answer.choices).where(
        Answer.submission_id == submission.id, Answer.question_code.like("%age%")
    )
    chosen = {choice for choices in db.session.scalars(query) for choice in choices}
    return f"YP {next(iter(sorted(chosen & _AGES)), '11-15')}"


def queue_unread(model_version: str, *, limit: int = 500) -> int:
    """Put comments that `model_version` has not read into the outbox; return how many.

    Finished ones are left alone: a person has said what they mean. The outbox is filled only
    when nothing new waits in it, so that reading old comments again delays no new one.
    """
    waits = sa.select(WaitingComment.comment_id).where(WaitingComment.tries < MOST_TRIES)
    if db.session.scalar(sa.select(waits.exists())):
        return 0
    query = (
        sa.select(Comment.id)
        .where(
            ~sa.exists().where(
                Reading.comment_id == Comment.id, Reading.model_version == model_version
            ),
            ~sa.exists().where(Review.comment_id == Comment.id),
            ~sa.exists().where(WaitingComment.comment_id == Comment.id),
        )
        .order_by(Comment.id)
        .limit(limit)
    )
    ids = list(db.session.scalars(query))
    db.session.add_all(WaitingComment(comment_id=each) for each in ids)
    db.session.flush()
    return len(ids)


def claim_waiting(*, limit: int) -> list[Comment]:
    """Take comments out of the outbox's reach for a minute and return them, the oldest first.

    New ones come together. One that failed before comes alone, so that it can spoil no other;
    after five tries it is left for a person.
    """
    now = utc_now()
    is_free = sa.or_(WaitingComment.not_before.is_(None), WaitingComment.not_before <= now)
    query = (
        sa.select(WaitingComment)
        .options(
            joinedload(WaitingComment.comment)
            .joinedload(Comment.submission)
            .joinedload(Submission.survey_version)
        )
        .where(is_free)
        .order_by(WaitingComment.queued_at, WaitingComment.comment_id)
        .with_for_update(of=WaitingComment, skip_locked=True)
    )
    rows = list(db.session.scalars(query.where(WaitingComment.tries == 0).limit(limit)))
    if not rows:
        tried = WaitingComment.tries.between(1, MOST_TRIES - 1)
        rows = list(db.session.scalars(query.where(tried).limit(1)))
    for row in rows:
        row.tries += 1
        row.not_before = now + LEASE
    db.session.flush()
    return [row.comment for row in rows]


def put_back(comment_id: str) -> bool:
    """Note that reading failed; return True when the comment is now left for a person."""
    row = db.session.get(WaitingComment, comment_id)
    if row is None:
        return False
    row.not_before = utc_now() + FIRST_PAUSE * 2 ** (row.tries - 1)
    return row.tries >= MOST_TRIES


def count_left_for_a_person() -> int:
    """Return how many comments the machine gave up on."""
    query = sa.select(sa.func.count()).where(WaitingComment.tries >= MOST_TRIES)
    return db.session.scalar(query) or 0


def store_reading(comment_id: str, found: Found, *, words: str | None = None) -> bool:
    """Store what the machine found and take the comment out of the outbox; the caller commits.

    Returns False when it was not there any more, because another worker was faster. What a
    person decided stays: their codes are skipped, and a level is only ever raised. `words` are
    those that were read: when a person has put others in their place since, they wait on.
    """
    if words is not None and _has_other_words(comment_id, found, words):
        return False
    taken = db.session.execute(
        sa.delete(WaitingComment)
        .where(WaitingComment.comment_id == comment_id)
        .returning(WaitingComment.comment_id)
    ).first()
    comment = db.session.get(Comment, comment_id)
    if taken is None or comment is None:
        return False
    db.session.merge(
        Reading(
            comment_id=comment_id,
            model_version=found.model_version,
            polarity=found.polarity,
            has_suggestion=found.has_suggestion,
            language=found.language,
            read_at=_next_read_at(comment_id),
        )
    )
    _store_tags(comment, found)
    _store_redactions(comment, found.redactions, model_version=found.model_version)
    safeguarding.raise_level(comment, found.level)
    note_language(comment, found.language)
    db.session.flush()
    keep_masked(comment)
    return True


def _has_other_words(comment_id: str, found: Found, words: str) -> bool:
    """Return True when a person translated the comment, or called it English, since it was taken.

    SQLite has one writer; PostgreSQL waits here for whoever holds the row.
    """
    query = sa.select(Comment).where(Comment.id == comment_id).with_for_update()
    comment = db.session.scalar(query.execution_options(populate_existing=True))
    if comment is None or comment.text != words:
        return comment is not None
    return found.language not in ENGLISH and comment.id in known_english([comment])


def _next_read_at(comment_id: str) -> datetime:
    """Return when the comment was read: the day, and within it a place after earlier readings.

    To the second it would be when the comment was sent, for as long as the reading is kept.
    """
    query = sa.select(Reading.read_at).where(Reading.comment_id == comment_id)
    newest = db.session.scalar(query.order_by(Reading.read_at.desc()).limit(1))
    day = start_of_day()
    return day if newest is None or newest < day else newest + timedelta(milliseconds=1)


def _best_of_each_code(comment: Comment, tags: Iterable[FoundTag]) -> dict[str, FoundTag]:
    known = set(db.session.scalars(sa.select(FrameworkItem.code)))
    best: dict[str, FoundTag] = {}
    for tag in sorted(tags, key=lambda each: each.score):
        if tag.code in known and 0 <= tag.start < tag.end <= len(comment.text):
            best[tag.code] = tag
    return best


def _store_tags(comment: Comment, found: Found) -> None:
    """Replace suggestions nobody has decided; leave every code that a person decided."""
    stored = list(db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id)))
    decided = {tag.code for tag in stored if tag.status != Status.SUGGESTED}
    undecided = {tag.code: tag for tag in stored if tag.status == Status.SUGGESTED}
    best = _best_of_each_code(comment, found.tags)
    for code, tag in undecided.items():
        if code not in best and code not in decided:
            db.session.delete(tag)
    for code, suggestion in best.items():
        if code in decided:
            continue
        tag = undecided.get(code) or Tag(
            comment_id=comment.id, code=code, origin=Origin.MACHINE, status=Status.SUGGESTED
        )
        tag.sign = suggestion.sign
        tag.strength = Strength(suggestion.strength)
        tag.score = suggestion.score
        tag.model_version = found.model_version
        tag.start_at, tag.end_at = suggestion.start, suggestion.end
        tag.evidence = comment.text[suggestion.start : suggestion.end]
        db.session.add(tag)


def _store_redactions(
    comment: Comment, redactions: Iterable[FoundRedaction], *, model_version: str
) -> None:
    """Add what is new; a proposal is never withdrawn, since only a person may unmask words."""
    query = sa.select(Redaction.start_at, Redaction.end_at)
    known = {
        tuple(row) for row in db.session.execute(query.where(Redaction.comment_id == comment.id))
    }
    for each in redactions:
        span = (each.start, each.end)
        if span in known or not 0 <= each.start < each.end <= len(comment.text):
            continue
        known.add(span)
        db.session.add(
            Redaction(
                comment_id=comment.id,
                start_at=each.start,
                end_at=each.end,
                label=each.label[:_LONGEST_LABEL],
                reason=each.reason[:_LONGEST_REASON],
                origin=Origin.MACHINE,
                status=Status.SUGGESTED,
                model_version=model_version,
            )
        )
