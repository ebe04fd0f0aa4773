"""Rows: each named query on the store on disk beside Virtuoso over HTTP, at its own data on disk."""

from __future__ import annotations

import re
import shutil
import statistics
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from benchmarks.asking import digest, named_queries
from benchmarks.measure import Spread, job, run, short
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.inputs import World
    from exordf.store.store_protocol import Store
    from tests.servers import Server

_TURNS = 3
_ASKED = 2
_LOADING = 3600
# What Virtuoso's handbook gives a machine with 2 GB to spare, and answers in one piece: it would make each page anew.
_SETTINGS = {"NumberOfBuffers": 170_000, "MaxDirtyBuffers": 130_000, "ResultSetMaxRows": 100_000_000}


@dataclass(frozen=True)
class Timed:
    """One query on one side: its seconds without the first time, which warms up, and its answer.

    There are no rows where it was stopped, nor where it was refused, of which `refused` says why.
    """

    seconds: tuple[float, ...]
    rows: list[Any] | None
    refused: str = ""


def beside_virtuoso(world: World, work: Path, limit: float) -> tuple[list[Row], Row]:
    """A row for each query, slowest beside Virtuoso first; and one that sums them up with the worst of them.

    What does not end in `limit` seconds is stopped, so that they are the least that it takes.
    """
    pairs = {}
    run(job("benchmarks.on_disk", "opening", world.reviews), _LOADING)
    server = _virtuoso(work / "virtuoso", world.whole)
    try:
        for name, query in named_queries().items():
            pairs[name] = _ours(world, name, limit), _theirs(server, query.text, limit)
    finally:
        server.stop()
    rows = [_row(world, name, *pair) for name, pair in pairs.items() if any(side.rows for side in pair)]
    rows.sort(key=lambda row: -row.ratio.median)
    worst, met = rows[0], sum(1 for row in rows if row.met)
    means = statistics.geometric_mean(row.ratio.median for row in rows)
    said = [f"{met} of {len(rows)} within; geometric mean {short(means)}; worst {worst.what}"]
    said += [f"`{name}` fails there: {theirs.refused}" for name, (_, theirs) in pairs.items() if theirs.refused]
    if both := [f"`{name}`" for name, pair in pairs.items() if not any(side.rows for side in pair)]:
        said.append(f"no answer on either side in {limit:g} s: {', '.join(both)}")
    return rows, replace(worst, what="each named query, on disk", agreed="; ".join(said))


def _row(world: World, name: str, ours: Timed, theirs: Timed) -> Row:
    times = Spread.of([x / y for x, y in zip(ours.seconds, theirs.seconds, strict=True)])
    if theirs.refused:
        agreed = "refused there"
    elif not (ours.rows and theirs.rows):
        agreed = f"{'ours' if theirs.rows else 'theirs'} stopped"
    else:
        same = ours.rows == theirs.rows
        agreed = f"{ours.rows[0]:,} rows" if same else f"differ: {ours.rows[0]:,} and {theirs.rows[0]:,} rows"
    cells = [f"{Spread.of(side.seconds)} s" for side in (ours, theirs)]
    return Row(f"`{name}`", world.size, cells[0], "Virtuoso over HTTP", cells[1], times, _ASKED, agreed, at_least=False)


def _ours(world: World, name: str, limit: float) -> Timed:
    once = run(job("benchmarks.on_disk", "asking", world.reviews, name), limit * (_TURNS + 1))
    if once.stopped:
        return Timed((limit,) * _TURNS, None)
    return Timed(tuple(once.answer["seconds"]), once.answer["rows"])


def _theirs(server: Server, text: str, limit: float) -> Timed:
    from exordf.errors import StoreError  # noqa: PLC0415 - each job imports what it needs, so that none pays for another
    from exordf.store.http_client import RetryPolicy  # noqa: PLC0415

    store = replace(server.store, patience=RetryPolicy(seconds=limit, tries=1))
    begun = time.perf_counter()
    try:
        return _timed(store, text)
    except StoreError as error:
        if time.perf_counter() - begun < limit:
            return Timed((limit,) * _TURNS, None, error.what.partition(": ")[2] or error.what)
        server.stop()  # or the query that nobody waits for would go on
        server.start()
        return Timed((limit,) * _TURNS, None)


def _virtuoso(home: Path, data: Path) -> Server:
    """A server that holds the data."""
    from tests.servers import GRAPH, Server  # noqa: PLC0415 - see above

    shutil.rmtree(home, ignore_errors=True)
    server = Server(home, "virtuoso")
    server.stop()
    settings = home / "virtuoso.ini"
    text = settings.read_text()
    for name, value in _SETTINGS.items():
        text = re.sub(rf"^{name} *=.*$", f"{name} = {value}", text, flags=re.MULTILINE)
    settings.write_text(text)
    server.start()
    (home / "whole.nt").symlink_to(data)
    server.isql(f"ld_dir('{home}', 'whole.nt', '{GRAPH}');\nrdf_loader_run();", _LOADING)
    server.settle()
    return server


def _timed(store: Store, text: str) -> Timed:
    """A query several times; the first only warms up."""
    from exordf.rdf.rows import text as words  # noqa: PLC0415 - see above

    seconds = []
    for _ in range(_TURNS + 1):
        begun = time.perf_counter()
        rows = store.query(text)
        seconds.append(time.perf_counter() - begun)
    return Timed(tuple(seconds[1:]), digest([words(term) for term in row] for row in rows.terms))


def opening(reviews: str) -> Callable[[], int]:
    """Job: open the store on disk, which makes it where there is none."""
    from exordf.dataset.core import Dataset  # noqa: PLC0415 - see above

    return lambda: len(Dataset.open(reviews).store)


def asking(reviews: str, name: str) -> Callable[[], dict[str, Any]]:
    """Job: one named query on the store on disk, several times."""
    from exordf.dataset.core import Dataset  # noqa: PLC0415 - see above

    store, text = Dataset.open(reviews).store, named_queries()[name].text
    return lambda: asdict(_timed(store, text))
