"""How far we understood: what the writer puts right, and what a second reader finds."""

import enum
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, random_id, today
from app.responses.models import NO_ORDER_OF_ARRIVAL, Comment
from app.strategy.models import FrameworkItem


class Settled(enum.StrEnum):
    """What the tags say once a reviewer has looked at a correction."""

    #: All that the writer asked for.
    AGREED = "agreed"
    #: Some of it.
    PARTLY = "partly"
    #: None of it: the tags stand as they were.
    KEPT = "kept"


class Look(Base):
    """The holder of a receipt has seen what we understood: the base for corrections, without a day.

    One row a submission, however often they come; it goes with the submission.
    """

    __tablename__ = "look"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    submission_id: Mapped[str] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )


class Correction(Base):
    """The person who wrote a comment says that we did not understand it as they meant it."""

    __tablename__ = "correction"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    #: The day only, as for everything that the public does.
    said_on: Mapped[date] = mapped_column(default=today)
    #: Codes that we named and that they say are wrong.
    wrong: Mapped[list[str]] = mapped_column(default=list)
    #: The code that they say it is about instead.
    meant: Mapped[str | None] = mapped_column(sa.ForeignKey("framework_item.code"))
    #: {code: sign}: what we said that it is about when they said it; None before we kept that.
    shown: Mapped[dict[str, Any] | None]
    #: What they said about it in words: a comment of its own, screened and read like any other.
    words_id: Mapped[str | None] = mapped_column(sa.ForeignKey("comment.id", ondelete="SET NULL"))
    #: The day on which a reviewer looked at the comment again; None while it waits.
    settled_on: Mapped[date | None]
    #: What became of it; None while it waits, and where it was settled before we kept that.
    settled_as: Mapped[Settled | None]

    comment: Mapped[Comment] = relationship(foreign_keys=[comment_id])
    words: Mapped[Comment | None] = relationship(foreign_keys=[words_id])
    item: Mapped[FrameworkItem | None] = relationship()


class SecondReading(Base):
    """Somebody else read a comment again without seeing what was decided: to measure agreement."""

    __tablename__ = "second_reading"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    read_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    read_on: Mapped[date] = mapped_column(default=today)
    #: As for `Review`.
    result: Mapped[str] = mapped_column(sa.String(20))

    comment: Mapped[Comment] = relationship()
    read_by: Mapped[User] = relationship()
    tags: Mapped[list["SecondTag"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def codes(self) -> dict[str, str | None]:
        """What was found: {code: sign, None for priorities}."""
        return {each.code: each.sign for each in self.tags}


class SecondTag(Base):
    """One thing that a second reader found: a row of its own, so that the database can count."""

    __tablename__ = "second_tag"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("second_reading.comment_id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(sa.ForeignKey("framework_item.code"), primary_key=True)
    #: As for `Tag`.
    sign: Mapped[str | None] = mapped_column(sa.String(1))
