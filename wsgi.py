"""The web application, as a server finds it: `gunicorn wsgi:app`."""

from app import create_app
from app.accounts.sign_in import assert_no_demo_sign_ins
from app.db import db

app = create_app()
with app.app_context():
    assert_no_demo_sign_ins()
    # The server may fork now: each of its workers opens connections of its own.
    db.engine.dispose()
