"""Filling in the sign-in pages as a browser would."""

from app.accounts import services
from app.accounts.models import RoleName, User
from app.db import db
from tests.conftest import token_in

PASSWORD = "purple kettle walks slowly"


def make_person(*roles: RoleName, email="sam@example.org", name="Sam Okoro", **changes) -> User:
    user = services.add_user(email, name, roles, PASSWORD, **changes)
    db.session.commit()
    return user


def send(client, url, *, to=None, **answers):
    """Open a page and send its form."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code, page.location)
    return client.post(to or url, data={"csrf_token": token_in(page.text), **answers})


def give_password(client, *, email="sam@example.org", password=PASSWORD, **answers):
    return send(client, "/staff/sign-in", email=email, password=password, **answers)
