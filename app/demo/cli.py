"""Commands for the demo data: load it, show how to look at it, take it out again."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.db import begin_write, db
from app.demo import services, story
from app.demo.sign import forget_sign
from app.setup import forget_mark
from app.worker import nudge

commands = AppGroup("demo", help="Invented data to look at, and how to remove it.")


@commands.command("load")
def load() -> None:
    """Add an invented year: comments, themes, actions, entries and people to sign in as."""
    if current_app.config["SETTINGS"].is_production:
        raise click.ClickException(
            "The demo can only be loaded where PUBLIC_BASE_URL is this machine's own address."
        )
    begin_write()
    try:
        loaded = services.load_demo()
    except services.DemoError as error:
        db.session.rollback()
        click.echo(str(error))
        return
    forget_mark()
    db.session.commit()
    forget_sign()
    nudge()
    click.echo(
        f"Demo data: {loaded.comments} comments from {loaded.submissions} invented people, "
        f"{loaded.entries} entries."
    )


@commands.command("clear")
def clear() -> None:
    """Delete everything that `load` added, and nothing else; the audit log stays."""
    begin_write()
    cleared = services.clear_demo()
    forget_mark()
    db.session.commit()
    forget_sign()
    click.echo(f"Removed {cleared.submissions} invented submissions and {cleared.entries} entries.")
    for email in cleared.kept_people:
        click.echo(f"{email} stays, shut: somebody used it to decide about real data.")


@commands.command("show")
def show() -> None:
    """Print the address, who can sign in, and a receipt to try."""
    address = current_app.config["SETTINGS"].public_base_url
    click.echo(f"\n  Said and Done: {address}\n")
    if not services.has_demo():
        click.echo("  No demo data here. First administrator: flask accounts invite\n")
        return
    people = story.read_people()
    width = max(len(person.email) for person in people.staff)
    click.echo(f"  Staff sign in at {address}/staff/sign-in")
    click.echo(f"  Password of every demo account: {people.password}\n")
    for person in people.staff:
        click.echo(f"    {person.email:<{width}}  {person.does}")
    receipt = services.receipt_to_show()
    if receipt:
        click.echo(f"\n  A family's receipt to try at {address}/receipt: {receipt}")
    click.echo("\n  Everything is invented. Remove it with: flask demo clear\n")
