"""What is looked for: words, "phrases", -without and begin*, for SQLite and for PostgreSQL.

There is no wrong way to ask: what means nothing is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from app.analysis.index import CONFIGURATION
from app.analysis.models import IndexCard
from app.analysis.services.indexing import has_own_index
from app.db import db

MOST_TERMS = 12
#: A star after fewer letters would find nearly everything, slowly.
SHORTEST_BEGINNING = 3
#: Characters for private use, which stand around found words until the page marks them.
BEGIN, END = "\ue000", "\ue001"
#: A telephone's keyboard turns the marks of a phrase into curly ones.
_PLAIN_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | {"\0": " "})
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
#: PostgreSQL's index of words (app/analysis/index.py).
_WORDS = sa.table("comment_words", sa.column("number"), sa.column("masked"))
_CONFIG: sa.ColumnElement[str] = sa.literal_column(f"'{CONFIGURATION}'")


@dataclass(frozen=True)
class Term:
    """One word or phrase that must, or must not, be there."""

    words: tuple[str, ...]
    is_excluded: bool = False
    #: True when any word that begins like it will do.
    is_beginning: bool = False


def parse(asked: str) -> list[Term]:
    """Return the terms of what somebody typed; no term when it holds no letter or digit."""
    terms = []
    for found in _TERM.finditer(asked.translate(_PLAIN_QUOTES)):
        text = found["phrase"] if found["phrase"] is not None else found["word"]
        words = tuple(re.findall(r"\w+", text.replace("_", " ")))
        if words:
            is_beginning = (
                found["phrase"] is None
                and text.endswith("*")
                and (len(words) == 1 and len(words[0]) >= SHORTEST_BEGINNING)
            )
            terms.append(Term(words, bool(found["minus"]), is_beginning))
    return terms[:MOST_TERMS]


def matches(terms: Sequence[Term]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a card must meet: its masked words hold the terms."""
    if has_own_index():
        wanted = " AND ".join(_fts5(term) for term in terms if not term.is_excluded)
        conditions = [_is_found(wanted)] if wanted else []
        conditions += [~_is_found(_fts5(term)) for term in terms if term.is_excluded]
        # A mask that is newer than the index must not be looked behind.
        return [*conditions, IndexCard.is_indexed.is_(True)] if conditions else []
    return [_holds(term) for term in terms]


def _holds(term: Term) -> sa.ColumnElement[bool]:
    """Return PostgreSQL's condition that a card's words hold the term, or do not."""
    is_there = _WORDS.c.masked.op("@@", is_comparison=True)(_tsquery(term))
    numbers = sa.select(_WORDS.c.number).where(is_there)
    if len(term.words) > 1 or term.is_beginning:
        # How often these are said the planner can only guess: they are looked up once, from the
        # index, instead of card by card. OFFSET 0 is its word for that.
        numbers = numbers.offset(sa.literal_column("0"))
    found = IndexCard.number.in_(numbers)
    return ~found if term.is_excluded else found


def walked(column: Any) -> sa.ColumnElement[Any]:
    """Return `column` so that SQLite does not begin with what it must be, or be in.

    It walks along the cards, the newest first, instead: the order comes for nothing, and a page
    is soon full. "Is reviewed" narrows less than SQLite thinks; it would sort half the cards.
    """
    if not has_own_index():
        return column  # type: ignore[no-any-return]
    return UnaryExpression(column, operator=operators.custom_op("+"), type_=column.type)


def _fts5(term: Term) -> str:
    """Return a term as FTS5 reads it: in quotes, in which nothing has a meaning of its own."""
    return '"' + " ".join(term.words) + '"' + ("*" if term.is_beginning else "")


def _is_found(wanted: str) -> sa.ColumnElement[bool]:
    query = sa.text("SELECT rowid FROM comment_words WHERE comment_words MATCH :wanted")
    query = query.bindparams(sa.bindparam("wanted", wanted, unique=True))
    return walked(IndexCard.number).in_(query.columns(sa.column("rowid", sa.Integer)))


def _tsquery(term: Term) -> sa.ColumnElement[str]:
    if term.is_beginning:
        return sa.func.to_tsquery(_CONFIG, f"{term.words[0]}:*")
    return sa.func.phraseto_tsquery(_CONFIG, " ".join(term.words))


def marked_texts(terms: Sequence[Term], numbers: Sequence[int]) -> dict[int, str]:
    """Return {number of the card: the masked words with BEGIN and END around what was found}."""
    wanted = [term for term in terms if not term.is_excluded]
    if not wanted or not numbers:
        return {}
    if has_own_index():
        query = sa.text(
            "SELECT rowid, highlight(comment_words, 0, :begin, :end) FROM comment_words "
            "WHERE comment_words MATCH :wanted AND rowid IN :numbers"
        ).bindparams(sa.bindparam("numbers", expanding=True))
        asked = " AND ".join(map(_fts5, wanted))
        facts = {"begin": BEGIN, "end": END, "numbers": numbers, "wanted": asked}
        rows = db.session.execute(query, facts)
    else:
        tsquery = _tsquery(wanted[0])
        for term in wanted[1:]:
            tsquery = tsquery.op("&&")(_tsquery(term))
        options = f"HighlightAll=true, StartSel={BEGIN}, StopSel={END}"
        headline = sa.func.ts_headline(_CONFIG, IndexCard.masked, tsquery, options)
        rows = db.session.execute(
            sa.select(IndexCard.number, headline).where(IndexCard.number.in_(numbers))
        )
    return {row[0]: row[1] for row in rows}
