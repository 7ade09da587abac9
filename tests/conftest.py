"""One application and one database a test process; every test starts from a fresh copy."""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
from functools import cache
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import nlp
from app import create_app
from app.config import Settings
from app.db import db
from app.strategy import services as strategy
from app.surveys.services import versions
from tests.page_reader import PageReader

ROOT = Path(__file__).parent.parent
SECRET = "a secret for tests only, long enough to be taken"


def make_settings(folder: Path, **changes) -> Settings:
    values = {
        "data_dir": folder,
        "database_url": f"sqlite:///{folder}/test.db",
        "broker_url": "memory://",
        "secret_key": SECRET,
        "public_base_url": "http://localhost:8000",
    }
    return Settings(**(values | changes))


@pytest.fixture(scope="session", autouse=True)
def _no_lists_of_your_own(tmp_path_factory):
    """Keep lists of schools that somebody tries out in `instance` away from the library."""
    with pytest.MonkeyPatch.context() as patch:
        if "DATA_DIR" not in os.environ:
            patch.setenv("DATA_DIR", str(tmp_path_factory.mktemp("no-lists")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _shipped_surveys_are_read_once():
    """Parse each file that ships once a process: an eighth of all tests' time went into that."""
    read = versions.read_survey_file
    read_once = cache(read)

    def read_survey_file(path):
        if path.parent != versions.LIBRARY_DIR:
            return read(path)
        facts, definition = read_once(path)
        return dict(facts), definition

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "read_survey_file", read_survey_file)
        yield


@pytest.fixture(scope="session")
def _built(tmp_path_factory):
    """Build the application and a database that holds the strategy only."""
    folder = tmp_path_factory.mktemp("data")
    url = os.environ.get("TEST_DATABASE_URL")
    app = create_app(make_settings(folder, **({"database_url": _own_database(url)} if url else {})))
    app.test_client_class = PageReader
    app.config["TESTING"] = False
    with app.app_context():
        db.drop_all()
        db.create_all()
        key = app.config["FRAMEWORK_KEY"]
        strategy.load_framework(strategy.FRAMEWORKS_DIR / f"{key}.toml")
        db.session.commit()
        db.session.remove()
        if url:
            app.extensions["strategy_rows"] = _rows_of("framework", "framework_item", "sub_group")
        else:
            with sqlite3.connect(folder / "test.db") as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            db.engine.dispose()
            shutil.copy(folder / "test.db", folder / "fresh.db")
    return app


def _own_database(url: str) -> str:
    """Return the address of a database that only this test process uses; make it when absent."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"said_and_done_test_{worker}"
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", (name,)
        ).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')
    return re.sub(r"/[^/]*$", f"/{name}", url)


def _rows_of(*names: str) -> list[tuple[sa.Table, list[dict]]]:
    tables = [db.metadata.tables[name] for name in names]
    with db.engine.connect() as connection:
        return [
            (table, [dict(row) for row in connection.execute(table.select()).mappings()])
            for table in tables
        ]


def _start_afresh(app) -> None:
    """Put the database back to what `_built` made."""
    if db.engine.dialect.name == "sqlite":
        folder = Path(app.config["SETTINGS"].data_dir)
        db.engine.dispose()
        for leftover in ("test.db-wal", "test.db-shm"):
            (folder / leftover).unlink(missing_ok=True)
        shutil.copy(folder / "fresh.db", folder / "test.db")
        return
    tables = [table.name for table in db.metadata.sorted_tables]
    with db.engine.begin() as connection:
        for guarded in ("audit_event", "survey_version"):
            connection.exec_driver_sql(f"ALTER TABLE {guarded} DISABLE TRIGGER ALL")
        connection.exec_driver_sql(
            "TRUNCATE " + ", ".join(f'"{name}"' for name in tables) + " RESTART IDENTITY CASCADE"
        )
        for guarded in ("audit_event", "survey_version"):
            connection.exec_driver_sql(f"ALTER TABLE {guarded} ENABLE TRIGGER ALL")
        # A test may rename what is in the strategy, too: its rows come back as they were.
        for table, rows in app.extensions["strategy_rows"]:
            connection.execute(table.insert(), rows)


@pytest.fixture
def app(_built):
    """The application, with a fresh database and an application context."""
    with _built.app_context():
        _start_afresh(_built)
        yield _built
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app) -> PageReader:
    """A visitor's browser, without JavaScript."""
    return app.test_client()


@pytest.fixture
def session(app) -> Session:
    return db.session()


def token_in(html: str) -> str:
    """Return the CSRF token of a page's first form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found, "the page has no form with a token"
    return found[1]


def _fingerprint() -> str:
    """Return a short hash of everything that a trained model depends on."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "nlp").rglob("*")):
        if path.is_file() and path.suffix in {".py", ".toml", ".jsonl", ".csv"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The tagger that ships, trained once for all test processes and kept while nlp/ stays."""
    folder = ROOT / "build" / f"model-{_fingerprint()}"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        nlp.train_if_missing(folder)
    return folder
