"""Staff: sign-in, roles and who may do what."""

from flask import Flask

from app.accounts import access, sign_in
from app.accounts import models as models
from app.accounts.cli import commands
from app.accounts.desk import desk_cards
from app.accounts.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application.

    `app.extensions["desk_cards"]` is a list that later rooms add to: functions that take a
    User and return the `Card`s that wait for that person.
    """
    app.extensions["desk_cards"] = [desk_cards]
    sign_in.init_app(app)
    app.register_blueprint(blueprint)
    app.cli.add_command(commands)
    access.init_app(app)
