"""Where themes come from and go to: every step is kept, and any count can be made again.

A count that was published is of the people who were in some themes at one step. Later the themes
are renamed, merged and split, words are taken back, and comments are erased: the count at that step
stays the same, because rows that say "from this step until that one" are never removed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.analysis.models import Theme, ThemeComment, ThemeStep, ThemeVoice
from app.analysis.services.sharing import is_a_person, voices_in
from app.db import db, random_id
from app.responses.models import Comment, Submission

#: What rooms above do when comments go from one theme to another, by a name for what they do.
WHEN_COMMENTS_MOVE: dict[str, Callable[[Theme, Theme], None]] = {}


@dataclass(frozen=True)
class Count:
    """How many people said it at one step, and between which days."""

    people: int
    first: date | None
    last: date | None
    step_id: int


def note_step(
    kind: str,
    theme: Theme | None,
    *,
    by: User | None,
    other: Theme | None = None,
    facts: dict[str, Any] | None = None,
    counted: Sequence[Theme] = (),
) -> ThemeStep:
    """Put a step on record after what it changed, and who is counted from it on."""
    db.session.flush()
    step = ThemeStep(
        kind=kind,
        theme_id=theme.id if theme else None,
        other_id=other.id if other else None,
        made_by_id=by.id if by else None,
        facts=facts or {},
    )
    db.session.add(step)
    db.session.flush()
    for each in {each.id: each for each in (theme, other, *counted) if each}.values():
        _bring_up_to(step, each)
    db.session.flush()
    return step


def _bring_up_to(step: ThemeStep, theme: Theme) -> None:
    """Begin and end what is needed so that `theme_voice` says who is in the theme now.

    Withdrawals and erasures since the step before end here as well: nobody tells us of them.
    """
    now = _voices_now(theme)
    still_open = sa.select(ThemeVoice).where(
        ThemeVoice.theme_id == theme.id, ThemeVoice.until_step.is_(None)
    )
    known = {row.voice: row for row in db.session.scalars(still_open)}
    for voice in known.keys() - now:
        known[voice].until_step = step.id
    for voice in sorted(now - known.keys()):
        db.session.add(ThemeVoice(theme_id=theme.id, voice=voice, from_step=step.id))


def _voices_now(theme: Theme) -> set[str]:
    query = (
        sa.select(ThemeComment, Submission.id, is_a_person())
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(ThemeComment.theme_id == theme.id)
    )
    rows = list(db.session.execute(query))
    voices = _known_voices({row[1] for row in rows if row[0].voice is None})
    now = set()
    for member, submission_id, is_counted in rows:
        voice = member.voice or voices.setdefault(submission_id, random_id())
        member.voice = voice
        if is_counted:
            now.add(voice)
    return now


def _known_voices(submission_ids: set[str]) -> dict[str, str]:
    """Return {submission id: voice} of those that are in some theme already."""
    query = (
        sa.select(Comment.submission_id, ThemeComment.voice)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(Comment.submission_id.in_(submission_ids), ThemeComment.voice.is_not(None))
    )
    return {row[0]: str(row[1]) for row in db.session.execute(query)}


def count_people(themes: Sequence[Theme], *, by: User | None) -> Count:
    """Count the people in `themes` and keep the step, so that they can be counted again."""
    people, first, last = voices_in(themes)
    facts = {"themes": {str(theme.id): theme.name for theme in themes}, "people": people}
    step = note_step("count", None, by=by, facts=facts, counted=themes)
    return Count(people, first, last, step.id)


def people_at(step: ThemeStep) -> int:
    """Return how many people were in the themes of a count, worked out again from the steps."""
    query = sa.select(sa.func.count(ThemeVoice.voice.distinct())).where(
        ThemeVoice.theme_id.in_([int(each) for each in step.facts["themes"]]),
        ThemeVoice.from_step <= step.id,
        sa.or_(ThemeVoice.until_step.is_(None), ThemeVoice.until_step > step.id),
    )
    return db.session.scalar(query) or 0


def get_count(step_id: int) -> ThemeStep:
    """Return the step of one count, or raise NoResultFound."""
    query = sa.select(ThemeStep).where(ThemeStep.id == step_id, ThemeStep.kind == "count")
    return db.session.scalars(query).one()


def steps_of(themes: Sequence[int], *, since: int = 0) -> list[ThemeStep]:
    """Return the steps of some themes after the step `since`, the newest first."""
    query = (
        sa.select(ThemeStep)
        .where(
            ThemeStep.id > since,
            sa.or_(ThemeStep.theme_id.in_(themes), ThemeStep.other_id.in_(themes)),
        )
        .options(
            joinedload(ThemeStep.made_by), joinedload(ThemeStep.theme), joinedload(ThemeStep.other)
        )
        .order_by(ThemeStep.id.desc())
    )
    return list(db.session.scalars(query))
