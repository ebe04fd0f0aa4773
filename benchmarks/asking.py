"""Rows: the named queries beside rdflib in memory."""

from __future__ import annotations

import hashlib
import math
import signal
import statistics
import time
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Differ, Spread, in_turn, job, run
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.inputs import World
    from exordf.sparql.named_queries import NamedQuery


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


def named_queries() -> dict[str, NamedQuery]:
    """The queries that come with the toolkit, by name."""
    from exordf import files  # noqa: PLC0415 - each job imports what it needs, so that none pays for another
    from exordf.sparql import named_queries as queries  # noqa: PLC0415 - the same

    return queries.read_folder(files.package_folder("queries/named"))


def digest(rows: Iterable[Sequence[str]]) -> list[Any]:
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

    from exordf.rdf.rows import text  # noqa: PLC0415
    from exordf.store.oxigraph import OxigraphStore  # noqa: PLC0415

    engine = ox.Store()
    engine.load(path=data, format=ox.RdfFormat.N_TRIPLES)
    store, named = OxigraphStore(engine), named_queries()

    def work() -> dict[str, Any]:
        told = {}
        for name, query in named.items():
            begun = time.perf_counter()
            rows = store.query(query.text)
            seconds = time.perf_counter() - begun
            told[name] = {"seconds": seconds, "rows": digest([text(term) for term in row] for row in rows.terms)}
        return told

    return work


def rdflib(data: str, limit: str) -> Callable[[], dict[str, Any]]:
    """Job: every named query on a graph of rdflib, each cut off after so many seconds."""
    import rdflib  # noqa: PLC0415 - see above

    graph, named = rdflib.Graph().parse(data, format="nt"), named_queries()

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
                told[name] = {"seconds": time.perf_counter() - begun, "rows": digest(rows)}
            except TimeoutError:
                told[name] = {"seconds": float(limit), "rows": None}
        return told

    return work
