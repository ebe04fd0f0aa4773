"""A running endpoint for the tests, in a process of its own on a free loopback port, and how it is asked."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from exordf import files
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

SECONDS = 60
WORKERS = 6  # four and two spares
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


class Got(NamedTuple):
    """A status, headers with names in small letters, a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def rows(self) -> list[dict[str, Any]]:
        assert self.status == 200, self.text
        found: list[dict[str, Any]] = json.loads(self.body)["results"]["bindings"]
        return found


class Endpoint:
    """`python -m benchmarks.endpoint`, given what it serves and its limits."""

    def __init__(self, what: str | Path = "-", **limits: object) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/sparql"
        said = [f"{name}={value}" for name, value in limits.items()]
        command = [sys.executable, "-m", "benchmarks.endpoint", str(self.port), str(what), *said]
        self.process = subprocess.Popen(command, cwd=files.home(), stderr=subprocess.PIPE)
        until = time.monotonic() + SECONDS
        while True:
            try:
                assert self.ask("ASK {}").status == 200
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    self.process.kill()
                    raise AssertionError(f"it did not start: {self.process.communicate()[1].decode()}") from None
                time.sleep(0.05)
            else:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        said = self.process.communicate(timeout=SECONDS)[1]
        assert not said, said.decode()

    def send(
        self, method: str, query: str = "", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Got:
        """One request; `query` is what stands behind the question mark."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, "/sparql" + (f"?{query}" if query else ""), body, dict(headers or {}))
            answer = connection.getresponse()
            return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def ask(self, sparql: str, accept: str = "", **fields: str) -> Got:
        """A query by GET."""
        said = {"query": sparql, **{name.replace("_", "-"): value for name, value in fields.items()}}
        return self.send("GET", urlencode(said), headers={"Accept": accept} if accept else {})

    def workers(self) -> dict[int, str]:
        """The numbers of its worker processes that are there, each with the state that the system gives it."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            except OSError:  # gone since
                continue
            if int(parent) == self.process.pid and state != "Z":
                found[int(stat.parent.name)] = state
        return found

    def busy(self) -> set[int]:
        """The numbers of the worker processes that are at work: running, or waiting for a processor, in two looks."""
        looks = []
        for _ in range(2):
            looks.append({number for number, state in self.workers().items() if state in "RD"})
            time.sleep(0.05)
        return looks[0] & looks[1]

    def is_idle(self) -> bool:
        """Whether all workers and spares are there, and none is at work."""
        return len(self.workers()) == WORKERS and not self.busy()

    def memory(self) -> int:
        """The memory of the server and its workers in bytes, what they share counted once for each."""
        total = 0
        for number in (self.process.pid, *self.workers()):
            try:
                total += int(Path(f"/proc/{number}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            except OSError:  # gone since
                continue
        return total


def eventually(true: Any, seconds: float = SECONDS) -> bool:
    """Whether something comes true within some seconds, far more than it takes on a machine at rest."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())
