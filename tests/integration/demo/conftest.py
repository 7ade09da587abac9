"""A database with the surveys that ship, and the demo loaded by its own command."""

import shutil
from pathlib import Path

import pytest

from app.db import checkpoint, db
from app.demo import sign
from app.surveys import services as surveys


def run(app, *words):
    """Run one of the demo's commands and return what it printed."""
    result = app.test_cli_runner().invoke(args=["demo", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    db.session.rollback()
    return result.output


@pytest.fixture
def surveyed(app):
    surveys.load_library()
    db.session.commit()
    yield app
    sign.forget_sign()


@pytest.fixture
def demo(surveyed):
    """The demo, loaded once a test process and copied after that: loading takes seconds."""
    folder = Path(surveyed.config["SETTINGS"].data_dir)
    kept, database = folder / "demo.db", folder / "test.db"
    if kept.exists():
        db.session.remove()
        db.engine.dispose()
        for leftover in ("test.db-wal", "test.db-shm"):
            (folder / leftover).unlink(missing_ok=True)
        shutil.copy(kept, database)
        return surveyed
    run(surveyed, "load")
    if db.engine.dialect.name == "sqlite":
        checkpoint()
        shutil.copy(database, kept)
    return surveyed
