"""`python -m app setup`: our own commands, without Flask's plugins, which take a while to load."""

from flask.cli import ScriptInfo

from app import create_app

app = create_app()
with app.app_context():
    app.cli.main(prog_name="python -m app", obj=ScriptInfo(create_app=lambda: app))
