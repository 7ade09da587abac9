"""Reading files that strangers made, apart: in a process of its own that may not take much.

What is in `readers/` runs there, so that a file made to do harm can stop only its own reading
(R-IMP-1). Nothing of a file goes into a log: what the reader says of itself is thrown away.
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
#: Seconds by the clock until the first line; the reader's own limit is 30 seconds of computing.
LONGEST = 60


class StoppedError(Exception):
    """The reader took too much memory or time, or broke."""


class FileRefusedError(Exception):
    """The reader does not take this file: `code` says why, `where` in which cell."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(code)
        self.code, self.where = code, where


@contextlib.contextmanager
def reading(kind: str, content: bytes, *arguments: str) -> Iterator[Iterator[Any]]:
    """Read `content` with `readers/` as this kind of file; hand over its lines as they come.

    Raises FileRefusedError with the first line, StoppedError at any.
    """
    command = [sys.executable, "-E", "-s", "-B", "-m", "readers", kind, *arguments]
    with subprocess.Popen(  # noqa: S603  # our own program; arguments are codes of ours
        command,
        cwd=ROOT,
        env={},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        clock = threading.Timer(LONGEST, process.kill)
        clock.start()
        try:
            yield _lines(process, content, clock)
        finally:
            clock.cancel()
            process.kill()


def _lines(
    process: subprocess.Popen[bytes], content: bytes, clock: threading.Timer
) -> Iterator[Any]:
    """Yield what the reader prints. It takes the whole file before it prints its first line.

    From then on it waits for us, not we for it.
    """
    assert process.stdin is not None  # noqa: S101  # for the type checker
    assert process.stdout is not None  # noqa: S101
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(content)
        process.stdin.close()
    for text in process.stdout:
        if not text.endswith(b"\n"):  # it was stopped while it wrote
            break
        clock.cancel()
        line = json.loads(text)
        if isinstance(line, dict) and "refused" in line:
            raise FileRefusedError(line["refused"], line["where"])
        yield line
    if process.wait() != 0:
        raise StoppedError
