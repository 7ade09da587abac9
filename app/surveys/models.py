"""Surveys and their versions: what we ask. A version never changes once it is stored."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, today


class Survey(Base):
    """A survey, whatever its version. Whether it is open is worked out from its dates."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    #: The day by which results will be published: a promise shown before question 1.
    results_on: Mapped[date | None]

    versions: Mapped[list["SurveyVersion"]] = relationship(
        back_populates="survey", order_by="SurveyVersion.number"
    )

    @property
    def is_open(self) -> bool:
        """True when people can answer today."""
        now = today()
        return (self.opens_on is None or self.opens_on <= now) and (
            self.closes_on is None or now <= self.closes_on
        )


class SurveyVersion(Base):
    """One immutable wording of a survey: `definition` as app/surveys/definition.py checks it."""

    __tablename__ = "survey_version"
    __table_args__ = (sa.UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    #: SHA-256 of the definition: loading the same file twice makes no second version.
    checksum: Mapped[str] = mapped_column(sa.String(64))
    created_on: Mapped[date] = mapped_column(default=today)

    survey: Mapped[Survey] = relationship(back_populates="versions")
