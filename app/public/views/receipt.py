"""The receipt page: what became of one's words, putting right, adding, and taking them back."""

from functools import partial

from flask import abort, current_app, flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import limits, worker
from app.analysis import services as analysis
from app.db import begin_write, db
from app.errors import DomainError
from app.groups.services import counted
from app.i18n import current_locale
from app.public import services, story
from app.public.receipt_forms import AddForm, MeantForm, ReceiptForm
from app.public.views import blueprint, is_easy
from app.responses import picture_code
from app.responses import services as responses
from app.responses.models import Comment, Submission
from app.security import checks_csrf_itself, csrf_is_valid
from app.strategy import services as strategy
from app.tracker import services as tracker
from app.tracker.models import Helped

#: Whoever has more to say than this begins a new form.
MOST_COMMENTS = 30
#: How a form says that its code was pressed, not typed.
BY_PICTURES = "pictures"


def _form_page(form: ReceiptForm) -> ResponseReturnValue:
    """Ask for the code again, in the way in which it was given."""
    if request.form.get("by") == BY_PICTURES:
        return _picture_page(form, picture_code.letters_in(form.code.data or ""))
    return render_template("public/find_receipt.html", form=form)


def _picture_page(form: ReceiptForm, letters: str) -> ResponseReturnValue:
    return render_template(
        "public/pick_pictures.html",
        form=form,
        chosen=picture_code.pictures_of(letters),
        letters=picture_code.as_groups(letters),
        offered=picture_code.ALL_PICTURES,
        again=partial(url_for, ".pick_pictures"),
        length=picture_code.PLACES,
    )


@blueprint.get("/receipt")
def find_receipt() -> ResponseReturnValue:
    """Ask for the receipt code."""
    return _form_page(ReceiptForm(formdata=None))


@blueprint.route("/receipt/pictures", methods=["GET", "POST"])
@checks_csrf_itself
def pick_pictures() -> ResponseReturnValue:
    """Ask for the pictures of a code, one press each; nothing is looked up before all are there.

    It changes nothing, so it needs no token: a page that was open for long loses no picture.
    """
    so_far, key = request.form.get("so_far", ""), request.form.get("press", "")
    return _picture_page(ReceiptForm(formdata=None), picture_code.pressed(so_far, key))


def _refuse_guessing() -> str:
    """Answer 429 after ten wrong codes from one address; return the key to count under."""
    return limits.refuse_when_over("receipt", most=services.TRIES, window=services.TRIES_WINDOW)


def _find(form: ReceiptForm) -> tuple[str, Submission | None]:
    """Return the key to count a wrong code under, and what the code opens, if anything."""
    key = _refuse_guessing()
    found = services.find_submission(form.code.data) if form.was_sent_and_valid() else None
    return key, found


def _count_wrong_code(key: str, form: ReceiptForm) -> ResponseReturnValue:
    """Answer a wrong, unknown or taken-back code: one page for all, so that it tells nothing."""
    limits.note_try(key)
    db.session.commit()
    form.code.errors = [
        _("We cannot find that code. Check each picture, or ask for help.")
        if request.form.get("by") == BY_PICTURES
        else _(
            "We cannot find that code. Check each letter and number, or ask for help to read it."
        )
    ]
    return _form_page(form)


def _ask_again(form: ReceiptForm) -> ResponseReturnValue:
    """Hand the form back when its token has run out: nothing typed is lost."""
    form.form_errors.append(_("This page was open for a long time. Please press the button again."))
    return _form_page(form)


def _press_again(code: str) -> ResponseReturnValue:
    """Show the page anew when the token of a single button has run out: nothing has changed."""
    flash(_("This page was open for a long time. Please press the button again."), "error")
    return _story_again(code)


def _story_page(
    receipt: services.ReceiptStory,
    code: str,
    *,
    meant: dict[int, MeantForm] | None = None,
    add_form: AddForm | None = None,
    about: int = 0,
    voted: int = 0,
    status: int = 200,
) -> ResponseReturnValue:
    """Return the page; `meant` and `add_form` are forms that came back with a mistake.

    `about` is the action that `add_form` speaks of, `voted` the one just voted about.
    """
    items, meant = strategy.list_items(), meant or {}
    asked = {each.action.id for each in receipt.questions}
    more = {each: AddForm(formdata=None, prefix=_about_prefix(each)) for each in asked}
    if add_form and about in asked:
        more[about] = add_form
    forms = []
    for number, each in enumerate(receipt.comments):
        form = meant.get(number) or MeantForm(formdata=None, prefix=_prefix(number))
        forms.append(form.offer(each.tags, items, is_easy=is_easy()))
    page = render_template(
        "public/show_receipt.html",
        receipt=receipt,
        code=code,
        pictures=picture_code.pictures_of(code),
        meant_forms=forms,
        add_form=add_form if add_form and about not in asked else AddForm(formdata=None),
        more_forms=more,
        voted=voted,
        counted=counted(receipt.group, current_locale()) if receipt.group else [],
        broken=[*meant.values(), *([add_form] if add_form else [])],
        again=partial(url_for, ".show_receipt"),
        asked=story.questions_of(receipt.submission, is_easy=is_easy()),
        tag_chips=lambda each: story.chips_of(each, is_easy=is_easy()),
        steps_of=lambda each: story.steps_of(each, receipt, is_easy=is_easy()),
    )
    return page, status


def _prefix(number: int) -> str:
    """Each comment has its own form on one page."""
    return f"c{number}-"


def _about_prefix(action_id: int) -> str:
    """So has each question whether it is better."""
    return f"a{action_id}-"


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
    if receipt is not None:
        page = _story_page(receipt, form.code.data)
        if receipt.is_understood and analysis.note_look(receipt.submission):
            db.session.commit()
        return page
    fewest = current_app.config["SMALLEST_STAFF_COUNT"]
    group = services.open_group_receipt(form.code.data, fewest=fewest)
    if group is None:
        return _count_wrong_code(key, form)
    again = partial(url_for, ".show_receipt")
    return render_template(
        "public/show_group_receipt.html", group=group, code=form.code.data, again=again
    )


@blueprint.post("/receipt/may-we-quote")
@checks_csrf_itself
def answer_consent() -> ResponseReturnValue:
    """Keep the answer of somebody who said "ask me first"."""
    begin_write()
    form = ReceiptForm()
    key, submission = _find(form)
    if submission is None:
        return _count_wrong_code(key, form)
    if not csrf_is_valid():
        return _press_again(form.code.data)
    tracker.answer_consent(submission, may_quote=request.form.get("answer") == "yes")
    db.session.commit()
    flash(_("Thank you. We have kept your answer."), "success")
    return _story_again(form.code.data)


@blueprint.post("/receipt/not-what-i-meant")
@checks_csrf_itself
def correct_words() -> ResponseReturnValue:
    """Take what the writer says of how we understood one comment; a reviewer reads it again."""
    begin_write()
    asked = ReceiptForm()
    key = _refuse_guessing()
    receipt = services.open_receipt(asked.code.data)
    if receipt is None:
        return _count_wrong_code(key, asked)
    number = request.form.get("number", -1, type=int)
    if number not in range(len(receipt.comments)):
        abort(400)
    comment = receipt.comments[number].comment
    form = MeantForm(prefix=_prefix(number))
    g.their_words = [(str(form.words.label.text), form.words.data)]
    if not _may_be_kept(form, receipt.submission):
        return _story_page(receipt, asked.code.data, meant={number: form}, status=400)
    try:
        analysis.correct(
            comment,
            wrong=form.wrong.data or [],
            meant=form.meant.data or None,
            words=_add(receipt.submission, form.words.data, "meant", story.MEANT),
        )
    except DomainError as error:
        db.session.rollback()
        form.words.errors = [str(error)]
        again = services.open_receipt(asked.code.data) or receipt
        return _story_page(again, asked.code.data, meant={number: form}, status=400)
    return _thank(asked.code.data, _("Thank you. A person reads it again, with what you told us."))


@blueprint.post("/receipt/add")
@checks_csrf_itself
def add_words() -> ResponseReturnValue:
    """Take more words for the same receipt, on anything or on whether something is better."""
    begin_write()
    asked = ReceiptForm()
    key = _refuse_guessing()
    receipt = services.open_receipt(asked.code.data)
    if receipt is None:
        return _count_wrong_code(key, asked)
    about = request.form.get("about", 0, type=int)
    form = AddForm(prefix=_about_prefix(about) if about else "")
    g.their_words = [(str(form.more.label.text), form.more.data)]
    if not _may_be_kept(form, receipt.submission):
        return _story_page(receipt, asked.code.data, add_form=form, about=about, status=400)
    question_code, wording = "added", story.ADDED
    for question in receipt.questions:
        if question.action.id == about:
            question_code, wording = f"helped-{about}", f"{story.HELPED} {question.entry.title}"
    _add(receipt.submission, form.more.data, question_code, wording)
    return _thank(asked.code.data, _("Thank you. Your words are added, and a person reads them."))


def _may_be_kept(form: MeantForm | AddForm, submission: Submission) -> bool:
    """Check a form that adds words; whatever is wrong, the words stay on the page."""
    if not csrf_is_valid():
        form.form_errors.append(
            _("This page was open for a long time. Please press the button again.")
        )
        return False
    if len(submission.comments) >= MOST_COMMENTS:
        form.form_errors.append(_("There is a lot here already. Please begin a new form."))
        return False
    return bool(form.validate())


def _add(submission: Submission, text: str, question_code: str, wording: str) -> Comment | None:
    """Add words under an English heading, the language that reviewers read."""
    if not text:
        return None
    return responses.add_words(
        submission,
        text,
        question_code=question_code,
        wording=wording,
        locale=current_locale(),
        screen=current_app.extensions.get("screen"),
    )


def _thank(code: str, words: str) -> ResponseReturnValue:
    """Commit, then say thank you on the page as it is now."""
    db.session.commit()
    worker.nudge()
    flash(words, "success")
    return _story_again(code)


def _story_again(code: str, *, voted: int = 0) -> ResponseReturnValue:
    """Return the page behind a code as it is now."""
    receipt = services.open_receipt(code)
    return _story_page(receipt, code, voted=voted) if receipt else find_receipt()


@blueprint.post("/receipt/withdraw")
@checks_csrf_itself
def withdraw_words() -> ResponseReturnValue:
    """Take one's words back, or delete them; the answer is the same whatever they said."""
    begin_write()
    form = ReceiptForm()
    if not csrf_is_valid():
        return _ask_again(form)
    key, submission = _find(form)
    if submission is None:
        return _count_wrong_code(key, form)
    is_erased = request.form.get("how") == "erase"
    (tracker.erase_submission if is_erased else tracker.withdraw_submission)(submission)
    db.session.commit()
    return render_template("public/withdrawn_words.html", is_erased=is_erased)


@blueprint.post("/receipt/did-it-help")
@checks_csrf_itself
def answer_did_it_help() -> ResponseReturnValue:
    """Count one vote on whether it is better since something was done about it."""
    begin_write()
    form = ReceiptForm()
    key, submission = _find(form)
    if submission is None:
        return _count_wrong_code(key, form)
    if not csrf_is_valid():
        return _press_again(form.code.data)
    answer = request.form.get("answer", "")
    if answer not in list(Helped):
        abort(400)
    action_id = request.form.get("action", 0, type=int)
    try:
        is_new = tracker.vote(submission, action_id=action_id, answer=Helped(answer))
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        thanks = _("Thank you. Your answer counts.")
        flash(thanks if is_new else _("You have told us already. Thank you."), "success")
    return _story_again(form.code.data, voted=action_id)
