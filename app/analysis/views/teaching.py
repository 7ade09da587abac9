"""The page on which an administrator has the machine's reader taught, or put back."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.analysis import services
from app.analysis.model_files import earlier_versions, model_version
from app.analysis.models import LessonKind
from app.analysis.views.blueprint import blueprint
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import BaseForm, add_error
from app.worker import nudge


@blueprint.get("/reader")
def show_reader() -> ResponseReturnValue:
    """Show which model reads, what it may learn from, and every lesson so far."""
    return _page(BaseForm(formdata=None))


@blueprint.post("/reader/teach")
def teach_reader() -> ResponseReturnValue:
    """Ask for a model that has learned from what was reviewed."""
    return _ask(LessonKind.TEACH)


@blueprint.post("/reader/go-back")
def put_reader_back() -> ResponseReturnValue:
    """Ask for the model before the current one."""
    return _ask(LessonKind.GO_BACK)


def _ask(kind: LessonKind) -> ResponseReturnValue:
    form = BaseForm()
    begin_write()
    try:
        services.ask_for_lesson(kind, current_user)
    except DomainError as error:
        db.session.rollback()
        add_error(form, error)
        return _page(form)
    db.session.commit()
    nudge()
    flash(_("The computer has been asked. This page shows what comes of it."), "success")
    return redirect(url_for(".show_reader"), 303)


def _page(form: BaseForm) -> ResponseReturnValue:
    model_dir = current_app.config["SETTINGS"].model_dir
    return render_template(
        "analysis/show_reader.html",
        form=form,
        version=model_version(model_dir),
        kept=earlier_versions(model_dir),
        teachable=services.count_teachable(),
        busy=services.open_lesson() is not None,
        lessons=services.list_lessons(),
    )
