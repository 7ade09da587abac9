"""Equality answers. Nothing links them to a submission, and nothing can: only the month is kept."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, random_id


class EqualityReply(Base):
    """What one person said about who they are; no column says who, when or with which answers."""

    __tablename__ = "equality_reply"
    #: SQLite's hidden row numbers count up: beside submissions they would say who is who.
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    #: Keyed hash of the form's one-time key: a double click is one reply.
    form_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: The survey they came from, or "".
    survey_slug: Mapped[str] = mapped_column(sa.String(80), default="", index=True)
    #: The first day of the month in which it came.
    month: Mapped[date] = mapped_column(index=True)
    #: "adult", "young-person" (16 to 25) or "child" (under 16).
    who: Mapped[str] = mapped_column(sa.String(20))
    #: {question: [option, …]}
    answers: Mapped[dict[str, Any]]
