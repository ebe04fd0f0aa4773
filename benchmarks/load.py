"""Rows: load to memory, beside rdflib, and beside parsing alone, which is the limit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Differ, in_turn, job
from benchmarks.table import faster, within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.inputs import World
    from benchmarks.table import Row


def rows(world: World, runs: int, *, peer_too: bool = True) -> Iterator[Row]:
    """Both rows for one size; without rdflib where that would take minutes."""
    ours = job("benchmarks.load", "exordf", world.records)
    if peer_too:
        a, b = in_turn(ours, job("benchmarks.load", "rdflib", world.records), runs)
        yield faster("load to memory", world.size, a, "rdflib", b, asked=12, agreed=_same(a[0].answer, b[0].answer))
    a, b = in_turn(ours, job("benchmarks.load", "parsing", world.records), max(runs, 3))
    yield within("load to memory", world.size, a, "parsing alone", b, asked=2.5, agreed=_same(a[0].answer, b[0].answer))


def _same(ours: int, theirs: int) -> str:
    if ours != theirs:
        raise Differ(f"{ours:,} triples loaded, {theirs:,} by the peer")
    return f"{ours:,} triples"


def exordf(path: str) -> Callable[[], int]:
    """Job: a Turtle file into a store in memory."""
    from exordf.store.oxigraph import OxigraphStore  # noqa: PLC0415 - each job imports what it needs; none pays for another

    def work() -> int:
        store = OxigraphStore()
        store.read([Path(path)])
        return len(store)

    return work


def rdflib(path: str) -> Callable[[], int]:
    """Job: the same into a graph of rdflib."""
    import rdflib  # noqa: PLC0415 - see above

    return lambda: len(rdflib.Graph().parse(path, format="turtle"))


def parsing(path: str) -> Callable[[], int]:
    """Job: parse the file and keep nothing."""
    import pyoxigraph  # noqa: PLC0415 - see above

    return lambda: sum(1 for _ in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE))
