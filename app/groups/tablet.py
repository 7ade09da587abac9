"""One device that goes round: nothing of one person is left for the next (R-KIO-1).

The device is signed out, and its cookie holds which session it goes round for. Every page is sent
with `no-store`; the start page forgets whatever form was open, so that Back, reload and history
find nothing. Leaving takes the PIN.
"""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Flask,
    current_app,
    has_request_context,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import comfort, limits, sealed
from app.accounts.sign_in import sign_out
from app.db import begin_write, db
from app.groups import services
from app.groups.forms import PinForm
from app.groups.models import GroupSession
from app.i18n import current_locale, use_locale
from app.responses import services as responses
from app.responses.pages import Speaker
from app.responses.picture_code import PLACES, as_groups, letters_in
from app.responses.views import switched
from app.security import SAFE_METHODS, csrf_is_valid, forget_session

blueprint = Blueprint("tablet", __name__, url_prefix="/tablet", template_folder="templates")
#: What the cookie calls the session that this browser answers for.
GROUP = "group"
#: Pages that a device may show besides its survey: help, and how things work.
OPEN_PAGES = {
    "public.help_now",
    "public.privacy",
    "public.accessibility",
    "public.choose_display",
    "pictures.show_picture",
    "hearing.play",
    "csp_report",
    "health",
    "ready",
}
#: The rooms whose pages belong to taking a survey.
TAKING = {"responses", "speaking"}
#: Rooms of a device that goes round, besides its survey.
OWN_ROOMS = {"tablet", "no_signal"}
#: What the cookie of a device says while answers may wait on it (Y6).
WAITS = "waits"
#: Pages that nobody leaves anything on; the page without a signal watches for itself.
CALM_PAGES = {"tablet.start", "tablet.thanks", "tablet.still_there", "no_signal.show"}
#: What a receipt is sealed for on its way to the page that shows it.
CODE = "code on a device that goes round"
NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"
MOST_WRONG_PINS = 5
WRONG_PINS_WINDOW = timedelta(minutes=5)


def ticket() -> dict[str, Any] | None:
    """Return what the cookie of a device that goes round holds; None for any other browser."""
    kept = session.get(GROUP)
    return kept if isinstance(kept, dict) and kept.get("way") == "tablet" else None


def pass_round(group: GroupSession) -> ResponseReturnValue:
    """Let this device go round; who was signed in on it, and what was begun on it, is forgotten."""
    kept = {"id": group.id, "way": "tablet", "slug": group.survey_version.survey.slug}
    if current_user.is_authenticated:
        sign_out()
    _forget(kept)
    response = redirect(url_for("tablet.start", lang=None), 303)
    # Not "storage": nothing is there but sealed answers that wait for a signal.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _forget(kept: dict[str, Any] | None) -> None:
    """Delete the forms that this browser has begun, and empty its cookies but for `kept`."""
    drafts = [each for each in session.get("drafts", {}).values() if isinstance(each, str)]
    if drafts:
        begin_write()
        for secret in drafts:
            responses.delete_draft(secret)
        db.session.commit()
    forget_session()
    comfort.forget()
    if kept:
        session[GROUP] = {name: kept[name] for name in ("id", "way", "slug")}
        if kept.get(WAITS):
            note_waiting(waits=True)


def note_waiting(*, waits: bool) -> None:
    """Note in the cookie whether answers may wait on this device; it then outlasts a restart."""
    kept = {name: value for name, value in session[GROUP].items() if name != WAITS}
    session[GROUP] = kept | ({WAITS: True} if waits else {})
    session.permanent = waits


def thank(code: str | None) -> ResponseReturnValue:
    """Forget the person who has just sent something, and thank them on a page without their words.

    A receipt that they asked for is carried over to that page, and gone from the cookie with it.
    """
    locale = current_locale()
    _forget(ticket())
    if code:  # a cookie is signed, and can be read
        session[GROUP]["code"] = sealed.seal_text(CODE, code)
    return redirect(url_for("tablet.thanks", lang=locale), 303)


def keep_in() -> ResponseReturnValue | None:
    """Keep a device that goes round on its survey's pages; what was left alone is not shown."""
    kept, endpoint = ticket(), request.endpoint
    if kept is None or endpoint is None or endpoint in OPEN_PAGES or request.blueprint in OWN_ROOMS:
        return None
    start = redirect(url_for("tablet.start", lang=None), 303)
    secret = session.get("drafts", {}).get(kept["slug"])
    if request.blueprint in TAKING and (request.view_args or {}).get("slug") == kept["slug"]:
        if request.method not in SAFE_METHODS:
            # A page of an earlier person that is sent again would bring their words back.
            return None if csrf_is_valid() else start
        return start if secret and responses.is_left_alone(secret, _left_alone()) else None
    if secret is None:
        return start
    return redirect(url_for("responses.start_survey", slug=kept["slug"], lang=None), 303)


def _idle_seconds() -> int:
    return int(current_app.config["TABLET_IDLE_SECONDS"])


def _left_alone() -> timedelta:
    """Return after how long a form is not shown again; pages say now and then that one is used."""
    return timedelta(seconds=_idle_seconds() * 4 / 3)


@blueprint.get("")
def start() -> ResponseReturnValue:
    """Show the big, calm first page. Whatever was begun before is gone."""
    kept = ticket()
    if kept is None:
        return redirect(url_for("joining.join"), 303)
    _forget(kept)
    group = services.get_passed_round(kept["id"])
    if kept.get(WAITS) and group is not None:
        return redirect(url_for("no_signal.show", lang=None), 303)
    if group is None:  # thrown away: the device is an ordinary one again
        forget_session()
        return redirect(url_for("joining.join"), 303)
    if "lang" not in request.args:
        use_locale(group.locale)
    definition = services.definition_of(group)
    return render_template(
        "groups/tablet_start.html",
        is_on=services.is_joinable(group),
        definition=definition,
        say=Speaker(definition, current_locale(), group.style),
        survey_url=url_for(
            "responses.start_survey",
            slug=kept["slug"],
            style=group.style.value,
            lang=current_locale(),
        ),
        easy_read=True,
    )


@blueprint.route("/thanks", methods=["GET", "POST"])
def thanks() -> ResponseReturnValue:
    """Say thank you for some seconds; a code that was asked for is shown this once.

    POST says it in another language: the code on the page is handed back by it.
    """
    kept = ticket()
    if kept is None:
        return redirect(url_for("joining.join"), 303)
    code = request.form.get("code") or sealed.unseal_text(CODE, kept.get("code", "")) or ""
    _forget(kept)
    use_locale(switched(request.form.get("go", "")).locale or current_locale())
    letters = letters_in(code)
    return render_template(
        "groups/tablet_thanks.html",
        code=as_groups(letters) if len(letters) == PLACES else None,
        easy_read=True,
    )


@blueprint.route("/still-there", methods=["GET", "POST"])
def still_there() -> ResponseReturnValue:
    """Ask whether somebody is there; POST says so, and goes on with their form."""
    kept = ticket()
    if kept is None:
        return redirect(url_for("joining.join"), 303)
    secret = session.get("drafts", {}).get(kept["slug"])
    if request.method == "POST":
        if secret:
            begin_write()
            responses.keep_answers(secret, None, {})
            db.session.commit()
        return redirect(url_for("responses.start_survey", slug=kept["slug"], lang=None), 303)
    return render_template("groups/tablet_still_there.html", easy_read=True)


@blueprint.get("/away")
def away() -> ResponseReturnValue:
    """Leave in a hurry: forget everything, then go to a page that looks like anybody's."""
    if kept := ticket():
        _forget(kept)
    return redirect(NEUTRAL_PAGE, 303)


def wrong_pin(group: GroupSession, pin: str) -> str | None:
    """Return what to say about a PIN that is not right, counted; None for the right one."""
    begin_write()
    key = f"pin:{group.id}"
    if limits.tries_within(key, WRONG_PINS_WINDOW) >= MOST_WRONG_PINS:
        return str(_("That was wrong too often. Wait five minutes."))
    if services.is_pin(group, pin):
        return None
    limits.note_try(key)
    db.session.commit()
    return str(_("That is not the PIN of this session."))


@blueprint.route("/leave", methods=["GET", "POST"])
def leave() -> ResponseReturnValue:
    """Ask for the PIN; POST makes the device an ordinary one again."""
    kept = ticket()
    group = services.get_passed_round(kept["id"]) if kept else None
    if group is None:
        return redirect(url_for("joining.join"), 303)
    if kept and kept.get(WAITS):  # what waits is sent first
        return redirect(url_for("no_signal.show", lang=None), 303)
    form = PinForm()
    if form.was_sent_and_valid():
        if problem := wrong_pin(group, form.pin.data or ""):
            form.pin.errors = [problem]
        else:
            _forget(None)
            return redirect(url_for("joining.join"), 303)
    return render_template("groups/tablet_leave.html", form=form)


def init_app(app: Flask) -> None:
    """Keep devices that go round where they belong, and tell their pages how long to wait."""
    app.register_blueprint(blueprint)
    app.before_request(keep_in)

    @app.context_processor
    def passed_round() -> dict[str, Any]:
        kept = ticket() if has_request_context() else None
        # Nothing is ever kept on a device that answers for a group, whosever it is (R-KIO-1).
        in_a_group = has_request_context() and GROUP in session
        if kept is None:
            return {"passed_round": None, "in_a_group": in_a_group}
        seconds = _idle_seconds()
        return {
            "in_a_group": in_a_group,
            "passed_round": {
                "is_watched": request.endpoint not in CALM_PAGES,
                "seconds": seconds,
                # Without JavaScript nobody can tell writing from being gone.
                "writing_seconds": seconds * 10 // 3,
                "resume_url": url_for("responses.start_survey", slug=kept["slug"]),
            },
        }
