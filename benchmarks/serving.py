"""Serving: many clients at once, some of whose queries never end; and requests a second beside other endpoints.

python -m benchmarks.serving                                        200 clients for a minute, then the three endpoints
python -m benchmarks.serving --seconds 5 --clients 50 --only load   the short form
python -m benchmarks.serving --server "exordf serve --port {port}"  another command
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from benchmarks.clients import Connection, Heard, Lookups, answers, asks, canonical, never_ends
from benchmarks.measure import ROOT, short
from exordf.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OURS = f"{sys.executable} -m benchmarks.endpoint {{port}}"
_START = 120


class Running:
    """A server, started by a command that has `{port}` in it, which answers at `path`."""

    def __init__(self, command: str, path: str = "/sparql") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.path = path
        words = shlex.split(command.format(port=self.port))
        begun = time.perf_counter()
        self.process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                status = asyncio.run(answers(self.port, path))
            except (OSError, asyncio.IncompleteReadError):
                if time.perf_counter() - begun > _START or self.process.poll() is not None:
                    self.process.kill()
                    raise RuntimeError(f"{command} did not start") from None
                time.sleep(0.02)
            else:
                if status != 200:  # noqa: PLR2004 - HTTP's own number
                    raise RuntimeError(f"{command} answers ASK {{}} with {status}")
                break
        self.started = time.perf_counter() - begun

    def memory(self) -> tuple[int, int]:
        """The memory of the server, and of its children together, in bytes; what is shared counts for each its part."""
        children = [path.parent for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == self.process.pid]
        return _memory(Path(f"/proc/{self.process.pid}")), sum(map(_memory, children))

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # gone since
        return 0


def _memory(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def lookups(dataset: Dataset) -> Lookups:
    """What is said of every subject that has a name, asked of the embedded store."""
    things = dataset.store.query("SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) } ORDER BY ?s").column("s")
    known = {}
    for thing in things:
        assert isinstance(thing, ox.NamedNode)  # noqa: S101 - the query says so
        with dataset.store.answering(f"SELECT ?p ?o WHERE {{ {thing} ?p ?o }}") as answer:
            assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
            known[thing.value] = canonical(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    return Lookups(known)


def load(server: Running, queries: Lookups, clients: int, endless: int, seconds: float) -> dict[str, Any]:
    """So many clients at once, `endless` of them with queries that never end: what they heard, and the memory."""
    return asyncio.run(_load(server, queries, clients, endless, seconds))


async def _load(server: Running, queries: Lookups, clients: int, endless: int, seconds: float) -> dict[str, Any]:
    good, bad = Heard(), Heard()
    begun = time.perf_counter()
    until = begun + seconds
    memory: list[tuple[float, int, int]] = []

    async def watch() -> None:
        while time.perf_counter() < until:
            memory.append((time.perf_counter() - begun, *await asyncio.to_thread(server.memory)))
            await asyncio.sleep(max(0.5, seconds / 60))

    asking = clients - endless
    at = [Connection(server.port, server.path) for _ in range(clients)]
    await asyncio.gather(
        watch(),
        *(asks(at[number], queries.from_(number, asking), until, good) for number in range(asking)),
        *(never_ends(at[asking + number], number, until, bad) for number in range(endless)),
    )
    taken = sorted(good.seconds)
    return {
        "good": len(taken),
        "a second": len(taken) / (time.perf_counter() - begun),
        "wrong": good.wrong,
        "lost": good.lost,
        "told to come again": good.statuses[429],
        "p50 ms": 1000 * _quantile(taken, 0.5),
        "p99 ms": 1000 * _quantile(taken, 0.99),
        "most ms": 1000 * (taken[-1] if taken else 0),
        "statuses": {str(status): count for status, count in sorted(good.statuses.items())},
        "endless": {str(status): count for status, count in sorted(bad.statuses.items())},
        "endless lost": bad.lost,
        "server MB": _over_time([server for _, server, _ in memory]),
        "workers MB": _over_time([workers for _, _, workers in memory]),
    }


def _quantile(taken: Sequence[float], part: float) -> float:
    return taken[min(len(taken) - 1, int(part * len(taken)))] if taken else 0.0


def _over_time(found: Sequence[int]) -> dict[str, float]:
    """The memory in the first and the last quarter of the time, as medians, and the most, in MB."""
    quarter = max(1, len(found) // 4)
    return {
        "first quarter": round(statistics.median(found[:quarter]) / 1e6, 1),
        "last quarter": round(statistics.median(found[-quarter:]) / 1e6, 1),
        "most": round(max(found) / 1e6, 1),
    }


def beside(work: Path, command: str) -> Iterator[tuple[str, str, str]]:
    """Endpoints over the packaged data: a name, a command, the path at which it answers queries."""
    data = work / "exordf.nt"
    data.write_bytes(Dataset.open().export("ntriples")["exordf.nt"])
    here = Path(sys.executable).parent
    yield "exordf", command, "/sparql"
    subprocess.run([here / "oxigraph", "load", "-l", work / "oxigraph", "-f", data], check=True, capture_output=True)
    yield "oxigraph serve", f"{here}/oxigraph serve-read-only -l {work}/oxigraph -b 127.0.0.1:{{port}}", "/query"
    yield "rdflib-endpoint", f"{here}/rdflib-endpoint serve --host 127.0.0.1 --port {{port}} {data}", "/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="how long (default: 60)")
    parser.add_argument("--clients", type=int, default=200, help="how many at once (default: 200)")
    parser.add_argument("--endless", type=int, help="how many of them ask without end (default: one in ten)")
    parser.add_argument("--server", default=OURS, help="the command that starts the server, with {port} in it")
    parser.add_argument("--only", choices=["load", "rate"], help="only this part")
    options = parser.parse_args()
    endless = options.clients // 10 if options.endless is None else options.endless
    queries = lookups(Dataset.open())
    with tempfile.TemporaryDirectory(prefix="exordf-serving-") as folder:
        os.environ.setdefault("EXORDF_CACHE", f"{folder}/stores")
        if options.only != "rate":
            server = Running(options.server)
            try:
                told = load(server, queries, options.clients, endless, options.seconds)
            finally:
                server.stop()
            sys.stdout.write(f"{json.dumps(told, indent=1)}\nstarted in {short(server.started)} s\n")
        if options.only != "load":
            for name, command, path in beside(Path(folder), options.server):
                server = Running(command, path)
                try:
                    told = load(server, queries, 8, 0, min(10, options.seconds))
                finally:
                    server.stop()
                sys.stdout.write(
                    f"{name}: {short(told['a second'])} lookups/s, p50 {short(told['p50 ms'])} ms, p99"
                    f" {short(told['p99 ms'])} ms, {told['wrong']} wrong, started in {short(server.started)} s\n"
                )


if __name__ == "__main__":
    main()
