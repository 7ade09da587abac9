"""Setting up: what is there already is known without loading Alembic or the application."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.db import db
from app.setup import is_up_to_date, leave_mark
from app.setup_mark import newest_migration, read_mark
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


WITH_DEMO = ["--with-demo"]


@pytest.fixture
def marked(app, noted):
    """Return the settings of a database that was set up to the newest migration, and marked."""
    settings = app.config["SETTINGS"]
    noted(newest_migration(settings))
    leave_mark(WITH_DEMO, "\n  Said and Done: http://localhost:8000\n")
    return settings


def test_where_nothing_changed_setting_up_says_the_same_again(marked):
    assert "Said and Done: http" in read_mark(marked, WITH_DEMO)


def test_setting_up_runs_again_for_other_arguments_or_another_address(marked):
    assert read_mark(marked, []) is None
    assert read_mark(replace(marked, public_base_url="http://localhost:8001"), WITH_DEMO) is None


def test_setting_up_runs_again_when_the_model_is_gone_or_another(marked):
    path = marked.model_dir / "note.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("a model")
    assert read_mark(marked, WITH_DEMO) is None
    leave_mark(WITH_DEMO, "")
    assert read_mark(marked, WITH_DEMO) == ""
    path.unlink()
    assert read_mark(marked, WITH_DEMO) is None


def test_setting_up_runs_again_when_a_backup_brought_an_older_database(marked, noted):
    noted("0001_first_words")
    assert read_mark(marked, WITH_DEMO) is None


def test_setting_up_runs_again_when_the_demo_was_taken_out(app, marked):
    result = app.test_cli_runner().invoke(args=["demo", "clear"])
    assert result.exit_code == 0
    assert read_mark(marked, WITH_DEMO) is None


def test_a_database_that_was_never_set_up_has_no_mark(app, tmp_path):
    nowhere = replace(app.config["SETTINGS"], database_url=f"sqlite:///{tmp_path}/none.db")
    assert read_mark(nowhere, WITH_DEMO) is None
    assert read_mark(app.config["SETTINGS"], WITH_DEMO) is None


def test_a_look_at_the_mark_does_not_load_the_application(marked):
    code = (
        "import sys; from app.__main__ import main; main(['setup', '--with-demo'])\n"
        "print([name for name in ('flask', 'app.factory', 'app.db') if name in sys.modules])"
    )
    facts = {
        "DATA_DIR": str(marked.data_dir),
        "DATABASE_URL": marked.database_url,
        "PUBLIC_BASE_URL": marked.public_base_url,
    }
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | facts,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["Said", "and", "Done:", "http://localhost:8000", "[]"]
