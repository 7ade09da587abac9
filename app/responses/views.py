"""The public survey: an introduction, one question at a time, a last look, and thank you."""

from datetime import timedelta
from typing import Any, NamedTuple

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import limits, worker
from app.db import begin_write, db
from app.i18n import LANGUAGES, current_locale, use_locale
from app.responses import services
from app.responses.browser import remember, secret_of
from app.responses.forms import ScreenForm, StartForm, make_form
from app.responses.models import Style
from app.responses.pages import (
    asked_style,
    check_page,
    closed_page,
    intro_page,
    question_page,
    thanks_page,
)
from app.responses.services import Unfinished, Visit
from app.security import checks_csrf_itself, csrf_is_valid
from app.surveys.definition import MEETING
from app.surveys.screens import Screen

blueprint = Blueprint("responses", __name__, template_folder="templates")

#: R-LIM-5: a class of 35 on one address is far below; a flood is above.
MOST_SUBMISSIONS = 600
SUBMISSIONS_WINDOW = timedelta(minutes=10)


def _begin_write() -> None:
    """Let go of what was read and take the write lock; what is needed is read again."""
    db.session.rollback()
    begin_write()


def _to(endpoint: str, slug: str, **values: Any) -> ResponseReturnValue:
    return redirect(url_for(endpoint, slug=slug, lang=None, **values), code=303)


def _style(visit: Visit) -> Style:
    """Return the style of the draft, else of the page that was sent or asked for."""
    if visit.draft:
        return visit.draft.style
    return asked_style(visit.definition)


def _locale() -> str:
    """Return the language of the page that was sent, and answer in it."""
    asked = request.form.get("lang")
    if asked in LANGUAGES and asked != current_locale():
        use_locale(asked)
    return current_locale()


@blueprint.route("/surveys/<slug>", methods=["GET", "POST"])
@checks_csrf_itself
def start_survey(slug: str) -> ResponseReturnValue:
    """Say what this is, how long it takes and who reads it; POST begins."""
    visit = services.find_visit(slug, secret_of(slug))
    style, locale = _style(visit), _locale()
    if visit.draft is None and not visit.survey.is_open:
        return closed_page(visit, style, locale)
    if request.method == "GET":
        return intro_page(visit, StartForm(formdata=None), style, locale)
    form = StartForm(request.form)
    if not csrf_is_valid():
        form.form_errors.append(_("This page was open for a long time. Please press Start again."))
        return intro_page(visit, form, style, locale, status=400)
    if visit.draft and (onward := _use_draft(visit, style, locale)):
        return onward
    if not form.was_sent_and_valid():
        return intro_page(visit, form, style, locale)
    _begin(visit, style, locale, _copied(visit))
    db.session.commit()
    return _to(".show_page", slug, page=visit.definition.screens[0].code)


def _use_draft(visit: Visit, style: Style, locale: str) -> ResponseReturnValue | None:
    """Do what was pressed beside an unfinished form: carry on, or read it in the other style."""
    go, page = request.form.get("go", ""), _resume(visit)
    if go != "carry-on" and not go.startswith("style:"):
        return None
    keep(visit, style, locale, {}, switched(go)._replace(locale=locale))
    db.session.commit()
    if go == "carry-on":
        return _to(".show_page", visit.slug, page=page)
    return _to(".start_survey", visit.slug)


def _resume(visit: Visit) -> str:
    screen = services.next_unanswered(visit.as_shown, visit.answers)
    return screen.code if screen else visit.shown[-1].code


def _copied(visit: Visit) -> dict[str, Any]:
    """Return the answers that "another child" or a meeting's link brings along, checked."""
    another = visit.definition.another
    found: dict[str, Any] = {}
    codes = {*another.copies, *another.show_unless} if another else set()
    for code in codes | ({MEETING} & set(visit.definition.questions)):
        screen = next(each for each in visit.definition.screens if code in each.codes)
        form = make_form(visit.definition, screen.code, "en", "plain")(request.form)
        if value := form.typed().get(code):
            found[code] = value
    return found


def _begin(visit: Visit, style: Style, locale: str, answers: dict[str, Any]) -> Unfinished:
    """Begin a new form for this browser; an unfinished one of the same survey is forgotten."""
    old, secret = secret_of(visit.slug), services.new_secret()
    _begin_write()
    if old:
        services.delete_draft(old)
    draft = services.start_draft(
        secret, version_id=visit.version_id, style=style, locale=locale, answers=answers
    )
    remember(visit.slug, secret)
    session["lang"] = locale
    return draft


@blueprint.route("/surveys/<slug>/<page>", methods=["GET", "POST"])
@checks_csrf_itself
def show_page(slug: str, page: str) -> ResponseReturnValue:
    """Show one question; POST keeps the answer and goes where the button says."""
    visit = services.find_visit(slug, secret_of(slug))
    style, locale = _style(visit), _locale()
    # What is sent has the questions of the page as it was shown, whatever another tab chose since.
    seen_in = asked_style(visit.definition) if request.method == "POST" else style
    screen = visit.definition.screen_at(page, seen_in)
    if screen is None:
        abort(404)
    build = make_form(visit.definition.in_style(seen_in), screen.code, locale, style)
    if request.method == "POST":
        return _take_answers(visit, screen, build(request.form), style, locale)
    if visit.draft is None:
        return _to(".start_survey", slug)
    if screen not in visit.shown:
        return _to(".show_page", slug, page=_resume(visit))
    form = build(formdata=None, data=visit.answers)
    return question_page(visit, screen, form, style, locale)


def _take_answers(
    visit: Visit, screen: Screen, form: ScreenForm, style: Style, locale: str
) -> ResponseReturnValue:
    g.their_words = form.their_words()
    if visit.draft is None and not visit.survey.is_open:
        return closed_page(visit, style, locale, their_words=g.their_words)
    if not csrf_is_valid():
        form.form_errors.append(
            _(
                "This page was open for a long time. Your words are still here. "
                "Please press the button again."
            )
        )
        return question_page(visit, screen, form, style, locale, status=400)
    go = request.form.get("go", "next")
    if go != "skip" and not _can_be_kept(form, go):
        return question_page(visit, screen, form, style, locale)
    answers = dict.fromkeys(screen.codes) if go == "skip" else form.typed()
    draft = keep(visit, style, locale, answers, switched(go))
    url = _where_next(visit, screen, draft, go)
    db.session.commit()
    return redirect(url, code=303)


def _can_be_kept(form: ScreenForm, go: str) -> bool:
    """Return True when these answers may be kept: checked in full when going on."""
    if go != "next" and not form.has_text_too_long_to_keep():
        return True
    return bool(form.validate())


class Switch(NamedTuple):
    """The style and the language that a button asks for; None for what it leaves alone."""

    style: Style | None = None
    locale: str | None = None


def switched(go: str) -> Switch:
    """Return what the button `go` changes."""
    kind, _colon, value = go.partition(":")
    if kind == "style" and value in set(Style):
        return Switch(style=Style(value))
    return Switch(locale=value) if kind == "lang" and value in LANGUAGES else Switch()


def keep(
    visit: Visit, style: Style, locale: str, answers: dict[str, Any], switch: Switch
) -> Unfinished:
    """Add answers to the draft; when it is gone, a new one is begun so that nothing is lost."""
    secret = secret_of(visit.slug)
    _begin_write()
    if switch.locale:
        session["lang"] = switch.locale
    kept = services.keep_answers(secret, visit.draft, answers, *switch) if secret else None
    return kept or _begin(visit, switch.style or style, switch.locale or locale, answers)


def _where_next(visit: Visit, screen: Screen, draft: Unfinished, go: str) -> str:
    """Return the address that a button leads to."""
    screen = visit.definition.screen_at(screen.code, draft.style) or screen
    change = request.args.get("change") or None
    if go.startswith("say:") and go[4:] in screen.codes:
        return url_for("speaking.say", slug=visit.slug, code=go[4:], lang=None)
    if ":" in go:
        return _page_url(visit.slug, screen.code, change=change)
    if go == "display":
        here = _page_url(visit.slug, screen.code)
        return url_for("public.choose_display", back=here, lang=None)
    if go == "save":
        return url_for("coming_back.save", slug=visit.slug, back=screen.code, lang=None)
    if go == "leave":
        return url_for(".leave", slug=visit.slug, back=screen.code, lang=None)
    shown = visit.definition.in_style(draft.style).visible(draft.answers)
    codes = [each.code for each in shown]
    if change:
        before = {each.code for each in visit.shown}
        opened = [code for code in codes if code not in before]
        if not opened or go == "back":
            return _check_url(visit.slug)
        return _page_url(visit.slug, opened[0], change=change)
    return _beside(visit.slug, codes, screen.code, step=-1 if go == "back" else 1)


def _beside(slug: str, codes: list[str], here: str, *, step: int) -> str:
    """Return the address of the page after (or before) this one, the ends included."""
    place = (codes.index(here) if here in codes else 0) + step
    if place < 0:
        return url_for(".start_survey", slug=slug, lang=None)
    if place >= len(codes):
        return _check_url(slug)
    return _page_url(slug, codes[place])


def _page_url(slug: str, code: str, *, change: str | None = None) -> str:
    return url_for(".show_page", slug=slug, page=code, change=change, lang=None)


def _check_url(slug: str) -> str:
    return url_for(".check_answers", slug=slug, lang=None)


@blueprint.route("/surveys/<slug>/check-your-answers", methods=["GET", "POST"])
@checks_csrf_itself
def check_answers(slug: str) -> ResponseReturnValue:
    """Show every answer with a way to change it; POST sends them."""
    visit = services.find_visit(slug, secret_of(slug))
    style, locale = _style(visit), _locale()
    if request.method == "POST":
        return _send(visit, style, locale)
    if visit.draft is None:
        return _to(".start_survey", slug)
    return check_page(visit, _form_key(slug), style, locale)


def _form_key(slug: str) -> str:
    secret = secret_of(slug)
    return services.form_key_of(secret) if secret else request.form.get("form_key", "")


def _send(visit: Visit, style: Style, locale: str) -> ResponseReturnValue:
    """Store everything in one transaction; a form that was sent already shows the same page."""
    g.their_words = services.words_of(visit)
    form_key, go = request.form.get("form_key", ""), request.form.get("go", "send")
    if any(switched(go)) and (again := _thank_again(visit, form_key, locale)):
        return again
    if not csrf_is_valid():
        return _sent_already(visit, form_key, locale) or _check_again(visit, style, locale)
    if visit.draft and go != "send":
        keep(visit, style, locale, {}, switched(go))
        db.session.commit()
        return _to(".check_answers", visit.slug)
    _begin_write()
    secret = secret_of(visit.slug)
    services.lock_draft(secret)
    visit = services.find_visit(visit.slug, secret)
    if visit.draft is None or secret is None:
        again = _sent_already(visit, form_key, locale)
        return again or _to(".start_survey", visit.slug)
    limits.note_try(
        limits.refuse_when_over("submit", most=MOST_SUBMISSIONS, window=SUBMISSIONS_WINDOW)
    )
    answers = visit.answers
    submission, code = services.submit(
        visit.draft,
        visit.definition,
        slug=visit.slug,
        secret=secret,
        screen=current_app.extensions.get("screen"),
    )
    has_said = visit.definition.may_be_spoken and services.count_unwritten(submission) > 0
    if note_sent := current_app.extensions.get("note_sent"):
        note_sent(submission)
    db.session.commit()
    worker.nudge()
    is_asked_for = answers.get("receipt") == "yes"
    return _thank(visit.slug, code if is_asked_for else None) or thanks_page(
        visit, code, style, locale, answers, form_key=form_key, has_said=has_said
    )


def _thank(slug: str, code: str | None) -> ResponseReturnValue | None:
    """Forget the form; return the page that follows where a device is shared, else None."""
    remember(slug, None)
    after_sending = current_app.extensions.get("after_sending")
    return after_sending(code) if after_sending else None


def _sent_already(visit: Visit, form_key: str, locale: str) -> ResponseReturnValue | None:
    if services.find_sent(form_key) is None:
        return None
    return _thank(visit.slug, None) or _thank_again(visit, form_key, locale)


def _thank_again(visit: Visit, form_key: str, locale: str) -> ResponseReturnValue | None:
    """Return the thanks for what was sent with this key, in the words that are asked for; or None.

    The code is worked out from the key, so it is in no address and no cookie for this.
    """
    sent = services.find_sent(form_key)
    if sent is None:
        return None
    switch = switched(request.form.get("go", ""))
    if switch.locale:
        session["lang"] = locale = switch.locale
        use_locale(locale)
    return thanks_page(
        visit,
        sent[1],
        switch.style or asked_style(visit.definition),
        locale,
        _copied(visit),
        form_key=form_key,
        has_said=services.count_unwritten(sent[0]) > 0,
    )


def _check_again(visit: Visit, style: Style, locale: str) -> ResponseReturnValue:
    if visit.draft is None:
        return _to(".start_survey", visit.slug)
    return check_page(visit, _form_key(visit.slug), style, locale, is_expired=True)


@blueprint.route("/surveys/<slug>/leave", methods=["GET", "POST"])
def leave(slug: str) -> ResponseReturnValue:
    """Ask whether to stop and delete everything; POST does it."""
    visit = services.find_visit(slug, secret_of(slug))
    style, locale, back = _style(visit), _locale(), request.args.get("back", "")
    switch = switched(request.form.get("go", ""))
    is_done = request.method == "POST"
    if any(switch) and visit.draft:
        keep(visit, style, locale, {}, switch)
        db.session.commit()
        return _to(".leave", slug, back=back or None)
    if any(switch):  # it is deleted already, and that is said again
        style = switch.style or style
        use_locale(switch.locale or locale)
    elif is_done:
        secret = secret_of(slug)
        _begin_write()
        if secret:
            services.stop_draft(visit, secret)
        db.session.commit()
        remember(slug, None)
    elif visit.draft is None:
        return _to(".start_survey", slug)
    if visit.as_shown.screen(back) is None:
        back = "check-your-answers"
    return render_template(
        "responses/leave.html",
        is_done=is_done,
        slug=slug,
        back_url=url_for(".show_page", slug=slug, page=back, lang=None),
        languages=list(LANGUAGES.values()),
        style=style.value,
        easy_read=style == Style.EASY,
    )
