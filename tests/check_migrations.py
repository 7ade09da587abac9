"""Fail when the models and the migrations differ, or when a migration cannot go up and down."""

import logging
import re
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import check, downgrade, upgrade

from app import audit, create_app
from app.db import db
from app.setup import enable_migrations
from app.surveys import models as survey_models
from app.tracker.models import checks
from tests.conftest import make_settings


def _check_triggers() -> None:
    """Fail when a table was rebuilt without the triggers that guard it."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    there = {row[0] for row in db.session.execute(sa.text(names))}
    db.session.rollback()
    guards = (
        audit.TRIGGERS,
        survey_models.TRIGGERS,
        checks.ENTRY_TRIGGERS,
        checks.CORRECTION_TRIGGERS,
    )
    statements = " ".join(each for guard in guards for each in guard["sqlite"])
    if missing := set(re.findall(r"CREATE TRIGGER (\w+)", statements)) - there:
        sys.exit(f"The migrations leave out the triggers {', '.join(sorted(missing))}.")


def main() -> None:
    names = sorted(path.stem for path in Path("migrations/versions").glob("*.py"))
    for name in names:
        text = Path(f"migrations/versions/{name}.py").read_text()
        if f'revision = "{name}"' not in text or not name[:4].isdigit():
            sys.exit(f"{name}: a migration is numbered, and its id is its file name.")
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder)))
        enable_migrations(app)
        with app.app_context():
            upgrade()
            check()
            _check_triggers()
            downgrade(revision="base")
            upgrade()


if __name__ == "__main__":
    main()
