"""Evidence of co-production: how far families took part in an action, stage by stage (8)."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.strategy.models import FrameworkItem


class Stage(enum.StrEnum):
    """The five stages of an action, in their order."""

    FRAMING = "framing"
    OPTIONS = "options"
    DECISION = "decision"
    DELIVERY = "delivery"
    REVIEW = "review"


class Level(enum.StrEnum):
    """How far families and young people took part, from not at all to as equals."""

    NONE = "none"
    TOLD = "told"
    ASKED = "asked"
    CONSULTED = "consulted"
    INVOLVED = "involved"
    CO_PRODUCED = "co-produced"


class PartRole(enum.StrEnum):
    """Who took part: a role, never a name."""

    PARENT_CARER = "parent-carer"
    YOUNG_PERSON = "young-person"
    EDUCATION = "education"
    HEALTH = "health"
    COUNCIL = "council"
    COMMUNITY = "community"


class Held(enum.StrEnum):
    """Whether a value of the charter held when it was tested."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ActionStage(Base):
    """How far families took part in one stage of an action, and how."""

    __tablename__ = "action_stage"

    action_id: Mapped[int] = mapped_column(
        sa.ForeignKey("action.id", ondelete="CASCADE"), primary_key=True
    )
    stage: Mapped[Stage] = mapped_column(primary_key=True)
    level: Mapped[Level]
    #: What was done, for staff and inspectors: "two workshops with the forum". No names.
    how: Mapped[str] = mapped_column(sa.Text, default="")

    people: Mapped[list["StagePeople"]] = relationship(cascade="all, delete-orphan")


class StagePeople(Base):
    """How many people of one role took part in a stage."""

    __tablename__ = "stage_people"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["action_id", "stage"],
            ["action_stage.action_id", "action_stage.stage"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("people > 0", name="somebody_took_part"),
    )

    action_id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[Stage] = mapped_column(primary_key=True)
    role: Mapped[PartRole] = mapped_column(primary_key=True)
    people: Mapped[int]


class ActionValue(Base):
    """A value of the charter that an action was tested against, and how we know."""

    __tablename__ = "action_value"
    __table_args__ = (sa.CheckConstraint("how <> ''", name="says_how_we_know"),)

    action_id: Mapped[int] = mapped_column(
        sa.ForeignKey("action.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(
        sa.ForeignKey("framework_item.code"), primary_key=True, index=True
    )
    held: Mapped[Held]
    how: Mapped[str] = mapped_column(sa.Text)

    item: Mapped[FrameworkItem] = relationship()
