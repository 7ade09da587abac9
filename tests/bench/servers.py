"""The servers that are measured: started, watched and stopped by their own process ids."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
#: Native code of what the web process must never load.
HEAVY = ("/spacy/", "/sklearn/", "/scipy/", "/thinc/", "/numpy/")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Server:
    """One command in a process group of its own."""

    def __init__(self, command: list[str], environ: dict[str, str], port: int = 0) -> None:
        self.port = port
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environ,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )

    def wait_until_open(self) -> "Server":
        deadline = time.monotonic() + 60
        while not self._is_open():
            assert time.monotonic() < deadline, "the server did not start"
            assert self.process.poll() is None, "the server stopped"
            time.sleep(0.05)
        return self

    def _is_open(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def children(self) -> list[int]:
        """Return the process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in path.read_text().split()]

    def memory_mb(self) -> float:
        """Return the memory of the largest worker."""
        texts = [Path(f"/proc/{pid}/status").read_text() for pid in self.children()]
        return max(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) for text in texts) / 1024

    def heavy_libraries(self) -> list[str]:
        """Return the names in HEAVY whose native code a worker has loaded."""
        maps = "".join(Path(f"/proc/{pid}/maps").read_text() for pid in self.children())
        return [name.strip("/") for name in HEAVY if name in maps]


def gunicorn(target: str, environ: dict[str, str]) -> Server:
    """Start `target` as it is measured: two sync workers."""
    port = free_port()
    command = [
        str(BIN / "gunicorn"),
        target,
        f"--bind=127.0.0.1:{port}",
        "--workers=2",
        "--worker-class=sync",
        "--log-level=error",
        "--timeout=60",
    ]
    environ = environ | {"PORT": str(port), "PUBLIC_BASE_URL": f"http://localhost:{port}"}
    return Server(command, environ, port).wait_until_open()


def celery_worker(environ: dict[str, str]) -> Server:
    """Start the worker as the Procfile does."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    command = next(line for line in lines if line.startswith("worker:")).partition(":")[2].split()
    return Server([str(BIN / command[0]), *command[1:]], environ)


def find_model(folder: Path) -> bool:
    """Bring the trained tagger of this checkout into `folder`, or train one; say whether it is."""
    model = folder / "model"
    ready = ROOT / "instance" / "model"
    if not model.exists() and ready.exists():
        shutil.copytree(ready, model)
    if not model.exists():
        print("  training a tagger first: this takes minutes …", flush=True)
        subprocess.run(
            [sys.executable, "-m", "nlp", "train", "--out", str(model)],
            cwd=ROOT,
            check=False,
            capture_output=True,
        )
    return model.exists()
