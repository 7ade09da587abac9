"""`python -m app setup`: our own commands, without Flask's plugins, which take a while to load."""

import gc
import sys

from app import create_app
from app.config import Settings
from app.setup_mark import read_mark


def main(arguments: list[str]) -> None:
    """Run one of our commands; setting up where it would change nothing only says so again."""
    said = None
    if arguments[:1] == ["setup"]:
        said = read_mark(Settings.from_environment(), arguments[1:])
    if said is not None:
        print(said)  # noqa: T201  # what `click` would say, without loading it
        return
    from flask.cli import ScriptInfo  # noqa: PLC0415  # a quarter of a second

    app = create_app()
    gc.enable()
    with app.app_context():
        app.cli.main(arguments, "python -m app", obj=ScriptInfo(create_app=lambda: app))


if __name__ == "__main__":
    # What is loaded now stays: looking through it for rubbish would be a third of a start.
    gc.disable()
    main(sys.argv[1:])
