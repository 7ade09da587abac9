"""What is kept about publishing: who checked what, and which copies carry words to take back."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, make_with_table, today, utc_now
from app.tracker.models.entries import Entry, EntryCorrection
from app.tracker.models.meetings import Meeting

#: What has to be ticked, in the order of the page; app/tracker/check_words.py says what each means.
CHECKS = ("guess", "telling", "own-words", "few")


class _Check:
    """What was ticked, by whom and when; the key begins with what it is a check of."""

    #: One of CHECKS.
    item: Mapped[str] = mapped_column(sa.String(40), primary_key=True, sort_order=1)
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), sort_order=2)
    checked_at: Mapped[datetime] = mapped_column(default=utc_now, sort_order=3)

    @declared_attr
    def checked_by(cls) -> Mapped[User]:  # noqa: N805  # the class that has it
        return relationship()


class EntryCheck(_Check, Base):
    """One thing that somebody checked before an entry was published; it stays with it (R-PUB-1)."""

    __tablename__ = "entry_check"

    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )

    entry: Mapped[Entry] = relationship(back_populates="checks")


class CorrectionCheck(_Check, Base):
    """One thing that somebody checked in the new words of a published entry (R-PUB-1)."""

    __tablename__ = "correction_check"

    correction_id: Mapped[int] = mapped_column(
        sa.ForeignKey("entry_correction.id", ondelete="CASCADE"), primary_key=True
    )

    correction: Mapped[EntryCorrection] = relationship(back_populates="checks")


_ITEMS = ", ".join(f"'{item}'" for item in CHECKS)


def _triggers(
    *, table: str, column: str, shows: str, kept: str, key: str
) -> dict[str, tuple[str, ...]]:
    """Return what refuses a row of `table` that begins to show before all is checked.

    `shows` is true of a row, OLD or NEW, that the public reads; `kept` is the table of its checks.
    """
    name = f"{table}_is_checked"
    sentence = "every check is kept before it is public"
    begins = f"{shows.format('NEW')} AND NOT ({shows.format('OLD')})"
    of_it = f"FROM {kept} WHERE {key} = NEW.id AND item IN ({_ITEMS})"
    is_unchecked = f"(SELECT count(*) {of_it}) < {len(CHECKS)}"
    return {
        "sqlite": (
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} "
            f"WHEN {begins} AND {is_unchecked} BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
        ),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION refuse_unchecked_{table}() RETURNS trigger AS $$ "
            f"BEGIN IF {begins} AND {is_unchecked} THEN "
            f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW; END $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_unchecked_{table}()",
        ),
    }


#: The database itself lets nothing show that was not checked, whoever asks. They hang on the
#: tables of the checks, which are made after those that they guard.
ENTRY_TRIGGERS = _triggers(
    table="entry",
    column="status",
    shows="{}.status = 'published'",
    kept="entry_check",
    key="entry_id",
)
CORRECTION_TRIGGERS = _triggers(
    table="entry_correction",
    column="applied_on",
    shows="{}.applied_on IS NOT NULL",
    kept="correction_check",
    key="correction_id",
)

make_with_table(EntryCheck, ENTRY_TRIGGERS)
make_with_table(CorrectionCheck, CORRECTION_TRIGGERS)


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
    #: A published entry, which anybody may have printed or kept as a PDF; a draft for its text.
    entry_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("entry.id", ondelete="CASCADE"), index=True
    )
    pack_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("taken_pack.id", ondelete="CASCADE"), index=True
    )
    #: Where in the text of the entry the words stand too, as services/borrowed.py names it:
    #: somebody has to write that anew.
    places: Mapped[list[str]] = mapped_column(default=list)
    found_on: Mapped[date] = mapped_column(default=today)
    settled_on: Mapped[date | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    entry: Mapped[Entry | None] = relationship()
    pack: Mapped[TakenPack | None] = relationship()
    settled_by: Mapped[User | None] = relationship()
