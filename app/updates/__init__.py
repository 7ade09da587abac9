"""Letting people know: updates by mail for those who ask, signed messages for other sites."""

from flask import Flask

from app.updates import models as models
from app.updates.cli import commands
from app.updates.views import are_offered, blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    app.cli.add_command(commands)
    # Pages below may offer updates without knowing this room: {% if updates_are_offered() %}
    app.jinja_env.globals["updates_are_offered"] = are_offered
