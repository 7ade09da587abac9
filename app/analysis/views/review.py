"""One comment under review: a page of buttons, each of which review.js can press by a key."""

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.access import may_open
from app.analysis import services, words
from app.analysis.forms import ChooseThemeForm, MaskForm, RaiseForm, TagForm
from app.analysis.services import originals
from app.analysis.services.sharing import QUOTE_DELAY
from app.analysis.services.words import masked_texts
from app.analysis.views.blueprint import blueprint
from app.analysis.views.looking import look_at
from app.analysis.views.queue import as_query, asked_filter
from app.db import begin_write, db
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import Comment
from app.safeguarding import services as safeguarding
from app.strategy import services as strategy


def _page_url(comment_id: str, anchor: str | None = None) -> str:
    query = as_query(asked_filter())
    return url_for(".show_comment", comment_id=comment_id, _anchor=anchor, **query)


def _page(comment: Comment, *, shown: int = 0, **forms: Any) -> str:
    """Return the page of one comment, as it is now, with forms that need another try.

    Its words are masked, but for those of the redaction `shown`.
    """
    sheet = services.make_sheet(comment, shown=shown)
    items = strategy.list_items()
    is_in = {theme.id for theme in sheet.themes}
    themes = [theme for theme in services.list_themes() if theme.id not in is_in]
    chosen = asked_filter()
    return render_template(
        "analysis/show_comment.html",
        sheet=sheet,
        comment=comment,
        tag_form=(forms.get("tag_form") or TagForm(formdata=None)).offer(items),
        mask_form=forms.get("mask_form") or MaskForm(formdata=None),
        raise_form=forms.get("raise_form") or RaiseForm(formdata=None),
        theme_form=ChooseThemeForm(formdata=None).offer(themes),
        may_choose_theme=may_open("analysis.choose_theme", current_user),
        query=as_query(chosen),
        left=services.count_queue(chosen),
        previous=_previous(comment),
        shown=shown,
        earliest=comment.submission.received_on + QUOTE_DELAY,
        has_two_typings=bool(responses.differences_of(comment)),
        corrected=_words_of_correction(sheet),
        may_open_original=may_open("analysis.open_original", current_user),
        words=words,
    )


def _words_of_correction(sheet: services.Sheet) -> str | None:
    """Return what the writer says of our tags, masked; None until a machine has masked it."""
    said = sheet.correction.words if sheet.correction else None
    return masked_texts([said])[said.id] if said else None


def _previous(comment: Comment) -> str | None:
    """Return the id of the comment that this person worked on before, to go back to."""
    step = services.last_step_of(current_user)
    return step.comment_id if step and step.comment_id != comment.id else None


@blueprint.get("/comments/<comment_id>")
def show_comment(comment_id: str) -> ResponseReturnValue:
    """Show one comment with what the machine suggests and what was decided."""
    comment = look_at(comment_id)
    return _page(comment)


@blueprint.route("/comments/<comment_id>/behind-mask", methods=["GET", "POST"])
def look_behind_mask(comment_id: str) -> ResponseReturnValue:
    """Show what one mask hides, once it is on record that somebody looked."""
    if request.method == "GET":  # somebody came back to the address
        return redirect(_page_url(comment_id), 303)
    begin_write()
    asked = request.form.get("redaction", "")
    redaction_id = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    try:
        originals.look_behind_mask(services.get_comment(comment_id), redaction_id, by=current_user)
    except DomainError as error:
        db.session.rollback()
        return _go(_page_url(comment_id), str(error), "error")
    db.session.commit()
    return _page(look_at(comment_id), shown=redaction_id)


@blueprint.post("/comments/<comment_id>/steps")
def take_step(comment_id: str) -> ResponseReturnValue:
    """Take the step that the button named; answer the page, or JSON when a script asked."""
    begin_write()
    do, _colon, rest = request.form.get("do", "").partition(":")
    try:
        comment = services.lock_comment(comment_id, seen=request.form.get("seen", ""))
        message = _do(comment, do, rest)
    except DomainError as error:
        db.session.rollback()
        return _refusal(comment_id, error)
    db.session.commit()
    if do == "finish":
        following = url_for(".show_next", after=comment_id, **as_query(asked_filter()))
        # Nothing is flashed: the number left goes down, and the words stay where they were.
        return jsonify(go=following) if _wants_json() else redirect(following, 303)
    if _wants_json() and do in {"accept", "reject", "toggle", "accept-all", "sign", "quote"}:
        return jsonify(_state(services.make_sheet(comment), message))
    anchor = f"tag-{rest.partition(':')[0]}" if do in {"accept", "reject", "sign"} else None
    return _go(_page_url(comment_id, anchor), message)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _go(url: str, message: str, category: str = "success") -> ResponseReturnValue:
    """Go to `url` and say `message` there."""
    flash(message, category)
    return jsonify(go=url) if _wants_json() else redirect(url, 303)


def _refusal(comment_id: str, error: DomainError) -> ResponseReturnValue:
    is_stale = isinstance(error, services.StaleReviewError)
    if _wants_json() and not is_stale:
        return jsonify(message=str(error), is_error=True)
    message = _stale_words(comment_id, error) if is_stale else str(error)
    return _go(_page_url(comment_id), message, "error")


def _stale_words(comment_id: str, error: DomainError) -> str:
    """Return why nothing was saved, and what changed since this page was made."""
    comment = services.get_comment(comment_id)
    changes = services.changes_since(comment, request.form.get("seen", ""))
    return " ".join([str(error), *words.change_sentences(changes)])


def _name(code: str) -> str:
    return strategy.get_item(code).name


def _accept(comment: Comment, code: str) -> str:
    services.accept(comment, code, by=current_user)
    return str(_("Accepted: %(name)s", name=_name(code)))


def _reject(comment: Comment, code: str) -> str:
    services.reject(comment, code, by=current_user)
    return str(_("Rejected: %(name)s", name=_name(code)))


def _toggle(comment: Comment, code: str) -> str:
    is_accepted = services.toggle(comment, code, by=current_user)
    name = _name(code)
    return str(
        _("Accepted: %(name)s", name=name) if is_accepted else _("Rejected: %(name)s", name=name)
    )


def _accept_all(comment: Comment, _rest: str) -> str:
    services.accept_all(comment, by=current_user)
    return str(_("All suggestions are accepted."))


def _sign(comment: Comment, rest: str) -> str:
    code, _colon, sign = rest.partition(":")
    services.change_sign(comment, code, sign, by=current_user)
    return str(_("%(name)s is now: %(sign)s", name=_name(code), sign=words.SIGN_WORDS[sign]))


def _quote(comment: Comment, _rest: str) -> str:
    is_worth = services.toggle_worth_quoting(comment, by=current_user)
    return str(
        _("Marked as worth quoting.") if is_worth else _("No longer marked as worth quoting.")
    )


def _finish(comment: Comment, result: str) -> str:
    if result not in services.RESULTS:
        raise DomainError(_("Use the buttons on the page."))
    services.finish(comment, result, by=current_user, facets=request.form.getlist("facet"))
    return str(_("Saved."))


def _undo(comment: Comment, _rest: str) -> str:
    services.undo_step(comment, by=current_user)
    return str(_("Your last step is undone."))


def _decide_mask(comment: Comment, rest: str, *, is_kept: bool) -> str:
    redaction_id = int(rest) if rest.isdecimal() and len(rest) < 10 else 0
    services.decide_redaction(comment, redaction_id, is_kept=is_kept, by=current_user)
    return str(_("The words stay masked.") if is_kept else _("The words are shown to others."))


def _confirm_masks(comment: Comment, _rest: str) -> str:
    services.confirm_masks(comment, by=current_user)
    return str(_("You confirmed what is masked."))


_STEPS: dict[str, Callable[[Comment, str], str]] = {
    "accept": _accept,
    "reject": _reject,
    "toggle": _toggle,
    "accept-all": _accept_all,
    "sign": _sign,
    "quote": _quote,
    "finish": _finish,
    "undo": _undo,
    "masks-right": _confirm_masks,
    "mask": lambda comment, rest: _decide_mask(comment, rest, is_kept=True),
    "unmask": lambda comment, rest: _decide_mask(comment, rest, is_kept=False),
}


def _do(comment: Comment, do: str, rest: str) -> str:
    """Take one step and return the sentence that says so."""
    if do not in _STEPS:
        raise DomainError(_("Use the buttons on the page."))
    return _STEPS[do](comment, rest)


def _state(sheet: services.Sheet, message: str) -> dict[str, Any]:
    """Return what review.js puts on the page instead of loading it again."""
    return {
        "seen": sheet.seen,
        "message": message,
        "is_worth_quoting": sheet.is_worth_quoting,
        "claims": {
            each.claim.code: {
                "status": each.claim.status.value,
                "status_words": str(words.STATUS_WORDS[each.claim.status]),
                "sign": each.claim.sign,
            }
            for each in sheet.claims
        },
    }


@blueprint.post("/comments/<comment_id>/tags")
def add_tag(comment_id: str) -> ResponseReturnValue:
    """Add a tag that rests on the words given."""
    form = TagForm().offer(strategy.list_items())

    def add(comment: Comment) -> str:
        services.add_tag(
            comment,
            code=form.code.data,
            sign=form.sign.data,
            evidence=form.evidence.data,
            start=form.start,
            by=current_user,
        )
        return str(_("Added: %(name)s", name=_name(form.code.data)))

    return _save(comment_id, "tag_form", form, form.evidence, add)


@blueprint.post("/comments/<comment_id>/masks")
def add_mask(comment_id: str) -> ResponseReturnValue:
    """Mask the words given."""
    form = MaskForm()

    def add(comment: Comment) -> str:
        services.add_redaction(
            comment,
            words=form.words.data,
            label=form.label.data,
            start=form.start,
            by=current_user,
        )
        return str(_("The words are masked."))

    return _save(comment_id, "mask_form", form, form.words, add)


@blueprint.post("/comments/<comment_id>/concern")
def raise_concern(comment_id: str) -> ResponseReturnValue:
    """Bring the comment to safeguarding."""
    form = RaiseForm()

    def bring(comment: Comment) -> str:
        safeguarding.raise_concern(
            comment,
            reason=form.worry.data,
            is_urgent=form.how_soon.data == "urgent",
            by=current_user,
        )
        return str(_("The comment is in the safeguarding inbox."))

    return _save(comment_id, "raise_form", form, form.worry, bring)


def _save(
    comment_id: str, name: str, form: Any, field: Any, save: Callable[[Comment], str]
) -> ResponseReturnValue:
    """Save a small form of the page; when it cannot be, show it again with its sentence."""
    begin_write()
    try:
        comment = services.lock_comment(comment_id, seen=request.form.get("seen", ""))
    except services.StaleReviewError as error:
        db.session.rollback()
        form.form_errors.append(_stale_words(comment_id, error))
        return _page(services.get_comment(comment_id), **{name: form}), 409
    if form.was_sent_and_valid():
        try:
            message = save(comment)
        except DomainError as error:
            db.session.rollback()
            comment = services.get_comment(comment_id)
            field.errors = [str(error)]
        else:
            db.session.commit()
            return _go(_page_url(comment_id), message)
    return _page(comment, **{name: form}), 422
