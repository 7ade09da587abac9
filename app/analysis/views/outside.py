"""What our strategy does not name: how often, and what it is about."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.accounts.access import may_open
from app.analysis import services, words
from app.analysis.views.blueprint import blueprint
from app.counts import SMALLEST_BASE
from app.db import today


@blueprint.get("/not-in-our-strategy")
def show_outside() -> ResponseReturnValue:
    """Show the rate by month, and what these comments are about."""
    return render_template(
        "analysis/show_outside.html",
        months=services.outside_by_month(today()),
        facets=services.facets_until(today()),
        smallest=services.SMALLEST_COUNT,
        smallest_base=SMALLEST_BASE,
        may_search=may_open("analysis.search", current_user),
        words=words,
    )
