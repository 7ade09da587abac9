"""Results: promised for a day before question 1, and marked once people can read them."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.db import db, today
from app.surveys.models import Survey
from app.surveys.services.building import BuilderError

SHORTEST_PLACE = 5


def tell_results(survey: Survey, *, where: str, by: User) -> None:
    """Note that the results of a survey are published from today on, and where."""
    if len(where) < SHORTEST_PLACE:
        raise BuilderError(_l("Say where people can read the results."), field="where")
    if survey.opens_on is not None and survey.opens_on > today():
        raise BuilderError(_l("Nobody could answer this survey yet."))
    survey.results_told_on, survey.results_told_where = today(), where
    _record("survey.results-told", survey, by)


def take_back_results(survey: Survey, *, by: User) -> None:
    """Note that results are not published after all: the promise stands again."""
    survey.results_told_on = survey.results_told_where = None
    _record("survey.results-taken-back", survey, by)


def _record(action: str, survey: Survey, by: User) -> None:
    db.session.flush()
    audit.record(action, target=f"survey:{survey.slug}", actor=str(by.id), role=roles_of(by))


def results_due() -> list[Survey]:
    """Return the surveys whose results are promised within two weeks, or late; the latest first."""
    query = sa.select(Survey).where(Survey.results_on.is_not(None)).order_by(Survey.results_on)
    return [each for each in db.session.scalars(query) if each.days_to_results is not None]
