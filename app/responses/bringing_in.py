"""Bringing in what was asked elsewhere: choose a file, say what its columns are, look, bring in."""

from collections import Counter

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import worker
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, choices
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.responses import services
from app.responses.forms import UploadForm
from app.responses.models import Upload
from app.responses.services import ReadRow, Table
from app.surveys import services as surveys
from app.surveys.definition import Definition

blueprint = Blueprint("bringing_in", __name__, url_prefix="/staff/bring-in")
#: How many refused rows are listed; the rest are counted.
MOST_SHOWN = 200


@blueprint.route("", methods=["GET", "POST"])
def choose_file() -> ResponseReturnValue:
    """Take a file, and go on to its columns."""
    form = UploadForm()
    form.survey.choices = choices(surveys.survey_names())
    if form.was_sent_and_valid():
        file = request.files.get("file")
        begin_write()
        try:
            upload = services.keep_upload(
                form.survey.data, file.read() if file else b"", by_id=current_user.id
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            return redirect(url_for(".map_columns", upload_id=upload.id), 303)
    return render_template("responses/choose_file.html", form=form)


def _targets(definition: Definition) -> list[tuple[str, str]]:
    questions = [(code, each.words.plain) for code, each in definition.questions.items()]
    return [
        ("", _("Leave it out")),
        (services.DAY, _("The day they answered")),
        (services.ROLE, _("Who they are")),
        (services.CONSENT, _("Whether we may use their words")),
        *questions,
    ]


@blueprint.route("/<upload_id>", methods=["GET", "POST"])
def map_columns(upload_id: str) -> ResponseReturnValue:
    """Say what each column is; look at what would come in; bring it in, whole or not at all."""
    upload = services.get_upload(upload_id, by_id=current_user.id)
    _version, definition = surveys.latest_definition(surveys.get_survey(upload.survey_slug))
    table = services.read_table(upload.content)
    targets = _targets(definition)
    known = {code for code, _words in targets}
    mapping = services.guess_mapping(table, definition)
    if request.method == "POST":
        asked = [request.form.get(f"column-{n}", "") for n in range(len(table.headers))]
        mapping = [target if target in known else "" for target in asked]
    is_month_first = request.form.get("dates") == "month-first"
    locale = request.form.get("locale", DEFAULT_LANGUAGE)
    rows: list[ReadRow] = []
    problem = ""
    try:
        rows = services.read_rows(table, mapping, definition, is_month_first=is_month_first)
    except DomainError as error:
        problem = str(error)
    fine = [row for row in rows if not row.problems]
    if request.form.get("go") == "bring-in" and fine and locale in LANGUAGES:
        return _bring_in(upload, table, rows, locale)
    refused = [(row.number, "; ".join(row.problems)) for row in rows if row.problems]
    return render_template(
        "responses/map_columns.html",
        table=table,
        mapping=mapping,
        targets=targets,
        problem=problem if request.method == "POST" else "",
        fine=len(fine),
        refused=refused[:MOST_SHOWN],
        reasons=Counter(reason for row in rows for reason in row.problems).most_common(),
        count=len(refused),
        is_month_first=is_month_first,
        locale_chosen=locale,
        languages=list(LANGUAGES.values()),
    )


def _bring_in(
    upload: Upload, table: Table, rows: list[ReadRow], locale: str
) -> ResponseReturnValue:
    """Bring in every row that has no problem, in one transaction, and forget the file."""
    slug, upload_id = upload.survey_slug, upload.id
    begin_write()
    version_id, definition = surveys.latest_definition(surveys.get_survey(slug))
    new, before = services.store_rows(
        rows,
        table,
        definition,
        slug=slug,
        version_id=version_id,
        locale=locale,
        screen=current_app.extensions.get("screen"),
        actor=str(current_user.id),
    )
    services.forget_upload(services.get_upload(upload_id, by_id=current_user.id))
    db.session.commit()
    worker.nudge()
    flash(
        _(
            "Brought in: %(new)s. Here already: %(before)s. Left out: %(refused)s.",
            new=new,
            before=before,
            refused=sum(bool(row.problems) for row in rows),
        ),
        "success",
    )
    return redirect(url_for(".choose_file"), 303)
