"""Groups that the machine suggests as themes, and comments that came in the same words."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.analysis.models.themes import Theme
from app.db import Base, random_id, utc_now
from app.responses.models import NO_ORDER_OF_ARRIVAL, Comment


class GroupState(enum.StrEnum):
    """What people made of a suggested group."""

    OPEN = "open"
    #: Its comments are in a theme.
    ACCEPTED = "accepted"
    #: Its comments are in another suggested group.
    MERGED = "merged"
    DISMISSED = "dismissed"


class Grouping(Base):
    """Somebody asked for groups among what one search finds. It waits until `done_at` is set."""

    __tablename__ = "theme_grouping"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    #: What services/finding.py calls Criteria, without what was not chosen.
    criteria: Mapped[dict[str, Any]]
    tries: Mapped[int] = mapped_column(default=0)
    #: No worker takes it before this moment: another holds it, or died with it.
    not_before: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    #: How many comments the search found, and how many of them were compared.
    found: Mapped[int] = mapped_column(default=0)
    compared: Mapped[int] = mapped_column(default=0)
    model_version: Mapped[str] = mapped_column(sa.String(60), default="")

    asked_by: Mapped[User | None] = relationship()
    groups: Mapped[list["SuggestedGroup"]] = relationship(
        back_populates="grouping", cascade="all, delete-orphan", passive_deletes=True
    )


class SuggestedGroup(Base):
    """Comments that seem to say the same. It becomes a theme only by a person."""

    __tablename__ = "suggested_group"
    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="only_a_person_decides"),
        sa.CheckConstraint("stability IS NULL OR stability BETWEEN 0 AND 1", name="is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grouping_id: Mapped[str] = mapped_column(
        sa.ForeignKey("theme_grouping.id", ondelete="CASCADE"), index=True
    )
    #: Words that its comments share, found by the machine; "" until it has looked (again).
    label: Mapped[str] = mapped_column(sa.String(300), default="")
    is_named: Mapped[bool] = mapped_column(default=True)
    #: How well the group came back without a fifth of the comments; None when a person made it.
    stability: Mapped[float | None]
    #: A person took comments out, or put another group in: the stability is of what it was before.
    is_changed: Mapped[bool] = mapped_column(default=False)
    #: How many comments it should have; fewer are there when somebody took their words back.
    size: Mapped[int]
    state: Mapped[GroupState] = mapped_column(default=GroupState.OPEN)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id", ondelete="SET NULL"))
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("suggested_group.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("staff.id", ondelete="SET NULL")
    )

    grouping: Mapped[Grouping] = relationship(back_populates="groups")
    theme: Mapped[Theme | None] = relationship()
    decided_by: Mapped[User | None] = relationship()


class SuggestedMember(Base):
    """A comment's place in a suggested group."""

    __tablename__ = "suggested_member"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    group_id: Mapped[int] = mapped_column(
        sa.ForeignKey("suggested_group.id", ondelete="CASCADE"), primary_key=True
    )
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    #: 1 to 3 for those nearest to the middle of the group, which stand for it.
    typical: Mapped[int | None]

    comment: Mapped[Comment] = relationship()


class CommentCopy(Base):
    """The machine has looked whether a comment came in the same words as another one."""

    __tablename__ = "comment_copy"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    #: The same random text for all comments in (nearly) the same words; None when there is none.
    set_id: Mapped[str | None] = mapped_column(sa.String(26), index=True)


class CopyMark(Base):
    """A number that comments in nearly the same words share: how copies are found without reading.

    Of a set, one comment has marks: a campaign of thousands is compared with one text.
    """

    __tablename__ = "copy_mark"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment_copy.comment_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(
        sa.BigInteger(), primary_key=True, autoincrement=False, index=True
    )
