"""Heavy work of `nlp` in a process of its own, so that the worker reads comments meanwhile."""

import atexit
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]


def nlp_command(*arguments: str) -> list[str]:
    """Return a command of `nlp`, behind everybody who waits for an answer."""
    nice = shutil.which("nice")
    return [*([nice, "-n", "15"] if nice else []), sys.executable, "-m", "nlp", *arguments]


def _ends_with_us() -> list[str]:
    """Return what makes a command end when this process is killed, where the system has it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


class Child:
    """One command of `nlp` that reads lines and writes lines.

    What it reads and writes has no name on the disk: it is gone with the process, whatever happens.
    It ends after `seconds` at the latest, and with whoever started it, even where that is killed.
    """

    def __init__(
        self, command: str, lines: Iterable[str], *, seconds: float, then: Callable[[], object]
    ) -> None:
        """Start it; `then` is called once it has ended, in a thread."""
        self._answer = tempfile.TemporaryFile(mode="w+", encoding="utf-8")  # noqa: SIM115
        with tempfile.TemporaryFile(mode="w+", encoding="utf-8") as words:
            words.writelines(f"{line}\n" for line in lines)
            words.flush()
            words.seek(0)
            self._process = subprocess.Popen(  # noqa: S603  # our own program, words on its input
                [*_ends_with_us(), *nlp_command(command)],
                cwd=ROOT,
                stdin=words,
                stdout=self._answer,
                # A crash may quote what it read.
                stderr=subprocess.DEVNULL,
            )
        atexit.register(self.stop)
        self._clock = threading.Timer(seconds, self._process.kill)
        self._clock.daemon = True
        self._clock.start()
        threading.Thread(target=self._wait, args=(then,), daemon=True).start()

    def _wait(self, then: Callable[[], object]) -> None:
        self._process.wait()
        self._clock.cancel()
        then()

    @property
    def is_running(self) -> bool:
        """True until it has ended, by itself or not."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it now, if it has not ended."""
        self._process.kill()
        self._process.wait()

    def lines(self) -> list[str] | None:
        """Return what it wrote, once it has ended; None when it broke or was stopped."""
        atexit.unregister(self.stop)
        with self._answer as answer:
            if self._process.wait() != 0:
                return None
            answer.seek(0)
            return answer.read().splitlines()
