"""What comments are about: readings and tags, redactions, reviews and themes.

The machine suggests and a person decides; the two are told apart by `origin` and `status`,
and review deletes nothing.
"""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, start_of_day, today, utc_now
from app.responses.models import NO_ORDER_OF_ARRIVAL, Comment
from app.strategy.models import FrameworkItem


class Origin(enum.StrEnum):
    """Who first said it."""

    MACHINE = "machine"
    PERSON = "person"


class Status(enum.StrEnum):
    """Where a suggestion is on its way to evidence."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Strength(enum.StrEnum):
    """How sure: a "maybe" is shown to a reviewer and never counted."""

    TAG = "tag"
    MAYBE = "maybe"


class Reading(Base):
    """The machine has read one comment, whether or not it found anything to say."""

    __tablename__ = "reading"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    model_version: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    polarity: Mapped[str] = mapped_column(sa.String(12))
    has_suggestion: Mapped[bool]
    language: Mapped[str] = mapped_column(sa.String(12))
    #: The day; within it, which reading of this comment is newer. Never when the comment came.
    read_at: Mapped[datetime] = mapped_column(default=start_of_day)


class Tag(Base):
    """A claim that one comment is about one framework item, resting on `evidence`, verbatim."""

    __tablename__ = "tag"
    __table_args__ = (
        sa.UniqueConstraint("comment_id", "code", "origin"),
        sa.CheckConstraint("sign IS NULL OR sign IN ('+', '-', '~')", name="known_sign"),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name="evidence_is_a_span"),
        sa.CheckConstraint("length(evidence) = end_at - start_at", name="evidence_fits_its_span"),
        sa.CheckConstraint(
            "(status = 'suggested') = (decided_by_id IS NULL)", name="only_a_person_decides"
        ),
        sa.CheckConstraint(
            "origin = 'person' OR (model_version IS NOT NULL AND score IS NOT NULL)",
            name="a_machine_says_how_sure",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(sa.ForeignKey("framework_item.code"), index=True)
    #: "+" going well, "-" not, "~" both or wished for; None for priorities.
    sign: Mapped[str | None] = mapped_column(sa.String(1))
    origin: Mapped[Origin]
    status: Mapped[Status]
    strength: Mapped[Strength] = mapped_column(default=Strength.TAG)
    #: The machine's calibrated score, 0 to 1.
    score: Mapped[float | None]
    model_version: Mapped[str | None] = mapped_column(sa.String(60))
    #: Characters [start_at, end_at) of the comment's text.
    start_at: Mapped[int]
    end_at: Mapped[int]
    evidence: Mapped[str] = mapped_column(sa.Text)
    #: The day only: a tag is suggested seconds after its comment came.
    created_at: Mapped[datetime] = mapped_column(default=start_of_day)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    comment: Mapped[Comment] = relationship()
    item: Mapped[FrameworkItem] = relationship()
    decided_by: Mapped[User | None] = relationship()


class Redaction(Base):
    """Characters that must not be published, with why; a person may undo a machine's proposal."""

    __tablename__ = "redaction"
    __table_args__ = (
        sa.UniqueConstraint("comment_id", "start_at", "end_at"),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name="is_a_span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    start_at: Mapped[int]
    end_at: Mapped[int]
    #: What stands in its place, without brackets: "name", "school" …
    label: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    origin: Mapped[Origin]
    #: Suggested and accepted ones mask; only a rejected one lets the words through.
    status: Mapped[Status]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    comment: Mapped[Comment] = relationship()


class Review(Base):
    """A person has read one comment and decided what it says."""

    __tablename__ = "review"

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    reviewed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: "coded", "nothing-to-code" or "not-in-strategy".
    result: Mapped[str] = mapped_column(sa.String(20))

    comment: Mapped[Comment] = relationship()
    reviewed_by: Mapped[User] = relationship()


class ReviewStep(Base):
    """One step of a review with the state before it, so that it can be undone."""

    __tablename__ = "review_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: What was done: "accept", "reject", "sign", "add", "accept-all", "finish" …
    kind: Mapped[str] = mapped_column(sa.String(20))
    #: Ids, statuses and signs before the step; no words.
    before: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class InPublic(enum.StrEnum):
    """Whether everybody may read the name of a theme. A name is chosen by people, for people."""

    #: From the day on which enough people have said it that its name points to none of them.
    BY_COUNT = "by-count"
    #: Somebody read the name with that question in mind: it tells of nobody, however few said it.
    YES = "yes"
    #: It would tell of somebody: it is counted among those without a name, never named.
    NO = "no"


class Theme(Base):
    """Comments that say the same thing, under a name that a person gave."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160), unique=True)
    easy_read_name: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    in_public: Mapped[InPublic] = mapped_column(
        default=InPublic.BY_COUNT, server_default=InPublic.BY_COUNT.value
    )
    created_on: Mapped[date] = mapped_column(default=today)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)

    members: Mapped[list["ThemeComment"]] = relationship(
        back_populates="theme", cascade="all, delete-orphan"
    )


class ThemeComment(Base):
    """A comment's place in a theme; a comment may be in several."""

    __tablename__ = "theme_comment"

    theme_id: Mapped[int] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True
    )
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_on: Mapped[date] = mapped_column(default=today)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    theme: Mapped[Theme] = relationship(back_populates="members")
    comment: Mapped[Comment] = relationship()
