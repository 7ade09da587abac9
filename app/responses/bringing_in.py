"""Bringing in what was asked elsewhere: choose a file, say what its columns are, look, bring in."""

from collections import Counter
from dataclasses import dataclass, field

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import worker
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, choices, read_file
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.responses import services
from app.responses.forms import UploadForm
from app.responses.models import Upload
from app.responses.services import ReadRow, Table
from app.security import takes_files
from app.surveys import services as surveys
from app.surveys.definition import Definition

blueprint = Blueprint("bringing_in", __name__, url_prefix="/staff/bring-in")
#: How many refused rows are listed; the rest are counted.
MOST_SHOWN = 200


@blueprint.route("", methods=["GET", "POST"])
@takes_files()
def choose_file() -> ResponseReturnValue:
    """Take a file, and go on to its columns."""
    form = UploadForm()
    form.survey.choices = choices(surveys.survey_names())
    if form.was_sent_and_valid():
        content = read_file("file")
        try:
            services.check_file(content)
        except DomainError as error:
            add_error(form, error)
        else:
            begin_write()
            upload = services.keep_upload(form.survey.data, content, by_id=current_user.id)
            db.session.commit()
            return redirect(url_for(".map_columns", upload_id=upload.id), 303)
    return render_template("responses/choose_file.html", form=form)


@dataclass
class Reading:
    """A file as one person reads it: which sheet, what each column is, and what would come in."""

    table: Table
    mapping: list[str]
    rows: list[ReadRow] = field(default_factory=list)
    #: Why nothing can come in; "" when something can.
    problem: str = ""

    @property
    def fine(self) -> list[ReadRow]:
        """The rows that would come in."""
        return [row for row in self.rows if not row.problems]

    @property
    def refused(self) -> list[ReadRow]:
        """The rows that would be left out."""
        return [row for row in self.rows if row.problems]


def _targets(definition: Definition) -> list[tuple[str, str]]:
    return [
        ("", _("Leave it out")),
        (services.DAY, _("The day they answered")),
        (services.ROLE, _("Who they are")),
        (services.CONSENT, _("Whether we may use their words")),
        *services.targets_of(definition).items(),
    ]


def _asked_number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 4 else None


def _asked_mapping(table: Table, definition: Definition, known: set[str]) -> list[str]:
    """Return what was chosen for each column, or a guess where another sheet was on the page."""
    if request.method == "GET" or _asked_number("columns-of") not in {None, table.sheet}:
        return services.guess_mapping(table, definition)
    asked = [request.form.get(f"column-{n}", "") for n in range(len(table.headers))]
    return [target if target in known else "" for target in asked]


def _read(upload: Upload, definition: Definition, *, sheet: int | None) -> Reading:
    """Read a file as this request asks."""
    known = {target for target, _words in _targets(definition)}
    with services.open_table(upload.content, sheet=sheet) as table:
        reading = Reading(table, _asked_mapping(table, definition, known))
        try:
            reading.rows = list(
                services.read_rows(
                    table,
                    reading.mapping,
                    definition,
                    is_month_first=request.form.get("dates") == "month-first",
                )
            )
        except DomainError as error:
            reading.problem = str(error)
    return reading


def _read_some_sheet(upload: Upload, definition: Definition) -> Reading:
    """Read the sheet that was asked for; where it holds no table, the first that does."""
    try:
        return _read(upload, definition, sheet=_asked_number("sheet"))
    except DomainError as error:
        reading = _read(upload, definition, sheet=None)
        reading.problem = str(error)
        return reading


@blueprint.route("/<upload_id>", methods=["GET", "POST"])
def map_columns(upload_id: str) -> ResponseReturnValue:
    """Say what each column is; look at what would come in; bring it in, whole or not at all."""
    upload = services.get_upload(upload_id, by_id=current_user.id)
    _version, definition = surveys.latest_definition(surveys.get_survey(upload.survey_slug))
    reading = _read_some_sheet(upload, definition)
    locale = request.form.get("locale", DEFAULT_LANGUAGE)
    is_as_seen = _asked_number("columns-of") in {None, reading.table.sheet}
    may_go = reading.fine and not reading.problem and is_as_seen and locale in LANGUAGES
    if request.form.get("go") == "bring-in" and may_go:
        return _bring_in(upload, reading, locale)
    refused = reading.refused
    return render_template(
        "responses/map_columns.html",
        table=reading.table,
        mapping=reading.mapping,
        targets=_targets(definition),
        problem=reading.problem if request.method == "POST" else "",
        fine=len(reading.fine),
        refused=[(row.number, "; ".join(row.problems)) for row in refused[:MOST_SHOWN]],
        reasons=Counter(reason for row in refused for reason in row.problems).most_common(),
        count=len(refused),
        is_month_first=request.form.get("dates") == "month-first",
        locale_chosen=locale,
        languages=list(LANGUAGES.values()),
    )


def _bring_in(upload: Upload, reading: Reading, locale: str) -> ResponseReturnValue:
    """Bring in every row that has no problem, in one transaction, and forget the file."""
    slug, upload_id = upload.survey_slug, upload.id
    _version, definition = surveys.latest_definition(surveys.get_survey(slug))
    screen = services.screen_ahead(reading.rows, definition, current_app.extensions.get("screen"))
    begin_write()
    version_id, definition = surveys.latest_definition(surveys.get_survey(slug))
    new, before = services.store_rows(
        reading.rows,
        reading.table,
        definition,
        slug=slug,
        version_id=version_id,
        locale=locale,
        screen=screen,
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
            refused=len(reading.refused),
        ),
        "success",
    )
    return redirect(url_for(".choose_file"), 303)
