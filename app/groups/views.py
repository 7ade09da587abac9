"""Pages of a group session: begin, one question at a time for the whole room, close."""

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

from app import worker
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, choices
from app.groups import services
from app.groups.forms import CloseForm, HandsForm, StartForm, make_hands_form
from app.groups.models import GroupSession
from app.i18n import current_locale
from app.responses.models import Consent, Style
from app.responses.pages import Speaker
from app.surveys import services as surveys
from app.surveys.screens import Screen

blueprint = Blueprint("groups", __name__, url_prefix="/staff/groups", template_folder="templates")


@blueprint.route("", methods=["GET", "POST"])
def list_sessions() -> ResponseReturnValue:
    """List my sessions; POST begins one."""
    form = StartForm()
    form.survey.choices = choices(surveys.survey_names())
    if form.was_sent_and_valid():
        begin_write()
        session = services.start_session(
            surveys.get_survey(form.survey.data),
            people=form.people.data or 1,
            style=Style(form.style.data),
            locale=current_locale(),
            by=current_user,
        )
        db.session.commit()
        first = services.screens_of(services.definition_of(session))[0]
        return redirect(url_for(".show_page", session_id=session.id, page=first.code), 303)
    sessions = services.list_sessions(by=current_user)
    return render_template(
        "groups/list_sessions.html",
        form=form,
        sessions=[(each, services.definition_of(each)) for each in sessions],
    )


@blueprint.route("/<session_id>/pages/<page>", methods=["GET", "POST"])
def show_page(session_id: str, page: str) -> ResponseReturnValue:
    """Show one question to the room; POST keeps hands and words and goes on."""
    if request.method == "POST":
        begin_write()
    session = services.get_session(session_id, by=current_user)
    if not session.is_open:
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
    return redirect(_where_next(session, screens, screen), 303)


def _kept(session: GroupSession) -> dict[str, Any]:
    hands = {
        f"{code}.{option}": count
        for code, found in session.hands.items()
        for option, count in found.items()
    }
    return {**hands, **session.words}


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
    )


@blueprint.get("/<session_id>/stop/<page>")
def show_stop(session_id: str, page: str) -> ResponseReturnValue:
    """Show the stop card: somebody needs a break, and everybody waits."""
    session = services.get_session(session_id, by=current_user)
    return render_template("groups/show_stop.html", group=session, page=page, easy_read=True)


@blueprint.route("/<session_id>/close", methods=["GET", "POST"])
def close(session_id: str) -> ResponseReturnValue:
    """Ask what may be done with the words; POST makes one group record and shows its code."""
    if request.method == "POST":
        begin_write()
    session = services.get_session(session_id, by=current_user)
    form = CloseForm()
    if form.was_sent_and_valid():
        try:
            code = services.close_session(
                session,
                consent=Consent(form.consent.data),
                screen=current_app.extensions.get("screen"),
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            worker.nudge()
            return render_template("groups/closed.html", code=code)
    definition = services.definition_of(session)
    return render_template(
        "groups/close.html",
        group=session,
        form=form,
        last=services.screens_of(definition)[-1].code,
    )


@blueprint.post("/<session_id>/discard")
def discard(session_id: str) -> ResponseReturnValue:
    """Throw away an open session."""
    begin_write()
    services.discard(services.get_session(session_id, by=current_user))
    db.session.commit()
    flash(_("The session is thrown away. Nothing was sent."))
    return redirect(url_for(".list_sessions"), 303)
