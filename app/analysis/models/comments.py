"""What was found in a comment: readings and tags, redactions, reviews and their steps.

The machine suggests and a person decides; the two are told apart by `origin` and `status`,
and review deletes nothing.
"""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, start_of_day, utc_now
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
        # A search reads its list from one of these and from nothing else.
        sa.Index("ix_tag_code_comment", "code", "comment_id", "status", "strength", "sign"),
        sa.Index("ix_tag_sign_comment", "sign", "comment_id", "status", "strength"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(sa.ForeignKey("framework_item.code"))
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
    #: Which machine proposed it, by its rules and lists: they have a reason and no score.
    model_version: Mapped[str | None] = mapped_column(sa.String(60))
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
    facets: Mapped[list["ReviewFacet"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class ReviewFacet(Base):
    """What a comment is about that the strategy has no word for (ANNOTATION.md 2.10)."""

    __tablename__ = "review_facet"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("review.comment_id", ondelete="CASCADE"), primary_key=True
    )
    facet: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)


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
