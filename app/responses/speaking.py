"""Answering by speaking (Y4): record, listen, record again or delete, then go on with the survey.

It is the only page that may ask for the microphone, and only once somebody chose to speak. Without
JavaScript, a recording is chosen as a file, or made by the phone's own recorder.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import limits, sound_files
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, read_file
from app.i18n import current_locale, use_locale
from app.responses import services
from app.responses.browser import secret_of
from app.responses.forms import SayForm
from app.responses.pages import shared
from app.responses.services import Visit
from app.responses.views import keep, switched
from app.security import allow_microphone, checks_csrf_itself, csrf_is_valid, takes_files
from app.surveys.definition import Question
from app.surveys.hearing import play_sound
from app.surveys.screens import Screen

blueprint = Blueprint("speaking", __name__, template_folder="templates")

#: A class of 35 on one address, each with three tries at one question, is below.
MOST_RECORDINGS = 120
WINDOW = timedelta(minutes=10)


def _find(slug: str, code: str) -> tuple[Visit, Screen, Question, str | None]:
    """Return where somebody is, and the question; 404 when it is not one to answer by speaking."""
    secret = secret_of(slug)
    visit = services.find_visit(slug, secret)
    found = [
        (screen, question)
        for screen in visit.as_shown.screens
        for question in screen.questions
        if question.code == code and question.spoken
    ]
    if not found:
        abort(404)
    screen, question = found[0]
    return visit, screen, question, secret if visit.draft else None


@blueprint.route("/surveys/<slug>/say/<code>", methods=["GET", "POST"])
@checks_csrf_itself
@takes_files(from_anybody=True)
def say(slug: str, code: str) -> ResponseReturnValue:
    """Show the recorder; POST keeps a recording, deletes it, or shows the page in other words.

    A change of words keeps what was recorded or chosen and not kept yet, like what is typed.
    """
    use_locale(request.form.get("lang", ""))
    visit, screen, question, secret = _find(slug, code)
    if secret is None or screen not in visit.shown:
        return redirect(url_for("responses.start_survey", slug=slug, lang=None), 303)
    if request.method == "GET":
        return _page(visit, screen, question, SayForm(formdata=None), secret)
    key = limits.refuse_when_over("recording", most=MOST_RECORDINGS, window=WINDOW)
    form = SayForm()
    if not csrf_is_valid():
        form.form_errors.append(
            _("This page was open for a long time. Please press the button again.")
        )
        return _page(visit, screen, question, form, secret, status=400)
    go = request.form.get("go", "")
    switch = switched(go)
    use_locale(switch.locale or current_locale())
    if go == "delete":
        begin_write()
        services.delete_recording(secret, code)
        db.session.commit()
        return _again(slug, code)
    sound = None if any(switch) and not request.files.get("file") else _read(form)
    if visit.draft and any(switch):
        keep(visit, visit.draft.style, current_locale(), {}, switch)
        db.session.commit()
        visit = services.find_visit(slug, secret)
    if form.errors:
        return _page(visit, screen, question, form, secret)
    if sound and not _keep(visit, secret, code, sound, key):
        return redirect(url_for("responses.start_survey", slug=slug, lang=None), 303)
    db.session.commit()
    return _again(slug, code)


def _again(slug: str, code: str) -> ResponseReturnValue:
    return redirect(url_for(".say", slug=slug, code=code, lang=None), 303)


def _read(form: SayForm) -> sound_files.Sound | None:
    """Return the recording that was sent, if it is one; the form says what is wrong with it."""
    try:
        return sound_files.read_sound(
            read_file("file"), longest=services.LONGEST, kinds=sound_files.RECORDED
        )
    except DomainError as error:
        add_error(form, error)
        return None


def _keep(visit: Visit, secret: str, code: str, sound: sound_files.Sound, key: str) -> bool:
    """Keep a recording and the form that it belongs to; return whether that was still there."""
    db.session.rollback()
    begin_write()
    limits.note_try(key)
    if services.keep_answers(secret, visit.draft, {}) is None:
        db.session.rollback()
        return False
    services.keep_recording(secret, code, sound)
    return True


def _page(
    visit: Visit, screen: Screen, question: Question, form: SayForm, secret: str, **more: Any
) -> ResponseReturnValue:
    status = more.pop("status", 200)
    draft = visit.draft
    if draft is None:
        abort(404)
    allow_microphone()
    page = render_template(
        "responses/say.html",
        form=form,
        stands_on=screen,
        question=question,
        seconds=services.recordings_of(secret).get(question.code),
        longest=services.LONGEST,
        kept_days=services.KEPT_DAYS,
        **shared(visit, draft.style, current_locale()),
    )
    return page, status


@blueprint.get("/surveys/<slug>/say/<code>/sound")
def play_own(slug: str, code: str) -> ResponseReturnValue:
    """Give somebody what they said, as long as they have not sent it."""
    _visit, _screen, _question, secret = _find(slug, code)
    recording = services.find_own(secret, code) if secret else None
    if recording is None:
        abort(404)
    content = services.sound_of(recording)
    return play_sound(content, sound_files.type_of(content))
