"""A helper's screen that lies open in a room: locked until the PIN of its session is typed (Y5).

The helper stays signed in, so that four digits are enough to go on. Until then the browser shows
one page, and help, whatever address it is asked for. Signing out ends the lock as well: whoever
signs in again has the password.
"""

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.accounts.sign_in import ask_anew, password_is_fresh
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.groups import services, tablet
from app.groups.forms import NewPinForm, PinForm
from app.groups.models import GroupSession, GroupWay
from app.groups.pages import page_of, ways_to_join
from app.i18n import use_locale
from app.responses.views import switched
from app.security import forget_session

blueprint = Blueprint("locking", __name__, url_prefix="/staff/groups", template_folder="templates")
#: What the cookie calls the session for which this screen is locked.
LOCKED = "locked"
OPEN_PAGES = tablet.OPEN_PAGES | {"locking.show", "security.logout"}


def lock_screen(group: GroupSession, page: str = "") -> ResponseReturnValue:
    """Lock this browser's screen until the PIN of `group` is typed; it then goes on at `page`."""
    if group.pin_hash is None:  # begun before every session had one
        return redirect(page or page_of(group), 303)
    session[LOCKED] = {"id": group.id, "page": page or page_of(group)}
    ask_anew()  # a password from before is no way round the PIN
    response = redirect(url_for("locking.show", lang=None), 303)
    response.headers["Clear-Site-Data"] = '"cache"'  # Back shows nothing of before
    return response


@blueprint.post("/<session_id>/lock")
def lock(session_id: str) -> ResponseReturnValue:
    """Lock the screen of a session."""
    return lock_screen(services.get_session(session_id, by=current_user))


def keep_locked() -> ResponseReturnValue | None:
    """Lead a locked browser to its one page."""
    if LOCKED not in session or request.endpoint is None or request.endpoint in OPEN_PAGES:
        return None
    if not current_user.is_authenticated:  # signed out meanwhile: there is nothing left to guard
        session.pop(LOCKED)
        return None
    return redirect(url_for("locking.show", lang=None), 303)


@blueprint.route("/locked", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Show how to join, or only that there is a break; POST with the PIN goes on."""
    kept = session.get(LOCKED)
    if kept is None:
        return redirect(url_for("groups.list_sessions"), 303)
    group = services.find_session(kept["id"], by=current_user)
    if group is None:  # thrown away elsewhere, so no PIN is left that opens the screen
        forget_session()
        return redirect(url_for("security.login"), 303)
    use_locale(group.locale)
    if (locale := switched(request.form.get("go", "")).locale) and group.is_open:
        begin_write()
        services.read_in(services.get_session(group.id, by=current_user), locale)
        db.session.commit()
        return redirect(url_for(".show", lang=None), 303)
    form = PinForm()
    if form.was_sent_and_valid():
        if problem := tablet.wrong_pin(group, form.pin.data or ""):
            form.pin.errors = [problem]
        else:
            session.pop(LOCKED)
            return redirect(kept["page"] if group.is_open else url_for("groups.list_sessions"), 303)
    return render_template(
        "groups/locked.html",
        group=group,
        form=form,
        easy_read=True,
        **(ways_to_join(group) if group.way == GroupWay.OWN else {"can_join": False}),
    )


@blueprint.route("/<session_id>/pin", methods=["GET", "POST"])
@password_is_fresh
def choose_pin(session_id: str) -> ResponseReturnValue:
    """Choose another PIN, for somebody who has just given their password."""
    form = NewPinForm()
    if request.method == "POST":
        begin_write()
    group = services.get_session(session_id, by=current_user)
    if form.was_sent_and_valid():
        try:
            services.change_pin(group, form.pin.data or "")
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            ask_anew()
            return redirect(page_of(group), 303)
    return render_template("groups/choose_pin.html", group=group, form=form)


def check_pin(group: GroupSession, form: PinForm) -> bool:
    """Return True when a form holds the PIN of a session or none is needed; else say so in it.

    A wrong one is counted and committed.
    """
    if not group.is_guarded:
        return True
    if problem := tablet.wrong_pin(group, form.pin.data or ""):
        form.pin.errors = [problem]
        return False
    return True


def init_app(app: Flask) -> None:
    """Keep locked screens locked."""
    app.register_blueprint(blueprint)
    app.before_request(keep_locked)
