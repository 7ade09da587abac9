"""The web application, as a server finds it: `gunicorn wsgi:app`."""

import gc

# What is loaded now stays: looking through it for rubbish would be a third of a start.
gc.disable()

from app import create_app  # noqa: E402
from app.accounts.sign_in import assert_no_demo_sign_ins  # noqa: E402
from app.db import db  # noqa: E402

app = create_app()
with app.app_context():
    assert_no_demo_sign_ins()
    # The server may fork now: each of its workers opens connections of its own.
    db.engine.dispose()
# Frozen, so that collecting later does not copy the memory the server's processes share.
gc.freeze()
gc.enable()
