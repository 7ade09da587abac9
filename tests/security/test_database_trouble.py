"""When nothing can be written, a person is told so and keeps their words (T-DUR-5).

It works again without a restart. tests/integration/responses tries a lock and a full file in
process; this tries what an operator's machine does: a real server over a locked, a read-only, a
full and a missing database.
"""

import html
import os
import re
import sqlite3
import subprocess
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from sqlalchemy import exc

from tests.bench.load import Visitor
from tests.security.real import DATABASE, copy_house, rows, running_web
from tests.security.test_crash import QUESTION, SURVEY, fill_in, send

WORDS = "We waited <ten> months & nobody rang."


@contextmanager
def locked(house):
    """Somebody else writes, and does not stop."""
    other = sqlite3.connect(house / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def moved_away(house):
    """The table of submissions is not there: a restore that went wrong, say."""
    other = sqlite3.connect(house / DATABASE, isolation_level=None)
    other.execute("ALTER TABLE submission RENAME TO away")
    try:
        yield
    finally:
        other.execute("ALTER TABLE away RENAME TO submission")
        other.close()


def check_not_saved(visitor: Visitor) -> None:
    assert visitor.status == 503
    page = html.unescape(visitor.html)
    assert "Not saved" in page
    assert WORDS in page
    assert "sd-code" not in page
    assert "Get help now" in page
    assert "no-store" in visitor.headers["Cache-Control"]


def check_saved(visitor: Visitor, house) -> None:
    assert visitor.status == 200
    assert 'class="sd-code"' in visitor.html
    assert rows(house, "SELECT text FROM comment") == [(WORDS,)]


@pytest.mark.slow
@pytest.mark.parametrize("trouble", [locked, moved_away], ids=lambda each: each.__name__)
def test_sending_says_not_saved_and_works_again_without_a_restart(house, trouble):
    with running_web(house, more=("--preload",)) as web:
        visitor = fill_in(web.port, WORDS)
        page = visitor.html
        with trouble(house):
            check_not_saved(send(visitor))
            assert rows(house, "SELECT count(*) FROM comment") == [(0,)]
        visitor.html = page

        check_saved(send(visitor), house)


KINDS = [
    (exc.OperationalError, 503, "database is locked"),
    (exc.OperationalError, 503, "disk I/O error"),
    (exc.DatabaseError, 503, "database disk image is malformed"),
    (exc.InternalError, 503, "cannot execute INSERT in a read-only transaction"),
    (exc.InterfaceError, 503, "connection already closed"),
    (exc.IntegrityError, 500, "UNIQUE constraint failed"),
    (exc.ProgrammingError, 500, 'relation "submission" does not exist'),
]


@pytest.mark.parametrize(("kind", "status", "message"), KINDS, ids=[each[2] for each in KINDS])
def test_each_way_to_fail_hands_the_words_back(app, client, caplog, kind, status, message):
    def fail(**_values):
        raise kind("INSERT", {"text": WORDS}, Exception(f"{message}: {WORDS}"))

    vars(fail).update(vars(app.view_functions["public.show_receipt"]))
    with patched(app.view_functions, "public.show_receipt", fail):
        answer = client.post("/receipt", data={"words": WORDS})

    assert answer.status_code == status
    assert WORDS in html.unescape(answer.text)
    assert ("Not saved" in answer.text) == (status == 503)
    assert kind.__name__ in caplog.text
    assert "nobody rang" not in caplog.text


def test_waiting_in_vain_for_a_connection_is_no_crash(app, client):
    def fail(**_values):
        raise exc.TimeoutError("QueuePool limit reached")

    with patched(app.view_functions, "public.privacy", fail):
        assert client.get("/privacy").status_code == 503


@contextmanager
def patched(table, key, value):
    kept, table[key] = table[key], value
    try:
        yield
    finally:
        table[key] = kept


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few megabytes, where we may make one."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_disk(folder) -> None:
    with (folder / "ballast").open("wb", buffering=0) as file:
        for size in (64 * 1024, 1024, 1):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


def test_a_full_disk_says_not_saved_and_works_again_when_there_is_room(built_house, small_disk):
    house = copy_house(built_house, small_disk)
    with running_web(house, more=("--preload",)) as web:
        visitor = fill_in(web.port, WORDS)
        page = visitor.html
        fill_disk(house)
        check_not_saved(send(visitor))
        visitor.html = page
        visitor.post(f"{SURVEY}/{QUESTION}", go="next", **{QUESTION: WORDS})
        check_not_saved(visitor)
        (house / "ballast").unlink()
        visitor.html = page

        check_saved(send(visitor), house)
    assert rows(house, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.slow
def test_a_read_only_database_says_not_saved_and_works_again(built_house, small_disk):
    house = copy_house(built_house, small_disk)
    with running_web(house, more=("--preload",)) as web:
        visitor = fill_in(web.port, WORDS)
        page = visitor.html
        if remount(small_disk, "ro"):
            pytest.skip("this machine does not let a disk in use become read-only")
        check_not_saved(send(visitor))
        assert remount(small_disk, "rw") == 0
        visitor.html = page

        check_saved(send(visitor), house)


def remount(folder, how: str) -> int:
    command = ["mount", "-o", f"remount,{how}", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.slow
def test_monitors_see_the_trouble_and_its_end(house):
    with running_web(house, more=("--preload",)) as web:
        assert ready(web.port) == 200
        other = sqlite3.connect(house / DATABASE, isolation_level=None)
        other.execute("ALTER TABLE heartbeat RENAME TO away")
        assert ready(web.port) == 503
        assert Visitor(web.port).get("/").status == 200, "who only reads is not turned away"
        other.execute("ALTER TABLE away RENAME TO heartbeat")
        other.close()
        assert ready(web.port) == 200
        with urlopen(f"http://localhost:{web.port}/health") as answer:
            assert re.search(rb'"database": ?"sqlite"', answer.read())


def ready(port: int) -> int:
    return Visitor(port).get("/ready").status
