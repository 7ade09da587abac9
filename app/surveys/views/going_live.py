"""Buttons on the way to the public: let a finding stand, ask for a look, send back, put live."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.surveys import services
from app.surveys.forms import ReasonForm
from app.surveys.models import SurveyWork
from app.surveys.views import blueprint
from app.surveys.views.making import to_work, work_page


def _try(
    slug: str, step: Callable[[SurveyWork, ReasonForm], str], *, is_last: bool = False
) -> ResponseReturnValue:
    """Take one step and commit it, or say on the survey's page why it was refused.

    After the last step there is no such page any more.
    """
    begin_write()
    work = services.get_work(slug)
    form = ReasonForm()
    try:
        said = step(work, form)
    except DomainError as error:
        db.session.rollback()
        add_error(form, error)
        return work_page(services.get_work(slug), form, status=409)
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".list_surveys"), 303) if is_last else to_work(work)


@blueprint.post("/<slug>/let-stand")
def let_stand(slug: str) -> ResponseReturnValue:
    """Let one finding stand, for a reason."""

    def step(work: SurveyWork, form: ReasonForm) -> str:
        services.override(
            work,
            key=form.key.data or "",
            rule=form.rule.data or "",
            reason=form.reason.data,
            by=current_user,
        )
        return str(_("It may stand. Your reason is kept with your name."))

    return _try(slug, step)


@blueprint.post("/<slug>/ask")
def ask_for_look(slug: str) -> ResponseReturnValue:
    """Hand a finished survey to a second person."""

    def step(work: SurveyWork, _form: ReasonForm) -> str:
        services.ask_for_look(work, by=current_user)
        return str(_("A second person can look at it now and put it live."))

    return _try(slug, step)


@blueprint.post("/<slug>/send-back")
def send_back(slug: str) -> ResponseReturnValue:
    """Hand a survey back to its makers."""

    def step(work: SurveyWork, form: ReasonForm) -> str:
        services.send_back(work, reason=form.reason.data, by=current_user)
        return str(_("It went back to its makers."))

    return _try(slug, step)


@blueprint.post("/<slug>/put-live")
def put_live(slug: str) -> ResponseReturnValue:
    """Make a survey the newest version, as its second person."""

    def step(work: SurveyWork, form: ReasonForm) -> str:
        loaded = services.put_live(work, revision=form.revision.data or 0, by=current_user)
        return str(_("It is live, as version %(number)s.", number=loaded.number))

    return _try(slug, step, is_last=True)
