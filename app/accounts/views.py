"""Pages of staff: the desk, one's own account, and who works here."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts import services, watching
from app.accounts.forms import (
    ROLE_HINTS,
    ROLE_LABELS,
    ChangeRolesForm,
    InviteForm,
    JoinForm,
    ReasonForm,
    RenewForm,
)
from app.accounts.models import RoleName, User
from app.accounts.sign_in import password_is_fresh
from app.audit import MANY_LOOKS
from app.db import begin_write, db
from app.errors import DomainError

blueprint = Blueprint("accounts", __name__, template_folder="templates")


def _actor() -> dict[str, str]:
    user = current_user._get_current_object()
    return {"by": str(user.id), "by_role": services.roles_of(user)}


def role_labels(user: User) -> list[str]:
    """Return the names of a person's roles, as pages show them."""
    return [str(ROLE_LABELS[role]) for role in RoleName if role in user.role_names]


@blueprint.get("/staff")
def show_desk() -> ResponseReturnValue:
    """Show what waits for this person: each room adds its own cards."""
    user = current_user._get_current_object()
    cards = [card for ask in current_app.extensions["desk_cards"] for card in ask(user)]
    cards.sort(key=lambda card: not card.is_urgent)
    return render_template(
        "accounts/show_desk.html",
        cards=[card for card in cards if card.count],
        quiet_cards=[card for card in cards if not card.count],
        facts=[fact for ask in current_app.extensions["desk_facts"] for fact in ask(user)],
    )


@blueprint.get("/staff/account")
def show_account() -> ResponseReturnValue:
    """Show a person their own account."""
    return render_template(
        "accounts/show_account.html",
        person=current_user,
        roles=role_labels(current_user),
        must_have_second_step=current_user.check_tf_required_setup(),
    )


@blueprint.get("/staff/people")
def list_people() -> ResponseReturnValue:
    """List everyone who may sign in."""
    people = [(person, role_labels(person)) for person in services.list_people()]
    return render_template("accounts/list_people.html", people=people)


@blueprint.get("/staff/people/many-records")
def list_alerts() -> ResponseReturnValue:
    """List who opened many records within an hour."""
    return render_template(
        "accounts/list_alerts.html", alerts=watching.list_alerts(), many=MANY_LOOKS
    )


@blueprint.route("/staff/people/invite", methods=["GET", "POST"])
@password_is_fresh
def invite_person() -> ResponseReturnValue:
    """Ask somebody in; the link is shown once, here."""
    form = InviteForm()
    if form.is_submitted():
        _start_writing()
    if form.was_sent_and_valid():
        user, secret = services.invite(
            form.email.data, form.display_name.data, form.roles.data or [], **_actor()
        )
        db.session.commit()
        return _show_link(user, secret)
    return render_template("accounts/invite_person.html", form=form, role_hints=ROLE_HINTS)


def _start_writing() -> None:
    """Let go what the gate read of this person, and take the write lock."""
    db.session.commit()
    begin_write()


def _show_link(user: User, secret: str) -> ResponseReturnValue:
    base = current_app.config["SETTINGS"].public_base_url.rstrip("/")
    link = base + url_for("accounts.join", secret=secret)
    return render_template("accounts/show_link.html", person=user, link=link)


@blueprint.get("/staff/people/<int:user_id>")
@password_is_fresh
def show_person(user_id: int) -> ResponseReturnValue:
    """Show one person, and the ways to change what they may do."""
    return _person_page(services.get_user(user_id))


def _person_page(user: User, **forms: Any) -> str:
    roles = sorted(user.role_names)
    context = {
        "person": user,
        "role_hints": ROLE_HINTS,
        "person_roles": role_labels(user),
        "roles_form": forms.get("roles_form") or ChangeRolesForm(None, roles=roles, prefix="roles"),
        "switch_form": forms.get("switch_form") or ReasonForm(None, prefix="switch"),
        "renew_form": forms.get("renew_form") or RenewForm(None, prefix="renew"),
        "form": next(iter(forms.values()), None) or ReasonForm(None, prefix="none"),
    }
    return render_template("accounts/show_person.html", **context)


@blueprint.post("/staff/people/<int:user_id>/roles")
@password_is_fresh
def change_roles(user_id: int) -> ResponseReturnValue:
    """Give somebody other roles."""
    _start_writing()
    user = services.get_user(user_id)
    form = ChangeRolesForm(prefix="roles")
    if form.was_sent_and_valid():
        try:
            services.change_roles(user, form.roles.data or [], reason=form.reason.data, **_actor())
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            return _saved(_("Saved. They are signed out, and work with the new roles from now on."))
    return _person_page(user, roles_form=form)


@blueprint.post("/staff/people/<int:user_id>/access")
@password_is_fresh
def switch_person(user_id: int) -> ResponseReturnValue:
    """Shut somebody out, or let them in again."""
    _start_writing()
    user = services.get_user(user_id)
    form = ReasonForm(prefix="switch")
    if form.was_sent_and_valid():
        try:
            services.switch_person(
                user,
                is_active=request.form.get("access") == "open",
                reason=form.reason.data,
                **_actor(),
            )
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            return _saved(_("They can sign in.") if user.active else _("They are shut out."))
    return _person_page(user, switch_form=form)


def _saved(sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for(".list_people"), 303)


@blueprint.post("/staff/people/<int:user_id>/link")
@password_is_fresh
def renew_invitation(user_id: int) -> ResponseReturnValue:
    """Make a new one-time link for somebody who was too late, or forgot their password."""
    _start_writing()
    user = services.get_user(user_id)
    form = RenewForm(prefix="renew")
    secret = services.renew_invitation(
        user, forget_second_step=bool(form.forget_second_step.data), **_actor()
    )
    db.session.commit()
    return _show_link(user, secret)


@blueprint.route("/join/<secret>", methods=["GET", "POST"])
def join(secret: str) -> ResponseReturnValue:
    """Choose a password through a one-time link; signing in comes after."""
    try:
        user = services.find_invitation(secret).user
    except services.DeadInvitationError:
        return render_template("accounts/dead_link.html"), 404
    form = JoinForm(user=user)
    if form.was_sent_and_valid():
        _start_writing()
        try:
            services.join(secret, password=form.password.data or "")
        except services.DeadInvitationError:
            return render_template("accounts/dead_link.html"), 404
        db.session.commit()
        flash(_("Your password is set. Sign in with it."), "success")
        return redirect(url_for("security.login"), 303)
    return render_template("accounts/join.html", form=form, person=user)
