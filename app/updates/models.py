"""Who is told of news, by mail and by signed messages. Nothing here leads to an answer.

Of people: days only, never times; random ids; and no order in which they came (R-MAIL-1).
"""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, random_id, today, utc_now


class UpdatesSwitch(Base):
    """Whether updates go by mail. There is one row at most, and without it they do not."""

    __tablename__ = "updates_switch"
    __table_args__ = (sa.CheckConstraint("id = 1", name="there_is_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    is_on: Mapped[bool]
    #: When it has been off for so long, addresses are deleted.
    changed_on: Mapped[date] = mapped_column(default=today)


class Follower(Base):
    """An address that updates go to, once whoever reads its mail has said yes."""

    __tablename__ = "follower"
    #: Without a row number, SQLite keeps no order in which people came.
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    #: So that an address is here once; only a holder of our secret can compute it.
    address_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    sealed_address: Mapped[str] = mapped_column(sa.Text)
    locale: Mapped[str] = mapped_column(sa.String(8))
    is_easy: Mapped[bool] = mapped_column(default=False)
    #: When they asked, or last asked for more.
    asked_on: Mapped[date] = mapped_column(default=today)
    #: A mail that asks for a yes is to be written; and how many went without an answer.
    confirm_is_due: Mapped[bool] = mapped_column(default=True)
    confirms_sent: Mapped[int] = mapped_column(default=0)
    confirmed_on: Mapped[date | None]
    #: When we asked whether they still want it.
    asked_again_on: Mapped[date | None]
    #: The last change that they were told of: the id of the audit event of something published.
    told_until: Mapped[int] = mapped_column(default=0)

    follows: Mapped[list["Follow"]] = relationship(
        back_populates="follower", order_by="Follow.topic", cascade="all, delete-orphan"
    )

    @property
    def waiting(self) -> list["Follow"]:
        """What was asked for and not yet said yes to."""
        return [each for each in self.follows if each.confirmed_on is None]

    @property
    def agreed(self) -> list["Follow"]:
        """What updates go about."""
        return [each for each in self.follows if each.confirmed_on is not None]


class Follow(Base):
    """One thing that somebody follows: `all`, `priority:CODE` or `theme:ID`."""

    __tablename__ = "follow"
    __table_args__ = ({"sqlite_with_rowid": False},)

    follower_id: Mapped[str] = mapped_column(
        sa.ForeignKey("follower.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(sa.String(80), primary_key=True, index=True)
    confirmed_on: Mapped[date | None]

    follower: Mapped[Follower] = relationship(back_populates="follows")


class SiteMark(Base):
    """How far another site was told; a new one begins at now, not with all that ever was."""

    __tablename__ = "site_mark"

    #: A keyed hash: the address may hold a key of the other side.
    target: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    #: The id of the last audit event that was put in line for it.
    told_until: Mapped[int]


class DeliveryStatus(enum.StrEnum):
    """What became of a message to another site."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


class Delivery(Base):
    """One message to another site: in line, delivered or given up."""

    __tablename__ = "delivery"
    __table_args__ = (sa.UniqueConstraint("target", "event_id", "slug"),)

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    target: Mapped[str] = mapped_column(sa.String(64))
    #: For people to read; the whole address stays in the settings.
    host: Mapped[str] = mapped_column(sa.String(260))
    event_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(20))
    slug: Mapped[str] = mapped_column(sa.String(80))
    happened_on: Mapped[date]
    #: Of the entry in the open data, as it was then; none once it is withdrawn.
    etag: Mapped[str | None] = mapped_column(sa.String(80))
    status: Mapped[DeliveryStatus] = mapped_column(default=DeliveryStatus.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: What came of the last try: "200", "timeout", "private-address"; never what was answered.
    outcome: Mapped[str] = mapped_column(sa.String(40), default="")
    made_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    done_at: Mapped[datetime | None]
