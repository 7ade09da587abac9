"""Surveys, their versions and those in the making. A version never changes once it is stored."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, make_with_table, today, utc_now

#: So many days before results are promised, the staff who make surveys are told.
RESULTS_SOON = 14


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
    #: The day on which somebody said that results are published, and where: shown to everybody.
    results_told_on: Mapped[date | None]
    results_told_where: Mapped[str | None] = mapped_column(sa.String(300))

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

    @property
    def days_to_results(self) -> int | None:
        """Days until results are promised, below zero when late; None when nothing is due."""
        if self.results_on is None or self.results_told_on is not None:
            return None
        left = (self.results_on - today()).days
        return left if left <= RESULTS_SOON else None


class SurveyVersion(Base):
    """One immutable wording of a survey: `definition` as app/surveys/definition.py checks it."""

    __tablename__ = "survey_version"
    __table_args__ = (
        sa.UniqueConstraint("survey_id", "number"),
        sa.CheckConstraint("checked_by_id <> made_by_id", name="second_person_looked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    #: SHA-256 of the definition: loading the same file twice makes no second version.
    checksum: Mapped[str] = mapped_column(sa.String(64))
    created_on: Mapped[date] = mapped_column(default=today)
    #: Who made it and who looked at it before it went live; nobody for those that ship.
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: Findings of the wording checks that somebody let stand: see SurveyWork.
    overrides: Mapped[list[Any]] = mapped_column(default=list)

    survey: Mapped[Survey] = relationship(back_populates="versions")


#: The database itself refuses to change or remove a version, whoever asks: people answered these
#: words. A survey closes by its own dates, which stand in `survey`.
TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER survey_version_no_update BEFORE UPDATE ON survey_version "
        "BEGIN SELECT RAISE(ABORT, 'a version of a survey never changes'); END",
        "CREATE TRIGGER survey_version_no_delete BEFORE DELETE ON survey_version "
        "BEGIN SELECT RAISE(ABORT, 'a version of a survey never changes'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_version_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'a version of a survey never changes'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER survey_version_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON survey_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_version_change()",
    ),
}


make_with_table(SurveyVersion, TRIGGERS)


class WorkState(enum.StrEnum):
    """Where a survey in the making stands."""

    DRAFT = "draft"
    WAITING = "waiting"


class SurveyWork(Base):
    """A survey in the making: changed freely, and gone once it is live."""

    __tablename__ = "survey_work"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The address that it has, or will have.
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    #: A definition as app/surveys/definition.py describes it; words may still be missing ("").
    definition: Mapped[dict[str, Any]]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    results_on: Mapped[date | None]
    state: Mapped[WorkState] = mapped_column(default=WorkState.DRAFT)
    #: Counts every change: a form of an older one is refused.
    revision: Mapped[int] = mapped_column(default=1)
    #: Who changed it last.
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    #: Everybody who changed it: none of them can be the second person.
    makers: Mapped[list[Any]] = mapped_column(default=list)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: [{key, rule, words, reason, by, on}, …]: findings that a named person let stand, and why.
    overrides: Mapped[list[Any]] = mapped_column(default=list)
    #: What the second person wants changed, and who said so; "" when nothing.
    note: Mapped[str] = mapped_column(sa.Text, default="")

    made_by: Mapped[User] = relationship()

    def was_made_by(self, staff_id: int) -> bool:
        """Say whether somebody had a hand in it, and so cannot be the second person."""
        return staff_id in {self.made_by_id, *self.makers}
