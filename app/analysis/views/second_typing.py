"""A paper that somebody else types in again, blind, and the settling of what differs (Y7)."""

from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import worker
from app.accounts.access import may_open
from app.analysis.services import originals, typing_again
from app.analysis.typing_forms import WHOSE, SettleForm, settle_form
from app.analysis.views.blueprint import blueprint
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.i18n import current_locale
from app.responses import services as responses
from app.responses.forms import ScreenForm, make_whole_form, refuse_unasked
from app.responses.models import SecondTyping
from app.responses.pages import Speaker
from app.responses.services import Kept
from app.surveys.definition import SCALES, Definition


@blueprint.route("/second-typing/<submission_id>", methods=["GET", "POST"])
def type_paper_again(submission_id: str) -> ResponseReturnValue:
    """Show an empty paper, whatever was typed before; POST compares the two typings."""
    is_sent = request.method == "POST"
    if is_sent:
        begin_write()
    typing = responses.get_typing(submission_id, will_write=is_sent)
    definition = responses.definition_behind(typing.submission)
    style = typing.submission.style
    build = make_whole_form(definition, current_locale(), style)
    if not is_sent:
        form = build(formdata=None)
        try:
            typing_again.refuse_typing(typing, by=current_user)
        except DomainError as error:
            return _leave(str(error))
        return _paper(typing, definition, form)
    form = build(request.form)
    g.their_words = form.their_words()
    if typing.second_by_id == current_user.id:  # a second click
        return _go_on(typing)
    is_right = bool(form.validate())
    if not (refuse_unasked(form, definition) and is_right):
        return _paper(typing, definition, form)
    try:
        typing_again.type_again(
            typing,
            form.typed(),
            screen=current_app.extensions.get("screen"),
            by=current_user,
        )
    except DomainError as error:
        db.session.rollback()
        add_error(form, error)
        return _paper(responses.get_typing(submission_id), definition, form)
    db.session.commit()
    worker.nudge()
    return _go_on(typing)


def _leave(sentence: str) -> ResponseReturnValue:
    flash(sentence, "error")
    return redirect(url_for("entering.list_surveys"), 303)


def _go_on(typing: SecondTyping) -> ResponseReturnValue:
    """Go to what differs, or back to the list when nothing does."""
    if typing.settled_on is None:
        return redirect(url_for(".settle_paper", submission_id=typing.submission_id), 303)
    flash(_("Thank you. Both typings say the same."), "success")
    return redirect(url_for("entering.list_surveys"), 303)


def _paper(typing: SecondTyping, definition: Definition, form: ScreenForm) -> str:
    submission = typing.submission
    return render_template(
        "analysis/type_again.html",
        form=form,
        definition=definition,
        left_out=responses.NOT_COMPARED,
        **_about(typing, definition),
        came_on=submission.received_on,
    )


def _about(typing: SecondTyping, definition: Definition) -> dict[str, Any]:
    """Return what both pages are given."""
    return {
        "say": Speaker(definition, current_locale(), typing.submission.style),
        "points": {kind: len(codes) for kind, codes in SCALES.items()},
        "mark": responses.paper_mark(typing.submission_id),
    }


@blueprint.route("/second-typing/<submission_id>/differences", methods=["GET", "POST"])
def settle_paper(submission_id: str) -> ResponseReturnValue:
    """Show both typings of what differs, side by side; POST keeps what the paper says."""
    is_sent = request.method == "POST"
    if is_sent:
        begin_write()
    typing = responses.get_typing(submission_id, will_write=is_sent)
    if typing.second_by_id is None:
        return redirect(url_for(".type_paper_again", submission_id=submission_id), 303)
    typing = _opened(typing, is_sent=is_sent)
    definition = responses.definition_behind(typing.submission)
    codes = typing_again.open_differences(typing)
    build = settle_form(definition, codes, current_locale(), typing.submission.style)
    if not is_sent:
        return _differences(typing, definition, build(formdata=None))
    form = build(request.form)
    g.their_words = form.their_words()
    chosen = form.chosen(definition, typing.differences)
    if chosen is None:
        return _differences(typing, definition, form)
    try:
        typing_again.settle_typing(
            typing, chosen, screen=current_app.extensions.get("screen"), by=current_user
        )
    except typing_again.UnsettledError as error:
        db.session.rollback()
        form.keep(error.code).errors = [str(error)]
        return _differences(responses.get_typing(submission_id), definition, form)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for(".settle_paper", submission_id=submission_id), 303)
    db.session.commit()
    worker.nudge()
    flash(_("It is settled. What was typed first is kept beside it."), "success")
    return redirect(url_for("entering.list_surveys"), 303)


def _opened(typing: SecondTyping, *, is_sent: bool) -> SecondTyping:
    """Return it for the two who had the paper, and for those who read every comment.

    That one of these others opened it, words and all, is on record (A8).
    """
    if current_user.id in {typing.first_by_id, typing.second_by_id}:
        return typing
    if not may_open("analysis.list_comments", current_user):
        abort(403)
    if is_sent:
        return typing
    submission_id = typing.submission_id
    db.session.rollback()
    begin_write()
    originals.record_opening_of_paper(submission_id, by=current_user)
    db.session.commit()
    return responses.get_typing(submission_id)


def _differences(typing: SecondTyping, definition: Definition, form: SettleForm) -> str:
    say = Speaker(definition, typing.submission.locale, typing.submission.style)
    asked = set(form.codes())
    return render_template(
        "analysis/settle_typing.html",
        form=form,
        typing=typing,
        rows=[
            {
                "code": code,
                "question": definition.questions[code],
                "first": _in_words(say, code, typing.differences[code]["first"]),
                "second": _in_words(say, code, typing.differences[code]["second"]),
                "kept": typing.differences[code].get("kept"),
                "words": _in_words(say, code, typing.differences[code].get("words", "")),
                "is_open": code in asked,
            }
            for code in definition.questions
            if code in typing.differences
        ],
        whose=WHOSE,
        **_about(typing, definition),
    )


def _in_words(say: Speaker, code: str, value: Kept) -> str:
    """Return an answer in words; "" when it was left empty."""
    if isinstance(value, str):
        return value
    question = say.definition.questions[code]
    options = {
        each.code: str(say(say.definition.option_key(question, each)))
        for each in say.definition.choices_of(question)
    }
    return " · ".join(options.get(each, each) for each in value)
