"""Servers under measure: started, watched and stopped; ours, and its peers over the same data."""

from __future__ import annotations

import asyncio
import os
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.clients import ROWS, got, to_query
from benchmarks.measure import ROOT
from exordf.api import Dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = f"{sys.executable} -m exordf serve --port {{port}}"
_START = 120
_TICKS = os.sysconf("SC_CLK_TCK")


def environment(**more: str) -> dict[str, str]:
    """The variables with which servers start: an installed package has its bytecode, so a checkout may keep it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


class Running:
    """A server, started by a command that has `{port}` in it, which answers queries at `path`."""

    def __init__(self, command: str, path: str = "/sparql") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.path = path
        words = shlex.split(command.format(port=self.port))
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            words, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while True:
            try:
                status, _, _ = got(self.port, to_query(path, "ASK {}"), ROWS)
            except (OSError, asyncio.IncompleteReadError):
                if time.perf_counter() - begun > _START or self.process.poll() is not None:
                    self.process.kill()
                    raise RuntimeError(f"{command} did not start") from None
                time.sleep(0.02)
            else:
                if status != 200:  # noqa: PLR2004 - HTTP's own number
                    raise RuntimeError(f"{command} answers ASK {{}} with {status}")
                break

    def memory(self) -> tuple[int, int]:
        """The memory of the server, and of its children together, in bytes; what is shared counts for each its part."""
        return _memory(Path(f"/proc/{self.process.pid}")), sum(map(_memory, self._children()))

    def spent(self) -> float:
        """The processor time in seconds of the server and its children, those that have ended too."""
        own = _stat(Path(f"/proc/{self.process.pid}"))
        return (sum(own[11:15]) + sum(sum(_stat(child)[11:13]) for child in self._children())) / _TICKS

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _children(self) -> list[Path]:
        return [path for path in Path("/proc").glob("[0-9]*") if _stat(path)[1] == self.process.pid]


def _stat(process: Path) -> list[int]:
    """What the system tells of a process after its name and state, zeros where it is gone since."""
    try:
        said = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return [0] * 15
    return [0, *map(int, said[1:])]


def _memory(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def beside(work: Path, command: str) -> Iterator[tuple[str, str, str]]:
    """Endpoints over the packaged data: a name, a command, the path at which it answers queries."""
    data = work / "exordf.nt"
    data.write_bytes(Dataset.open().export("ntriples")["exordf.nt"])
    here = Path(sys.executable).parent
    yield "exordf serve", command, "/sparql"
    subprocess.run([here / "oxigraph", "load", "-l", work / "oxigraph", "-f", data], check=True, capture_output=True)
    yield "oxigraph serve", f"{here}/oxigraph serve-read-only -l {work}/oxigraph -b 127.0.0.1:{{port}}", "/query"
    yield "rdflib-endpoint", f"{here}/rdflib-endpoint serve --host 127.0.0.1 --port {{port}} {data}", "/"
