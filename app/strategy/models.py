"""The local strategy as rows: what comments are tagged against and actions report to."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Family(enum.StrEnum):
    """The three families of tags."""

    PRIORITY = "priority"
    VALUE = "value"
    OUTCOME = "outcome"


class Framework(Base):
    """One local area's strategy, with its dates."""

    __tablename__ = "framework"

    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    area: Mapped[str] = mapped_column(sa.String(120))
    title: Mapped[str] = mapped_column(sa.String(200))
    vision: Mapped[str] = mapped_column(sa.Text)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class FrameworkItem(Base):
    """One priority, charter value or "I statement"; its code is for ever, no row is deleted."""

    __tablename__ = "framework_item"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    framework_key: Mapped[str] = mapped_column(sa.ForeignKey("framework.key"))
    family: Mapped[Family]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(200))
    easy_read_name: Mapped[str] = mapped_column(sa.String(200))
    detail: Mapped[str] = mapped_column(sa.Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class SubGroup(Base):
    """Who can own an action: a sub-group of the SEND Board or a partnership it relies on."""

    __tablename__ = "sub_group"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    easy_read_name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(40))
    is_active: Mapped[bool] = mapped_column(default=True)
