"""The promise ledger for everybody: what was promised, what became of it, what nobody answered."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.public.services import count_silence
from app.public.views import blueprint
from app.security import may_be_indexed, may_be_kept
from app.tracker import services as tracker


@blueprint.get("/promises")
@may_be_indexed
@may_be_kept
def list_promises() -> ResponseReturnValue:
    """Show every published promise, overdue first, and how long silence has lasted."""
    return render_template(
        "public/list_promises.html",
        ledger=tracker.make_ledger(is_public=True),
        silence=count_silence(),
    )
