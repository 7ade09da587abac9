"""Staff accounts: who there is, what they may do, and how they came in."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_security import hash_password

from app.accounts.models import Role, RoleName, User
from app.db import db, random_id


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
    user = User(
        email=email.strip().lower(),
        display_name=display_name,
        password=hash_password(password) if password else None,
        active=True,
        fs_uniquifier=random_id() + random_id(),
        is_demo=is_demo,
    )
    user.roles = get_roles(roles)
    db.session.add(user)
    db.session.flush()
    return user
