"""The worker teaches the machine's reader, in a process of its own, when somebody asked for it.

Training takes minutes: it runs beside the worker, which looks in again with each sweep, so comments
are read meanwhile. A lock that the child holds says that it lives, whatever became of the worker.
"""

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from app.analysis.children import nlp_command as _command
from app.analysis.model_files import model_version
from app.analysis.models import Lesson, LessonKind, LessonState
from app.analysis.services import end_lesson, labelled_comments, open_lesson, start_lesson
from app.config import Settings
from app.db import begin_write, db

_WORDS, _REPORT, _SAID, _LOCK = "reviewed.jsonl", "report.json", "said.txt", "lock"
#: More than a sentence or two is a crash, and a crash may quote what it read.
_LONGEST_SENTENCE = 400
#: Those that this worker started: asked how they are, so that none is left over once it ended.
_children: list["subprocess.Popen[bytes]"] = []


def give_lessons(settings: Settings) -> None:
    """Start the lesson that waits, or finish the one that has ended; leave one that runs alone."""
    _children[:] = [child for child in _children if child.poll() is None]
    lesson = open_lesson()
    folder = settings.data_dir / "lesson"
    if lesson is None:
        shutil.rmtree(folder, ignore_errors=True)
    elif lesson.kind == LessonKind.GO_BACK:
        _finish(lesson, *_go_back(settings))
    elif lesson.state == LessonState.ASKED:
        _start(lesson, folder, settings)
    elif not _is_alive(folder):
        result = _result(folder, settings)
        shutil.rmtree(folder, ignore_errors=True)  # their words go first
        _finish(lesson, *result)


def _start(lesson: Lesson, folder: Path, settings: Settings) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    if not (settings.model_dir / "model.json").exists():
        _finish(lesson, LessonState.FAILED, {"reasons": ["There is no model yet."]}, "")
        return
    codes = json.loads((settings.model_dir / "model.json").read_text("utf-8"))["tags"]
    with _private(folder / _WORDS) as file:
        for record in labelled_comments(codes):
            file.write(json.dumps(record) + "\n")
    begin_write()
    start_lesson(lesson)
    db.session.commit()
    arguments = [str(folder / _WORDS), "--report", str(folder / _REPORT)]
    with _private(folder / _LOCK) as lock, _private(folder / _SAID) as said:
        fcntl.flock(lock, fcntl.LOCK_EX)
        child = subprocess.Popen(  # noqa: S603  # our own program; arguments are paths of ours
            _command("teach", *arguments, "--current", str(settings.model_dir)),
            cwd=settings.migrations_dir.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            pass_fds=[lock.fileno()],
            start_new_session=True,
        )
    _children.append(child)


def _private(path: Path) -> Any:
    """Open a file to write that nobody else may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")


def _is_alive(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _result(folder: Path, settings: Settings) -> tuple[LessonState, dict[str, Any], str]:
    """Return what the child left: its report, or the one sentence that it said."""
    try:
        report = json.loads((folder / _REPORT).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        said = _sentences(folder / _SAID)
        state = LessonState.REFUSED if said else LessonState.FAILED
        return state, {"reasons": said}, model_version(settings.model_dir)
    state = LessonState.DONE if report["is_promoted"] else LessonState.REFUSED
    return state, report, report["version"]


def _sentences(path: Path) -> list[str]:
    """Return what a command of `nlp` said when it gave up; nothing when it broke instead."""
    said = path.read_text("utf-8").strip() if path.exists() else ""
    is_crash = "Traceback" in said or len(said) > _LONGEST_SENTENCE
    return [] if is_crash or not said else said.splitlines()


def _go_back(settings: Settings) -> tuple[LessonState, dict[str, Any], str]:
    done = subprocess.run(  # noqa: S603  # as above
        _command("rollback", "--current", str(settings.model_dir)),
        cwd=settings.migrations_dir.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return LessonState.DONE, {}, model_version(settings.model_dir)
    reasons = [done.stderr.strip()[:_LONGEST_SENTENCE]]
    return LessonState.REFUSED, {"reasons": reasons}, model_version(settings.model_dir)


def _finish(lesson: Lesson, state: LessonState, report: dict[str, Any], version: str) -> None:
    begin_write()
    end_lesson(lesson, state, version, report)
    db.session.commit()
