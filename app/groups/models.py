"""A group session: how a group takes a survey together, and what became of it."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, random_id, today
from app.responses.models import NO_ORDER_OF_ARRIVAL, Style, Submission
from app.surveys.models import SurveyVersion


class GroupWay(enum.StrEnum):
    """How the group answers: together by hands up, or each person alone."""

    HANDS = "hands"
    #: Everybody on a device of their own.
    OWN = "own"
    #: One device that is passed round.
    TABLET = "tablet"


class GroupSession(Base):
    """One meeting of one group about one survey; no name of anybody, and no name of the group."""

    __tablename__ = "group_session"
    __table_args__ = (sa.CheckConstraint("people > 0", name="somebody_is_there"),)

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    survey_version_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_version.id"))
    way: Mapped[GroupWay] = mapped_column(default=GroupWay.HANDS)
    style: Mapped[Style]
    locale: Mapped[str] = mapped_column(sa.String(12))
    #: How many people are in the group, without its helpers.
    people: Mapped[int]
    #: {question: {option: hands}} for choices, {question: words} for what the group says; by hands
    #: up, the words of "role" are the role of them all where the survey does not settle it.
    hands: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_on: Mapped[date] = mapped_column(default=today)
    closed_on: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    #: What people type to take part, and until when. Both go when the session is closed or the
    #: code is stopped, so that no row tells the hour at which a group met.
    join_code: Mapped[str | None] = mapped_column(sa.String(8), unique=True)
    join_until: Mapped[datetime | None]
    #: Keyed hash of the PIN that unlocks a screen, closes the session and lets a device out of
    #: being passed round; None only in sessions from before each had one.
    pin_hash: Mapped[str | None] = mapped_column(sa.String(64))
    #: The day on which a device was made ready for a place without a signal; None again once it has
    #: sent all that waited on it.
    waits_since: Mapped[date | None]
    #: Keyed hash of the code that the group keeps; none while it is open.
    receipt_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    #: The session that the group came back from.
    follows_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("group_session.id", ondelete="SET NULL")
    )
    #: What hands up became; None while open, and for the other ways. Taken back with its words.
    submission_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), unique=True
    )

    survey_version: Mapped[SurveyVersion] = relationship()
    submission: Mapped[Submission | None] = relationship()
    made_by: Mapped[User] = relationship()
    follows: Mapped["GroupSession | None"] = relationship(remote_side=[id])

    @property
    def is_guarded(self) -> bool:
        """True when closing it and throwing it away take the PIN.

        Not where one device goes round: whoever lost the PIN then frees it by closing (0011).
        """
        return self.pin_hash is not None and self.way != GroupWay.TABLET

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.closed_on is None


class GroupTaking(Base):
    """One submission was sent in one session: to count them, and to tell the group what came of it.

    It holds no time and no order, and no page leads from it to anybody's words.
    """

    __tablename__ = "group_taking"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    submission_id: Mapped[str] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    group_session_id: Mapped[str] = mapped_column(
        sa.ForeignKey("group_session.id", ondelete="CASCADE"), index=True
    )
