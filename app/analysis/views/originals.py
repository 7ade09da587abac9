"""The one door to an original: a purpose, a line in the audit log, then the words."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.analysis import services
from app.analysis.original_forms import OpenOriginalForm
from app.analysis.services import originals
from app.analysis.views.blueprint import blueprint
from app.db import begin_write, db
from app.errors import DomainError
from app.responses import services as responses


@blueprint.route("/comments/<comment_id>/original", methods=["GET", "POST"])
def open_original(comment_id: str) -> ResponseReturnValue:
    """Ask what the original is needed for; POST puts that on record and shows it, once."""
    if request.method == "POST":
        begin_write()
    comment = services.get_comment(comment_id)
    form = OpenOriginalForm()
    is_open = False
    if form.was_sent_and_valid():
        try:
            originals.record_opening(
                comment,
                purpose=originals.Purpose(form.purpose.data),
                why=form.why.data,
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            comment = services.get_comment(comment_id)
            form.why.errors = [str(error)]
        else:
            db.session.commit()
            is_open = True
    page = render_template(
        "analysis/open_original.html",
        comment=comment,
        form=form,
        is_open=is_open,
        typings=responses.differences_of(comment) if is_open else None,
    )
    return page, 422 if form.errors else 200
