"""Puts the application together from its kernel files and its rooms."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    accounts,
    analysis,
    audit,
    demo,
    equality,
    errors,
    groups,
    health,
    i18n,
    light,
    pictures,
    public,
    responses,
    safeguarding,
    security,
    setup,
    static_files,
    strategy,
    surveys,
    tracker,
    updates,
)
from app.config import Settings
from app.db import db
from app.templating import PageEnvironment

#: From the bottom of the house up: each room may use those before it.
ROOMS = (
    strategy,
    accounts,
    equality,
    pictures,
    surveys,
    responses,
    groups,
    safeguarding,
    analysis,
    tracker,
    public,
    updates,
    demo,
)


def put_together(settings: Settings | None = None) -> Flask:
    """Return the application; raises UnsafeSettingError when the settings would be unsafe."""
    settings = settings or Settings.from_environment()
    settings.refuse_when_unsafe()
    app = Flask("app", static_folder=None, instance_path=str(settings.data_dir))
    app.config.update(settings.as_flask_config())
    app.jinja_environment = PageEnvironment
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_prefix=0
        )
    light.init_app(app)
    db.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    static_files.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    for room in ROOMS:
        room.init_app(app)
    setup.init_app(app)
    app.cli.add_command(audit.commands)
    return app
