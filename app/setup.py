"""`flask setup`: everything between a fresh clone and a running system, safe to run again."""

from pathlib import Path

import click
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import Config as MigrationConfig
from flask_migrate import upgrade

from app.db import db


def is_up_to_date() -> bool:
    """Return True when the database already has the newest migration."""
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
