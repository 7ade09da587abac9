"""What is kept about publishing: who checked what, and which copies carry words to take back."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, today, utc_now
from app.tracker.models.entries import Entry
from app.tracker.models.meetings import Meeting


class EntryCheck(Base):
    """One thing that somebody checked before an entry was published; it stays with it (R-PUB-1)."""

    __tablename__ = "entry_check"

    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    #: What services/checking.py lists.
    item: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    checked_at: Mapped[datetime] = mapped_column(default=utc_now)

    entry: Mapped[Entry] = relationship(back_populates="checks")
    checked_by: Mapped[User] = relationship()


class CopyKind(enum.StrEnum):
    """As what a meeting pack was taken away."""

    PDF = "pdf"
    WORD = "word"


class TakenPack(Base):
    """A meeting pack that somebody took away as a file, with people's words in it."""

    __tablename__ = "taken_pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        sa.ForeignKey("meeting.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CopyKind]
    taken_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    taken_on: Mapped[date] = mapped_column(default=today)

    meeting: Mapped[Meeting] = relationship()
    taken_by: Mapped[User] = relationship()


class TakenQuote(Base):
    """Whose words stand in a pack that was taken away; it goes when the words are erased."""

    __tablename__ = "taken_quote"

    pack_id: Mapped[int] = mapped_column(
        sa.ForeignKey("taken_pack.id", ondelete="CASCADE"), primary_key=True
    )
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Recall(Base):
    """Copies outside that carry words which were taken back: somebody asks for them (R-PUB-2).

    It says which copies, never whose words or which. The day is enough (R-ANO-1).
    """

    __tablename__ = "recall"
    __table_args__ = (
        sa.CheckConstraint("(entry_id IS NULL) <> (pack_id IS NULL)", name="is_of_one_thing"),
        sa.CheckConstraint(
            "(settled_on IS NULL) = (settled_by_id IS NULL)", name="a_person_settles_it"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A published entry, which anybody may have printed or kept as a PDF.
    entry_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("entry.id", ondelete="CASCADE"), index=True
    )
    pack_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("taken_pack.id", ondelete="CASCADE"), index=True
    )
    found_on: Mapped[date] = mapped_column(default=today)
    settled_on: Mapped[date | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    entry: Mapped[Entry | None] = relationship()
    pack: Mapped[TakenPack | None] = relationship()
    settled_by: Mapped[User | None] = relationship()
