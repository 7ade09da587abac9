"""Pages on which an administrator replaces the area's lists of schools and places."""

from datetime import UTC, datetime
from pathlib import Path

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from app.analysis import area_files
from app.analysis.area_forms import AreaListForm
from app.analysis.jobs import area_lists
from app.analysis.services import area_lists as services
from app.analysis.views.blueprint import blueprint
from app.analysis.words import AREA_LIST_WORDS
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, read_file
from app.security import takes_files
from app.worker import nudge

#: How many names are shown of each list, so that a wrong column is seen at once.
FIRST = 5


def _data_dir() -> Path:
    return Path(current_app.config["SETTINGS"].data_dir)


@blueprint.get("/reader/lists")
def show_area_lists() -> ResponseReturnValue:
    """Show how many schools and places are listed, since when, and the first of them."""
    found = area_lists(_data_dir())
    lists = []
    for kind, file in area_files.FILES.items():
        at = found[file].changed_at
        since = None if at is None else datetime.fromtimestamp(at, tz=UTC)
        lists.append((kind, AREA_LIST_WORDS[kind], found[file], since))
    return render_template("analysis/show_area_lists.html", lists=lists, first=FIRST)


@blueprint.route("/reader/lists/<kind>", methods=["GET", "POST"])
@takes_files()
def replace_area_list(kind: str) -> ResponseReturnValue:
    """Take a file in place of a list."""
    if kind not in area_files.FILES:
        abort(404)
    form = AreaListForm()
    if form.was_sent_and_valid():
        try:
            names = services.names_in(read_file("file"))
        except DomainError as error:
            add_error(form, error)
        else:
            begin_write()
            services.replace_list(_data_dir(), kind, names, by=current_user)
            return _saved(
                ngettext(
                    "The list is here: %(num)s name. Look at the first of them below.",
                    "The list is here: %(num)s names. Look at the first of them below.",
                    len(names),
                )
            )
    return render_template(
        "analysis/replace_area_list.html", form=form, words=AREA_LIST_WORDS[kind]
    )


@blueprint.post("/reader/lists/<kind>/go-back")
def put_area_list_back(kind: str) -> ResponseReturnValue:
    """Use the list again that comes with the system."""
    if kind not in area_files.FILES:
        abort(404)
    begin_write()
    services.go_back_to_shipped(_data_dir(), kind, by=current_user)
    return _saved(_("The list that comes with this system is used again."))


def _saved(words: str) -> ResponseReturnValue:
    db.session.commit()
    nudge()
    flash(words, "success")
    return redirect(url_for(".show_area_lists"), 303)
