"""`flask setup`: everything between a fresh clone and a running system, safe to run again."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app

from app.db import db


def is_up_to_date() -> bool:
    """Return True when the database already has the newest migration."""
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from flask_migrate import Config as MigrationConfig  # noqa: PLC0415

    directory = str(current_app.config["SETTINGS"].migrations_dir)
    config = MigrationConfig(str(Path(directory) / "alembic.ini"))
    config.set_main_option("script_location", directory)
    head = ScriptDirectory.from_config(config).get_current_head()
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return bool(current == head)


def is_empty() -> bool:
    """Return True when nobody has put anything in this database yet."""
    # The audit log outlives everything: a database whose demo was cleared is not empty.
    counts = sa.text("SELECT (SELECT count(*) FROM staff) + (SELECT count(*) FROM audit_event)")
    return not db.session.scalar(counts)


@click.command("setup")
@click.option("--with-demo", is_flag=True, help="Load the demo data into an empty database.")
def commands(*, with_demo: bool) -> None:
    """Migrate, load the strategy and the surveys, train the tagger; skip what is done."""
    from flask_migrate import upgrade  # noqa: PLC0415

    if not is_up_to_date():
        upgrade()
    run = current_app.test_cli_runner().invoke
    steps = [["strategy", "load"], ["surveys", "load"], ["tagger", "train", "--if-missing"]]
    if with_demo and is_empty():
        steps.append(["demo", "load"])
    if with_demo:
        steps.append(["demo", "show"])
    for step in steps:
        result = run(args=step, catch_exceptions=False)
        if result.output.strip():
            click.echo(result.output.rstrip("\n"))


def enable_migrations(app: Flask) -> None:
    """Let `flask db` and `upgrade()` work on this application's database."""
    from flask_migrate import Migrate  # noqa: PLC0415

    directory = str(app.config["SETTINGS"].migrations_dir)
    Migrate(app, db, directory=directory, render_as_batch=True)


def init_app(app: Flask) -> None:
    """Add the command; in a command, enable migrations too.

    Web and worker never migrate, and loading Alembic would be a fifth of the time they take to
    start: so nothing in this file imports it at the top.
    """
    app.cli.add_command(commands)
    if click.get_current_context(silent=True):
        enable_migrations(app)
