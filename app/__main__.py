"""`python -m app setup`: our own commands, without Flask's plugins, which take a while to load."""

import gc

# What is loaded now stays: looking through it for rubbish would be a third of a start.
gc.disable()

from flask.cli import ScriptInfo  # noqa: E402

from app import create_app  # noqa: E402

app = create_app()
gc.enable()
with app.app_context():
    app.cli.main(prog_name="python -m app", obj=ScriptInfo(create_app=lambda: app))
