"""The benchmarks: exordf beside its peers, as ratios; the table goes to docs/benchmarks.md, the chart beside it.

python -m benchmarks.run           under five minutes
python -m benchmarks.run --full    every size that is asked for, to ten million triples: hours
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import asking, chart, commands, inputs, load, validate
from benchmarks.measure import ROOT
from benchmarks.table import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.inputs import World
    from benchmarks.table import Row

PAGE = ROOT / "docs" / "benchmarks.md"
PEERS = ("pyoxigraph", "oxigraph", "rdflib", "pyshacl", "pyrudof")
SIZES = {
    "13 k": 13_000, "131 k": 131_000, "300 k": 300_000, "1 M": 1_000_000, "3 M": 3_000_000, "10 M": 10_000_000,
}  # fmt: skip
GROUPS = ("load", "core", "all", "pyrudof", "growth", "queries", "virtuoso", "process", "build")


def rows(groups: list[str], world: Callable[[str], World], work: Path, *, full: bool, largest: str) -> Iterator[Row]:
    """Every row of some groups, in the order of the table."""
    if "load" in groups:
        yield from load.rows(world("131 k"), 5 if full else 2)
        if full:
            yield from load.rows(world("1 M"), 3)
    if "core" in groups:
        size = "131 k" if full else "13 k"  # pySHACL takes half a minute for the larger one
        yield validate.beside_pyshacl("core constraints", world(size), world(size).core, 20, 3 if full else 2)
    if "all" in groups:
        yield validate.beside_pyshacl("all constraints", world("13 k"), world("13 k").shapes, 100, 3 if full else 1)
        if full:
            yield validate.beside_pyshacl("all constraints", world("131 k"), world("131 k").shapes, 100, 1)
    if "pyrudof" in groups:
        size = "131 k" if full else "13 k"
        yield from validate.beside_pyrudof(world(size), 3)
        if full:
            yield from validate.beside_pyrudof(world("1 M"), 1)
    if "growth" in groups:
        names = list(SIZES)
        sizes = (
            [name for name in names[1 : names.index(largest) + 1] if name != "300 k"] if full else ["131 k", "300 k"]
        )
        yield validate.growth([world(size) for size in sizes], 3 if not full else 1)
    if "queries" in groups:
        yield asking.beside_rdflib(world("131 k" if full else "13 k"), 2, 120 if full else 20)
    if "virtuoso" in groups and full:
        each, whole = asking.beside_virtuoso(world("1 M"), work)
        yield whole
        yield from each
    if "process" in groups:
        yield from commands.asking(9 if full else 5, work / "cache")
    if "build" in groups:
        yield commands.building(3 if full else 2)


def page(found: list[Row], *, full: bool) -> str:
    """The page for people: the machine, the versions, the table."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    mode = "full" if full else "quick"
    return f"""# Benchmarks

exordf beside its peers on made-up corpora in the shape of the packaged review (`benchmarks/corpus.py`), made by
`make bench` in {mode} mode. Every measure is a process of its own, ours and the peer's in turn; a time is the median, with
the least and the most. A ratio is the median over the pairs, as times carry over from machine to machine only as ratios.
A size is the triples of the records; ontology, links and views (11 thousand and up) come on top. Both sides are given the
same data, and their answers are compared before their times are.

{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {versions}.

![The ratios against what is asked of them](benchmarks.svg)

{markdown(found)}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="every size that is asked for")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS), help="only these groups of rows")
    parser.add_argument("--largest", choices=list(SIZES), default="10 M", help="the largest size for the growth")
    parser.add_argument("--work", type=Path, help="where corpora are made and kept (default: a temporary folder)")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page (default: docs/benchmarks.md)")
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="exordf-bench-") as folder:
        work = (options.work or Path(folder)).resolve()
        os.environ["EXORDF_CACHE"] = str(work / "stores")

        def world(size: str) -> World:
            return inputs.world(work, size, SIZES[size])

        found = []
        for row in rows(options.only, world, work, full=options.full, largest=options.largest):
            found.append(row)
            sys.stdout.write(f"{time.monotonic() - begun:6.0f} s  {'  '.join(row.cells())}\n")
            sys.stdout.flush()
    options.out.write_text(page(found, full=options.full), encoding="utf-8")
    options.out.with_suffix(".svg").write_text(chart.drawn(found), encoding="utf-8")


if __name__ == "__main__":
    main()
