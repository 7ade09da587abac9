"""The receipt page: what became of one's words, and taking them back."""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import limits
from app.db import begin_write, db
from app.errors import DomainError
from app.public import services, story
from app.public.forms import ReceiptForm
from app.public.views import blueprint, is_easy
from app.security import checks_csrf_itself, csrf_is_valid
from app.tracker import services as tracker
from app.tracker.models import Helped


def _form_page(form: ReceiptForm) -> ResponseReturnValue:
    return render_template("public/find_receipt.html", form=form)


@blueprint.get("/receipt")
def find_receipt() -> ResponseReturnValue:
    """Ask for the receipt code."""
    return _form_page(ReceiptForm(formdata=None))


def _refuse_guessing() -> str:
    """Answer 429 after ten wrong codes from one address; return the key to count under."""
    key = limits.address_key("receipt")
    if limits.tries_within(key, services.TRIES_WINDOW) >= services.TRIES:
        abort(429)
    return key


def _count_wrong_code(key: str, form: ReceiptForm) -> ResponseReturnValue:
    """Answer a wrong, unknown or taken-back code: one page for all, so that it tells nothing."""
    limits.note_try(key)
    db.session.commit()
    form.code.errors = [
        _("We cannot find that code. Check each letter and number, or ask for help to read it.")
    ]
    return _form_page(form)


def _ask_again(form: ReceiptForm) -> ResponseReturnValue:
    """Hand the form back when its token has run out: nothing typed is lost."""
    form.form_errors.append(_("This page was open for a long time. Please press the button again."))
    return _form_page(form)


def _story_page(receipt: services.ReceiptStory, code: str) -> ResponseReturnValue:
    return render_template(
        "public/show_receipt.html",
        receipt=receipt,
        code=code,
        tag_chips=lambda each: story.chips_of(each, is_easy=is_easy()),
        steps_of=lambda each: story.steps_of(each, receipt, is_easy=is_easy()),
    )


@blueprint.post("/receipt")
@checks_csrf_itself
def show_receipt() -> ResponseReturnValue:
    """Show what became of the words behind a code; the code never stands in an address."""
    begin_write()
    form = ReceiptForm()
    if not csrf_is_valid():
        return _ask_again(form)
    key = _refuse_guessing()
    if not form.was_sent_and_valid():
        return _form_page(form)
    receipt = services.open_receipt(form.code.data)
    if receipt is None:
        return _count_wrong_code(key, form)
    return _story_page(receipt, form.code.data)


@blueprint.post("/receipt/may-we-quote")
def answer_consent() -> ResponseReturnValue:
    """Keep the answer of somebody who said "ask me first"."""
    begin_write()
    form = ReceiptForm()
    key = _refuse_guessing()
    submission = services.find_submission(form.code.data) if form.was_sent_and_valid() else None
    if submission is None:
        return _count_wrong_code(key, form)
    tracker.answer_consent(submission, may_quote=request.form.get("answer") == "yes")
    db.session.commit()
    flash(_("Thank you. We have kept your answer."), "success")
    receipt = services.open_receipt(form.code.data)
    return _story_page(receipt, form.code.data) if receipt else _form_page(form)


@blueprint.post("/receipt/withdraw")
@checks_csrf_itself
def withdraw_words() -> ResponseReturnValue:
    """Take one's words back; the answer is the same whatever they said."""
    begin_write()
    form = ReceiptForm()
    if not csrf_is_valid():
        return _ask_again(form)
    key = _refuse_guessing()
    submission = services.find_submission(form.code.data) if form.was_sent_and_valid() else None
    if submission is None:
        return _count_wrong_code(key, form)
    tracker.withdraw_submission(submission)
    db.session.commit()
    return render_template("public/withdrawn_words.html")


@blueprint.post("/receipt/did-it-help")
def answer_did_it_help() -> ResponseReturnValue:
    """Count one vote on whether it is better since something was done about it."""
    begin_write()
    form = ReceiptForm()
    key = _refuse_guessing()
    submission = services.find_submission(form.code.data) if form.was_sent_and_valid() else None
    if submission is None:
        return _count_wrong_code(key, form)
    answer = request.form.get("answer", "")
    if answer not in list(Helped):
        abort(400)
    try:
        action_id = request.form.get("action", 0, type=int)
        is_new = tracker.vote(submission, action_id=action_id, answer=Helped(answer))
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        thanks = _("Thank you. Your answer counts.")
        flash(thanks if is_new else _("You have told us already. Thank you."), "success")
    receipt = services.open_receipt(form.code.data)
    return _story_page(receipt, form.code.data) if receipt else _form_page(form)
