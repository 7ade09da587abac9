"""The worker's part of the index of words: what is masked, what SQLite can find, what it forgets.

What is to do is a query over the cards (app/analysis/index.py), so any of this can be run twice,
killed, or run by two workers.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from app.analysis.models import IndexCard, Reading, TakenCard
from app.analysis.models.index import NOT_MASKED
from app.analysis.services.words import is_read_by_machine, redacted_text
from app.db import db
from app.responses.models import Comment

#: One commit for so many comments: families who write meanwhile wait for milliseconds.
AT_ONCE = 500
_FORGET = sa.text("DELETE FROM comment_words WHERE rowid IN :numbers").bindparams(
    sa.bindparam("numbers", expanding=True)
)
_LEARN = sa.text("INSERT INTO comment_words (rowid, masked) VALUES (:number, :masked)")


def has_own_index() -> bool:
    """Return True where the index of words is ours to fill: on SQLite."""
    return db.engine.dialect.name == "sqlite"


def keep_masked(comment: Comment) -> None:
    """Write what others may see of a comment onto its card, as it is masked now.

    What neither machine nor person has read has no masks: nothing of it is shown.
    """
    card = db.session.scalar(
        sa.select(IndexCard)
        .where(IndexCard.comment_id == comment.id)
        .execution_options(populate_existing=True)
    )
    if card is not None:
        is_read = card.is_reviewed or is_read_by_machine(comment)
        card.masked = redacted_text(comment) if is_read else ""
        db.session.flush()


def mask_read(*, limit: int = AT_ONCE) -> int:
    """Mask comments that were read and whose masks changed by another way; return how many."""
    query = (
        sa.select(Comment)
        .join(IndexCard, IndexCard.comment_id == Comment.id)
        .where(
            sa.text(NOT_MASKED),
            sa.or_(
                IndexCard.is_reviewed,
                sa.exists().where(Reading.comment_id == IndexCard.comment_id),
            ),
        )
        .order_by(IndexCard.number)
        .limit(limit)
    )
    comments = list(db.session.scalars(query))
    for comment in comments:
        keep_masked(comment)
    return len(comments)


def index_words(*, limit: int = AT_ONCE) -> int:
    """Bring SQLite's index of words nearer to the cards; return how many cards that took.

    What was taken back leaves it first.
    """
    if not has_own_index():
        return 0
    taken = _forget_taken(limit)
    query = (
        sa.select(IndexCard.number, IndexCard.masked)
        .where(~IndexCard.is_indexed)
        .order_by(IndexCard.number)
        .limit(limit)
    )
    rows = [{"number": number, "masked": masked} for number, masked in db.session.execute(query)]
    if rows:
        numbers = [row["number"] for row in rows]
        db.session.execute(_FORGET, {"numbers": numbers})
        db.session.execute(_LEARN, rows)
        db.session.execute(
            sa.update(IndexCard).where(IndexCard.number.in_(numbers)).values(is_indexed=True)
        )
    return taken + len(rows)


def _forget_taken(limit: int) -> int:
    numbers: Sequence[int] = list(db.session.scalars(sa.select(TakenCard.number).limit(limit)))
    if numbers:
        db.session.execute(_FORGET, {"numbers": numbers})
        db.session.execute(sa.delete(TakenCard).where(TakenCard.number.in_(numbers)))
        # A deleted word stays in older pieces of the index until these are merged (R-RET-2).
        db.session.execute(sa.text("INSERT INTO comment_words (comment_words) VALUES ('optimize')"))
    return len(numbers)
