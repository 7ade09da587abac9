"""Exports: ask for a file of what a search finds, see how far it is, take it once (R-EXP-2)."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.accounts.access import may_open
from app.accounts.sign_in import ask_again, password_is_fresh
from app.analysis import export_files, services, words
from app.analysis.forms import ExportForm
from app.analysis.models import ExportKind
from app.analysis.services import exported, exporting
from app.analysis.views.blueprint import blueprint
from app.csv_files import answer_with
from app.db import begin_write, db
from app.errors import DomainError
from app.worker import nudge


@blueprint.route("/search/<search_id>/figures", methods=["GET", "POST"])
@password_is_fresh
def ask_for_figures(search_id: str) -> ResponseReturnValue:
    """Ask for the counts of what a search finds."""
    return _ask(ExportKind.FIGURES, search_id)


@blueprint.route("/search/<search_id>/words", methods=["GET", "POST"])
@password_is_fresh
def ask_for_words(search_id: str) -> ResponseReturnValue:
    """Ask for the masked words that a search finds."""
    return _ask(ExportKind.WORDS, search_id)


def _ask(kind: ExportKind, search_id: str) -> ResponseReturnValue:
    form = ExportForm()
    is_sent = form.is_submitted()
    if is_sent:
        begin_write()
    stored = services.get_search(search_id[:26], by=current_user)
    if not exporting.may_have(kind, current_user):
        abort(403)
    if form.was_sent_and_valid():
        wanted = services.Criteria.from_dict(stored.criteria)
        try:
            export = exporting.ask_for_export(
                kind, wanted, reason=form.reason.data, by=current_user
            )
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            db.session.commit()
            nudge()
            return redirect(url_for(".show_export", export_id=export.id), 303)
    page = render_template(
        "analysis/ask_for_export.html",
        form=form,
        kind=kind,
        search=stored,
        words=words,
        most=exported.MOST_ROWS,
    )
    return page, 422 if is_sent else 200


@blueprint.get("/exports")
def list_exports() -> ResponseReturnValue:
    """List this person's exports; for administrators, everybody's, so that somebody looks."""
    is_everybody = may_open("accounts.list_people", current_user)
    rows = exporting.list_exports(None if is_everybody else current_user)
    return render_template(
        "analysis/list_exports.html",
        rows=[(each, exporting.is_being_made(each)) for each in rows],
        own_id=current_user.id if may_open("analysis.show_export", current_user) else None,
        is_everybody=is_everybody,
        words=words,
    )


@blueprint.get("/exports/<export_id>")
def show_export(export_id: str) -> ResponseReturnValue:
    """Show how far one's own export is."""
    export = exporting.get_export(export_id[:26], by=current_user)
    return render_template(
        "analysis/show_export.html",
        export=export,
        is_ready=exporting.is_ready(export),
        is_being_made=exporting.is_being_made(export),
        words=words,
    )


@blueprint.post("/exports/<export_id>/file")
def take_export(export_id: str) -> ResponseReturnValue:
    """Give the file away, once."""
    export = exporting.get_export(export_id[:26], by=current_user)
    if not exporting.may_have(export.kind, current_user):
        abort(403)
    page = url_for(".show_export", export_id=export.id)
    if way := ask_again(page):
        return way
    begin_write()
    try:
        content, name = exporting.take_file(export_id[:26], by=current_user)
    except exporting.NotReadyError as error:
        db.session.commit()
        flash(str(error), "error")
        return redirect(page, 303)
    except exporting.FileChangedError as error:
        db.session.commit()
        export_files.remove(error.file_name)
        nudge()
        flash(str(error), "error")
        return redirect(page, 303)
    db.session.commit()
    export_files.remove(name)
    return answer_with(content, name=f"export-{export_id[:8]}")
