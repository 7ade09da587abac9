"""What is done about it: actions with promised dates, how families took part, reminders."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.analysis.models import Theme
from app.db import Base, today
from app.strategy.models import FrameworkItem, SubGroup

if TYPE_CHECKING:
    from app.tracker.models.entries import Entry
    from app.tracker.models.taking_part import ActionStage, ActionValue


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
        sa.CheckConstraint("evidence_base > 0", name="evidence_comes_from_somebody"),
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
    #: How many people, or cases, the figures of the evidence come from; None when it cites none.
    evidence_base: Mapped[int | None]
    #: When a promise became "cannot" or "not ours": it counts as not done, and does not vanish.
    given_up_on: Mapped[date | None]
    #: When most of those who told us said that it is not better, and it was opened again.
    reopened_on: Mapped[date | None]
    #: The decision that it rests on, and its day: "SEND Board, item 5".
    decision: Mapped[str] = mapped_column(sa.String(300), default="")
    decided_on: Mapped[date | None]
    #: The meeting in which it was decided, when it was entered there.
    meeting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("meeting.id", ondelete="SET NULL"), index=True
    )
    #: Who gets a mail before the promised date, and after it: somebody with an account.
    reminded_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
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
    stages: Mapped[list["ActionStage"]] = relationship(cascade="all, delete-orphan")
    tested_values: Mapped[list["ActionValue"]] = relationship(cascade="all, delete-orphan")
    reminded: Mapped[User | None] = relationship(foreign_keys=[reminded_id])

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


class ReminderKind(enum.StrEnum):
    """Which of the three mails it is."""

    SOON = "14-days"
    VERY_SOON = "3-days"
    OVERDUE = "overdue"


class Reminder(Base):
    """A mail about one promised date; each goes once, and a date that moves begins anew."""

    __tablename__ = "reminder"
    __table_args__ = (sa.UniqueConstraint("action_id", "promised_on", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id", ondelete="CASCADE"))
    promised_on: Mapped[date]
    kind: Mapped[ReminderKind]
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("staff.id", ondelete="CASCADE"), index=True
    )
    #: When a worker took it in hand; one that took it and did not send is tried again later.
    taken_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)

    action: Mapped[Action] = relationship()
    person: Mapped[User] = relationship()
