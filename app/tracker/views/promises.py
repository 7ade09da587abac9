"""The promise ledger for staff, and who is reminded of a promised date."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts import services as accounts
from app.accounts.access import may_open
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.strategy import services as strategy
from app.tracker import services
from app.tracker.counts import staff_count
from app.tracker.forms import LedgerFilterForm, RemindedForm
from app.tracker.views import blueprint


@blueprint.get("/promises")
def list_promises() -> ResponseReturnValue:
    """Show what was promised and what became of it, published or not."""
    form = LedgerFilterForm(request.args)
    form.set_choices(strategy.list_sub_groups())
    owner = form.owner.data or ""
    return render_template(
        "tracker/list_promises.html",
        form=form,
        ledger=services.make_ledger(is_public=False, owner=owner),
        silent=[(each, staff_count(each.people)) for each in services.silent_themes()],
        is_filtered=bool(owner),
    )


@blueprint.route("/actions/<int:action_id>/reminders", methods=["GET", "POST"])
def choose_reminded(action_id: int) -> ResponseReturnValue:
    """Say who gets a mail before the promised date, and when it has passed."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    people = [
        person
        for person in accounts.list_people()
        if person.active and may_open("tracker.show_action", person)
    ]
    form = RemindedForm(data={"person": str(action.reminded_id or "")})
    form.set_choices(people)
    if form.was_sent_and_valid():
        chosen = next((each for each in people if str(each.id) == form.person.data), None)
        try:
            services.choose_reminded(action, person=chosen, by=current_user)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("It is saved."), "success")
            return redirect(url_for(".show_action", action_id=action_id), 303)
    return render_template("tracker/choose_reminded.html", form=form, action=action)
