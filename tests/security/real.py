"""Real servers for these tests: our Procfile's own commands over a database of their own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from app import create_app
from app.db import checkpoint, db
from app.strategy import services as strategy
from app.surveys import services as surveys
from tests.bench.servers import ROOT, Server, free_port
from tests.conftest import SECRET, make_settings

DATABASE = "said-and-done.db"


def build_house(folder: Path) -> Path:
    """Make a data folder as `flask setup` leaves it, without a model; return it."""
    folder.mkdir(exist_ok=True)
    app = create_app(make_settings(folder, database_url=f"sqlite:///{folder}/{DATABASE}"))
    with app.app_context():
        db.create_all()
        strategy.load_framework(strategy.FRAMEWORKS_DIR / f"{app.config['FRAMEWORK_KEY']}.toml")
        surveys.load_library()
        db.session.commit()
        checkpoint()
        db.session.remove()
        db.engine.dispose()
    return folder


def copy_house(built: Path, folder: Path) -> Path:
    shutil.copy(built / DATABASE, folder / DATABASE)
    return folder


def command_of(process: str, **values: str) -> list[str]:
    """Return the command of one line of the Procfile, as a shell would run it."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    command = next(line for line in lines if line.startswith(f"{process}:")).partition(":")[2]
    for name, value in values.items():
        command = command.replace(name, value)
    name, *rest = command.split()
    return [str(Path(sys.executable).parent / name), *rest]


class LoudServer(Server):
    """A server whose every word on stdout and stderr is kept in a file."""

    def __init__(self, command: list[str], environ: dict[str, str], port: int, log: Path) -> None:
        self.port = port
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | environ,
                start_new_session=True,
                stdout=file,
                stderr=file,
            )

    def wait_until_open(self) -> "LoudServer":
        """Wait until a worker answers: the port is open before there is one."""
        super().wait_until_open()
        with urllib.request.urlopen(f"http://localhost:{self.port}/health", timeout=60):
            return self

    def kill(self) -> None:
        """Kill the whole group, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def environ_of(folder: Path, port: int = 8000) -> dict[str, str]:
    return {
        "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET,
        "PORT": str(port),
        "PUBLIC_BASE_URL": f"http://localhost:{port}",
        "TEST_DATABASE_URL": "",
        "DATABASE_URL": "",
        "BROKER_URL": "",
    }


def start_web(folder: Path, *, target: str = "wsgi:app", more: tuple[str, ...] = ()) -> LoudServer:
    port = free_port()
    command = command_of("web", **{"${BIND:-127.0.0.1}": "127.0.0.1", "${PORT}": str(port)})
    command[command.index("wsgi:app")] = target
    server = LoudServer([*command, *more], environ_of(folder, port), port, folder / "web.log")
    try:
        server.wait_until_open()
    except AssertionError:
        server.stop()
        raise AssertionError(server.log.read_text()) from None
    return server


@contextmanager
def running_web(folder: Path, **options):
    """The web process as the Procfile starts it, stopped at the end."""
    server = start_web(folder, **options)
    try:
        yield server
    finally:
        server.stop()


def start_worker(folder: Path) -> LoudServer:
    return LoudServer(command_of("worker"), environ_of(folder), 0, folder / "worker.log")


def rows(folder: Path, query: str) -> list[tuple]:
    """Read the database as a stranger would."""
    connection = sqlite3.connect(folder / DATABASE, timeout=5)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
