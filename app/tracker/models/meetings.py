"""Meetings of a sub-group: what its pack covers, and what was decided in it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, today
from app.strategy.models import SubGroup
from app.tracker.models.actions import Action


class Meeting(Base):
    """One meeting of one sub-group; its decisions are actions."""

    __tablename__ = "meeting"
    __table_args__ = (sa.UniqueConstraint("group_code", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_code: Mapped[str] = mapped_column(sa.ForeignKey("sub_group.code"))
    held_on: Mapped[date]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    group: Mapped[SubGroup] = relationship()
    actions: Mapped[list[Action]] = relationship(order_by=Action.id)

    @property
    def is_to_come(self) -> bool:
        """True before its day: nothing can be decided in it yet."""
        return self.held_on > today()
