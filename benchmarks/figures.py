"""Figures of a server: how soon it is there, answers a second, a crowd of whom some never end, what pages weigh."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clients import Connection, Heard, asks, got, never_ends
from benchmarks.measure import ROOT, Spread
from benchmarks.running import environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.questions import Series
    from benchmarks.running import Running

_LINKED = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
_GZIP = "Accept-Encoding: gzip\r\n"


@dataclass(frozen=True)
class Start:
    """Seconds from the command to its address, the first answer of /health, the first page whole; and of processor."""

    address: float
    health: float
    page: float
    processor: float


def start(cache: str) -> Start:
    """One start of `exordf serve` with the store kept in a folder, or to be kept there."""
    command = [sys.executable, "-m", "exordf", "serve", "--port", "0"]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(EXORDF_CACHE=cache), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            port = int(process.stdout.readline().strip().rstrip("/").rpartition(":")[2])
            times = [time.perf_counter() - begun]
            for path in ("/health", "/"):
                status, _, body = got(port, path)
                if status != 200 or (path == "/" and b"</html>" not in body):  # noqa: PLR2004 - HTTP's own number
                    raise RuntimeError(f"{path} is answered with {status}")
                times.append(time.perf_counter() - begun)
            said = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        finally:
            process.kill()
    return Start(*times, sum(map(int, said[11:13])) / os.sysconf("SC_CLK_TCK"))


def starts(runs: int) -> dict[str, list[Start]]:
    """Starts with the store kept from the last time, and with none kept."""
    with tempfile.TemporaryDirectory(prefix="exordf-start-") as folder:
        start(f"{folder}/warm")
        return {
            "the store is kept": [start(f"{folder}/warm") for _ in range(runs)],
            "no store is kept": [start(f"{folder}/cold-{run}") for run in range(runs)],
        }


@dataclass(frozen=True)
class Rate:
    """What clients were given of one kind of question in one go; `processor` is the server's seconds an answer."""

    a_second: float
    p50: float
    p99: float
    processor: float
    wrong: int
    lost: int


def rate(server: Running, questions: Series[Any], clients: int, seconds: float, first: int) -> Rate:
    """Answers to so many clients at once; `first` is the number of the first question."""
    return asyncio.run(_rate(server, questions, clients, seconds, first))


async def _rate(server: Running, questions: Series[Any], clients: int, seconds: float, first: int) -> Rate:
    heard = Heard()
    before, begun = server.spent(), time.perf_counter()
    await asyncio.gather(
        *(
            asks(Connection(server.port), questions.from_(first + number, clients), begun + seconds, heard)
            for number in range(clients)
        )
    )
    took, spent = time.perf_counter() - begun, server.spent() - before
    taken = sorted(heard.seconds)
    number = max(1, len(taken))
    return Rate(len(taken) / took, quantile(taken, 0.5), quantile(taken, 0.99), spent / number, heard.wrong, heard.lost)


def load(server: Running, questions: Series[Any], clients: int, endless: int, seconds: float) -> dict[str, Any]:
    """So many clients at once, `endless` of them with queries that never end: what they heard, and the memory."""
    return asyncio.run(_load(server, questions, clients, endless, seconds))


async def _load(server: Running, questions: Series[Any], clients: int, endless: int, seconds: float) -> dict[str, Any]:
    good, bad = Heard(), Heard()
    memory: list[tuple[int, int]] = []
    begun = time.perf_counter()
    until = begun + seconds

    async def watch() -> None:
        while time.perf_counter() < until:
            memory.append(await asyncio.to_thread(server.memory))
            await asyncio.sleep(max(0.5, seconds / 60))

    asking = clients - endless
    at = [Connection(server.port) for _ in range(clients)]
    await asyncio.gather(
        watch(),
        *(asks(at[number], questions.from_(number, asking), until, good) for number in range(asking)),
        *(never_ends(at[asking + number], server.path, number, until, bad) for number in range(endless)),
    )
    taken = sorted(good.seconds)
    return {
        "good": len(taken),
        "a second": len(taken) / (time.perf_counter() - begun),
        "wrong": good.wrong,
        "lost": good.lost,
        "told to come again": good.statuses[429],
        "p50 ms": 1000 * quantile(taken, 0.5),
        "p99 ms": 1000 * quantile(taken, 0.99),
        "most ms": 1000 * (taken[-1] if taken else 0),
        "statuses": {str(status): count for status, count in sorted(good.statuses.items())},
        "endless": {str(status): count for status, count in sorted(bad.statuses.items())},
        "endless lost": bad.lost,
        "server MB": _over_time([server for server, _ in memory]),
        "workers MB": _over_time([workers for _, workers in memory]),
    }


def quantile(taken: Sequence[float], part: float) -> float:
    """The value below which a part of sorted values lies, zero where there are none."""
    return taken[min(len(taken) - 1, int(part * len(taken)))] if taken else 0.0


def _over_time(found: Sequence[int]) -> dict[str, float]:
    """The memory in each quarter of the time, as medians, and the most, in MB."""
    quarter = max(1, len(found) // 4)
    parts = [found[at * quarter : (at + 1) * quarter] or found[-1:] for at in range(4)]
    names = ("first quarter", "second quarter", "third quarter", "last quarter")
    return {name: round(statistics.median(part) / 1e6, 1) for name, part in zip(names, parts, strict=True)} | {
        "most": round(max(found) / 1e6, 1)
    }


@dataclass(frozen=True)
class Weight:
    """Bytes of a page and of the styles and scripts that it loads: as they are, and as they are sent compressed."""

    page: tuple[int, int]
    styles: tuple[int, int]
    scripts: tuple[int, int]

    @property
    def sent(self) -> int:
        """What is sent in all to a browser that has nothing of it."""
        return self.page[1] + self.styles[1] + self.scripts[1]


def weight(server: Running, address: str) -> Weight:
    """What a page weighs, as a browser is sent it."""
    _, _, body = got(server.port, address)
    linked = sorted({match.decode() for match in _LINKED.findall(body)})

    def both(paths: Sequence[str]) -> tuple[int, int]:
        sizes = [(len(got(server.port, path, "*/*")[2]), _sent(server, path)) for path in paths]
        return sum(raw for raw, _ in sizes), sum(sent for _, sent in sizes)

    styles, scripts = ([path for path in linked if path.endswith(end)] for end in (".css", ".js"))
    return Weight(both([address]), both(styles), both(scripts))


def _sent(server: Running, path: str) -> int:
    """The bytes of an answer to a browser, which takes compressed ones."""
    _, headers, body = got(server.port, path, "text/html,*/*;q=0.8", _GZIP)
    if headers.get("content-encoding") == "gzip":
        gzip.decompress(body)
    return len(body)


def sizes(work: Path) -> Mapping[str, int]:
    """Bytes that an environment takes after `pip install .` in a checkout, and what `pip install '.[serve]'` adds."""
    place = work / "environment"
    venv.create(place, with_pip=True)
    bare = _bytes(place)
    found = {}
    for extra in ("", "[serve]"):
        subprocess.run(
            [place / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", f"{ROOT}{extra}"],
            check=True,
            env=environment(PIP_CONSTRAINT=str(ROOT / "constraints.txt")),
        )
        found[f".{extra}"] = _bytes(place) - bare - sum(found.values())
    return found


def _bytes(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def spread(values: Sequence[float]) -> str:
    """The median of some values with the least and the most."""
    return str(Spread.of(values))
