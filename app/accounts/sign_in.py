"""Signing in: Flask-Security with our settings, our forms and our pages."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from app.accounts.models import Role, User, WebAuthn
from app.config import Settings
from app.db import db, utc_now

#: R-AUT-1: 64 MiB, three passes, one lane.
ARGON2 = {
    "argon2__type": "ID",
    "argon2__memory_cost": 64 * 1024,
    "argon2__time_cost": 3,
    "argon2__parallelism": 1,
}
CODE_STEP_SECONDS = 30
RECOVERY_CODES = 10
#: How long a password given again opens what is sensitive (R-AUT-7).
FRESH_FOR = timedelta(minutes=5)


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
        "PASSWORD_LENGTH_MIN": 15,
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
    security = Security(register_blueprint=True)
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role, WebAuthn))
    security.want_json(lambda _request: False)
    # A session is the only way in: no token in a header or an address.
    app.login_manager._request_callback = None  # noqa: SLF001
