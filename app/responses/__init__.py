"""What people told us: the public forms, submissions, comments and receipts."""

from flask import Flask

from app.responses import bringing_in, cli, coming_back, entering, numbers, paper, preview, speaking
from app.responses import models as models
from app.responses.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    app.register_blueprint(coming_back.blueprint)
    app.register_blueprint(speaking.blueprint)
    app.register_blueprint(numbers.blueprint)
    app.register_blueprint(paper.blueprint)
    app.register_blueprint(preview.blueprint)
    app.register_blueprint(entering.blueprint)
    app.register_blueprint(bringing_in.blueprint)
    app.cli.add_command(cli.commands)
