"""The promise ledger for staff: overdue first, silence, who keeps promises, the calendar."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.strategy import services as strategy
from app.tracker import services
from app.tracker.counts import staff_count
from app.tracker.forms import LedgerFilterForm
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
