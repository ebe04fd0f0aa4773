"""Rows: the named queries beside rdflib in memory, and each of them on disk beside Virtuoso over HTTP."""

from __future__ import annotations

import hashlib
import math
import signal
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Differ, Spread, in_turn, job, run, short
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.inputs import World
    from exordf.queries import NamedQuery

_TURNS = 3


def beside_rdflib(world: World, runs: int, limit: float) -> Row:
    """One row: the geometric mean over queries; one that takes rdflib over `limit` seconds counts as that."""
    theirs_job = job("benchmarks.asking", "rdflib", world.whole, limit)
    a, b = in_turn(job("benchmarks.asking", "exordf", world.whole), theirs_job, runs)
    names = sorted(a[0].answer)
    cut = [name for name in names if b[0].answer[name]["rows"] is None]
    agreed = _same(a[0].answer, b[0].answer)
    means = [
        statistics.geometric_mean(theirs.answer[name]["seconds"] / ours.answer[name]["seconds"] for name in names)
        for ours, theirs in zip(a, b, strict=True)
    ]
    sums = [
        f"{Spread.of([sum(each['seconds'] for each in once.answer.values()) for once in side])} s" for side in (a, b)
    ]
    agreed += f"; {len(cut)} cut at {limit:g} s" if cut else ""
    return Row(f"the {len(names)} named queries", world.size, sums[0], "rdflib", sums[1], Spread.of(means), 40, agreed)


def beside_virtuoso(world: World, work: Path) -> tuple[list[Row], Row]:
    """A row for each query on disk, slowest first; and one that sums them up: the worst of them."""
    once = run(job("benchmarks.asking", "both_on_disk", world.reviews, world.whole, work / "virtuoso"))
    rows = []
    refused = {name: said for name, (ours, _, said) in once.answer.items() if not ours}
    for name, (ours, theirs, agreed) in once.answer.items():
        if name in refused:
            continue
        a, b = Spread.of(ours), Spread.of(theirs)
        times = Spread.of([x / y for x, y in zip(ours, theirs, strict=True)])
        rows.append(
            Row(f"`{name}`", world.size, f"{a} s", "Virtuoso over HTTP", f"{b} s", times, 2, agreed, at_least=False)
        )
    rows.sort(key=lambda row: -row.ratio.median)
    worst, met = rows[0], sum(1 for row in rows if row.met)
    means = statistics.geometric_mean(row.ratio.median for row in rows)
    said = f"{met} of {len(rows)} within; geometric mean {short(means)}; worst {worst.what}"
    said += "".join(f"; `{name}` fails there: {why.partition(': ')[2] or why}" for name, why in refused.items())
    whole = Row(
        "each named query, on disk", world.size, worst.ours, worst.peer, worst.theirs, worst.ratio, 2, said,
        at_least=False,
    )  # fmt: skip
    return rows, whole


def slowest(world: World, most: int = 8) -> list[tuple[str, float]]:
    """The queries that take longest here, with their seconds."""
    answer = run(job("benchmarks.asking", "exordf", world.whole)).answer
    return sorted(((name, each["seconds"]) for name, each in answer.items()), key=lambda pair: -pair[1])[:most]


def _same(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    for name, answer in ours.items():
        other = theirs[name]["rows"]
        if other is not None and answer["rows"] != other:
            raise Differ(f"{name}: ours {answer['rows']}, the peer {other}")
    return f"{sum(each['rows'][0] for each in ours.values()):,} rows"


def _named() -> dict[str, NamedQuery]:
    from exordf import files, queries  # noqa: PLC0415 - each job imports what it needs, so that none pays for another

    return queries.read_folder(files.own("queries"))


def _digest(rows: Iterable[Sequence[str]]) -> list[Any]:
    """How many rows, and what they say, in whatever order."""
    lines = sorted("\t".join(map(_plain, row)) for row in rows)
    return [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]]


def _plain(word: str) -> str:
    """A number as a number: engines write decimals differently."""
    try:
        number = float(word)
    except ValueError:
        return word
    return f"{number:.9g}" if math.isfinite(number) else word


def exordf(data: str) -> Callable[[], dict[str, Any]]:
    """Job: every named query on a store in memory."""
    import pyoxigraph as ox  # noqa: PLC0415 - see above

    from exordf.rows import text  # noqa: PLC0415
    from exordf.store import MemoryStore  # noqa: PLC0415

    engine = ox.Store()
    engine.load(path=data, format=ox.RdfFormat.N_TRIPLES)
    store, named = MemoryStore(engine), _named()

    def work() -> dict[str, Any]:
        told = {}
        for name, query in named.items():
            begun = time.perf_counter()
            rows = store.query(query.text)
            seconds = time.perf_counter() - begun
            told[name] = {"seconds": seconds, "rows": _digest([text(term) for term in row] for row in rows.terms)}
        return told

    return work


def rdflib(data: str, limit: str) -> Callable[[], dict[str, Any]]:
    """Job: every named query on a graph of rdflib, each cut off after so many seconds."""
    import rdflib  # noqa: PLC0415 - see above

    graph, named = rdflib.Graph().parse(data, format="nt"), _named()

    def stop(*_: object) -> None:
        raise TimeoutError

    def work() -> dict[str, Any]:
        told: dict[str, Any] = {}
        signal.signal(signal.SIGALRM, stop)
        for name, query in named.items():
            begun = time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, float(limit))
            try:
                rows = [["" if term is None else str(term) for term in row] for row in graph.query(query.text)]  # type: ignore[union-attr]
                signal.setitimer(signal.ITIMER_REAL, 0)
                told[name] = {"seconds": time.perf_counter() - begun, "rows": _digest(rows)}
            except TimeoutError:
                told[name] = {"seconds": float(limit), "rows": None}
        return told

    return work


def both_on_disk(reviews: str, data: str, place: str) -> Callable[[], dict[str, Any]]:
    """Job: every named query, here from the store on disk, there from Virtuoso, in turn, each several times."""
    from exordf.errors import StoreError  # noqa: PLC0415 - see above
    from exordf.opened import Opened  # noqa: PLC0415
    from exordf.rows import text  # noqa: PLC0415
    from tests.servers import GRAPH, Server  # noqa: PLC0415

    ours, named = Opened.open(reviews).store, _named()
    server = Server(Path(place), "virtuoso")
    settings = Path(place) / "virtuoso.ini"
    server.stop()  # what its handbook gives a machine with 2 GB to spare
    settings.write_text(settings.read_text().replace("= 10000\n", "= 170000\n", 1).replace("= 6000\n", "= 130000\n", 1))
    server.start()
    (Path(place) / "whole.nt").symlink_to(data)
    server.isql(f"ld_dir('{place}', 'whole.nt', '{GRAPH}');\nrdf_loader_run();\ncheckpoint;")

    def work() -> dict[str, Any]:
        told: dict[str, Any] = {}
        try:
            for name, query in named.items():
                times: tuple[list[float], list[float]] = [], []
                digests = []
                try:
                    for _ in range(_TURNS + 1):
                        for side, store in zip(times, (ours, server.store), strict=True):
                            begun = time.perf_counter()
                            rows = store.query(query.text)
                            side.append(time.perf_counter() - begun)
                            digests.append(_digest([text(term) for term in row] for row in rows.terms))
                except StoreError as error:
                    told[name] = ([], [], error.what)
                    continue
                same = digests[-1] == digests[-2]
                agreed = (
                    f"{digests[-2][0]:,} rows" if same else f"differ: {digests[-2][0]:,} and {digests[-1][0]:,} rows"
                )
                told[name] = (times[0][1:], times[1][1:], agreed)
        finally:
            server.stop()
        return told

    return work
