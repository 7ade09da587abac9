"""What we did about it: actions with promised dates, and the entries that the public reads."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.analysis.models import Theme
from app.db import Base, today, utc_now
from app.responses.models import Comment
from app.strategy.models import FrameworkItem, SubGroup


class ActionKind(enum.StrEnum):
    """What became of it. "Cannot" and "not ours" are answers too, and say why and who."""

    DONE = "done"
    IN_PROGRESS = "in-progress"
    PLANNED = "planned"
    CANNOT = "cannot"
    NOT_OURS = "not-ours"


#: The kinds whose promised date can pass without an answer.
OPEN_KINDS = frozenset({ActionKind.IN_PROGRESS, ActionKind.PLANNED})


class Action(Base):
    """An answer to one or more themes, with an owner and a promised date."""

    __tablename__ = "action"
    __table_args__ = (
        sa.CheckConstraint("kind <> 'cannot' OR why <> ''", name="cannot_says_why"),
        sa.CheckConstraint("kind <> 'not-ours' OR whose <> ''", name="not_ours_says_whose"),
        sa.CheckConstraint("kind <> 'done' OR done_on IS NOT NULL", name="done_has_a_day"),
        sa.CheckConstraint("what <> ''", name="says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActionKind]
    title: Mapped[str] = mapped_column(sa.String(160))
    #: What changes, where and for whom, in plain words (C3).
    what: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    for_whom: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Why we cannot, and what we do instead.
    why: Mapped[str] = mapped_column(sa.Text, default="")
    instead: Mapped[str] = mapped_column(sa.Text, default="")
    #: Whose it is, when it is not ours.
    whose: Mapped[str] = mapped_column(sa.String(200), default="")
    owner_code: Mapped[str] = mapped_column(sa.ForeignKey("sub_group.code"))
    owner_title: Mapped[str] = mapped_column(sa.String(160))
    #: The date promised now; every earlier one is in `promise_changes`.
    promised_on: Mapped[date | None]
    done_on: Mapped[date | None]
    #: What shows that it worked; empty means "no evidence yet".
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    created_on: Mapped[date] = mapped_column(default=today)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[SubGroup] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary="action_theme", backref="actions")
    items: Mapped[list[FrameworkItem]] = relationship(secondary="action_item")
    promise_changes: Mapped[list["PromiseChange"]] = relationship(
        back_populates="action", order_by="PromiseChange.id", cascade="all, delete-orphan"
    )
    updates: Mapped[list["ActionUpdate"]] = relationship(
        back_populates="action", order_by="ActionUpdate.id", cascade="all, delete-orphan"
    )
    entries: Mapped[list["Entry"]] = relationship(back_populates="action", order_by="Entry.id")

    @property
    def is_open(self) -> bool:
        """True while something is still to be done."""
        return self.kind in OPEN_KINDS

    @property
    def is_overdue(self) -> bool:
        """True when the promised day has passed and it is not done."""
        return self.is_open and self.promised_on is not None and self.promised_on < today()


class ActionTheme(Base):
    """Which themes an action answers."""

    __tablename__ = "action_theme"

    action_id: Mapped[int] = mapped_column(
        sa.ForeignKey("action.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[int] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ActionItem(Base):
    """Which priorities, values and outcomes an action serves."""

    __tablename__ = "action_item"

    action_id: Mapped[int] = mapped_column(
        sa.ForeignKey("action.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(
        sa.ForeignKey("framework_item.code"), primary_key=True, index=True
    )


class PromiseChange(Base):
    """A promised date that moved: the old one stays, with a reason that the public reads."""

    __tablename__ = "promise_change"
    __table_args__ = (sa.CheckConstraint("reason <> ''", name="has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(
        sa.ForeignKey("action.id", ondelete="CASCADE"), index=True
    )
    old_date: Mapped[date | None]
    new_date: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text)
    changed_on: Mapped[date] = mapped_column(default=today)
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    action: Mapped[Action] = relationship(back_populates="promise_changes")


class ActionUpdate(Base):
    """News about an action, in plain words, with its day."""

    __tablename__ = "action_update"
    __table_args__ = (sa.CheckConstraint("text <> ''", name="says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(
        sa.ForeignKey("action.id", ondelete="CASCADE"), index=True
    )
    made_on: Mapped[date] = mapped_column(default=today)
    text: Mapped[str] = mapped_column(sa.Text)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    action: Mapped[Action] = relationship(back_populates="updates")


class EntryStatus(enum.StrEnum):
    """Where an entry is on its way to the public page."""

    DRAFT = "draft"
    WAITING = "waiting-for-sign-off"
    SIGNED_OFF = "signed-off"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Entry(Base):
    """One "You said – We did", in plain words and easy read. Nobody signs off their own."""

    __tablename__ = "entry"
    __table_args__ = (
        sa.UniqueConstraint("id", "author_id"),
        sa.CheckConstraint(
            "status NOT IN ('signed-off', 'published', 'withdrawn') "
            "OR (signed_off_by_id IS NOT NULL AND signed_off_by_id <> author_id)",
            name="signed_off_by_someone_else",
        ),
        sa.CheckConstraint(
            "status NOT IN ('published', 'withdrawn') OR published_on IS NOT NULL",
            name="published_has_a_day",
        ),
        sa.CheckConstraint("people >= 0", name="people_is_a_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The last part of its public address.
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    status: Mapped[EntryStatus] = mapped_column(default=EntryStatus.DRAFT, index=True)
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    you_said: Mapped[str] = mapped_column(sa.Text)
    we_did: Mapped[str] = mapped_column(sa.Text)
    what_next: Mapped[str] = mapped_column(sa.Text, default="")
    easy_read_title: Mapped[str] = mapped_column(sa.String(160))
    easy_read_you_said: Mapped[str] = mapped_column(sa.Text)
    easy_read_we_did: Mapped[str] = mapped_column(sa.Text)
    #: Names of pictures beside the easy-read words.
    pictures: Mapped[list[str]] = mapped_column(default=list)
    #: How many people said it, frozen when the entry was written, and between which days.
    people: Mapped[int]
    said_from: Mapped[date | None]
    said_until: Mapped[date | None]
    #: The step of the themes at which it was counted; None for what was counted before there were
    #: steps. The same people can be counted again from it, whatever became of the themes.
    counted_at_step_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme_step.id", ondelete="SET NULL")
    )
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    signed_off_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    published_on: Mapped[date | None] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    action: Mapped[Action] = relationship(back_populates="entries")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    signed_off_by: Mapped[User | None] = relationship(foreign_keys=[signed_off_by_id])
    quotes: Mapped[list["EntryQuote"]] = relationship(
        back_populates="entry", order_by="EntryQuote.id", cascade="all, delete-orphan"
    )
    sign_offs: Mapped[list["SignOff"]] = relationship(
        back_populates="entry", order_by="SignOff.id", cascade="all, delete-orphan"
    )
    notices: Mapped[list["EntryNotice"]] = relationship(
        back_populates="entry", order_by="EntryNotice.id", cascade="all, delete-orphan"
    )


class EntryQuote(Base):
    """Redacted words that their owner let us use, with whose words they are."""

    __tablename__ = "entry_quote"
    __table_args__ = (sa.UniqueConstraint("entry_id", "comment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(sa.Text)
    #: "A parent", "A young person" …: a role, never more.
    whose: Mapped[str] = mapped_column(sa.String(60))

    entry: Mapped[Entry] = relationship(back_populates="quotes")
    comment: Mapped[Comment] = relationship()


class SignOff(Base):
    """A representative's answer to a draft; the database refuses one by its author."""

    __tablename__ = "sign_off"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["entry_id", "author_id"], ["entry.id", "entry.author_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("signed_by_id <> author_id", name="not_by_the_author"),
        sa.CheckConstraint("is_approval OR note <> ''", name="an_objection_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(index=True)
    author_id: Mapped[int]
    signed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    #: "parent-rep" or "youth-rep".
    role: Mapped[str] = mapped_column(sa.String(40))
    is_approval: Mapped[bool]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    signed_at: Mapped[datetime] = mapped_column(default=utc_now)

    entry: Mapped[Entry] = relationship(back_populates="sign_offs")
    signed_by: Mapped[User] = relationship()


class EntryNotice(Base):
    """A dated notice of a correction or withdrawal, with what the entry said before."""

    __tablename__ = "entry_notice"
    __table_args__ = (sa.CheckConstraint("reason <> ''", name="has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    #: "correction" or "withdrawal".
    kind: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text)
    made_on: Mapped[date] = mapped_column(default=today)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: The words as they stood before: old versions stay readable.
    before: Mapped[dict[str, Any]]

    entry: Mapped[Entry] = relationship(back_populates="notices")
