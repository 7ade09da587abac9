"""Pages about evidence of co-production: how families took part in an action, and a table."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import word
from app.accounts.access import may_open
from app.csv_files import answer_with
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.strategy import services as strategy
from app.strategy.models import Family
from app.tracker import services
from app.tracker.evidence_table import write_evidence
from app.tracker.forms import DecisionForm, StageForm, make_values_form
from app.tracker.models import Action, Stage
from app.tracker.views import blueprint


@blueprint.get("/actions/<int:action_id>/co-production")
def show_evidence(action_id: int) -> ResponseReturnValue:
    """Show how families took part, which values held, and the decision it rests on."""
    return _evidence_page(services.get_action(action_id))


@blueprint.get("/actions/<int:action_id>/co-production/word")
def show_evidence_word(action_id: int) -> ResponseReturnValue:
    """Give the same as a Word document, for an inspection's folder; who took it away is noted."""
    begin_write()
    page = _evidence_page(services.get_action(action_id))
    services.record_export(f"co-production:{action_id}", by=current_user, rows=1)
    db.session.commit()
    return word.answer_with(page, name="co-production")


def _evidence_page(action: Action) -> str:
    return render_template(
        "tracker/show_evidence.html",
        action=action,
        recorded=[(stage, services.stage_of(action, stage)) for stage in Stage],
        values=services.tested_values_of(action),
        may_write=may_open("tracker.edit_stage", current_user),
    )


def _saved(action_id: int) -> ResponseReturnValue:
    db.session.commit()
    flash(_("It is written down."), "success")
    return redirect(url_for(".show_evidence", action_id=action_id), 303)


@blueprint.route("/actions/<int:action_id>/co-production/<stage>", methods=["GET", "POST"])
def edit_stage(action_id: int, stage: str) -> ResponseReturnValue:
    """Write down how far families took part in one stage, and who."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    if stage not in list(Stage):
        abort(404)
    which = Stage(stage)
    form = StageForm.starting_from(services.stage_of(action, which))
    if form.was_sent_and_valid():
        try:
            services.record_stage(action, stage=which, by=current_user, **form.facts())
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            return _saved(action_id)
    return render_template("tracker/edit_stage.html", form=form, action=action, stage=which)


@blueprint.route("/actions/<int:action_id>/values", methods=["GET", "POST"])
def edit_values(action_id: int) -> ResponseReturnValue:
    """Write down which values of the charter were tested, and whether they held."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    form = make_values_form(strategy.list_items(Family.VALUE), action.tested_values)
    if form.was_sent_and_valid():
        try:
            services.record_values(action, tested=form.tested(), by=current_user)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            return _saved(action_id)
    return render_template("tracker/edit_values.html", form=form, action=action)


@blueprint.route("/actions/<int:action_id>/decision", methods=["GET", "POST"])
def edit_decision(action_id: int) -> ResponseReturnValue:
    """Write down the decision that an action rests on."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    form = DecisionForm(obj=action)
    if form.was_sent_and_valid():
        try:
            services.record_decision(
                action,
                decision=form.decision.data,
                decided_on=form.decided_on.data,
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            return _saved(action_id)
    return render_template("tracker/edit_decision.html", form=form, action=action)


@blueprint.get("/actions/co-production.csv")
def export_evidence() -> ResponseReturnValue:
    """Give the evidence of every action as a table; who took it away is noted."""
    begin_write()
    content, rows = write_evidence()
    services.record_export("co-production", by=current_user, rows=rows)
    db.session.commit()
    return answer_with(content, name="co-production")
