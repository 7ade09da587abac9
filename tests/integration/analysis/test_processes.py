"""Processes: the web stays light; a real worker with a real broker loses and doubles nothing."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import create_app, worker
from app.config import Settings
from app.db import begin_write, db
from app.strategy import services as strategy
from tests.conftest import SECRET
from tests.integration.factories import make_comment

ROOT = Path(__file__).resolve().parents[3]
#: Patience for a machine that runs other tests too; `make bench` measures the ten seconds.
SOON = 90.0
#: kombu 5.6 on SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SADeprecationWarning")


def test_the_web_process_loads_neither_spacy_nor_scikit_learn(tmp_path):
    script = (
        "import sys, wsgi\n"
        "client = wsgi.app.test_client()\n"
        "client.get('/health')\n"
        "wsgi.app.extensions['screen']('my uncle hits me')\n"
        "heavy = {'spacy', 'sklearn', 'scipy', 'numpy'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or None)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stderr == ""
    assert ran.returncode == 0


@contextmanager
def running_worker(folder, name):
    """A worker as the Procfile starts it, stopped at the end."""
    log = (folder / f"{name}.log").open("w")
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "app.worker_main", "worker"]
    process = subprocess.Popen(
        [*command, "--pool", "solo", "--beat", "--loglevel", "warning", "--hostname", f"{name}@%h"],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(folder), "SECRET_KEY": SECRET},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
        log.close()


def ask(folder, question):
    """Read the database as a stranger would, so that no session of ours is in the way."""
    with sqlite3.connect(folder / "said-and-done.db", timeout=5) as connection:
        answer = connection.execute(question).fetchone()[0]
    connection.close()
    return answer


def wait_until(is_so):
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return is_so()


@pytest.fixture
def folder(tmp_path, small_model):
    """A data folder with a model and an empty database, as `flask setup` leaves it."""
    shutil.copytree(small_model, tmp_path / "model")
    return tmp_path


@pytest.fixture
def house(folder):
    """The application as the web process has it, with the real broker."""
    settings = Settings.from_environment({"DATA_DIR": str(folder), "SECRET_KEY": SECRET})
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        strategy.load_framework(strategy.FRAMEWORKS_DIR / "stockport-2024-27.toml")
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


def send(number):
    begin_write()
    for _ in range(number):
        make_comment("We waited ten months and nobody rang us.", waiting=True, commit=False)
    db.session.commit()
    worker.nudge()


UNREAD = "SELECT count(*) FROM waiting_comment"
READ = "SELECT count(*) FROM reading"
#: More readings than comments read would be a doubled one.
DOUBLED = "SELECT count(*) - count(DISTINCT comment_id) FROM reading"


@pytest.mark.slow
def test_comments_are_read_when_a_worker_starts_and_when_it_is_nudged(house, folder):
    send(3)
    with running_worker(folder, "first") as process:
        assert wait_until(lambda: ask(folder, UNREAD) == 0)

        send(1)
        assert wait_until(lambda: ask(folder, READ) == 4)
        assert house.test_client().get("/health").json["status"] == "ok"

        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert "ERROR" not in (folder / "first.log").read_text()
    assert "Traceback" not in (folder / "first.log").read_text()


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_two_workers_double_nothing(house, folder):
    send(150)
    with running_worker(folder, "killed") as process:
        assert wait_until(lambda: ask(folder, READ) > 20)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert ask(folder, READ) + ask(folder, UNREAD) == 150
    with sqlite3.connect(folder / "said-and-done.db") as connection:
        # What the dead worker held would be free in a minute.
        connection.execute("UPDATE waiting_comment SET not_before = NULL")
    connection.close()

    with running_worker(folder, "one"), running_worker(folder, "two"):
        assert wait_until(lambda: ask(folder, UNREAD) == 0)

    assert ask(folder, READ) == 150
    assert ask(folder, DOUBLED) == 0


@pytest.mark.slow
def test_the_command_line_trains_only_when_there_is_no_model(house, folder):
    before = (folder / "model" / "manifest.json").read_text()

    ran = house.test_cli_runner().invoke(args=["tagger", "train", "--if-missing"])

    assert ran.exit_code == 0
    assert ran.output == ""
    assert (folder / "model" / "manifest.json").read_text() == before
