"""`flask setup`: everything between a fresh clone and a running system, safe to run again."""

import click
import sqlalchemy as sa
from flask import Flask, current_app

from app.db import db


def is_up_to_date() -> bool:
    """Return True when the database already has the newest migration."""
    # A migration is numbered and its id is its file name (`make check` holds both).
    versions = current_app.config["SETTINGS"].migrations_dir / "versions"
    newest = max(path.stem for path in versions.glob("[0-9]*.py"))
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        current = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
    return list(current) == [newest]


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
        migrate()
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


def migrate() -> None:
    """Bring the database to the newest migration."""
    from flask_migrate import upgrade  # noqa: PLC0415

    if "migrate" not in current_app.extensions:
        enable_migrations(current_app)
    upgrade()


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
