"""Finding comments: by words, by what was decided about them, and by how they reached us.

Everybody finds in masked words; a name that staff do not see finds nothing (decision 0023). Those
who do not review find what a person has read only, and nothing that is open in safeguarding.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import selectinload

from app.analysis.models import IndexCard, ReviewFacet, Status, Strength, Tag, ThemeComment
from app.analysis.services.asking import BEGIN, END, marked_texts, matches, parse, walked
from app.analysis.services.queue import ENGLISH as ENGLISH_OR_UNKNOWN
from app.analysis.services.queue import PAGE_SIZE, comments_by_id
from app.db import db
from app.responses.models import Channel, Comment, Recording, Style, WhoseWords
from app.surveys import services as surveys
from app.surveys.definition import ENGLISH
from app.surveys.models import Survey

RESULTS = ("coded", "nothing-to-code", "not-in-strategy")
STATUSES = ("to-review", "reviewed", *RESULTS)
#: More are not counted out: "more than 1,000" is all that a reader needs, and costs less.
MOST_COUNTED = 1_000
SNIPPET = 260
#: A way to tell us that is no channel: the words were spoken, and a person wrote them down.
SPOKEN = "spoken"
#: The danger on a card that nobody in safeguarding has open.
SAFE = 9


@dataclass(frozen=True)
class Criteria:
    """What to find. Empty ones do not narrow; unknown ones find nothing."""

    words: str = ""
    code: str = ""
    sign: str = ""
    theme: str = ""
    survey: str = ""
    #: "survey/question".
    question: str = ""
    #: A channel, or SPOKEN.
    channel: str = ""
    style: str = ""
    language: str = ""
    whose: str = ""
    role: str = ""
    status: str = ""
    facet: str = ""
    #: Days as "2027-03-27", the first and the last.
    since: str = ""
    until: str = ""

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Criteria":
        """Return what was stored; what an older version stored and we do not know is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: str(value) for name, value in kept.items() if name in known})

    def as_dict(self) -> dict[str, str]:
        """Return what was chosen, to be stored."""
        return {name: value for name, value in asdict(self).items() if value}

    def as_form(self) -> dict[str, Any]:
        """Return it as a form starts from it: days are dates."""
        return asdict(self) | {"since": _day(self.since), "until": _day(self.until)}


@dataclass(frozen=True)
class SurveyChoice:
    """A survey to choose, with (code, wording) of its free texts."""

    slug: str
    title: str
    questions: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Piece:
    """A piece of the words as the page prints it."""

    text: str
    is_found: bool


@dataclass(frozen=True)
class FoundComment:
    """One comment that was found, with the words around what was looked for."""

    comment: Comment
    pieces: Sequence[Piece]
    tags: Sequence[Tag]
    is_reviewed: bool
    is_open_in_safeguarding: bool


@dataclass(frozen=True)
class FoundPage:
    """One page of what was found, the newest first."""

    rows: Sequence[FoundComment]
    #: At most one more than MOST_COUNTED.
    total: int
    #: Where the next page begins; None on the last.
    after: str | None

    @property
    def is_uncounted(self) -> bool:
        """True when there are more than we counted."""
        return self.total > MOST_COUNTED


def _is_shown(*, only_reviewed: bool) -> list[sa.ColumnElement[bool]]:
    """Return conditions for tags that count: a "maybe" never does.

    For those who do not review, only what a person accepted is evidence.
    """
    if only_reviewed:
        return [Tag.status == Status.ACCEPTED]
    is_only_maybe = sa.and_(Tag.status == Status.SUGGESTED, Tag.strength == Strength.MAYBE)
    return [Tag.status != Status.REJECTED, ~is_only_maybe]


def _tagged(wanted: Criteria, *, only_reviewed: bool) -> sa.Select[str]:
    """Return the comments with the tag and the sign asked for."""
    query = sa.select(Tag.comment_id).where(*_is_shown(only_reviewed=only_reviewed))
    if wanted.code:
        query = query.where(Tag.code == wanted.code)
    if wanted.sign:
        query = query.where(Tag.sign == wanted.sign)
    return query


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _of_card(wanted: Criteria) -> list[sa.ColumnElement[bool]]:
    """Return conditions that the card itself answers."""
    found: list[sa.ColumnElement[bool]] = []
    if wanted.status in {"to-review", "reviewed"}:
        found.append(walked(IndexCard.is_reviewed).is_(wanted.status == "reviewed"))
    if wanted.status in RESULTS:
        found.append(IndexCard.result == wanted.status)
    if survey := wanted.question.partition("/")[0] or wanted.survey:
        survey_id = sa.select(Survey.id).where(Survey.slug == survey).scalar_subquery()
        found.append(walked(IndexCard.survey_id) == survey_id)
    if since := _day(wanted.since):
        found.append(IndexCard.received_on >= since)
    if until := _day(wanted.until):
        found.append(IndexCard.received_on <= until)
    return found


def _of_lists(wanted: Criteria, *, only_reviewed: bool) -> list[sa.Select[Any]]:
    """Return lists of comments that it must be in: by facet, tag, theme, and whether spoken."""
    lists: list[sa.Select[Any]] = []
    if wanted.channel == SPOKEN:
        is_written = Recording.comment_id.is_not(None)
        lists.append(sa.select(Recording.comment_id).where(is_written))
    if wanted.facet:
        lists.append(sa.select(ReviewFacet.comment_id).where(ReviewFacet.facet == wanted.facet))
    if wanted.code or wanted.sign:
        lists.append(_tagged(wanted, only_reviewed=only_reviewed))
    if wanted.theme:
        theme_id = int(wanted.theme) if wanted.theme.isdecimal() and len(wanted.theme) < 10 else 0
        lists.append(sa.select(ThemeComment.comment_id).where(ThemeComment.theme_id == theme_id))
    return lists


def _of_submission(wanted: Criteria) -> list[sa.ColumnElement[bool]]:
    """Return conditions on how it was sent, and by whom; unknown values find nothing."""
    asked: list[tuple[Any, str, Any]] = [
        (IndexCard.channel, wanted.channel if wanted.channel != SPOKEN else "", Channel),
        (IndexCard.style, wanted.style, Style),
        (IndexCard.whose_words, wanted.whose, WhoseWords),
    ]
    found: list[sa.ColumnElement[bool]] = [
        column == kind(value) if value in list(kind) else sa.false()
        for column, value, kind in asked
        if value
    ]
    if wanted.role:
        found.append(IndexCard.role == wanted.role)
    if question := wanted.question.partition("/")[2]:
        found.append(IndexCard.question_code == question)
    if wanted.language:
        found.append(
            sa.or_(IndexCard.locale == wanted.language, IndexCard.language == wanted.language)
        )
    return found


def matching(wanted: Criteria, *, only_reviewed: bool) -> sa.Select[str]:
    """Return a query for the ids of the comments that `wanted` lets through.

    People who do not review see what a person has read, and nothing that is open in safeguarding:
    `only_reviewed`.
    """
    terms = parse(wanted.words)
    by_words = matches(terms)
    if wanted.words and not terms:
        by_words = [sa.false()]
    if only_reviewed:
        by_words += [walked(IndexCard.is_reviewed).is_(True), walked(IndexCard.danger) == SAFE]
    lists = _of_lists(wanted, only_reviewed=only_reviewed)
    return sa.select(IndexCard.comment_id).where(
        *_of_card(wanted),
        *_of_submission(wanted),
        *(walked(IndexCard.comment_id).in_(each) for each in lists),
        *by_words,
    )


def _mark(after: str) -> tuple[date, str] | None:
    """Return the place that `after` names: "2027-03-27.<comment id>"."""
    day = _day(after[:10])
    return (day, after[11:37]) if day else None


def _from(query: sa.Select[Any], mark: tuple[date, str]) -> sa.Select[Any]:
    """Narrow the query to what follows a place."""
    place = sa.tuple_(IndexCard.received_on, IndexCard.comment_id)
    return query.where(place < sa.tuple_(*map(sa.literal, mark)))


def find(wanted: Criteria, *, only_reviewed: bool, after: str = "") -> FoundPage:
    """Return one page of what was found, the newest first, from the place `after` on."""
    query = _newest_first(wanted, only_reviewed=only_reviewed)
    # One walk tells how many there are and where this page lies; only far pages need another.
    places = _places(query.limit(MOST_COUNTED + 1))
    total = len(places)
    if mark := _mark(after):
        places = [place for place in places if place < mark]
        if total > MOST_COUNTED and len(places) <= PAGE_SIZE:
            places = _places(_from(query, mark).limit(PAGE_SIZE + 1))
    comments = comments_by_id([comment_id for _day, comment_id in places[:PAGE_SIZE]])
    last = comments[-1] if len(places) > PAGE_SIZE else None
    return FoundPage(
        _rows(comments, wanted, only_reviewed=only_reviewed),
        total,
        f"{last.submission.received_on.isoformat()}.{last.id}" if last else None,
    )


def _newest_first(wanted: Criteria, *, only_reviewed: bool) -> sa.Select[Any]:
    """Return the query for (day, id), in an order that one index of the cards is in."""
    query = matching(wanted, only_reviewed=only_reviewed).add_columns(IndexCard.received_on)
    return query.order_by(IndexCard.received_on.desc(), IndexCard.comment_id.desc())


def _places(query: sa.Select[Any]) -> list[tuple[date, str]]:
    return [(received_on, comment_id) for comment_id, received_on in db.session.execute(query)]


def _rows(comments: list[Comment], wanted: Criteria, *, only_reviewed: bool) -> list[FoundComment]:
    ids = [comment.id for comment in comments]
    query = sa.select(IndexCard).where(IndexCard.comment_id.in_(ids))
    cards = {card.comment_id: card for card in db.session.scalars(query)}
    marked = marked_texts(parse(wanted.words), [card.number for card in cards.values()])
    tags = _tags_of(ids, only_reviewed=only_reviewed)
    rows = []
    for comment in comments:
        card = cards[comment.id]
        rows.append(
            FoundComment(
                comment,
                snippet(card.masked, marked.get(card.number, "")),
                tags[comment.id],
                card.is_reviewed,
                card.danger != SAFE,
            )
        )
    return rows


def _tags_of(ids: Sequence[str], *, only_reviewed: bool) -> dict[str, list[Tag]]:
    found: dict[str, list[Tag]] = {each: [] for each in ids}
    query = sa.select(Tag).where(Tag.comment_id.in_(ids), *_is_shown(only_reviewed=only_reviewed))
    for tag in db.session.scalars(query.options(selectinload(Tag.item)).order_by(Tag.id)):
        found[tag.comment_id].append(tag)
    return found


def snippet(text: str, marked: str) -> list[Piece]:
    """Return the words around the first that was found, cut at spaces, in pieces.

    `marked` is the same text with marks; when it is not the same any more, nothing is marked.
    """
    if marked.replace(BEGIN, "").replace(END, "") != text:
        marked = text
    return _cut(_pieces(marked))


def _pieces(marked: str) -> list[Piece]:
    first, *rest = marked.split(BEGIN)
    pieces = [Piece(first, is_found=False)]
    for each in rest:
        inside, _end, outside = each.partition(END)
        pieces += [Piece(inside, is_found=True), Piece(outside, is_found=False)]
    return [piece for piece in pieces if piece.text]


def _cut(pieces: list[Piece]) -> list[Piece]:
    """Keep about SNIPPET letters: from shortly before the first found piece on."""
    before = 0
    for piece in pieces:
        if piece.is_found:
            break
        before += len(piece.text)
    else:
        before = 0
    start = max(0, before - SNIPPET // 3)
    whole = "".join(piece.text for piece in pieces)
    if start and " " in whole[start : start + 40]:
        start = whole.index(" ", start) + 1
    end = min(len(whole), start + SNIPPET)
    if end < len(whole) and " " in whole[end - 40 : end]:
        end = whole.rindex(" ", 0, end)
    kept, place = [], 0
    for piece in pieces:
        text = piece.text[max(0, start - place) : max(0, end - place)]
        place += len(piece.text)
        if text:
            kept.append(Piece(text, piece.is_found))
    ellipsis = [Piece("…", is_found=False)]
    return (ellipsis if start else []) + kept + (ellipsis if end < len(whole) else [])


def languages_written() -> list[str]:
    """Return the codes of the languages that comments are in; English and unknown are left out."""
    codes = db.session.scalars(sa.select(IndexCard.language).distinct())
    return sorted(set(codes) - ENGLISH_OR_UNKNOWN)


def searchable_surveys() -> list[SurveyChoice]:
    """Return the surveys that have comments, with the free texts that their newest version asks."""
    has_comments = sa.exists().where(IndexCard.survey_id == Survey.id)
    query = sa.select(Survey).where(has_comments).order_by(Survey.position, Survey.slug)
    return [_choice(survey) for survey in db.session.scalars(query)]


def _choice(survey: Survey) -> SurveyChoice:
    try:
        _version_id, definition = surveys.latest_definition(survey)
    except NoResultFound:
        return SurveyChoice(survey.slug, survey.slug, [])
    style = definition.default_style
    return SurveyChoice(
        survey.slug,
        definition.wording("title", ENGLISH, style),
        [
            (code, definition.wording(code, ENGLISH, style))
            for code, question in definition.questions.items()
            if question.type == "text"
        ],
    )
