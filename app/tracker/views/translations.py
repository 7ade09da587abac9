"""The page on which an entry is written in another language, beside its English."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, PREPARED, Language
from app.tracker import services
from app.tracker.forms import TranslationForm
from app.tracker.models import (
    ACTION_TEXTS,
    Entry,
    EntryStatus,
    EntryTranslation,
    TranslationState,
)
from app.tracker.views import blueprint


def _find_language(code: str) -> Language:
    """Return a language that an entry's words can be written in; 404 for any other."""
    found = {**LANGUAGES, **PREPARED}.get(code)
    if found is None or code == DEFAULT_LANGUAGE:
        abort(404)
    return found


@blueprint.route("/entries/<int:entry_id>/words/<locale>", methods=["GET", "POST"])
def edit_translation(entry_id: int, locale: str) -> ResponseReturnValue:
    """Write an entry's words in another language; a text left empty is read in English."""
    language = _find_language(locale)
    if request.method == "POST":
        begin_write()
    entry = services.get_entry(entry_id)
    known = services.translation_of(entry, locale)
    form = TranslationForm(data=_form_data(known))
    if form.was_sent_and_valid():
        try:
            services.save_translation(
                entry,
                locale,
                form.words(),
                is_checked=form.is_checked.data,
                seen=form.seen.data or "",
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
            form.seen.data = services.fingerprint(entry, locale)
        else:
            db.session.commit()
            flash(_said_after_saving(entry, language), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    if request.method == "GET":
        form.seen.data = services.fingerprint(entry, locale)
    english = services.texts_to_translate(entry)
    form.show_beside(english)
    return render_template(
        "tracker/edit_translation.html",
        form=form,
        entry=entry,
        known=services.translation_of(entry, locale),
        english=english,
        action_texts=list(ACTION_TEXTS),
        language=language,
        is_prepared=locale in PREPARED,
    )


def _form_data(known: EntryTranslation | None) -> dict[str, object]:
    if known is None:
        return {}
    return known.words | {"is_checked": known.state == TranslationState.CHECKED}


def _said_after_saving(entry: Entry, language: Language) -> str:
    if entry.status == EntryStatus.PUBLISHED and language.code in LANGUAGES:
        return str(_("The words are saved. Families can read them now."))
    return str(_("The words are saved."))
