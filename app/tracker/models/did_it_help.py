"""Did it help? Votes as counts, and who has voted as hashes: nothing joins the two (16)."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.responses.models import NO_ORDER_OF_ARRIVAL


class Helped(enum.StrEnum):
    """What somebody who told us says of what was done."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    DO_NOT_KNOW = "do-not-know"


class VotedFrom(enum.StrEnum):
    """Where somebody voted: who had told us about it, or anybody who reads the public page."""

    RECEIPT = "receipt"
    PAGE = "page"


class HelpCount(Base):
    """How many gave one answer about an action, since it was done on that day."""

    __tablename__ = "help_count"
    __table_args__ = (sa.CheckConstraint("votes > 0", name="somebody_voted"),)

    action_id: Mapped[int] = mapped_column(
        sa.ForeignKey("action.id", ondelete="CASCADE"), primary_key=True
    )
    done_on: Mapped[date] = mapped_column(primary_key=True)
    voted_from: Mapped[VotedFrom] = mapped_column(primary_key=True)
    answer: Mapped[Helped] = mapped_column(primary_key=True)
    votes: Mapped[int]


class HelpGiven(Base):
    """A receipt or browser has voted about one action: a keyed hash, without a day or an order."""

    __tablename__ = "help_given"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
