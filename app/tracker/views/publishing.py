"""Pages about entries on their way: preview, sign-off, publishing, correcting, withdrawing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.access import may_open
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, PREPARED, Language
from app.pictures.services import pictures_to_choose
from app.tracker import services
from app.tracker.check_words import CHECK_HINTS, CHECK_WORDS, text_name
from app.tracker.counts import public_count
from app.tracker.forms import (
    ChecksForm,
    CorrectionAnswerForm,
    CorrectionForm,
    ScheduleForm,
    SignOffForm,
    StandForm,
    WithdrawForm,
)
from app.tracker.models import Entry
from app.tracker.services import checking
from app.tracker.services.borrowed import borrowed_words
from app.tracker.views import blueprint


def _show(entry: Entry, **forms: Any) -> ResponseReturnValue:
    correction = entry.open_correction
    may_write = may_open("tracker.edit_entry", current_user)
    changes = services.changed_words(correction) if correction else []
    return render_template(
        "tracker/show_entry.html",
        entry=entry,
        action=entry.action,
        quotes=services.quotes_to_show(entry),
        lost_quotes=services.lost_quotes(entry),
        moved_dates=services.moved_dates_named(entry),
        people=public_count(entry.people),
        may_write=may_write,
        easy_words=services.findings_of(entry),
        languages=_words_in(entry, LANGUAGES),
        prepared=_words_in(entry, PREPARED),
        may_translate=may_open("tracker.edit_translation", current_user),
        may_see_count=may_open("analysis.show_count", current_user),
        may_sign=services.may_sign(entry, current_user),
        missing=services.missing_roles(entry),
        notes=services.public_notes(entry),
        may_sign_correction=services.may_sign_correction(entry, current_user),
        correction_missing=services.missing_roles(correction) if correction else [],
        changes=changes,
        correction_findings=services.findings_of_correction(correction) if correction else [],
        checks={each.item: each for each in entry.checks},
        correction_checks={each.item: each for each in correction.checks} if correction else {},
        check_words=CHECK_WORDS,
        check_hints=CHECK_HINTS,
        checks_form=ChecksForm(formdata=None, data={"items": [each.item for each in entry.checks]}),
        # Who does not write it need not know whose words it is made of.
        borrowed=borrowed_words(entry) if may_write and entry.status != "withdrawn" else [],
        text_name=text_name,
        correction_borrowed=(
            borrowed_words(entry, {name: new for name, _now, new in changes}) if may_write else []
        ),
        is_writer=services.has_written(entry, current_user),
        is_representative=services.is_representative(current_user),
        **(
            {"form": SignOffForm(formdata=None), "stand_form": StandForm(formdata=None)}
            | _correction_form()
            | forms
        ),
    )


def _words_in(entry: Entry, languages: dict[str, Language]) -> list[Any]:
    """Return (Language, EntryTranslation or None) of each language beside English."""
    return [
        (each, services.translation_of(entry, each.code))
        for each in languages.values()
        if each.code != DEFAULT_LANGUAGE
    ]


def _correction_form() -> dict[str, Any]:
    # Its own names: both forms can stand on one page.
    return {"correction_form": CorrectionAnswerForm(formdata=None, prefix="correction-")}


@blueprint.get("/entries/<int:entry_id>")
def show_entry(entry_id: int) -> ResponseReturnValue:
    """Show an entry as the public will see it, with what can be done next."""
    return _show(services.get_entry(entry_id))


@blueprint.post("/entries/<int:entry_id>/let-stand")
def let_stand(entry_id: int) -> ResponseReturnValue:
    """Let a finding of the easy-read checks stand, or all of them, for a reason."""
    begin_write()
    entry = services.get_entry(entry_id)
    form = StandForm()
    if form.was_sent_and_valid():
        try:
            services.let_stand(
                entry,
                key=form.key.data or "",
                rule=form.rule.data or "",
                reason=form.reason.data,
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("It may stand. Your reason is kept with your name."), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return _show(entry, stand_form=form)


@blueprint.post("/entries/<int:entry_id>/send")
def send_entry(entry_id: int) -> ResponseReturnValue:
    """Send a draft for sign-off."""
    begin_write()
    entry = services.get_entry(entry_id)
    try:
        services.send_for_sign_off(entry, by=current_user)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("It waits for the representatives now."), "success")
    return redirect(url_for(".show_entry", entry_id=entry_id), 303)


@blueprint.post("/entries/<int:entry_id>/sign-off")
def sign_off(entry_id: int) -> ResponseReturnValue:
    """Approve an entry or object to it; never one's own."""
    begin_write()
    entry = services.get_entry(entry_id)
    form = SignOffForm()
    if form.was_sent_and_valid():
        try:
            services.sign_off(
                entry,
                by=current_user,
                is_approval=form.answer.data == "approve",
                note=form.note.data,
                is_public=form.is_public.data,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("Thank you. Your answer is kept with the entry."), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return _show(entry, form=form)


@blueprint.post("/entries/<int:entry_id>/checks")
def check_entry(entry_id: int) -> ResponseReturnValue:
    """Keep what somebody has checked before an entry is published."""
    begin_write()
    entry = services.get_entry(entry_id)
    form = ChecksForm()
    if form.was_sent_and_valid():
        try:
            checking.check_entry(entry, items=form.items.data or [], by=current_user)
        except DomainError as error:
            db.session.rollback()
            flash(str(error), "error")
        else:
            db.session.commit()
            flash(_("Your checks are kept with the entry."), "success")
    return redirect(url_for(".show_entry", entry_id=entry_id, _anchor="checks"), 303)


@blueprint.post("/entries/<int:entry_id>/publish")
def publish_entry(entry_id: int) -> ResponseReturnValue:
    """Put a signed-off entry on the public page."""
    begin_write()
    entry = services.get_entry(entry_id)
    try:
        services.publish_entry(entry, by=current_user)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("It is published. Families can read it now."), "success")
    return redirect(url_for(".show_entry", entry_id=entry_id), 303)


@blueprint.route("/entries/<int:entry_id>/correct", methods=["GET", "POST"])
def correct_entry(entry_id: int) -> ResponseReturnValue:
    """Correct a published entry; the old words stay readable."""
    if request.method == "POST":
        begin_write()
    entry = services.get_entry(entry_id)
    form = CorrectionForm.of(entry)
    form.set_choices(pictures_to_choose())
    if request.method == "GET":
        form.seen.data = form.mark()
    if form.was_sent_and_valid() and not form.is_stale():
        try:
            services.correct_entry(
                entry,
                by=current_user,
                reason=form.reason.data,
                checks=form.checked.data or [],
                easy_reason=form.easy_reason.data,
                **form.words(),
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The correction waits for the representatives. Nothing has changed yet."))
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return render_template(
        "tracker/correct_entry.html", form=form, entry=entry, check_hints=CHECK_HINTS
    )


@blueprint.post("/entries/<int:entry_id>/correction")
def sign_correction(entry_id: int) -> ResponseReturnValue:
    """Approve a correction or object to it; never one's own."""
    begin_write()
    entry = services.get_entry(entry_id)
    form = CorrectionAnswerForm(prefix="correction-")
    if form.was_sent_and_valid():
        try:
            is_applied = services.sign_correction(
                entry,
                by=current_user,
                is_approval=form.answer.data == "approve",
                note=form.note.data,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            if is_applied:
                flash(_("The correction is public now, with the old words."), "success")
            else:
                flash(_("Thank you. Your answer is kept."), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return _show(entry, correction_form=form)


@blueprint.route("/entries/<int:entry_id>/schedule", methods=["GET", "POST"])
def schedule_entry(entry_id: int) -> ResponseReturnValue:
    """Say on which day the worker publishes it, once it is signed off."""
    if request.method == "POST":
        begin_write()
    entry = services.get_entry(entry_id)
    form = ScheduleForm(obj=entry)
    if form.was_sent_and_valid():
        try:
            services.schedule_entry(entry, on=form.publish_on.data, by=current_user)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            is_set = form.publish_on.data is not None
            flash(_("The day is saved.") if is_set else _("No day is set now."), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return render_template("tracker/schedule_entry.html", form=form, entry=entry)


@blueprint.route("/entries/<int:entry_id>/withdraw", methods=["GET", "POST"])
def withdraw_entry(entry_id: int) -> ResponseReturnValue:
    """Take a published entry back; its page keeps a dated notice."""
    if request.method == "POST":
        begin_write()
    entry = services.get_entry(entry_id)
    form = WithdrawForm()
    if form.was_sent_and_valid():
        try:
            services.withdraw_entry(
                entry,
                by=current_user,
                reason=form.reason.data,
                hides_words=form.old_words.data == "hide",
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("It is withdrawn. Its page says why."), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return render_template("tracker/withdraw_entry.html", form=form, entry=entry)
