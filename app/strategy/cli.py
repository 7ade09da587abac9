"""Commands for the strategy."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.db import db
from app.strategy import services

commands = AppGroup("strategy", help="The local strategy: priorities, values, outcomes.")


@commands.command("load")
def load() -> None:
    """Add or update the area's strategy from its file; nothing is deleted."""
    key = current_app.config["FRAMEWORK_KEY"]
    changes = services.load_framework(services.FRAMEWORKS_DIR / f"{key}.toml")
    db.session.commit()
    click.echo(f"Strategy {key}: {changes} changed.")
