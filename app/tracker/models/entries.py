"""What the public reads: entries on their way to the page, sign-offs, corrections, notices."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, today, utc_now
from app.responses.models import Comment
from app.tracker.models.actions import Action

if TYPE_CHECKING:
    from app.tracker.models.checks import CorrectionCheck, EntryCheck
    from app.tracker.models.translations import EntryTranslation


class EntryStatus(enum.StrEnum):
    """Where an entry is on its way to the public page."""

    DRAFT = "draft"
    WAITING = "waiting-for-sign-off"
    SIGNED_OFF = "signed-off"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


#: What an entry's page shows of its action, under the names by which it is translated.
ACTION_TEXTS = {
    "action_why": "why",
    "action_instead": "instead",
    "action_whose": "whose",
    "action_place": "place",
    "action_for_whom": "for_whom",
    "action_evidence": "evidence",
}


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
            "NOT needs_youth OR status NOT IN ('signed-off', 'published', 'withdrawn') "
            "OR (youth_signed_by_id IS NOT NULL AND youth_signed_by_id <> author_id "
            "AND youth_signed_by_id <> signed_off_by_id)",
            name="young_people_agreed_too",
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
    #: Its twin: empty only when nothing comes next.
    easy_read_what_next: Mapped[str] = mapped_column(sa.Text, default="")
    #: Findings of the easy-read checks that may stand: what, why, who said so and when.
    overrides: Mapped[list[Any]] = mapped_column(default=list)
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
    #: Young people said it: a youth representative must agree too (7).
    needs_youth: Mapped[bool] = mapped_column(default=False)
    youth_signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: The worker publishes it on this day, once it is signed off.
    publish_on: Mapped[date | None] = mapped_column(index=True)
    scheduled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: The day on which the worker could not publish it, because a rule no longer held.
    held_back_on: Mapped[date | None]
    published_on: Mapped[date | None] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    action: Mapped[Action] = relationship(back_populates="entries")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    signed_off_by: Mapped[User | None] = relationship(foreign_keys=[signed_off_by_id])
    youth_signed_by: Mapped[User | None] = relationship(foreign_keys=[youth_signed_by_id])
    scheduled_by: Mapped[User | None] = relationship(foreign_keys=[scheduled_by_id])
    quotes: Mapped[list["EntryQuote"]] = relationship(
        back_populates="entry", order_by="EntryQuote.id", cascade="all, delete-orphan"
    )
    sign_offs: Mapped[list["SignOff"]] = relationship(
        back_populates="entry", order_by="SignOff.id", cascade="all, delete-orphan"
    )
    notices: Mapped[list["EntryNotice"]] = relationship(
        back_populates="entry", order_by="EntryNotice.id", cascade="all, delete-orphan"
    )
    corrections: Mapped[list["EntryCorrection"]] = relationship(
        back_populates="entry", order_by="EntryCorrection.id", cascade="all, delete-orphan"
    )
    checks: Mapped[list["EntryCheck"]] = relationship(
        back_populates="entry", order_by="EntryCheck.checked_at", cascade="all, delete-orphan"
    )
    translations: Mapped[list["EntryTranslation"]] = relationship(
        back_populates="entry",
        order_by="EntryTranslation.locale",
        cascade="all, delete-orphan",
    )

    def english(self, name: str) -> str:
        """Return one of the texts that its page shows, its own or of its action, in English."""
        if name in ACTION_TEXTS:
            return str(getattr(self.action, ACTION_TEXTS[name]))
        return str(getattr(self, name))

    @property
    def open_correction(self) -> "EntryCorrection | None":
        """The correction that waits for sign-off; there is one at most."""
        return next((each for each in self.corrections if each.is_open), None)


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
    #: The language that the words were put into English from; "und" where few write in it, so that
    #: nobody is picked out. None for words that stand as they were written.
    translated_from: Mapped[str | None] = mapped_column(sa.String(12))

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
        sa.CheckConstraint("NOT is_public OR note <> ''", name="what_is_public_says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(index=True)
    author_id: Mapped[int]
    signed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    #: "parent-rep" or "youth-rep".
    role: Mapped[str] = mapped_column(sa.String(40))
    is_approval: Mapped[bool]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    #: Whoever signed wants the note to stand beside the entry when it is published.
    is_public: Mapped[bool] = mapped_column(default=False)
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
    #: The words as they stood before: old versions stay readable. Quotes are never among them.
    before: Mapped[dict[str, Any]]
    #: The words before could harm or identify somebody, so that nobody reads them any more.
    is_hidden: Mapped[bool] = mapped_column(default=False)

    entry: Mapped[Entry] = relationship(back_populates="notices")


class EntryCorrection(Base):
    """New words for a published entry; they show when representatives have agreed to them too."""

    __tablename__ = "entry_correction"
    __table_args__ = (
        sa.CheckConstraint("reason <> ''", name="has_a_reason"),
        sa.CheckConstraint(
            "parent_signed_by_id <> author_id AND youth_signed_by_id <> author_id "
            "AND parent_signed_by_id <> youth_signed_by_id",
            name="agreed_by_others",
        ),
        sa.CheckConstraint(
            "applied_on IS NULL OR (parent_signed_by_id IS NOT NULL "
            "AND (NOT needs_youth OR youth_signed_by_id IS NOT NULL))",
            name="agreed_before_it_shows",
        ),
        sa.CheckConstraint("refused_on IS NULL OR refusal <> ''", name="a_refusal_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    #: What was wrong; families read it.
    reason: Mapped[str] = mapped_column(sa.Text)
    #: The new words, by their names.
    words: Mapped[dict[str, Any]]
    needs_youth: Mapped[bool]
    made_on: Mapped[date] = mapped_column(default=today)
    parent_signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    youth_signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    applied_on: Mapped[date | None]
    refused_on: Mapped[date | None]
    refused_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    refusal: Mapped[str] = mapped_column(sa.Text, default="")

    entry: Mapped[Entry] = relationship(back_populates="corrections")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    parent_signed_by: Mapped[User | None] = relationship(foreign_keys=[parent_signed_by_id])
    checks: Mapped[list["CorrectionCheck"]] = relationship(
        back_populates="correction",
        order_by="CorrectionCheck.checked_at",
        cascade="all, delete-orphan",
    )
    youth_signed_by: Mapped[User | None] = relationship(foreign_keys=[youth_signed_by_id])

    @property
    def is_open(self) -> bool:
        """True while it waits for sign-off."""
        return self.applied_on is None and self.refused_on is None
