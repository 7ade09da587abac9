"""Youth groups: a facilitator takes a survey with a group, together or each person alone."""

from flask import Flask

from app.groups import joining, locking, no_signal, services, tablet
from app.groups import models as models
from app.groups.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.register_blueprint(blueprint)
    joining.init_app(app)
    tablet.init_app(app)
    locking.init_app(app)
    app.register_blueprint(no_signal.blueprint)
    app.extensions["hands_raised"] = services.hands_raised
