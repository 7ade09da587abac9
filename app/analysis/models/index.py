"""What lists and searches need: a card beside each comment, and what somebody looked for."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, random_id, utc_now
from app.responses.models import Channel, Comment, Style, WhoseWords

#: What stands masked nowhere: nobody has read it yet, or the worker still has to mask it.
NOT_MASKED = "masked = ''"


class IndexCard(Base):
    """What lists and searches need to know of one comment, ready beside it.

    The database's own triggers make and keep it (app/analysis/index.py), whoever changes what:
    no code adds a card. A comment that was withdrawn or erased has none.
    """

    __tablename__ = "index_card"
    __table_args__ = (
        sa.Index(
            "ix_index_card_queue", "is_reviewed", "danger", "sureness", "received_on", "comment_id"
        ),
        sa.Index(
            "ix_index_card_survey_queue",
            "survey_id",
            "is_reviewed",
            "danger",
            "sureness",
            "received_on",
            "comment_id",
        ),
        sa.Index("ix_index_card_all", "danger", "sureness", "received_on", "comment_id"),
        # A search walks along this one, the newest first, and needs no other page of the table.
        sa.Index(
            "ix_index_card_newest",
            "received_on",
            "comment_id",
            "survey_id",
            "danger",
            "is_reviewed",
            "is_indexed",
            "question_code",
            "locale",
            "channel",
            "style",
            "whose_words",
            "role",
            "language",
            "result",
            # SQLite's indexes have it anyway.
            postgresql_include=["number"],
        ),
        sa.Index(
            "ix_index_card_not_masked",
            "number",
            sqlite_where=sa.text(NOT_MASKED),
            postgresql_where=sa.text(NOT_MASKED),
        ),
        sa.Index(
            "ix_index_card_not_indexed",
            "number",
            sqlite_where=sa.text("NOT is_indexed"),
            postgresql_where=sa.text("NOT is_indexed"),
        ),
    )

    #: Random, so that it says nothing of the order of arrival; what SQLite's word index counts by.
    number: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), unique=True
    )
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    # What never changes of the comment and its submission, to be searched by.
    received_on: Mapped[date]
    question_code: Mapped[str] = mapped_column(sa.String(60))
    locale: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[Channel]
    style: Mapped[Style]
    whose_words: Mapped[WhoseWords]
    role: Mapped[str] = mapped_column(sa.String(40))
    #: 0 to 3 while it waits for a safeguarding lead, the most serious first; else 9.
    danger: Mapped[int] = mapped_column(sa.SmallInteger)
    #: From -11 (the machine gave up) over -10 (could be either) and 0 (sure) to 1 (foreign).
    sureness: Mapped[int] = mapped_column(sa.SmallInteger)
    #: The language that they wrote in (`Comment.language`); until it is known, the form's.
    language: Mapped[str] = mapped_column(sa.String(12))
    is_reviewed: Mapped[bool]
    #: What the review came to (`Review.result`); "" until then.
    result: Mapped[str] = mapped_column(sa.String(20), default="")
    #: The words as others may see them, once machine or person has read them; "" until then.
    masked: Mapped[str] = mapped_column(sa.Text, default="")
    #: False until the worker has put the words into SQLite's index; PostgreSQL does so by itself.
    is_indexed: Mapped[bool] = mapped_column(default=False)

    comment: Mapped[Comment] = relationship()


class TakenCard(Base):
    """A card that was taken away; the index of words must still forget what it said (SQLite)."""

    __tablename__ = "taken_card"

    number: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    )


class StoredSearch(Base):
    """What somebody looked for: kept here, so that words they typed are in no address or log.

    Only its owner finds it again. One without a name is forgotten after a day.
    """

    __tablename__ = "stored_search"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    made_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("staff.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    #: What services/finding.py calls Criteria, without what was not chosen.
    criteria: Mapped[dict[str, Any]]
