"""What may stand in an exported file: masked words with their owner's yes, and suppressed figures.

A label that fewer than ten people of the file share is not said, and of fewer than ten people there
is no file at all (R-SDC-1, R-EXP-2).
"""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.analysis.models import IndexCard, Status, Tag, Theme, ThemeComment
from app.analysis.services.claims import SIGNS
from app.analysis.services.finding import Criteria, matching
from app.analysis.services.grouping import is_shown
from app.analysis.services.sharing import count_of_people
from app.analysis.services.themes import list_themes
from app.counts import SMALLEST_PUBLIC_COUNT
from app.db import db
from app.responses.models import Channel, Comment, Consent, Submission, WhoseWords
from app.safeguarding import services as safeguarding
from app.strategy import services as strategy
from app.strategy.models import Family, FrameworkItem

#: More rows than this nobody reads; the newest are taken, and the file says so.
MOST_ROWS = 5_000
#: So many ids are asked for at once: databases take only so many.
_AT_ONCE = 1_000


class Speaker(NamedTuple):
    """Who is speaking, by what they chose in the survey."""

    role: str
    #: An adult's account is never shown as a child's own (F11).
    is_for_someone: bool
    is_group: bool


@dataclass(frozen=True)
class ExportedComment:
    """One row of words; what could tell of few people is None."""

    question: str
    masked: str
    speaker: Speaker | None
    #: The first day of the month in which it came.
    month: date | None
    tags: Sequence[tuple[str, str | None]]
    themes: Sequence[str]


@dataclass(frozen=True)
class ExportedWords:
    """The rows of words that a search finds."""

    rows: Sequence[ExportedComment]
    ids: Sequence[str]
    #: How many there would be without the limit.
    found: int
    people: int
    #: The fingerprint of its comments.
    made_of: str


@dataclass(frozen=True)
class ExportedFigures:
    """How many people said what a search finds: counted as they are, for the file to round."""

    people: int
    tags: Sequence[tuple[FrameworkItem, str | None, int]]
    themes: Sequence[tuple[Theme, int]]


def _may_leave() -> list[sa.ColumnElement[bool]]:
    """Return the conditions on a comment whose masked words may leave the site.

    Its owner agreed to be quoted (F10) and did not take it back, a person has read and masked it,
    and nothing is open in safeguarding (R-SAF-5).
    """
    return [
        *is_shown(),
        Submission.withdrawn_on.is_(None),
        Submission.consent == Consent.QUOTE,
        Comment.id.not_in(safeguarding.open_comments()),
    ]


def _cards(*columns: Any) -> sa.Select[Any]:
    query = sa.select(*columns).select_from(IndexCard)
    query = query.join(Comment, Comment.id == IndexCard.comment_id)
    return query.join(Submission, Submission.id == Comment.submission_id)


def words_to_export(wanted: Criteria) -> ExportedWords:
    """Return the masked words that `wanted` finds and that may leave.

    Of too many the newest. They stand in the random order of their cards, which says nothing of
    the order of arrival, nor of who wrote two of them.
    """
    conditions = [IndexCard.comment_id.in_(matching(wanted, only_reviewed=True)), *_may_leave()]
    found = db.session.scalar(_cards(sa.func.count()).where(*conditions)) or 0
    query = _cards(IndexCard, Comment.question_text, Submission.id).where(*conditions)
    query = query.order_by(IndexCard.received_on.desc(), IndexCard.comment_id).limit(MOST_ROWS)
    rows = sorted(db.session.execute(query), key=lambda row: row[0].number)
    people = {person for card, _question, person in rows if card.channel != Channel.IMPORT}
    ids = [card.comment_id for card, _question, _person in rows]
    tags, themes = _tags_of(ids), _themes_of(ids)
    speakers = _said_by_many((_speaker(card), person) for card, _q, person in rows)
    months = _said_by_many((_month(card), person) for card, _q, person in rows)
    return ExportedWords(
        [
            ExportedComment(
                question,
                card.masked,
                _speaker(card) if _speaker(card) in speakers else None,
                _month(card) if _month(card) in months else None,
                tags[card.comment_id],
                themes[card.comment_id],
            )
            for card, question, _person in rows
        ],
        ids,
        found,
        len(people),
        _fingerprint({card.comment_id: card.masked for card, _question, _person in rows}),
    )


def _speaker(card: IndexCard) -> Speaker:
    return Speaker(
        card.role,
        is_for_someone=card.whose_words == WhoseWords.FOR_SOMEONE,
        is_group=card.whose_words == WhoseWords.GROUP,
    )


def _month(card: IndexCard) -> date:
    return card.received_on.replace(day=1)


def _said_by_many(pairs: Iterable[tuple[Hashable, str]]) -> set[Hashable]:
    """Return the labels of (label, person) that ten people or more share."""
    people: dict[Hashable, set[str]] = defaultdict(set)
    for label, person in pairs:
        people[label].add(person)
    return {label for label, those in people.items() if len(those) >= SMALLEST_PUBLIC_COUNT}


def _in_batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _tags_of(ids: Sequence[str]) -> dict[str, list[tuple[str, str | None]]]:
    """Return {comment: [(name, sign)]} of what a person accepted."""
    found: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    query = sa.select(Tag.comment_id, FrameworkItem.name, Tag.sign).join(Tag.item)
    query = query.where(Tag.status == Status.ACCEPTED).order_by(Tag.id)
    for batch in _in_batches(ids):
        for comment_id, name, sign in db.session.execute(query.where(Tag.comment_id.in_(batch))):
            if (name, sign) not in found[comment_id]:
                found[comment_id].append((name, sign))
    return found


def _themes_of(ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    query = sa.select(ThemeComment.comment_id, Theme.name).join(Theme).order_by(Theme.name)
    for batch in _in_batches(ids):
        chosen = query.where(ThemeComment.comment_id.in_(batch))
        for comment_id, name in db.session.execute(chosen):
            found[comment_id].append(name)
    return found


def fingerprint(ids: Sequence[str]) -> str:
    """Return a hash of these comments as they may leave now.

    It changes when words are taken back or masked further, or safeguarding opens one.
    """
    now: dict[str, str] = {}
    query = _cards(IndexCard.comment_id, IndexCard.masked)
    for batch in _in_batches(ids):
        rows = db.session.execute(query.where(IndexCard.comment_id.in_(batch), *_may_leave()))
        now |= {row[0]: row[1] for row in rows}
    return _fingerprint(now)


def _fingerprint(masked_words: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for comment_id, masked in sorted(masked_words.items()):
        digest.update(f"{comment_id}\0{masked}\0".encode())
    return digest.hexdigest()


def figures_to_export(wanted: Criteria) -> ExportedFigures:
    """Return how many people said what `wanted` finds, by accepted tag and by theme.

    Every tag and theme is there, also one that nobody is in: to be missing would say so.
    """
    is_found = [
        Comment.id.in_(matching(wanted, only_reviewed=True)),
        Submission.withdrawn_on.is_(None),
        Comment.id.not_in(safeguarding.open_comments()),
    ]
    people = sa.select(count_of_people()).select_from(Submission).join(Comment).where(*is_found)
    by_tag = (
        sa.select(Tag.code, Tag.sign, count_of_people())
        .join(Comment, Comment.id == Tag.comment_id)
        .join(Submission)
        .where(*is_found, Tag.status == Status.ACCEPTED)
        .group_by(Tag.code, Tag.sign)
    )
    by_theme = (
        sa.select(ThemeComment.theme_id, count_of_people())
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Submission)
        .where(*is_found)
        .group_by(ThemeComment.theme_id)
    )
    tags = {(row[0], row[1]): row[2] for row in db.session.execute(by_tag)}
    themes = {row[0]: row[1] for row in db.session.execute(by_theme)}
    return ExportedFigures(
        db.session.scalar(people) or 0,
        [
            (item, sign, tags.get((item.code, sign), 0))
            for item in strategy.list_items()
            for sign in ([None] if item.family == Family.PRIORITY else SIGNS)
        ],
        [(theme, themes.get(theme.id, 0)) for theme in list_themes()],
    )
