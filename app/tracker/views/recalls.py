"""The list of copies that carry words which were taken back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.db import begin_write, db
from app.errors import DomainError
from app.tracker.check_words import text_name
from app.tracker.services import recalls
from app.tracker.views import blueprint


@blueprint.get("/recalls")
def list_recalls() -> ResponseReturnValue:
    """List what somebody has to ask for, and below it what was asked for."""
    return render_template(
        "tracker/list_recalls.html",
        waiting=recalls.open_recalls(),
        settled=recalls.settled_recalls(),
        text_name=text_name,
    )


@blueprint.post("/recalls/<int:recall_id>/settle")
def settle_recall(recall_id: int) -> ResponseReturnValue:
    """Keep that somebody has asked for the copies."""
    begin_write()
    try:
        recalls.settle_recall(recall_id, by=current_user)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("It is off the list. Thank you."), "success")
    return redirect(url_for(".list_recalls"), 303)
