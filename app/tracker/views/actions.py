"""Pages about actions: the list, one action, its promised date, its news."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.access import may_open
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.strategy import services as strategy
from app.tracker import services
from app.tracker.counts import staff_count
from app.tracker.forms import (
    ActionFilterForm,
    ActionForm,
    DoneForm,
    MoveDateForm,
    UpdateForm,
)
from app.tracker.models import Action
from app.tracker.views import blueprint


@blueprint.get("/actions")
def list_actions() -> ResponseReturnValue:
    """List what is being done, overdue promises first."""
    form = ActionFilterForm(request.args)
    form.set_choices(groups=strategy.list_sub_groups(), items=strategy.list_items())
    asked = {name: form[name].data or "" for name in ("status", "owner", "item")}
    return render_template(
        "tracker/list_actions.html",
        form=form,
        actions=services.list_actions(**asked),
        is_filtered=any(asked.values()),
        may_add=may_open("tracker.add_action", current_user),
    )


def _action_form(action: Action | None = None, **data: Any) -> ActionForm:
    if action is not None:
        data = {
            "theme_ids": [theme.id for theme in action.themes],
            "item_codes": [item.code for item in action.items],
            "kind": action.kind.value,
        }
    form = ActionForm(obj=action, data=data)
    form.set_choices(
        themes=services.list_themes(),
        groups=strategy.list_sub_groups(),
        items=strategy.list_items(),
    )
    return form


@blueprint.route("/actions/add", methods=["GET", "POST"])
def add_action() -> ResponseReturnValue:
    """Add an action; `?theme=` ticks the theme that somebody came from."""
    if request.method == "POST":
        begin_write()
    theme = request.args.get("theme", type=int)
    form = _action_form(theme_ids=[theme] if theme else [])
    if form.was_sent_and_valid():
        try:
            action = services.add_action(by=current_user, **form.facts())
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The action is saved."), "success")
            return redirect(url_for(".show_action", action_id=action.id), 303)
    return render_template("tracker/edit_action.html", form=form, action=None)


@blueprint.route("/actions/<int:action_id>/edit", methods=["GET", "POST"])
def edit_action(action_id: int) -> ResponseReturnValue:
    """Change what an action says; its date moves on a page of its own."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    form = _action_form(action)
    if request.method == "GET":
        form.seen.data = form.mark()
    if form.was_sent_and_valid() and not form.is_stale():
        try:
            services.edit_action(action, by=current_user, **form.facts())
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The action is saved."), "success")
            return redirect(url_for(".show_action", action_id=action.id), 303)
    return render_template("tracker/edit_action.html", form=form, action=action)


@blueprint.get("/actions/<int:action_id>")
def show_action(action_id: int) -> ResponseReturnValue:
    """Show one action with its promise, its news and its entries."""
    action = services.get_action(action_id)
    people, _first, _last = services.voices_heard(action)
    return render_template(
        "tracker/show_action.html",
        action=action,
        people=staff_count(people),
        moved_dates={entry.id: services.moved_dates_named(entry) for entry in action.entries},
        may_write=may_open("tracker.edit_action", current_user),
    )


@blueprint.route("/actions/<int:action_id>/move-date", methods=["GET", "POST"])
def move_date(action_id: int) -> ResponseReturnValue:
    """Move the promised date, with a reason that families read."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    form = MoveDateForm()
    if form.was_sent_and_valid():
        try:
            services.change_promised_date(
                action, new_date=form.new_date.data, reason=form.reason.data, by=current_user
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The new date is public now, with the old one and your reason."), "success")
            return redirect(url_for(".show_action", action_id=action.id), 303)
    return render_template("tracker/move_date.html", form=form, action=action)


@blueprint.route("/actions/<int:action_id>/update", methods=["GET", "POST"])
def add_update(action_id: int) -> ResponseReturnValue:
    """Add news about an action."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    form = UpdateForm()
    if form.was_sent_and_valid():
        try:
            services.add_update(action, text=form.text.data, by=current_user)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The news is saved."), "success")
            return redirect(url_for(".show_action", action_id=action.id), 303)
    return render_template("tracker/add_update.html", form=form, action=action)


@blueprint.route("/actions/<int:action_id>/done", methods=["GET", "POST"])
def mark_done(action_id: int) -> ResponseReturnValue:
    """Say that it is done, and what shows it."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    form = DoneForm(obj=action)
    if form.was_sent_and_valid():
        try:
            services.mark_done(
                action,
                done_on=form.done_on.data,
                evidence=form.evidence.data,
                evidence_base=form.evidence_base.data,
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The action is marked as done."), "success")
            return redirect(url_for(".show_action", action_id=action.id), 303)
    return render_template("tracker/mark_done.html", form=form, action=action)
