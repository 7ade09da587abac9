"""A group session: hands counted and words said together; one group record in the end."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, random_id, today
from app.responses.models import Style, Submission
from app.surveys.models import SurveyVersion


class GroupSession(Base):
    """One meeting of one group about one survey; no name of anybody, and no name of the group."""

    __tablename__ = "group_session"
    __table_args__ = (sa.CheckConstraint("people > 0", name="somebody_is_there"),)

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    survey_version_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_version.id"))
    style: Mapped[Style]
    locale: Mapped[str] = mapped_column(sa.String(12))
    #: How many people are in the group, without its helpers.
    people: Mapped[int]
    #: {question: {option: hands}} for choices, {question: words} for what the group says.
    hands: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_on: Mapped[date] = mapped_column(default=today)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    #: What it became; None while it is open. Taken back with its words.
    submission_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), unique=True
    )

    survey_version: Mapped[SurveyVersion] = relationship()
    submission: Mapped[Submission | None] = relationship()
    made_by: Mapped[User] = relationship()

    @property
    def is_open(self) -> bool:
        """True until it is closed and has become a group record."""
        return self.submission_id is None
