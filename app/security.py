"""Security: the headers of every response, CSRF on every unsafe method, static files."""

import hmac
import io
import logging
from collections.abc import Callable
from typing import IO, Any, TypeVar

import flask
from flask import Flask, abort, current_app, g, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect, generate_csrf, validate_csrf
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

logger = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; object-src 'none'; "
    "worker-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
    "report-uri /csp-report"
)
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "microphone=(), midi=(), payment=(), usb=(), web-share=()"
)
#: R-HDR-1: on every response, errors and static files included.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"
NOT_INDEXED = "noindex, nofollow"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
#: Where a view says how large a body it takes.
LARGEST_BODY = "largest_body"
#: The largest file that anybody may send us (readers/ refuses what is over 5 MB), and its form.
LARGEST_FILE = 5 * 1024 * 1024 + 16 * 1024
FROM_ANYBODY = "from_anybody"
#: All answers of one person at once; a page of the usual form is far smaller.
LARGEST_WHOLE_FORM = 512 * 1024
LONGEST_CSP_REPORT = 8 * 1024
#: The rules of our policy by name; a report may name one, and cannot write words of its own.
DIRECTIVES = {rule.split()[0] for rule in CONTENT_SECURITY_POLICY.split("; ")}
NO_STORE = "no-store"
#: An address that changes with its content: a browser may keep it for a year.
IMMUTABLE = "public, max-age=31536000, immutable"
#: A browser may keep the page and asks each time whether it still holds: words that were taken back
#: are gone with the next look (R-PUB-2).
ASK_EACH_TIME = "private, no-cache"
#: What carries no cookie may be kept by caches on the way too, for half of the minute in which
#: words that were taken back must be gone everywhere.
KEEP_HALF_A_MINUTE = "public, max-age=30, must-revalidate"


def checks_csrf_itself(view: Any) -> Any:
    """Mark a view that calls `csrf_is_valid` and, when it is not, hands back what was typed."""
    view.checks_csrf_itself = True
    return view


def takes_files(*, from_anybody: bool = False) -> Callable[[View], View]:
    """Mark a view that takes files of up to 5 MB, from people who are signed in only.

    `from_anybody` is for a view that counts how often an address sends one.
    """

    def mark(view: View) -> View:
        setattr(view, LARGEST_BODY, LARGEST_FILE)
        setattr(view, FROM_ANYBODY, from_anybody)
        return view

    return mark


class Request(flask.Request):
    """A request whose files stay in memory: a large one would lie on the disk, unsealed."""

    def _get_file_stream(self, *_facts: Any, **_more: Any) -> IO[bytes]:
        return io.BytesIO()


def takes_a_whole_form(view: View) -> View:
    """Mark a view that takes all that one person says in one request, from anybody."""
    view.takes_a_whole_form = True  # type: ignore[attr-defined]
    return view


def csrf_is_valid() -> bool:
    """Return True when this request carries its session's token and comes from our own pages."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return False
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRF-Token"))
    except ValidationError:
        return False
    return True


def may_be_indexed(view: Any) -> Any:
    """Mark a view whose page search engines may list: the home page and published entries."""
    view.may_be_indexed = True
    return view


def largest_file() -> int | None:
    """Return the most bytes that this page takes with a file; None where it takes none."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, LARGEST_BODY, None)


def may_be_kept(view: Any, *, how: str = ASK_EACH_TIME) -> Any:
    """Mark a view that reads only: its answer carries an ETag, and 304 answers whoever has it."""
    view.may_be_kept = how
    return view


def never_changes(view: Any) -> Any:
    """Mark a view whose answer never changes and holds nobody's words."""
    return may_be_kept(view, how=IMMUTABLE)


def is_open_data(view: Any) -> Any:
    """Mark a view that answers everybody alike, whatever their cookie."""
    return may_be_kept(view, how=KEEP_HALF_A_MINUTE)


def may_be_framed(view: Any) -> Any:
    """Mark a page without forms or scripts that the sites in EMBED_ORIGINS may show in a frame."""
    view.may_be_framed = True
    return view


def keeps_a_worker(view: Any) -> Any:
    """Mark a page that may start a service worker: a group's session without a signal."""
    view.keeps_a_worker = True
    return view


def keyed_hash(purpose: str, value: str) -> str:
    """Return 64 hexadecimal characters that only a holder of our secret can compute.

    `purpose` keeps hashes made for one thing from matching those made for another.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"{purpose}:{value}".encode(), "sha256").hex()


def _make_room_for_files() -> None:
    """Take more than usual where files are brought in, or a whole form comes at once (R-LIM-1)."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_a_whole_form", False):
        request.max_content_length = request.max_form_memory_size = LARGEST_WHOLE_FORM
    largest = largest_file()
    # The signed cookie is enough here. To load the person would hide from the gate, which comes
    # later, that their session has ended.
    may_send = getattr(view, FROM_ANYBODY, False) or "_user_id" in session
    if largest is not None and may_send:
        request.max_content_length = largest


def allow_microphone() -> None:
    """Let the page that answers this request ask for the microphone (Y4); no other page may."""
    g.may_hear = True


def _refuse_forged_request() -> None:
    """Refuse an unsafe request without its token (R-CSRF-1)."""
    if request.method in SAFE_METHODS or request.endpoint == "csp_report":
        return
    if request.is_json:  # our pages send forms; JSON is only a way to odd corners of libraries
        abort(400)
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "checks_csrf_itself", False):
        return
    if not csrf_is_valid():
        abort(400)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    for name, value in HEADERS.items():
        headers[name] = value
    if g.get("may_hear"):
        headers["Permissions-Policy"] = PERMISSIONS_POLICY.replace(
            "microphone=()", "microphone=(self)"
        )
    if current_app.config["SETTINGS"].uses_https:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
    view = current_app.view_functions.get(request.endpoint or "")
    headers["Cache-Control"] = NO_STORE
    if not getattr(view, "may_be_indexed", False) or response.status_code != 200:
        headers["X-Robots-Tag"] = NOT_INDEXED
    _let_frame(response, view)
    _let_ourselves_frame(response, view)
    _let_keep(response, view)
    return _answer_in_short(response, view)


def _let_frame(response: Response, view: Any) -> None:
    """Let the named sites, and nobody else, show a page that is made to be framed."""
    origins = current_app.config["SETTINGS"].embed_origins
    if not origins or not getattr(view, "may_be_framed", False):
        return
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}"
    ).replace("script-src 'self'", "script-src 'none'")
    # It knows no list of sites; every browser that reads it reads the rule above too.
    response.headers.pop("X-Frame-Options")


def may_be_framed_by_us(view: Any) -> Any:
    """Mark a page that our own pages may show in a frame: a preview, as a phone would show it."""
    view.may_be_framed_by_us = True
    return view


def shows_our_own(view: Any) -> Any:
    """Mark a page that shows another of ours in a frame."""
    view.shows_our_own = True
    return view


def _let_ourselves_frame(response: Response, view: Any) -> None:
    policy = CONTENT_SECURITY_POLICY
    if getattr(view, "may_be_framed_by_us", False):
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    elif getattr(view, "shows_our_own", False):
        policy = policy.replace("frame-src 'none'", "frame-src 'self'")
    else:
        return
    response.headers["Content-Security-Policy"] = policy


def _let_keep(response: Response, view: Any) -> None:
    """Let the page that is kept on a device start its worker, by the one policy named for it."""
    if getattr(view, "keeps_a_worker", False) and response.status_code == 200:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "worker-src 'none'", "worker-src 'self'"
        ).replace("trusted-types 'none'", "trusted-types no-signal")


def _answer_in_short(response: Response, view: Any) -> Response:
    """Answer 304 to whoever has this very answer already (RFC 9110, 13)."""
    how = getattr(view, "may_be_kept", "")
    is_reading = request.method in {"GET", "HEAD"}
    if not how or not is_reading:
        return response
    if response.status_code == 206:  # a part of a sound, as players ask for it
        response.headers["Cache-Control"] = how
    if response.status_code != 200 or response.is_streamed:
        return response
    response.headers["Cache-Control"] = how
    response.add_etag()
    return response.make_conditional(request)


def _take_csp_report() -> ResponseReturnValue:
    """Note which of our rules a page broke, by our own name for it; nothing else is kept."""
    if (request.content_length or 0) > LONGEST_CSP_REPORT:
        abort(413)
    try:
        report = request.get_json(force=True, silent=True)
    except RecursionError:  # brackets in brackets, a thousand deep
        abort(400)
    body = report.get("csp-report") if isinstance(report, dict) else None
    if isinstance(body, dict):
        told = str(body.get("effective-directive", "")).removesuffix("-elem").removesuffix("-attr")
        logger.warning("csp violation directive=%s", told if told in DIRECTIVES else "other")
    return "", 204


def init_app(app: Flask) -> None:
    """Put the headers and the token check in front of everything."""
    app.request_class = Request
    csrf.init_app(app)
    app.before_request(_make_room_for_files)
    app.before_request(_refuse_forged_request)
    app.after_request(_add_headers)
    app.add_url_rule("/csp-report", "csp_report", _take_csp_report, methods=["POST"])

    @app.context_processor
    def token() -> dict[str, Any]:
        return {"csrf_token": generate_csrf}


def forget_session() -> None:
    """Drop everything that this browser's cookie holds."""
    session.clear()
    g.pop("csrf_token", None)
