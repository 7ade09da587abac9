"""Who may open what: one row for every page, and the gate that reads it before any view runs.

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

from app.accounts.models import RoleName
from app.errors import their_words

#: Anyone, without an account.
PUBLIC = "public"
#: Anyone who is signed in, whatever their roles.
SIGNED_IN = "signed in"
#: Nobody: a route that a library brings and that we keep shut.
NOBODY: frozenset[RoleName] = frozenset()

Access = str | frozenset[RoleName]
LONGEST_PATH = 2000

_REVIEWER = RoleName.REVIEWER
_SAFEGUARDING = RoleName.SAFEGUARDING_LEAD
_PUBLISHER = RoleName.PUBLISHER
_PARENT = RoleName.PARENT_REP
_YOUTH = RoleName.YOUTH_REP
_FACILITATOR = RoleName.FACILITATOR
_BOARD = RoleName.BOARD
_ADMIN = RoleName.ADMIN

#: Reads what people wrote, as they wrote it.
_READS = frozenset({_REVIEWER, _SAFEGUARDING})
#: Groups comments into themes.
_REVIEWS = frozenset({_REVIEWER})
#: Sees themes, which carry redacted quotes and counts.
_THEMES = frozenset({_REVIEWER, _PUBLISHER})
#: Looks for comments: in the originals who may read them, else in what was read and masked.
_FINDS = _READS | _THEMES
#: Writes actions and entries.
_WRITES = frozenset({_PUBLISHER})
#: Reads actions and entries before they are published.
_TRACKS = frozenset({_PUBLISHER, _REVIEWER, _PARENT, _YOUTH, _BOARD})
#: Reads what a sub-group needs before it meets: families' representatives when the council does.
_PREPARES = frozenset({_PUBLISHER, _REVIEWER, _PARENT, _YOUTH})
#: Says yes or no to an entry that somebody else wrote.
_SIGNS_OFF = frozenset({_PARENT, _YOUTH})
_SAFEGUARDS = frozenset({_SAFEGUARDING})
_ADMINISTERS = frozenset({_ADMIN})
#: Takes surveys with groups.
_FACILITATES = frozenset({_FACILITATOR})
#: Has the papers that people filled in, and types them in.
_ENTERS = frozenset({_FACILITATOR, _REVIEWER})
#: Makes surveys.
_MAKES = frozenset({_PUBLISHER, _ADMIN})
#: Looks at a survey that somebody else made before it goes live.
_LOOKS = _MAKES | _SIGNS_OFF

MATRIX: dict[str, Access] = {
    # kernel
    "csp_report": PUBLIC,
    "health": PUBLIC,
    "ready": PUBLIC,
    # accounts
    "accounts.show_desk": SIGNED_IN,
    "accounts.show_account": SIGNED_IN,
    "accounts.list_people": _ADMINISTERS,
    "accounts.invite_person": _ADMINISTERS,
    "accounts.show_person": _ADMINISTERS,
    "accounts.change_roles": _ADMINISTERS,
    "accounts.switch_person": _ADMINISTERS,
    "accounts.renew_invitation": _ADMINISTERS,
    "accounts.join": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.verify": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.two_factor_setup": PUBLIC,  # halfway through signing in; it checks for itself
    "security.two_factor_setup_validate": PUBLIC,
    "security.two_factor_token_validation": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.two_factor_rescue": NOBODY,  # codes by e-mail: not a second factor (R-AUT-5)
    "security.tf_select": NOBODY,  # there is one second factor to choose from
    # equality
    "equality.choose_who": PUBLIC,
    "equality.ask": PUBLIC,
    "equality.thanks": PUBLIC,
    # pictures
    "pictures.show_picture": PUBLIC,
    "pictures.list_pictures": _MAKES,
    "pictures.add_picture": _MAKES,
    "pictures.edit_picture": _MAKES,
    "pictures.remove_picture": _MAKES,
    # surveys
    "surveys.list_surveys": _LOOKS,
    "surveys.show_work": _LOOKS,
    "surveys.make_survey": _MAKES,
    "surveys.import_survey": _MAKES,
    "surveys.edit_survey": _MAKES,
    "surveys.edit_about": _MAKES,
    "surveys.edit_words": _MAKES,
    "surveys.show_file": _LOOKS,
    "surveys.discard_work": _MAKES,
    "surveys.add_question": _MAKES,
    "surveys.edit_question": _MAKES,
    "surveys.move_page": _MAKES,
    "surveys.check_words": _MAKES,
    "surveys.let_stand": _MAKES,
    "surveys.ask_for_look": _MAKES,
    "surveys.send_back": _LOOKS,
    "surveys.put_live": _LOOKS,
    # responses
    "responses.start_survey": PUBLIC,
    "responses.show_page": PUBLIC,
    "responses.check_answers": PUBLIC,
    "responses.leave": PUBLIC,
    "coming_back.save": PUBLIC,
    "coming_back.come_back": PUBLIC,
    "paper.show_paper": PUBLIC,
    "paper.show_paper_pdf": PUBLIC,
    "entering.list_surveys": _ENTERS,
    "entering.enter": _ENTERS,
    "bringing_in.choose_file": _REVIEWS,
    "bringing_in.map_columns": _REVIEWS,
    "numbers.show_numbers": _LOOKS,
    "preview.show_start": _LOOKS,
    "preview.show_page": _LOOKS,
    "preview.show_paper": _LOOKS,
    # groups
    "groups.list_sessions": _FACILITATES,
    "groups.come_back": _FACILITATES,
    "groups.show_session": _FACILITATES,
    "groups.use_device": _FACILITATES,
    "groups.change_code": _FACILITATES,
    "groups.show_page": _FACILITATES,
    "groups.show_stop": _FACILITATES,
    "groups.close": _FACILITATES,
    "groups.discard": _FACILITATES,
    "joining.join": PUBLIC,
    "tablet.start": PUBLIC,
    "tablet.thanks": PUBLIC,
    "tablet.still_there": PUBLIC,
    "tablet.away": PUBLIC,
    "tablet.leave": PUBLIC,  # takes the PIN
    "no_signal.show": PUBLIC,
    "no_signal.show_worker": PUBLIC,
    "no_signal.give_token": PUBLIC,
    "no_signal.unlock": PUBLIC,  # takes the PIN, like the two below
    "no_signal.send": PUBLIC,
    "no_signal.finish": PUBLIC,
    # safeguarding
    "safeguarding.list_comments": _SAFEGUARDS,
    "safeguarding.show_comment": _SAFEGUARDS,
    "safeguarding.show_next": _SAFEGUARDS,
    "safeguarding.decide": _SAFEGUARDS,
    "safeguarding.raise_concern": _SAFEGUARDS,
    # analysis
    "analysis.list_comments": _READS,
    "analysis.show_next": _READS,
    "analysis.show_comment": _READS,
    "analysis.take_step": _READS,
    "analysis.add_tag": _READS,
    "analysis.add_mask": _READS,
    "analysis.raise_concern": _READS,
    "analysis.show_second_reading": _REVIEWS,
    "analysis.read_again": _REVIEWS,
    "analysis.show_accuracy": _REVIEWS | _WRITES | frozenset({_BOARD, _ADMIN}),
    "analysis.search": _FINDS,
    "analysis.show_search": _FINDS,
    "analysis.name_search": _FINDS,
    "analysis.remove_search": _FINDS,
    "analysis.choose_theme": _REVIEWS,
    "analysis.list_themes": _THEMES,
    "analysis.show_theme": _THEMES,
    "analysis.add_theme": _REVIEWS,
    "analysis.change_theme": _REVIEWS,
    "analysis.merge_theme": _REVIEWS,
    "analysis.split_theme": _REVIEWS,
    "analysis.show_count": _THEMES,
    "analysis.pick_comments": _REVIEWS,
    "analysis.remove_comment": _REVIEWS,
    # tracker
    "tracker.list_actions": _TRACKS,
    "tracker.add_action": _WRITES,
    "tracker.show_action": _TRACKS,
    "tracker.edit_action": _WRITES,
    "tracker.move_date": _WRITES,
    "tracker.add_update": _WRITES,
    "tracker.mark_done": _WRITES,
    "tracker.list_promises": _TRACKS,
    "tracker.list_meetings": _PREPARES,
    "tracker.add_meeting": _WRITES,
    "tracker.show_pack": _PREPARES,
    "tracker.show_pack_pdf": _PREPARES,
    "tracker.decide": _WRITES,
    "tracker.choose_reminded": _WRITES,
    "tracker.show_evidence": _TRACKS,
    "tracker.edit_stage": _WRITES,
    "tracker.edit_values": _WRITES,
    "tracker.edit_decision": _WRITES,
    "tracker.export_evidence": _TRACKS,
    "tracker.list_entries": _TRACKS,
    "tracker.add_entry": _WRITES,
    "tracker.show_entry": _TRACKS,
    "tracker.edit_entry": _WRITES,
    "tracker.send_entry": _WRITES,
    "tracker.sign_off": _SIGNS_OFF,
    "tracker.publish_entry": _WRITES,
    "tracker.correct_entry": _WRITES,
    "tracker.sign_correction": _SIGNS_OFF,
    "tracker.schedule_entry": _WRITES,
    "tracker.withdraw_entry": _WRITES,
    # public
    "public.home": PUBLIC,
    "public.list_entries": PUBLIC,
    "public.list_promises": PUBLIC,
    "public.show_entry": PUBLIC,
    "public.show_entry_pdf": PUBLIC,
    "public.show_feed": PUBLIC,
    "public.show_json_feed": PUBLIC,
    "public.list_themes": PUBLIC,
    "public.show_theme": PUBLIC,
    "public.embed_entries": PUBLIC,
    "public.embed_entry": PUBLIC,
    "public.show_year": PUBLIC,
    "public.show_year_csv": PUBLIC,
    "public.for_other_sites": PUBLIC,
    "public.find_receipt": PUBLIC,
    "api.list_entries": PUBLIC,
    "api.show_entry": PUBLIC,
    "api.list_themes": PUBLIC,
    "api.show_framework": PUBLIC,
    "api.show_counts": PUBLIC,
    "api.show_document": PUBLIC,
    "public.show_receipt": PUBLIC,
    "public.help_now": PUBLIC,
    "public.privacy": PUBLIC,
    "public.accessibility": PUBLIC,
    "public.choose_display": PUBLIC,
    "public.pictures": PUBLIC,
    "public.answer_consent": PUBLIC,
    "public.answer_did_it_help": PUBLIC,
    "public.withdraw_words": PUBLIC,
    "public.correct_words": PUBLIC,
    "public.add_words": PUBLIC,
    "public.accuracy": PUBLIC,
    "public.robots": PUBLIC,
    "public.security_txt": PUBLIC,
}

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
