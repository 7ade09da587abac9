"""Commands for the surveys."""

import click
from flask.cli import AppGroup

from app.db import begin_write, db
from app.surveys import services

commands = AppGroup("surveys", help="The surveys that ship: definitions, versions.")


@commands.command("load")
def load() -> None:
    """Add new versions of the surveys whose files have changed; nothing is deleted.

    A survey that was changed in the builder stays as it is.
    """
    begin_write()
    loaded = services.load_library()
    db.session.commit()
    for survey in loaded:
        state = "new" if survey.is_new else "unchanged"
        if survey.is_our_own:
            state = "changed in the builder here, so the file was not loaded"
        click.echo(f"Survey {survey.slug}: version {survey.number}, {state}.")


@commands.command("speak")
@click.argument("slug")
def speak(slug: str) -> None:
    """Let a computer read the survey SLUG aloud now, not bit by bit as the worker does."""
    done = services.speak_questions(longest=float("inf"), slug=slug)
    click.echo(f"{done} questions were spoken.")
