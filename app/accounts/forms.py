"""Forms of signing in, and of saying who may do what."""

import math
import threading
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_security import current_user
from flask_security import forms as security_forms
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Email, InputRequired, ValidationError

from app import audit
from app.accounts import sessions
from app.accounts.models import RoleName, User
from app.accounts.passwords import why_refused
from app.accounts.services import find_user, roles_of
from app.db import begin_write, db
from app.forms import BaseForm, MaxLength, TextArea, TextBox
from app.limits import address_key

ROLE_LABELS = {
    RoleName.REVIEWER: _l("Reviewer"),
    RoleName.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
    RoleName.PUBLISHER: _l("Publisher"),
    RoleName.PARENT_REP: _l("Parent representative"),
    RoleName.YOUTH_REP: _l("Youth representative"),
    RoleName.FACILITATOR: _l("Facilitator"),
    RoleName.BOARD: _l("Board member"),
    RoleName.EXPORTER: _l("Exporter"),
    RoleName.ADMIN: _l("Administrator"),
}
ROLE_HINTS = {
    RoleName.REVIEWER: _l("Reads comments and decides what they are about."),
    RoleName.SAFEGUARDING_LEAD: _l("Reads what may mean that a person is at risk."),
    RoleName.PUBLISHER: _l("Writes actions and “You said – We did” entries."),
    RoleName.PARENT_REP: _l("Signs entries off for parents and carers."),
    RoleName.YOUTH_REP: _l("Signs entries off for children and young people."),
    RoleName.FACILITATOR: _l("Runs group sessions and enters paper forms."),
    RoleName.BOARD: _l("Reads actions, entries and reports."),
    RoleName.EXPORTER: _l(
        "May take masked words away as a file, with a reason. Needs another role to search."
    ),
    RoleName.ADMIN: _l("Lets people in, and reads no comments."),
}
LONGEST_REASON = 500
#: Each hash takes 64 MiB: a flood of guesses queues up here, and does not eat the memory (R-AUT-1).
HASHING = threading.BoundedSemaphore(2)
#: The same words whether the account exists or not (R-AUT-4).
NOT_RIGHT = _l("That email address and password do not go together. Check both and try again.")
WRONG_CODE = _l("That code is not right, or was used already. Wait for the next one.")
WRONG_RECOVERY_CODE = _l("That recovery code is not right, or was used already.")
WRONG_PASSWORD = _l("That is not your password.")


def wait_sentence(seconds: int) -> str:
    """Return how long to wait, in words."""
    if seconds < 60:
        return str(
            ngettext(
                "Too many tries went wrong. Wait %(num)d second, then try again.",
                "Too many tries went wrong. Wait %(num)d seconds, then try again.",
                seconds,
            )
        )
    return str(
        ngettext(
            "Too many tries went wrong. Wait %(num)d minute, then try again.",
            "Too many tries went wrong. Wait %(num)d minutes, then try again.",
            math.ceil(seconds / 60),
        )
    )


class CountsFailures:
    """Part of a form that gives a secret: tries are counted, in the database (R-AUT-3)."""

    form_errors: list[Any]

    def is_too_soon(self, email: str) -> bool:
        """Return True, and say how long to wait, when too many tries went wrong."""
        seconds = sessions.seconds_to_wait(sessions.account_key(email), address_key("sign-in"))
        if seconds:
            self.form_errors.append(wait_sentence(seconds))
        return seconds > 0

    @staticmethod
    def start_writing() -> None:
        """Let go what was read, and take the write lock.

        It is taken here, and not when the request begins, so that it is held for a millisecond
        and not while a password is hashed.
        """
        db.session.commit()
        begin_write()

    def note_outcome(self, email: str, user: Any, *, is_right: bool, step: str) -> None:
        """Count a failure and note it, without what was typed; or start counting afresh."""
        account = sessions.account_key(email)
        if is_right:
            sessions.forget_failures(account)
            return
        sessions.note_failure(account, address_key("sign-in"))
        audit.record(
            "account.sign-in-failed",
            target=f"staff:{user.id}" if user else "staff:unknown",
            actor="public",
            role=roles_of(user) if user else "",
            facts={"step": step},
        )


class SignInForm(CountsFailures, security_forms.LoginForm):
    """Sign in with a password."""

    email = TextBox(  # type: ignore[assignment]
        _l("Email address"), validators=[DataRequired(_l("Enter your email address."))]
    )
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Enter your password."))])
    remember = None  # type: ignore[assignment]  # nobody stays signed in on a shared machine
    submit = SubmitField(_l("Sign in"))
    next = HiddenField()

    def validate_next(self, _field: Field) -> None:
        """Leave it: `access` looks at where every redirect goes."""

    def validate(self, **kwargs: Any) -> bool:
        """Return True when this person may come in."""
        email = self.email.data or ""
        if self.is_too_soon(email):
            return False
        with HASHING:
            is_right = bool(super().validate(**kwargs))
        if not self.password.data or not email:
            return False
        self.start_writing()
        user: Any = self.user
        if is_right and user.is_demo and current_app.config["SETTINGS"].is_production:
            is_right = False
        # A right password is only the first of two steps for some: their failures at the
        # second step must go on counting, or the code could be guessed for ever.
        if not is_right or not user.has_second_step:
            self.note_outcome(email, user, is_right=is_right, step="password")
        if not is_right:
            self.email.errors, self.password.errors = [], []
            self.form_errors.append(NOT_RIGHT)
        return is_right


class PasswordAgainForm(CountsFailures, security_forms.VerifyForm):
    """Give the password once more, before something that matters."""

    password = PasswordField(
        _l("Your password"), validators=[InputRequired(_l("Enter your password."))]
    )
    submit = SubmitField(_l("Continue"))

    def validate_next(self, _field: Field) -> None:
        """Leave it: `access` looks at where every redirect goes."""

    def validate(self, **kwargs: Any) -> bool:
        """Return True when it is their password."""
        user: Any = self.user
        if self.is_too_soon(user.email):
            return False
        with HASHING:
            is_right = bool(super().validate(**kwargs))
        if self.password.data:
            self.start_writing()
            self.note_outcome(user.email, user, is_right=is_right, step="again")
            if not is_right:
                self.password.errors = [WRONG_PASSWORD]
        return is_right


def refuse_weak_password(password: str, user: User) -> None:
    """Raise ValidationError when `password` will not do for `user`."""
    about = [user.email, user.display_name, str(current_app.config["AREA_NAME"])]
    reason = why_refused(password, about=about)
    if reason is not None:
        raise ValidationError(str(reason))


class ChangePasswordForm(CountsFailures, security_forms.ChangePasswordForm):
    """Change one's own password."""

    password = PasswordField(
        _l("Your password now"), validators=[InputRequired(_l("Enter your password."))]
    )
    new_password = PasswordField(
        _l("New password"),
        description=_l("At least 15 characters. Three or four words do well."),
        validators=[InputRequired(_l("Enter a new password."))],
    )
    new_password_confirm = PasswordField(
        _l("New password again"), validators=[InputRequired(_l("Enter the new password again."))]
    )
    submit = SubmitField(_l("Change password"))

    def validate_new_password(self, field: Field) -> None:
        """Refuse a password that is easy to guess."""
        refuse_weak_password(field.data, current_user)

    def validate_new_password_confirm(self, field: Field) -> None:
        """Refuse two that differ."""
        if field.data != self.new_password.data:
            raise ValidationError(_("The two new passwords are not the same."))

    def validate(self, **kwargs: Any) -> bool:
        """Return True when the password may change."""
        user = current_user._get_current_object()
        if self.is_too_soon(user.email):
            return False
        with HASHING:
            is_right = bool(super().validate(**kwargs))
        self.start_writing()
        if self.password.data and self.password.errors:
            self.note_outcome(user.email, user, is_right=False, step="change")
            self.password.errors = [WRONG_PASSWORD]
        elif is_right:
            self.note_outcome(user.email, user, is_right=True, step="change")
        return is_right


class CodeForm(CountsFailures, security_forms.TwoFactorVerifyCodeForm):
    """Six digits from an authenticator app."""

    code = TextBox(
        _l("Code"),
        description=_l("Six digits, from the app on your phone."),
        validators=[DataRequired(_l("Enter the code."))],
    )
    submit = SubmitField(_l("Continue"))

    def validate(self, **kwargs: Any) -> bool:
        """Return True when the code is right and has not been used."""
        user: Any = self.user
        if self.is_too_soon(user.email):
            return False
        self.code.data = "".join((self.code.data or "").split())
        self.start_writing()
        is_right = bool(super().validate(**kwargs)) and user.active
        if self.code.data:
            self.note_outcome(user.email, user, is_right=is_right, step="code")
            if not is_right:
                self.code.errors = [WRONG_CODE]
        return is_right


class RecoveryCodeForm(CountsFailures, security_forms.Form):
    """One of the codes that were written down, when the phone is gone."""

    code = TextBox(_l("Recovery code"), validators=[DataRequired(_l("Enter a recovery code."))])
    submit = SubmitField(_l("Continue"))
    user: User | None = None  # set by Flask-Security's view

    def validate(self, **kwargs: Any) -> bool:
        """Return True when the code is one of theirs."""
        if self.user is None or self.is_too_soon(self.user.email):
            return False
        if not super().validate(**kwargs):
            return False
        self.start_writing()
        util = current_app.extensions["security"].mf_recovery_codes_util
        # Used up here, under the lock: the view's own removal then finds nothing left to do.
        is_right = util.delete_recovery_code(self.user, self.code.data) and self.user.active
        self.note_outcome(self.user.email, self.user, is_right=is_right, step="recovery code")
        if not is_right:
            self.code.errors = [WRONG_RECOVERY_CODE]
        return bool(is_right)


class SetUpForm(security_forms.TwoFactorSetupForm):
    """Begin or end the second step; there is one kind, so there is nothing to choose."""

    setup = HiddenField()  # type: ignore[assignment]


class RescueForm(security_forms.TwoFactorRescueForm):
    """What Flask-Security offers beside the code page; we link to the recovery codes instead."""

    help_setup = RadioField(choices=[])


class RolesField(SelectMultipleField):
    """Which roles a person holds."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [SelectChoice(role.value, ROLE_LABELS[role]) for role in RoleName]
        super().__init__(_l("What may they do?"), choices=choices, **kwargs)


class InviteForm(BaseForm):
    """Ask somebody in."""

    display_name = TextBox(
        _l("Name"),
        description=_l("What colleagues will see beside a decision."),
        validators=[
            DataRequired(_l("Enter their name.")),
            MaxLength(120, _l("The name must be %(limit)d characters or fewer.")),
        ],
    )
    email = TextBox(
        _l("Email address"),
        validators=[
            DataRequired(_l("Enter their email address.")),
            Email(_l("Enter an email address, like name@example.org.")),
            MaxLength(255, _l("The email address must be %(limit)d characters or fewer.")),
        ],
    )
    roles = RolesField()

    def validate_roles(self, field: Field) -> None:
        """Ask for one role at least."""
        if not field.data:
            raise ValidationError(_("Choose what they may do."))

    def validate_email(self, field: Field) -> None:
        """Refuse an address that somebody has."""
        if find_user(field.data) is not None:
            raise ValidationError(_("Somebody already has an account with that email address."))


class ReasonForm(BaseForm):
    """Why somebody's access changes; kept in the audit log."""

    reason = TextArea(
        _l("Why?"),
        description=_l("This stays in the audit log. Do not write about families here."),
        validators=[
            DataRequired(_l("Enter why.")),
            MaxLength(LONGEST_REASON, _l("The reason must be %(limit)d characters or fewer.")),
        ],
    )


class ChangeRolesForm(ReasonForm):
    """Give somebody other roles."""

    roles = RolesField()


class RenewForm(BaseForm):
    """Make a new one-time link."""

    forget_second_step = BooleanField(
        _l("They have lost their phone: also remove their second step")
    )


class JoinForm(BaseForm):
    """Choose the first password."""

    password = PasswordField(
        _l("Password"),
        description=_l("At least 15 characters. Three or four words do well."),
        validators=[InputRequired(_l("Enter a password."))],
    )
    password_again = PasswordField(
        _l("Password again"), validators=[InputRequired(_l("Enter the password again."))]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def validate_password(self, field: Field) -> None:
        """Refuse a password that is easy to guess."""
        refuse_weak_password(field.data, self.user)

    def validate_password_again(self, field: Field) -> None:
        """Refuse two that differ."""
        if field.data != self.password.data:
            raise ValidationError(_("The two passwords are not the same."))
