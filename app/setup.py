"""`flask setup`: everything between a fresh clone and a running system, safe to run again."""

import click
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, begin_write, db
from app.setup_mark import fingerprint, newest_migration


class SetupMark(Base):
    """What setting up found (as a fingerprint) and said, the last time; one row (`setup_mark`)."""

    __tablename__ = "setup_mark"

    fingerprint: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    said: Mapped[str] = mapped_column(sa.Text())


def is_up_to_date() -> bool:
    """Return True when the database already has the newest migration."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        current = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
    return list(current) == [newest_migration(current_app.config["SETTINGS"])]


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
    results = []
    for step in steps:
        results.append(run(args=step, catch_exceptions=False))
        if results[-1].output.strip():
            click.echo(results[-1].output.rstrip("\n"))
    if not any(result.exit_code for result in results):
        said = results[-1].output if with_demo else ""
        leave_mark(["--with-demo"] if with_demo else [], said)


def leave_mark(arguments: list[str], said: str) -> None:
    """Note that setting up again with these arguments would change nothing."""
    begin_write()
    forget_mark()
    found = fingerprint(current_app.config["SETTINGS"], arguments)
    db.session.add(SetupMark(fingerprint=found, said=said.rstrip("\n")))
    db.session.commit()


def forget_mark() -> None:
    """Have the next `make run` set up again; the caller commits."""
    db.session.execute(sa.delete(SetupMark))


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
