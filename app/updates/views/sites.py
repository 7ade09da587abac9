"""The log of messages to other sites, for administrators. Sites are named in the settings only."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.updates import services
from app.updates.messages import named_sites
from app.updates.views import blueprint


@blueprint.get("/staff/updates/sites")
def list_deliveries() -> ResponseReturnValue:
    """Show which sites are told, and what became of each message of the last month."""
    return render_template(
        "updates/list_deliveries.html",
        hosts=[site.host for site in named_sites()],
        deliveries=services.last_deliveries(),
    )
