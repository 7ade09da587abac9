"""From the makers to the public: findings that may stand, a second person's look, a new version."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.db import db, today
from app.surveys.definition import Definition
from app.surveys.models import Survey, SurveyWork, WorkState
from app.surveys.services.building import BuilderError, refuse_stale
from app.surveys.services.checking import look_at
from app.surveys.services.versions import LoadedSurvey, store_version

SHORTEST_REASON = 10


def _record(action: str, work: SurveyWork, by: User, **more: Any) -> None:
    audit.record(action, target=f"survey:{work.slug}", actor=str(by.id), role=roles_of(by), **more)


def override(work: SurveyWork, *, key: str, rule: str, reason: str, by: User) -> None:
    """Let one finding stand, for a reason that is kept with the version under this name."""
    found = look_at(work.definition, work.overrides).open_findings
    finding = next((each for each in found if (each.key, each.rule) == (key, rule)), None)
    if finding is None:
        raise BuilderError(_l("This finding is not there any more."))
    if len(reason) < SHORTEST_REASON:
        raise BuilderError(_l("Say in a few words why this may stand."), field="reason")
    work.overrides = [
        *work.overrides,
        {
            "key": key,
            "rule": rule,
            "words": finding.words,
            "reason": reason,
            "by": by.name,
            "on": today().isoformat(),
        },
    ]
    _record("survey.override", work, by, reason=reason, facts={"key": key, "rule": rule})


def ask_for_look(work: SurveyWork, *, by: User) -> None:
    """Hand a finished survey to a second person."""
    _refuse_unready(work)
    work.state = WorkState.WAITING
    work.note = ""
    _record("survey.ask", work, by)


def list_to_look_at(by: User) -> list[SurveyWork]:
    """Return the surveys that wait for a second look and that `by` had no hand in."""
    query = sa.select(SurveyWork).where(SurveyWork.state == WorkState.WAITING)
    return [
        each
        for each in db.session.scalars(query.order_by(SurveyWork.changed_at))
        if not each.was_made_by(by.id)
    ]


def send_back(work: SurveyWork, *, reason: str, by: User) -> None:
    """Hand a survey back to its makers, saying what to change."""
    if len(reason) < SHORTEST_REASON:
        raise BuilderError(_l("Say in a few words what to change."), field="reason")
    work.state = WorkState.DRAFT
    work.note = f"{by.name}: {reason}"
    _record("survey.send-back", work, by, reason=reason)


def _refuse_unready(work: SurveyWork) -> Definition:
    look = look_at(work.definition, work.overrides)
    if look.definition is None or look.mistakes:
        raise BuilderError(_l("There are still mistakes to put right. They are listed below."))
    if look.open_findings:
        raise BuilderError(
            _l("Some easy-read words are not clear yet. Change them, or say why they may stand.")
        )
    return look.definition


def put_live(work: SurveyWork, *, revision: int, by: User) -> LoadedSurvey:
    """Make a finished survey the newest version, on a second person's word.

    Whoever is in the middle of the version before finishes on that one. The caller commits.
    """
    refuse_stale(work, revision)
    if work.state != WorkState.WAITING:
        raise BuilderError(_l("Its makers have not asked for a second look yet."))
    if work.was_made_by(by.id):
        raise BuilderError(_l("Somebody else has to look at it first: you made it."))
    definition = _refuse_unready(work)
    survey = db.session.scalar(sa.select(Survey).where(Survey.slug == work.slug))
    if survey is None:
        last = db.session.scalar(sa.select(sa.func.max(Survey.position))) or 0
        survey = Survey(slug=work.slug, position=last + 1)
        db.session.add(survey)
    if work.results_on != survey.results_on:  # another day was promised: nothing is told yet
        survey.results_told_on = survey.results_told_where = None
    for name in ("opens_on", "closes_on", "results_on"):
        setattr(survey, name, getattr(work, name))
    db.session.flush()
    loaded = store_version(
        survey,
        definition,
        made_by_id=work.made_by_id,
        checked_by_id=by.id,
        overrides=work.overrides,
    )
    _record("survey.put-live", work, by, facts={"version": loaded.number})
    db.session.delete(work)
    db.session.flush()
    return loaded
