"""`flask accounts`: how the first administrator comes in."""

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from app.accounts import services
from app.accounts.models import RoleName
from app.db import begin_write, db

commands = AppGroup("accounts", help="Let staff in.")


@commands.command("invite")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in RoleName]),
    multiple=True,
    required=True,
    help="What they may do; give it once for each role.",
)
@click.option("--name", required=True, help="What colleagues see beside a decision.")
def invite(email: str, roles: tuple[str, ...], name: str) -> None:
    """Print a link with which EMAIL sets a password: once, within 30 minutes.

    Someone who already has an account keeps their roles and gets a new link.
    """
    begin_write()
    user = services.find_user(email)
    if user is None:
        _user, secret = services.invite(email, name, roles, by="command")
    else:
        secret = services.renew_invitation(user, by="command", by_role="", forget_second_step=False)
    db.session.commit()
    base = current_app.config["SETTINGS"].public_base_url.rstrip("/")
    with current_app.test_request_context():
        click.echo(base + url_for("accounts.join", secret=secret))
