"""Words in another language: the list of what waits, and one page to put each into English."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import worker
from app.analysis import services
from app.analysis.forms import TranslateForm
from app.analysis.services import translating
from app.analysis.services.originals import Purpose
from app.analysis.views.blueprint import blueprint
from app.analysis.views.looking import look_at
from app.analysis.views.queue import asked_page
from app.db import begin_write, db, today
from app.errors import DomainError
from app.forms import add_error
from app.i18n import DEFAULT_LANGUAGE, language_names, name_of_language
from app.responses.models import Comment
from app.safeguarding import services as safeguarding

#: Languages without a code of two letters that people here write in, and several at once.
LONGER_CODES = ("ckb", "mul", "rom", "yue", "zh-Hant")


@blueprint.get("/translations")
def list_translations() -> ResponseReturnValue:
    """List what waits for a translation: what may tell of harm first, then the oldest."""
    page = services.list_queue(services.QueueFilter(state="other-language"), page=asked_page())
    comments = [row.comment for row in page.rows]
    return render_template(
        "analysis/list_translations.html",
        page=page,
        newest=translating.newest_of([each.id for each in comments]),
        days={
            each.id: safeguarding.working_days_between(each.submission.received_on, today())
            for each in comments
        },
        page_url=lambda number: url_for(".list_translations", page=number),
    )


def _languages(comment: Comment) -> dict[str, str]:
    """Return {code: name} of the languages on offer, by name; what was found is always there."""
    codes = {code for code in language_names() if len(code) == 2}
    codes |= {*LONGER_CODES, comment.own_language}
    names = {code: name_of_language(code) for code in codes - {DEFAULT_LANGUAGE}}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def _page(comment: Comment, form: TranslateForm, *, changed: str = "") -> str:
    return render_template(
        "analysis/translate.html",
        form=form.offer(_languages(comment)),
        comment=comment,
        seen=translating.seen_language(comment),
        history=translating.list_translations(comment),
        changed=changed,
    )


@blueprint.get("/translations/<comment_id>")
def translate(comment_id: str) -> ResponseReturnValue:
    """Show one comment, as it was written, and a box for its English; the look is on record."""
    comment = look_at(comment_id, purpose=Purpose.TRANSLATION)
    kept = {
        "language": "" if comment.own_language == DEFAULT_LANGUAGE else comment.own_language,
        "text": comment.text if comment.is_translated else "",
    }
    return _page(comment, TranslateForm(formdata=None, data=kept))


@blueprint.post("/translations/<comment_id>")
def keep_translation(comment_id: str) -> ResponseReturnValue:
    """Keep a translation, or what else the button says of the comment's language."""
    form = TranslateForm()
    g.their_words = [
        (str(field.label.text), field.data) for field in (form.text, form.worry) if field.data
    ]
    begin_write()
    comment = services.get_comment(comment_id)
    form.offer(_languages(comment))
    if not form.was_sent_and_valid():
        return _page(look_at(comment_id, purpose=Purpose.TRANSLATION), form), 422
    try:
        comment = translating.lock_words(comment_id, seen=request.form.get("seen", ""))
        message = _do(request.form.get("do", ""), comment, form)
        if form.worry.data:
            safeguarding.raise_concern(comment, reason=form.worry.data, by=current_user)
    except translating.StaleTranslationError as error:
        db.session.rollback()
        comment = look_at(comment_id, purpose=Purpose.TRANSLATION)
        return _page(comment, form, changed=str(error)), 409
    except DomainError as error:
        db.session.rollback()
        add_error(form, error)
        return _page(look_at(comment_id, purpose=Purpose.TRANSLATION), form), 422
    db.session.commit()
    worker.nudge()
    flash(message, "success")
    return redirect(url_for(".list_translations"), 303)


def _translate(comment: Comment, form: TranslateForm) -> str:
    language = form.language.data
    translating.translate(comment, form.text.data, language=language, by=current_user)
    return str(_("The translation is kept. The comment goes its way like any other."))


def _say_english(comment: Comment, _form: TranslateForm) -> str:
    translating.say_english(comment, by=current_user)
    return str(_("It counts as English now, and goes its way like any other comment."))


def _send_away(comment: Comment, form: TranslateForm) -> str:
    translating.send_away(comment, language=form.language.data, by=current_user)
    return str(_("It is noted that a translator has it. Until then it stays here, unscreened."))


_DEEDS: dict[str, Callable[[Comment, Any], str]] = {
    "keep": _translate,
    "english": _say_english,
    "away": _send_away,
}


def _do(deed: str, comment: Comment, form: TranslateForm) -> str:
    """Do what the button says and return the sentence that says so."""
    if deed not in _DEEDS:
        raise DomainError(_("Use the buttons on the page."))
    return _DEEDS[deed](comment, form)
