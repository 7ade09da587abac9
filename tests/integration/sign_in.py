"""A signed-in member of staff, for tests of every room."""

from flask import Flask
from flask import session as flask_session
from flask_security import login_user
from sqlalchemy import func, select

from app.accounts import services
from app.accounts.models import RoleName, User
from app.db import db
from tests.page_reader import PageReader


def sign_in(app: Flask, *roles: RoleName, name: str = "") -> tuple[PageReader, User]:
    """Return a browser that is signed in, and the person; `roles` are what they may do.

    The session is made by our own sign-in code; only the password page is skipped, since
    each password costs a sixth of a second. tests/integration/accounts walks that page.
    """
    number = db.session.scalar(select(func.count()).select_from(User)) or 0
    name = name or ", ".join(roles) or "nobody in particular"
    user = services.add_user(f"person{number + 1}@example.org", name, roles)
    db.session.commit()
    return browser_of(app, user), user


def browser_of(app: Flask, user: User) -> PageReader:
    """Return one more browser in which `user` is signed in."""
    client = app.test_client()
    with app.test_request_context():
        login_user(user, authn_via=["password"])
        db.session.commit()
        kept = dict(flask_session)
    with client.session_transaction() as session:
        session.update(kept)
    return client
