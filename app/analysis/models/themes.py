"""Themes: comments that say the same, under a name that a person gave, with their lineage."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.analysis.models.comments import Origin
from app.db import Base, today, utc_now
from app.responses.models import Comment


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
    #: Where its comments went, when it was merged into another; it takes no more.
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True
    )

    members: Mapped[list["ThemeComment"]] = relationship(
        back_populates="theme", cascade="all, delete-orphan"
    )
    merged_into: Mapped["Theme | None"] = relationship(remote_side="Theme.id")


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
    #: The same random text for all comments of one submission, and for nothing else: it lets
    #: `ThemeVoice` count a person once, and leads nowhere when the comment is gone.
    voice: Mapped[str | None] = mapped_column(sa.String(26))
    #: Who chose it to stand for the theme: the machine, when its group was suggested, or a person.
    typical_by: Mapped[Origin | None]

    theme: Mapped[Theme] = relationship(back_populates="members")
    comment: Mapped[Comment] = relationship()


class ThemeStep(Base):
    """One change of a theme, or one count of people, in their order: who, when, what it was."""

    __tablename__ = "theme_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: "add", "rename", "fill", "empty", "merge", "split" or "count".
    kind: Mapped[str] = mapped_column(sa.String(12))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: The theme that changed; None for a count, which may be of several.
    theme_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    #: The theme that its comments went to.
    other_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    #: Of a rename, the names before; of a count, {"themes": {id: name}, "people": how many}.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    made_by: Mapped[User | None] = relationship()
    theme: Mapped[Theme | None] = relationship(foreign_keys=[theme_id])
    other: Mapped[Theme | None] = relationship(foreign_keys=[other_id])


class ThemeVoice(Base):
    """A person was counted in a theme from one step until another. It says nothing of who.

    Rows are added and closed, never removed: any count that was ever made can be made again.
    """

    __tablename__ = "theme_voice"
    __table_args__ = (
        sa.CheckConstraint("until_step IS NULL OR until_step > from_step", name="ends_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    voice: Mapped[str] = mapped_column(sa.String(26))
    from_step: Mapped[int]
    #: The first step at which they were not counted any more.
    until_step: Mapped[int | None]
