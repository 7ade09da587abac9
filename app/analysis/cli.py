"""`flask tagger`: train the machine's reader of comments, in a process of its own."""

import subprocess
import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.analysis.model_files import model_version

commands = AppGroup("tagger", help="The reader that suggests tags.")
#: Trains only when the model is missing, damaged or of an older format.
_IF_MISSING = "import sys, nlp; nlp.train_if_missing(sys.argv[1])"


@commands.command("train")
@click.option("--if-missing", is_flag=True, help="Do nothing when there is a good one already.")
def train(*, if_missing: bool) -> None:
    """Train from the comments that ship, and print the new version (a minute or two)."""
    settings = current_app.config["SETTINGS"]
    before = model_version(settings.model_dir)
    arguments = (
        ["-c", _IF_MISSING, str(settings.model_dir)]
        if if_missing
        else ["-m", "nlp", "train", "--out", str(settings.model_dir)]
    )
    # Another process, so that the web never loads what training needs.
    result = subprocess.run(  # noqa: S603  # our own module, no word of it from outside
        [sys.executable, *arguments],
        cwd=settings.migrations_dir.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise click.ClickException(result.stderr.strip() or "The tagger could not be trained.")
    version = model_version(settings.model_dir)
    if version != before or not if_missing:
        click.echo(f"The tagger is trained: version {version}.")
