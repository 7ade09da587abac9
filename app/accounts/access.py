"""The gate before every view: it lets in whom `app/accounts/matrix.py` names.

A route without a row is answered 403 and fails a test, so nobody can forget to decide.
"""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import (
    Flask,
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
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.accounts.matrix import MATRIX, NOBODY, PUBLIC, SIGNED_IN
from app.errors import their_words

LONGEST_PATH = 2000

#: The staff menu: shown to those whom the matrix lets in.
NAVIGATION = [
    ("accounts.show_desk", _l("Desk")),
    ("safeguarding.list_comments", _l("Safeguarding")),
    ("analysis.list_comments", _l("Comments")),
    ("analysis.search", _l("Search")),
    ("analysis.list_themes", _l("Themes")),
    ("tracker.list_actions", _l("Actions")),
    ("tracker.list_promises", _l("Promises")),
    ("tracker.list_meetings", _l("Meetings")),
    ("tracker.list_entries", _l("Entries")),
    ("groups.list_sessions", _l("Groups")),
    ("surveys.list_surveys", _l("Surveys")),
    ("entering.list_surveys", _l("Paper")),
    ("bringing_in.choose_file", _l("Bring in")),
    ("accounts.list_people", _l("People")),
    ("updates.switch_updates", _l("Updates")),
    ("accounts.show_account", _l("Your account")),
]


def may_open(endpoint: str, user: Any) -> bool:
    """Return True when the matrix lets `user` open `endpoint`; False when it has no row."""
    access = MATRIX.get(endpoint)
    if access is None:
        return False
    if access == PUBLIC:
        return True
    if not user.is_authenticated:
        return False
    return access == SIGNED_IN or bool(user.role_names & frozenset(access))


def own_path(target: str | None) -> str | None:
    """Return `target` when it is the path of one of our own pages, else None (R-NET-2)."""
    if not target or len(target) > LONGEST_PATH or not target.isascii():
        return None
    is_plain = target.isprintable() and not set(target) & set("\\ <>\"'`{}|^")
    parts = urlsplit(target) if is_plain and target.startswith("/") else None
    if parts is None or parts.scheme or parts.netloc:
        return None
    if "//" in parts.path or "/." in parts.path or set(parts.path) & set("%@:;"):
        return None
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint = adapter.match(parts.path, method="GET")[0] if adapter else ""
    except (HTTPException, RequestRedirect):
        return None
    if endpoint not in MATRIX:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def safe_next(target: str | None) -> str | None:
    """Return `target` when it is a page of ours to go on to after signing in, else None."""
    path = own_path(target)
    return None if path is None or path.startswith("/staff/sign-") else path


def keep_out() -> ResponseReturnValue | None:
    """Stop a request that the matrix does not allow: to sign-in, or 403."""
    endpoint = request.endpoint
    if endpoint is None:  # no such page: the 404 or 405 that follows shows nothing
        return None
    if may_open(endpoint, current_user):
        return None
    if MATRIX.get(endpoint, NOBODY) == NOBODY or current_user.is_authenticated:
        abort(403)
    if "session_ended" in g:
        if request.method == "POST":
            return render_template("accounts/signed_out.html", words=their_words()), 403
        flash(_("You were signed out, because you were away for a while or your access changed."))
    wanted = safe_next(request.full_path.rstrip("?")) if request.method == "GET" else None
    return redirect(url_for("security.login", next=wanted), 303)


def _is_under(path: str) -> bool:
    """Return True when this page is `path`, or belongs to it."""
    is_desk = path == url_for("accounts.show_desk")
    return request.path == path or (not is_desk and request.path.startswith(f"{path}/"))


class MenuItem(NamedTuple):
    """One link of the staff menu."""

    label: str
    url: str
    is_current: bool


def staff_navigation() -> list[MenuItem]:
    """Return the menu of the person who is signed in."""
    menu = []
    for endpoint, label in NAVIGATION:
        if endpoint in current_app.view_functions and may_open(endpoint, current_user):
            url = url_for(endpoint)
            menu.append(MenuItem(str(label), url, _is_under(urlsplit(url).path)))
    return menu


def init_app(app: Flask) -> None:
    """Put the gate in front of every view, and give staff pages their menu."""
    app.before_request(keep_out)

    @app.context_processor
    def navigation() -> dict[str, Any]:
        is_staff = current_user and current_user.is_authenticated
        return {"staff_navigation": staff_navigation() if is_staff else []}
