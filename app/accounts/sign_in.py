"""Signing in: Flask-Security with our settings, our forms and our pages."""

import base64
import functools
import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

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
from flask import session as flask_session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    auth_required,
    check_and_update_authn_fresh,
    current_user,
    logout_user,
    password_changed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
)
from werkzeug.wrappers import Response

from app import audit
from app.accounts import services, sessions
from app.accounts.access import own_path, safe_next
from app.accounts.codes import RECOVERY_CODES, OneTimeCodes, RecoveryCodes
from app.accounts.forms import (
    ChangePasswordForm,
    CodeForm,
    PasswordAgainForm,
    RecoveryCodeForm,
    RescueForm,
    SetUpForm,
    SignInForm,
)
from app.accounts.models import Role, User, WebAuthn
from app.accounts.passwords import SHORTEST
from app.config import Settings, UnsafeSettingError
from app.db import begin_write, db, utc_now
from app.security import forget_session

logger = logging.getLogger(__name__)
BLUEPRINT = "security."
#: What our cookie says of a signed-in browser.
SESSION_SECRET = "staff_session"  # noqa: S105  # a key, not a secret
LAST_SEEN = "seen"
#: When a browser was first seen with the right password and no code yet.
HALF_IN_SINCE = "half_in_since"
HALF_IN_SECONDS = 600
#: How exactly we know when a browser was last here; each change sends the cookie again.
SEEN_EVERY_SECONDS = 60

#: R-AUT-1: 64 MiB, three passes, one lane.
ARGON2 = {
    "argon2__type": "ID",
    "argon2__memory_cost": 64 * 1024,
    "argon2__time_cost": 3,
    "argon2__parallelism": 1,
}
CODE_STEP_SECONDS = 30
#: What Flask-Security calls the form of each of its pages.
FORM_OF = {
    "login_user": "login_user_form",
    "verify": "verify_form",
    "change_password": "change_password_form",
    "two_factor_setup": "two_factor_setup_form",
    "two_factor_verify_code": "two_factor_verify_code_form",
    "mf_recovery": "mf_recovery_form",
    "mf_recovery_codes": "mf_recovery_codes_form",
}
#: How long a password given again opens what is sensitive (R-AUT-7).
FRESH_FOR = timedelta(minutes=5)
#: Decorates a view that may be opened only right after the password was given (R-AUT-7):
#: who may do what, exports, deletion.
password_is_fresh = auth_required("session", within=lambda: FRESH_FOR, grace=lambda: FRESH_FOR)
DONE = {
    "account.change-password": _l("Your password is changed. You are signed out everywhere else."),
    "account.set-second-step": _l("Your second step is set up."),
    "account.remove-second-step": _l("Your second step is removed."),
}


def ask_again(next_path: str) -> ResponseReturnValue | None:
    """Return the way to the password page and on to `next_path`; None when it was just given.

    For a view that only takes POST: there is no coming back to its own address.
    """
    if check_and_update_authn_fresh(FRESH_FOR, FRESH_FOR):
        return None
    return redirect(url_for("security.verify", next=next_path), 303)


def ask_anew() -> None:
    """Have `password_is_fresh` ask for the password again, however lately it was given."""
    for name in ("fs_paa", "fs_gexp"):
        flask_session.pop(name, None)


def derived_key(settings: Settings, purpose: str) -> bytes:
    """Return 32 bytes for one purpose, made from our secret: one secret to keep, none to mix up."""
    return hmac.digest(settings.secret_key.encode(), f"key:{purpose}".encode(), hashlib.sha256)


def security_config(settings: Settings) -> dict[str, Any]:
    """Return what Flask-Security reads."""
    url_safe = base64.urlsafe_b64encode
    config = {
        "BLUEPRINT_NAME": "security",
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,  # people come in by invitation only
        "CLI_ROLES_NAME": None,
        "LOGIN_URL": "/staff/sign-in",
        "LOGOUT_URL": "/staff/sign-out",
        "VERIFY_URL": "/staff/password-again",
        "CHANGE_URL": "/staff/change-password",
        "TWO_FACTOR_SETUP_URL": "/staff/second-step",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/staff/code",
        "TWO_FACTOR_RESCUE_URL": "/staff/code-help",
        "TWO_FACTOR_SELECT_URL": "/staff/code-choice",
        "MULTI_FACTOR_RECOVERY_URL": "/staff/recovery-code",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/staff/recovery-codes",
        "POST_LOGIN_VIEW": "/staff",
        "POST_LOGOUT_VIEW": "/staff/sign-in",
        "POST_CHANGE_VIEW": "/staff/account",
        "POST_VERIFY_VIEW": "/staff/account",
        "TWO_FACTOR_POST_SETUP_VIEW": "/staff/account",
        "REGISTERABLE": False,
        "RECOVERABLE": False,  # an administrator sends a new link
        "CHANGEABLE": True,
        "TRACKABLE": False,
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "DEFAULT_REMEMBER_ME": False,
        "FLASH_MESSAGES": False,  # its words are not ours; pages say what happened themselves
        "API_ENABLED_METHODS": ["session"],
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": ["argon2"],
        "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "PASSWORD_NORMALIZE_FORM": "NFKC",
        "PASSWORD_LENGTH_MIN": SHORTEST,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": CODE_STEP_SECONDS,
        "TWO_FACTOR_ALWAYS_VALIDATE": True,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_STEPS_FOR_READERS": settings.is_production,
        "TOTP_SECRETS": {"1": url_safe(derived_key(settings, "totp")).decode()},
        "TOTP_ISSUER": "Said and Done",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [url_safe(derived_key(settings, "recovery codes"))],
        "FRESHNESS": FRESH_FOR,
        "FRESHNESS_GRACE_PERIOD": FRESH_FOR,
        "DATETIME_FACTORY": utc_now,
    }
    return {f"SECURITY_{name}": value for name, value in config.items()}


def init_app(app: Flask) -> None:
    """Let staff sign in."""
    app.config.update(security_config(app.config["SETTINGS"]))
    app.config["SESSION_PROTECTION"] = None  # it would put a hash of the address in the cookie
    app.before_request(_refuse_demo_in_production)
    app.before_request(_drop_dead_session)
    security = Security(
        render_template=_render,
        login_form=SignInForm,
        verify_form=PasswordAgainForm,
        change_password_form=ChangePasswordForm,
        two_factor_setup_form=SetUpForm,
        two_factor_verify_code_form=CodeForm,
        two_factor_rescue_form=RescueForm,
        mf_recovery_form=RecoveryCodeForm,
        totp_cls=OneTimeCodes,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role, WebAuthn))
    security.want_json(lambda _request: False)
    # A session is the only way in: no token in a header or an address.
    security.login_manager._request_callback = None
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(BLUEPRINT):
            app.view_functions[endpoint] = _committing(view)
    app.view_functions["security.logout"] = sign_out
    app.after_request(_keep_redirects_home)
    user_authenticated.connect(_note_sign_in, app)
    password_changed.connect(_note_change("account.change-password"), app, weak=False)
    tf_profile_changed.connect(_note_change("account.set-second-step"), app, weak=False)
    tf_disabled.connect(_note_change("account.remove-second-step"), app, weak=False)


def _render(template: str, **context: Any) -> str:
    """Render one of Flask-Security's pages; our frames look for its form under the name `form`."""
    name = template.removeprefix("security/").removesuffix(".html")
    return render_template(
        template,
        form=context.get(FORM_OF[name]),
        next_path=safe_next(request.values.get("next")) or "",
        **context,
    )


def _committing(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return Flask-Security's `view` with the one commit that ends each of our requests.

    Its own commits come on success only; failures that were counted must stay counted too.
    """

    @functools.wraps(view)
    def committing(**values: Any) -> ResponseReturnValue:
        if request.is_json:
            abort(400)
        if _is_stray_code_page():
            return redirect(url_for("accounts.show_account"), 303)
        response: ResponseReturnValue = view(**values)
        db.session.commit()
        return response

    return committing


def _is_stray_code_page() -> bool:
    """Return True when somebody who is in opens the code page without setting one up.

    Flask-Security would sign them out, and any page elsewhere could make their browser ask.
    """
    is_setting_up = (
        flask_session.get("tf_state") == "validating_profile" and "tf_totp_secret" in flask_session
    )
    is_code_page = request.endpoint == "security.two_factor_token_validation"
    return bool(is_code_page and current_user.is_authenticated and not is_setting_up)


def sign_out() -> ResponseReturnValue:
    """Sign out, here and for good; the browser forgets what it kept of us."""
    if current_user.is_authenticated:
        begin_write()
        user = current_user._get_current_object()
        sessions.end_session(flask_session.get(SESSION_SECRET, ""))
        audit.record(
            "account.sign-out",
            target=f"staff:{user.id}",
            actor=str(user.id),
            role=services.roles_of(user),
        )
        db.session.commit()
        logout_user()
    forget_session()
    response = redirect(url_for("security.login", left="yes"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _note_sign_in(_app: Flask, user: User, authn_via: list[str] | None, **_extra: Any) -> None:
    """Begin a session under a new secret: one from before signing in opens nothing (R-AUT-6)."""
    sessions.end_session(flask_session.get(SESSION_SECRET, ""))
    flask_session[SESSION_SECRET] = sessions.start_session(user)
    flask_session[LAST_SEEN] = int(utc_now().timestamp())
    flask_session.pop("csrf_token", None)
    g.pop("csrf_token", None)
    if authn_via != ["change"]:
        audit.record(
            "account.sign-in",
            target=f"staff:{user.id}",
            actor=str(user.id),
            role=services.roles_of(user),
            facts={"second_step": user.has_second_step},
        )


def _note_change(action: str) -> Callable[..., None]:
    """Return a listener that keeps and says what a person changed in their own account."""

    def note(_app: Flask, user: User, **_extra: Any) -> None:
        audit.record(
            action,
            target=f"staff:{user.id}",
            actor=str(user.id),
            role=services.roles_of(user),
        )
        if action == "account.remove-second-step":
            services.remove_second_step(user)
        flash(DONE[action], "success")

    return note


def _drop_dead_session() -> None:
    """Sign out a browser whose session was ended, is eight hours old or lay idle (R-AUT-6)."""
    if "_user_id" not in flask_session:
        _drop_old_half_sign_in()
        return
    seen = datetime.fromtimestamp(flask_session.get(LAST_SEEN, 0), UTC)
    if not sessions.is_live(flask_session.get(SESSION_SECRET, ""), last_seen=seen):
        forget_session()
        g.session_ended = True
        return
    now = int(utc_now().timestamp())
    if now - flask_session[LAST_SEEN] >= SEEN_EVERY_SECONDS:
        flask_session[LAST_SEEN] = now


def _drop_old_half_sign_in() -> None:
    """Ask for the password again when the code did not follow it within ten minutes."""
    if "tf_user_id" not in flask_session:
        flask_session.pop(HALF_IN_SINCE, None)
        return
    now = utc_now().timestamp()
    if now - flask_session.setdefault(HALF_IN_SINCE, now) > HALF_IN_SECONDS:
        for name in [key for key in flask_session if key.startswith("tf_")]:
            flask_session.pop(name)


def _keep_redirects_home(response: Response) -> Response:
    """Send every redirect of these pages to a page of ours, whatever `next` said (R-NET-2)."""
    location = response.headers.get("Location")
    if location and (request.endpoint or "").startswith(BLUEPRINT):
        response.headers["Location"] = _home_path(location.removeprefix(request.host_url[:-1]))
    return response


def _home_path(location: str) -> str:
    """Return `location` when it is ours, and the desk when not; a `next` in it must be ours too."""
    address, _mark, query = location.partition("?")
    path = own_path(address)
    if path is None:
        return url_for("accounts.show_desk")
    kept = []
    for name, value in parse_qsl(query):
        if name != "next":
            kept.append((name, value))
        elif wanted := safe_next(value.removeprefix(request.host_url[:-1])):
            kept.append((name, wanted))
    return path + (f"?{urlencode(kept, safe='/')}" if kept else "")


def assert_no_demo_sign_ins() -> None:
    """Raise UnsafeSettingError when other machines can reach us and demo accounts exist.

    Their passwords are printed in the open. Says nothing before the tables exist.
    """
    if current_app.config["SETTINGS"].is_production and services.has_demo_sign_ins():
        raise UnsafeSettingError(
            "Demo sign-ins exist, and PUBLIC_BASE_URL is one that other machines can reach. "
            "Run `flask demo clear`, then start again."
        )


def _refuse_demo_in_production() -> None:
    """Serve nothing while demo accounts exist in production; look until there are none."""
    if current_app.extensions.get("has_no_demo_sign_ins"):
        return
    try:
        assert_no_demo_sign_ins()
    except UnsafeSettingError as error:
        logger.critical("%s", error)
        abort(503)
    current_app.extensions["has_no_demo_sign_ins"] = True
