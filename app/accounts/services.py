"""Staff accounts: who there is, what they may do, and how they come in."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_security import hash_password
from sqlalchemy.orm import selectinload

from app import audit
from app.accounts.models import Invitation, Role, RoleName, User
from app.accounts.sessions import end_all_sessions
from app.db import db, random_id, utc_now
from app.errors import DomainError
from app.security import keyed_hash

INVITATION_LASTS = timedelta(minutes=30)


class LastAdminError(DomainError):
    """Without an administrator nobody could let anyone in."""


class AddressTakenError(DomainError):
    """Two people cannot share an account."""


class DeadInvitationError(DomainError):
    """The link is unknown, used or too old."""


@dataclass(frozen=True)
class Card:
    """Something that waits for a person, on their desk."""

    title: str
    count: int
    url: str
    text: str = ""
    #: True when it should be seen before the rest.
    is_urgent: bool = False


def only_waiting(*cards: Card) -> list[Card]:
    """Return the cards of which something waits: the others need not be known of."""
    return [card for card in cards if card.count]


@dataclass(frozen=True)
class Fact:
    """Something worth knowing on a person's desk, with the page that tells more."""

    title: str
    url: str
    text: str


def get_roles(names: Iterable[RoleName | str]) -> list[Role]:
    """Return the rows of the roles `names`; make those that nobody has held before."""
    wanted = sorted({RoleName(name) for name in names})
    known = {
        role.name: role for role in db.session.scalars(sa.select(Role).where(Role.name.in_(wanted)))
    }
    for name in wanted:
        if name not in known:
            known[name] = Role(name=name.value)
            db.session.add(known[name])
    return [known[name] for name in wanted]


def add_user(
    email: str,
    display_name: str,
    roles: Iterable[RoleName | str],
    password: str | None = None,
    *,
    is_demo: bool = False,
) -> User:
    """Add a member of staff; without a password they need an invitation to come in."""
    if find_user(email) is not None:
        raise AddressTakenError(_l("Somebody already has an account with that email address."))
    user = User(
        email=email.strip().lower(),
        display_name=display_name,
        password=hash_password(password) if password else None,
        active=True,
        fs_uniquifier=new_uniquifier(),
        is_demo=is_demo,
    )
    user.roles = get_roles(roles)
    db.session.add(user)
    db.session.flush()
    return user


def new_uniquifier() -> str:
    """Return the random name under which sessions know a person; a new one ends them all."""
    return random_id() + random_id()


def find_user(email: str) -> User | None:
    """Return the person with this e-mail address, or None."""
    return db.session.scalar(sa.select(User).where(User.email == email.strip().lower()))


def get_user(user_id: int) -> User:
    """Return one person, or raise NoResultFound."""
    return db.session.get_one(User, user_id)


def list_people() -> list[User]:
    """Return everyone who may sign in or once could, by name."""
    query = sa.select(User).options(selectinload(User.roles))
    return list(db.session.scalars(query.order_by(User.active.desc(), User.display_name, User.id)))


def invite(
    email: str, display_name: str, roles: Iterable[RoleName | str], *, by: str, by_role: str = ""
) -> tuple[User, str]:
    """Add a person and return them with the secret of their one-time link.

    `by` is the inviting person's id, or "command".
    """
    user = add_user(email, display_name, roles)
    secret = make_invitation(user)
    audit.record(
        "account.invite",
        target=f"staff:{user.id}",
        actor=by,
        role=by_role,
        facts={"roles": sorted(user.role_names)},
    )
    return user, secret


def make_invitation(user: User) -> str:
    """Return the secret of a new link for `user`; links made before stop working."""
    now = utc_now()
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.user_id == user.id, Invitation.used_at.is_(None))
        .values(used_at=now)
    )
    secret = secrets.token_urlsafe(32)
    db.session.add(
        Invitation(
            token_hash=keyed_hash("invitation", secret),
            user_id=user.id,
            created_at=now,
            expires_at=now + INVITATION_LASTS,
        )
    )
    db.session.flush()
    return secret


def renew_invitation(user: User, *, by: str, by_role: str, forget_second_step: bool) -> str:
    """Return the secret of a new link, for someone who was too late or forgot their password."""
    if forget_second_step:
        remove_second_step(user)
    audit.record(
        "account.renew-invitation",
        target=f"staff:{user.id}",
        actor=by,
        role=by_role,
        facts={"second_step_removed": forget_second_step},
    )
    return make_invitation(user)


def remove_second_step(user: User) -> None:
    """Forget this person's authenticator app and recovery codes."""
    user.tf_primary_method = user.tf_totp_secret = user.last_code_step = None
    user.mf_recovery_codes = None


def find_invitation(secret: str) -> Invitation:
    """Return the invitation that this link opens; DeadInvitationError when it opens none."""
    query = sa.select(Invitation).where(
        Invitation.token_hash == keyed_hash("invitation", secret),
        Invitation.used_at.is_(None),
        Invitation.expires_at > utc_now(),
    )
    invitation = db.session.scalar(query)
    if invitation is None or not invitation.user.active:
        raise DeadInvitationError(_l("This link does not work any more."))
    return invitation


def join(secret: str, *, password: str) -> User:
    """Set a password through a one-time link; end whatever session the person still had.

    Raises DeadInvitationError, also when somebody used the same link a moment ago.
    """
    invitation = find_invitation(secret)
    taken = db.session.execute(
        sa.update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=utc_now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise DeadInvitationError(_l("This link does not work any more."))
    user = invitation.user
    user.password = hash_password(password)
    user.fs_uniquifier = new_uniquifier()
    end_all_sessions(user)
    audit.record("account.join", target=f"staff:{user.id}", actor=str(user.id), role=roles_of(user))
    return user


def roles_of(user: User) -> str:
    """Return the roles of a person as the audit log keeps them."""
    return ",".join(sorted(user.role_names))


def change_roles(
    user: User, roles: Iterable[RoleName | str], *, reason: str, by: str, by_role: str
) -> None:
    """Give `user` exactly these roles, from their next request on, and sign them out.

    Raises LastAdminError when nobody could let people in afterwards.
    """
    before, after = set(user.role_names), {RoleName(name).value for name in roles}
    if before == after:
        return
    if RoleName.ADMIN in before - after:
        _refuse_when_last_admin(user)
    user.roles = get_roles(after)
    end_all_sessions(user)
    audit.record(
        "account.change-roles",
        target=f"staff:{user.id}",
        actor=by,
        role=by_role,
        reason=reason,
        facts={"added": sorted(after - before), "removed": sorted(before - after)},
    )


def switch_person(user: User, *, is_active: bool, reason: str, by: str, by_role: str) -> None:
    """Let a person in again, or shut them out from their next request on.

    Raises LastAdminError when nobody could let people in afterwards.
    """
    if user.active == is_active:
        return
    if not is_active and RoleName.ADMIN in user.role_names:
        _refuse_when_last_admin(user)
    user.active = is_active
    if not is_active:
        end_all_sessions(user)
    audit.record(
        "account.enable" if is_active else "account.disable",
        target=f"staff:{user.id}",
        actor=by,
        role=by_role,
        reason=reason,
    )


def _refuse_when_last_admin(user: User) -> None:
    others = sa.select(sa.func.count()).where(
        User.roles.any(Role.name == RoleName.ADMIN.value), User.active, User.id != user.id
    )
    if not db.session.scalar(others):
        raise LastAdminError(
            _l("This is the last administrator. Make somebody else an administrator first.")
        )


def has_demo_sign_ins() -> bool:
    """Return True when a demo account is in the database, or False (also before the tables are)."""
    if not sa.inspect(db.session.connection()).has_table(User.__tablename__):
        return False
    return db.session.scalar(sa.select(User.id).where(User.is_demo).limit(1)) is not None
