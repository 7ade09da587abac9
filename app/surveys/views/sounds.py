"""Pages of the builder about recordings that read its questions aloud."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import sound_files
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import choices, read_file
from app.i18n import LANGUAGES
from app.security import takes_files
from app.surveys import services
from app.surveys.forms import SoundForm
from app.surveys.services import Reading
from app.surveys.services.recording import LONGEST
from app.surveys.views import blueprint
from app.surveys.views.making import refuse, to_work


def _called(reading: Reading) -> str:
    """Return the language and the style of a reading in words."""
    style = _("easy read") if reading.style == "easy" else _("standard words")
    return f"{LANGUAGES[reading.locale].name}, {style}"


@blueprint.get("/<slug>/sounds")
def list_sounds(slug: str) -> ResponseReturnValue:
    """List the questions of a survey, and by whom each is read aloud."""
    work = services.get_work(slug)
    try:
        definition = services.drawn(work)
    except DomainError as error:
        flash(str(error))
        return to_work(work)
    rows = [
        (question, services.readings_of(definition, screen, question))
        for screen, question in services.questions_of(definition)
    ]
    return render_template("surveys/list_sounds.html", work=work, rows=rows, called=_called)


@blueprint.route("/<slug>/sounds/<question>", methods=["GET", "POST"])
@takes_files()
def edit_sounds(slug: str, question: str) -> ResponseReturnValue:
    """Show the recordings of one question; POST brings one in."""
    form = SoundForm()
    work = services.get_work(slug)
    try:
        definition = services.drawn(work)
    except DomainError as error:
        flash(str(error))
        return to_work(work)
    found = [each for each in services.questions_of(definition) if each[1].code == question]
    if not found:
        return redirect(url_for(".list_sounds", slug=slug), 303)
    screen, asked = found[0]
    readings = services.readings_of(definition, screen, asked)
    form.key.choices = choices((each.key, _called(each)) for each in readings if each.lines)
    if request.method == "GET":
        form.revision.data = work.revision
    elif form.validate():
        try:
            sound = sound_files.read_sound(
                read_file("file"), longest=LONGEST, kinds=sound_files.PUBLISHED
            )
            begin_write()
            work = services.get_work(slug)
            services.refuse_stale(work, form.revision.data or 0)
            services.save_recording(work, form.key.data, sound, by=current_user)
        except DomainError as error:
            refuse(form, work, error)
        else:
            db.session.commit()
            flash(_("The recording is saved. Listen to it below."), "success")
            return redirect(url_for(".edit_sounds", slug=slug, question=question), 303)
    return render_template(
        "surveys/edit_sounds.html",
        form=form,
        work=work,
        question=asked,
        readings=readings,
        called=_called,
    )


@blueprint.post("/<slug>/sounds/<question>/change")
def change_sound(slug: str, question: str) -> ResponseReturnValue:
    """Take a recording out, or say that it still fits words that have changed."""
    begin_write()
    work = services.get_work(slug)
    go, _colon, key = request.form.get("go", "").partition(":")
    gone = None
    try:
        if go == "remove":
            gone = services.remove_recording(work, key, by=current_user)
        elif go == "fits":
            services.still_fits(work, key, by=current_user)
    except DomainError as error:
        db.session.rollback()
        flash(str(error))
    else:
        db.session.commit()
        if gone:
            sound_files.remove(gone)
        flash(_("It is saved."), "success")
    return redirect(url_for(".edit_sounds", slug=slug, question=question), 303)
