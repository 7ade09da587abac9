"""Setting up: whether the database is the newest is known without loading Alembic."""

import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from app.db import db
from app.setup import is_up_to_date
from tests.bench.servers import ROOT


@pytest.fixture
def noted(app):
    """Write down a migration, as Alembic does; the table goes again afterwards."""

    def note(*versions):
        db.session.execute(sa.text("DELETE FROM alembic_version"))
        for version in versions:
            db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
        db.session.commit()

    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    db.session.commit()
    yield note
    db.session.execute(sa.text("DROP TABLE alembic_version"))
    db.session.commit()


def test_only_the_newest_migration_is_up_to_date(noted):
    names = sorted(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert not is_up_to_date()
    noted(names[-1])
    assert is_up_to_date()
    noted(names[-2])
    assert not is_up_to_date()
    noted(names[-1], names[-2])
    assert not is_up_to_date()


def test_a_database_without_a_note_is_not_up_to_date(app):
    assert not is_up_to_date()


def test_a_web_process_starts_without_what_only_commands_and_nudges_need(tmp_path):
    heavy = ("alembic", "celery", "docx", "weasyprint")
    code = f"import sys, wsgi; print([n for n in {heavy} if n in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
