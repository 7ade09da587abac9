"""Pages of a facilitator: begin a session, one question at a time for the whole room, close."""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import limits, worker
from app.accounts.sign_in import ask_anew
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, choices
from app.groups import services, tablet
from app.groups.forms import (
    CloseForm,
    ComeBackForm,
    HandsForm,
    PinForm,
    StartForm,
    make_hands_form,
)
from app.groups.locking import check_pin, lock_screen
from app.groups.models import GroupSession, GroupWay
from app.groups.pages import asked_of_a_room, page_of, ways_to_join
from app.i18n import current_locale, use_locale
from app.responses.models import Consent, Style
from app.responses.pages import Speaker
from app.responses.picture_code import pictures_of
from app.responses.views import switched
from app.surveys import services as surveys
from app.surveys.screens import Screen

blueprint = Blueprint("groups", __name__, url_prefix="/staff/groups", template_folder="templates")
#: Of groups' codes from last time, from one address.
MOST_WRONG_CODES = 10
WRONG_CODES_WINDOW = timedelta(minutes=15)


@blueprint.route("", methods=["GET", "POST"])
def list_sessions() -> ResponseReturnValue:
    """List my sessions; POST begins one."""
    form = StartForm()
    form.survey.choices = choices(surveys.survey_names())
    if not form.was_sent_and_valid():
        return _list_page(form, ComeBackForm(formdata=None))
    begin_write()
    key = _refuse_guessing() if form.earlier.data else ""
    try:
        session = services.start_session(
            surveys.get_survey(form.survey.data), form.plan(), by=current_user
        )
    except DomainError as error:
        db.session.rollback()
        if isinstance(error, services.WrongCodeError):
            _count_wrong_code(key)
        add_error(form, error)
        return _list_page(form, ComeBackForm(formdata=None))
    db.session.commit()
    ask_anew()  # from here on the PIN is what guards it, on a screen that may lie open
    return redirect(page_of(session), 303)


def _list_page(
    form: StartForm, back: ComeBackForm, earlier: GroupSession | None = None
) -> ResponseReturnValue:
    sessions = [
        (each, services.definition_of(each)) for each in services.list_sessions(by=current_user)
    ]
    return render_template(
        "groups/list_sessions.html",
        form=form,
        back=back,
        earlier=earlier,
        open=[each for each in sessions if each[0].is_open],
        closed=[each for each in sessions if not each[0].is_open],
        page_of=page_of,
    )


def _refuse_guessing() -> str:
    """Answer 429 after ten wrong codes from one address; return the key to count under."""
    return limits.refuse_when_over(
        "group-receipt", most=MOST_WRONG_CODES, window=WRONG_CODES_WINDOW
    )


def _count_wrong_code(key: str) -> None:
    begin_write()
    limits.note_try(key)
    db.session.commit()


@blueprint.post("/come-back")
def come_back() -> ResponseReturnValue:
    """Find what a group did last time by the code that it kept, and offer to begin again."""
    begin_write()
    key = _refuse_guessing()
    back = ComeBackForm()
    form = StartForm(formdata=None)
    form.survey.choices = choices(surveys.survey_names())
    if not back.was_sent_and_valid():
        return _list_page(form, back)
    earlier = services.find_closed(back.code.data)
    if earlier is None:
        _count_wrong_code(key)
        back.code.errors = [_("We cannot find that code. Look at it again.")]
        return _list_page(form, back)
    again = {
        "survey": earlier.survey_version.survey.slug,
        "people": earlier.people,
        "way": earlier.way.value,
        "who": services.who_were(earlier),
        "style": earlier.style.value,
        "language": earlier.locale,
        "earlier": back.code.data,
    }
    form = StartForm(formdata=None, data=again)
    form.survey.choices = choices(surveys.survey_names())
    return _list_page(form, ComeBackForm(formdata=None), earlier)


@blueprint.get("/<session_id>")
def show_session(session_id: str) -> ResponseReturnValue:
    """Show how to take part, and how many have; never what anybody said."""
    session = services.get_session(session_id, by=current_user)
    if session.way == GroupWay.HANDS or not session.is_open:
        return redirect(url_for(".list_sessions"), 303)
    return render_template(
        "groups/show_session.html",
        group=session,
        definition=services.definition_of(session),
        earlier=services.earlier_sessions(session),
        **ways_to_join(session),
    )


@blueprint.post("/<session_id>/use-this-device")
def use_device(session_id: str) -> ResponseReturnValue:
    """Let this device go round from now on; whoever is signed in on it no longer is."""
    session = services.get_session(session_id, by=current_user)
    if session.way != GroupWay.TABLET or not services.is_joinable(session):
        return redirect(url_for(".show_session", session_id=session_id), 303)
    return tablet.pass_round(session)


@blueprint.post("/<session_id>/code")
def change_code(session_id: str) -> ResponseReturnValue:
    """Stop the code of a session, or make a new one."""
    begin_write()
    session = services.get_session(session_id, by=current_user)
    if session.is_open and request.form.get("go") == "stop":
        services.stop_code(session)
    elif session.is_open and session.way != GroupWay.HANDS:
        services.renew_code(session)
    db.session.commit()
    return redirect(url_for(".show_session", session_id=session_id), 303)


@blueprint.route("/<session_id>/pages/<page>", methods=["GET", "POST"])
def show_page(session_id: str, page: str) -> ResponseReturnValue:
    """Show one question to the room; POST keeps hands and words and goes on."""
    if request.method == "POST":
        begin_write()
    session = services.get_session(session_id, by=current_user)
    if not session.is_open or session.way != GroupWay.HANDS:
        return redirect(url_for(".list_sessions"), 303)
    definition = services.definition_of(session)
    screens = services.screens_of(definition)
    screen = next((each for each in screens if each.code == page), None)
    if screen is None:
        abort(404)
    build = make_hands_form(definition, page, session.locale, session.style)
    if request.method == "GET":
        return _page(session, screens, screen, build(formdata=None, data=_kept(session)))
    form = build(request.form)
    g.their_words = [(str(form[code].label.text), text) for code, text in form.words().items()]
    if not form.validate():
        return _page(session, screens, screen, form)
    try:
        services.keep(session, screen, hands=form.hands(screen), words=form.words())
    except DomainError as error:
        db.session.rollback()
        add_error(form, error)
        return _page(services.get_session(session_id, by=current_user), screens, screen, form)
    db.session.commit()
    return _go_on(session, screens, screen)


def _read_in(session: GroupSession, locale: str) -> ResponseReturnValue:
    """Go on with an open session in another language, on the page that is open."""
    services.read_in(session, locale)
    db.session.commit()
    return redirect(request.path, 303)


def _kept(session: GroupSession) -> dict[str, Any]:
    hands = {
        f"{code}.{option}": count
        for code, found in session.hands.items()
        for option, count in found.items()
    }
    return {**hands, **session.words}


def _go_on(session: GroupSession, screens: list[Screen], screen: Screen) -> ResponseReturnValue:
    go = request.form.get("go", "")
    if locale := switched(go).locale:
        return _read_in(session, locale)
    if go == "lock":
        here = url_for(".show_page", session_id=session.id, page=screen.code)
        return lock_screen(session, here)
    return redirect(_where_next(session, screens, screen), 303)


def _where_next(session: GroupSession, screens: list[Screen], screen: Screen) -> str:
    go = request.form.get("go")
    if go == "stop":
        return url_for(".show_stop", session_id=session.id, page=screen.code)
    place = screens.index(screen) + (-1 if go == "back" else 1)
    if place < 0:
        return url_for(".list_sessions")
    if place >= len(screens):
        return url_for(".close", session_id=session.id)
    return url_for(".show_page", session_id=session.id, page=screens[place].code)


def _page(
    session: GroupSession, screens: list[Screen], screen: Screen, form: HandsForm
) -> ResponseReturnValue:
    definition = services.definition_of(session)
    use_locale(session.locale)
    return render_template(
        "groups/show_page.html",
        group=session,
        definition=definition,
        screen=screen,
        number=screens.index(screen) + 1,
        total=len(screens),
        form=form,
        say=Speaker(definition, session.locale, session.style),
        easy_read=session.style == Style.EASY,
        **asked_of_a_room(definition),
    )


@blueprint.route("/<session_id>/stop/<page>", methods=["GET", "POST"])
def show_stop(session_id: str, page: str) -> ResponseReturnValue:
    """Show the stop card: somebody needs a break, and all wait. POST changes its language."""
    if request.method == "POST":
        begin_write()
    session = services.get_session(session_id, by=current_user)
    if (locale := switched(request.form.get("go", "")).locale) and session.is_open:
        return _read_in(session, locale)
    use_locale(session.locale)
    return render_template("groups/show_stop.html", group=session, page=page, easy_read=True)


@blueprint.route("/<session_id>/close", methods=["GET", "POST"])
def close(session_id: str) -> ResponseReturnValue:
    """Ask what is left to ask; POST closes the session and shows the group's code, this once."""
    if request.method == "POST":
        begin_write()
    session = services.get_session(session_id, by=current_user)
    use_locale(session.locale)
    if locale := switched(request.form.get("go", "")).locale:
        return _closing_in(session, locale)
    form = CloseForm() if session.way == GroupWay.HANDS else PinForm()
    if not session.is_guarded:
        del form.pin
    if form.was_sent_and_valid() and check_pin(session, form):
        try:
            code = _close(session, form)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            worker.nudge()
            return _closed_page(session, code or "")
    return render_template(
        "groups/close.html",
        group=session,
        form=form,
        taken=services.count_taken(session),
        back_url=_page_before_closing(session),
    )


def _closing_in(session: GroupSession, locale: str) -> ResponseReturnValue:
    """Show the page in another language: the code that a closed one shows is handed back by it."""
    if session.is_open:
        return _read_in(session, locale)
    code = request.form.get("code", "")
    if not services.is_code_of(session, code):
        return redirect(url_for(".list_sessions"), 303)
    use_locale(locale)
    return _closed_page(session, code)


def _closed_page(session: GroupSession, code: str) -> ResponseReturnValue:
    return render_template(
        "groups/closed.html",
        group=session,
        code=code,
        pictures=pictures_of(code),
        taken=services.count_taken(session),
        counted=services.counted(session, current_locale()),
    )


def _close(session: GroupSession, form: PinForm) -> str | None:
    if session.way != GroupWay.HANDS:
        return services.end_session(session, by=current_user)
    return services.close_session(
        session,
        consent=Consent(form.consent.data),
        screen=current_app.extensions.get("screen"),
        by=current_user,
    )


def _page_before_closing(session: GroupSession) -> str:
    if session.way != GroupWay.HANDS:
        return url_for(".show_session", session_id=session.id)
    last = services.screens_of(services.definition_of(session))[-1]
    return url_for(".show_page", session_id=session.id, page=last.code)


@blueprint.route("/<session_id>/discard", methods=["GET", "POST"])
def discard(session_id: str) -> ResponseReturnValue:
    """Ask whether an open session is to be thrown away; POST throws it away."""
    if request.method == "POST":
        begin_write()
    session = services.get_session(session_id, by=current_user)
    form = PinForm()
    if not session.is_guarded:
        del form.pin
    if form.was_sent_and_valid() and check_pin(session, form):
        try:
            services.discard(session)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The session is thrown away. Nothing was sent."))
            return redirect(url_for(".list_sessions"), 303)
    return render_template(
        "groups/discard.html",
        group=session,
        definition=services.definition_of(session),
        form=form,
    )
