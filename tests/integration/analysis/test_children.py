"""Groups are looked for beside the worker: it goes on, and a child that breaks spoils nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.analysis import children, jobs_groups, services
from app.analysis.children import Child
from app.analysis.services import grouping
from app.db import db
from tests.integration.analysis.grouping import Here, ask_and_group, make_read_comments, open_groups
from tests.integration.factories import make_staff

SOON = 30.0
#: Writes what `nlp themes` writes, of the first three comments.
ANSWER = """
ids = [json.loads(line)["id"] for line in sys.stdin][:3]
print(json.dumps({"label": "l", "ids": ids, "representatives": ids[:1], "stability": .5}))
"""


@pytest.fixture(autouse=True)
def beside(monkeypatch):
    """Look for groups in a process of its own, as the worker does."""
    monkeypatch.setattr(jobs_groups, "Child", Child)
    yield
    for each in jobs_groups._looking:
        each.child.stop()
        each.child.lines()


def child(monkeypatch, body):
    """Let another program be the child: a real process that is told what `nlp` is told."""
    code = "import json, os, pathlib, sys, time\n" + body
    monkeypatch.setattr(children, "nlp_command", lambda *_told: [sys.executable, "-c", code])


def ask(**criteria):
    asked = services.ask_for_groups(services.Criteria(**criteria), by=make_staff())
    db.session.commit()
    return asked


def wait_until(is_so):
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def sweep_until_stored():
    assert wait_until(jobs_groups.suggest_groups)
    db.session.expire_all()


@pytest.mark.slow
def test_a_child_finds_what_is_found_here(app, monkeypatch):
    make_read_comments()
    asked = ask()
    sweep_until_stored()
    beside = [(each.label, each.stability, each.size) for each in open_groups(asked)]
    assert asked.model_version.startswith("groups-1 (scikit-learn")
    monkeypatch.setattr(jobs_groups, "Child", Here)
    here = open_groups(ask_and_group())

    assert beside
    assert sorted(beside) == sorted((each.label, each.stability, each.size) for each in here)


def test_the_worker_goes_on_meanwhile_and_is_nudged_at_the_end(app, monkeypatch, tmp_path):
    make_read_comments()
    go = tmp_path / "go"
    child(monkeypatch, f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(.02)\n" + ANSWER)
    nudges = []
    monkeypatch.setattr(jobs_groups, "nudge", lambda: nudges.append(1))
    first, second = ask(words="taxi"), ask(words="swimming")
    for _sweep in range(3):
        assert not jobs_groups.suggest_groups()
    assert (first.tries, second.tries) == (1, 0), "one at a time"
    assert not nudges

    go.touch()
    assert wait_until(lambda: nudges)
    assert jobs_groups.suggest_groups()
    db.session.expire_all()
    assert [group.size for group in open_groups(first)] == [3]
    assert first.compared == 5
    assert second.done_at is None
    sweep_until_stored()
    assert second.done_at is not None


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError(sys.stdin.read())",
        ANSWER + "os.kill(os.getpid(), 9)",
        ANSWER + "sys.stdout.flush(); os._exit(3)",
    ],
)
def test_a_child_that_breaks_stores_nothing_and_is_tried_again(
    app, monkeypatch, caplog, capfd, body
):
    make_read_comments()
    child(monkeypatch, body)
    asked = ask()
    assert not jobs_groups.suggest_groups()
    assert wait_until(lambda: not jobs_groups._looking[0].child.is_running)
    assert not jobs_groups.suggest_groups()

    assert jobs_groups._looking == []
    assert (asked.tries, asked.done_at) == (1, None)
    assert open_groups(asked) == []
    said = caplog.text + "".join(capfd.readouterr())
    assert "looking for groups failed" in said
    assert "taxi" not in said
    asked.not_before = None
    db.session.commit()
    child(monkeypatch, ANSWER)
    sweep_until_stored()
    assert asked.done_at is not None


def test_a_child_that_never_ends_is_ended(app, monkeypatch):
    make_read_comments()
    child(monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(jobs_groups, "LONGEST_LOOKING", 0.2)
    ask()
    jobs_groups.suggest_groups()

    assert wait_until(lambda: not jobs_groups._looking[0].child.is_running)
    assert not jobs_groups.suggest_groups()


def test_a_child_is_stopped_before_somebody_else_may_begin(app):
    assert grouping.LEASE.total_seconds() > jobs_groups.LONGEST_LOOKING


BEGINS = """
import signal, sys, time
from app.analysis import children
signal.signal(15, lambda *_: sys.exit())  # Celery turns it into an ordinary end
children.nlp_command = lambda *_told: [sys.executable, "-c", "import time; time.sleep(60)"]
begun = children.Child("themes", [], seconds=60, then=lambda: None)
print(begun._process.pid, flush=True)
{then}
"""


@pytest.mark.parametrize("end", ["by itself", signal.SIGTERM, signal.SIGKILL])
def test_a_child_ends_with_the_worker(end):
    then = "" if end == "by itself" else "time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", BEGINS.format(then=then)],
        cwd=children.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        pid = int(worker.stdout.readline())
        # Until then its own beginning would not see that the worker has ended.
        assert wait_until(lambda: not is_alive(pid) or is_python(pid))
        if end != "by itself":
            os.kill(worker.pid, end)
        worker.wait(timeout=SOON)

    assert wait_until(lambda: not is_alive(pid))


def is_python(pid):
    return "python" in Path(f"/proc/{pid}/comm").read_text()


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
