"""Commands: which other sites are told, and the secrets to hand to them."""

import click
from flask.cli import AppGroup

from app.updates.messages import named_sites

commands = AppGroup("updates", help="Letting people know.")


@commands.command("sites")
def list_sites() -> None:
    """Print each site of WEBHOOK_URLS with its secret, to hand to whoever runs that site.

    The secrets are worked out from SECRET_KEY and stored nowhere. Keep what this prints to
    yourself.
    """
    sites = named_sites()
    if not sites:
        click.echo("WEBHOOK_URLS names no site.")
    for site in sites:
        click.echo(f"{site.url}\n  secret: {site.secret}")
