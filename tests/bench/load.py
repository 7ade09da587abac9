"""Load, bounded: so many connections for so many seconds, over plain sockets."""

import http.client
import multiprocessing
import re
import socket
import statistics
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "localhost"
CONNECTIONS = 16
#: The generator runs in this many processes, so that it is not what is measured.
PROCESSES = 2
MOST_REQUESTS = 100_000


@dataclass
class Load:
    """What a run of the generator saw."""

    seconds: float
    times: list[float] = field(default_factory=list)
    wrong: int = 0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def p99_ms(self) -> float:
        return 1000 * statistics.quantiles(self.times, n=100)[98] if len(self.times) > 1 else 0.0


def send(port: int, request: bytes) -> bytes:
    """Return everything that the server answers before it closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts)


def _hammer(port: int, requests: list[bytes], status: bytes, seconds: float, results) -> None:
    """Send each of `requests` over and over from a thread of its own."""
    load = Load(seconds)
    stop_at = time.perf_counter() + seconds

    def run(request: bytes) -> None:
        for _ in range(MOST_REQUESTS):
            began = time.perf_counter()
            if began > stop_at:
                return
            answer = send(port, request)
            load.times.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 " + status):
                load.wrong += 1

    threads = [threading.Thread(target=run, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(load)


def hammer(port: int, requests: list[bytes], *, status: int, seconds: float) -> Load:
    """Return how many of these requests a second were answered with `status`."""
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    processes = [
        context.Process(
            target=_hammer,
            args=(port, requests[part::PROCESSES], str(status).encode(), seconds, results),
        )
        for part in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    loads = [results.get(timeout=seconds + 60) for _ in processes]
    for process in processes:
        process.join()
    return Load(
        seconds,
        [each for load in loads for each in load.times],
        sum(load.wrong for load in loads),
    )


def raw(method: str, port: int, path: str, *, cookie: str = "", body: str = "") -> bytes:
    """Return one HTTP request as bytes; the connection is closed after it."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if body:
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Visitor:
    """A browser without JavaScript: keeps cookies, finds tokens."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.html = ""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str, **headers: str) -> "Visitor":
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, **fields: str) -> "Visitor":
        sent = urlencode({"csrf_token": self.found("csrf_token"), **fields})
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, sent, headers=form)

    def found(self, name: str) -> str:
        """Return the value of the first hidden field called `name`."""
        match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.html)
        assert match, f"no {name} on the page (status {self.status})"
        return match[1]

    def _ask(self, method, path, body=None, *, headers) -> "Visitor":
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=30)) as connection:
            connection.request(method, path, body, {"Cookie": self.cookie, **headers})
            answer = connection.getresponse()
            self.body = answer.read()
        self.status = answer.status
        self.headers = dict(answer.getheaders())
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                for morsel in SimpleCookie(value).values():
                    self.cookies[morsel.key] = morsel.value
        if "html" in self.headers.get("Content-Type", "") and not headers.get("Accept-Encoding"):
            self.html = self.body.decode()
        return self
