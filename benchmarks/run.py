"""The benchmarks: exordf beside its peers, as ratios; the table goes to benchmarks/README.md, the chart beside it.

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import asking, chart, commands, inputs, load, on_disk, validate
from benchmarks.measure import LIMIT, ROOT
from benchmarks.table import markdown
from exordf import output_files
from exordf.cli import options as shared

if TYPE_CHECKING:
    from benchmarks.inputs import World
    from benchmarks.table import Row

PAGE = ROOT / "benchmarks" / "README.md"
# Seconds after which quick mode stops the peers that would take minutes, and each query on disk is stopped.
QUICK = 60
PEERS = ("pyoxigraph", "oxigraph", "rdflib", "pyshacl", "pyrudof")
SIZES = {
    "13 k": 13_000, "131 k": 131_000, "300 k": 300_000, "1 M": 1_000_000, "3 M": 3_000_000, "10 M": 10_000_000,
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """How much is measured, and where the worlds are made."""

    work: Path
    full: bool
    largest: str

    def world(self, size: str) -> World:
        return inputs.world(self.work, size, SIZES[size])


def _load(setting: Setting) -> Iterator[Row]:
    yield from load.rows(setting.world("131 k"), 5 if setting.full else 2)
    if setting.full:
        yield from load.rows(setting.world("1 M"), 3)


def _core(setting: Setting) -> Iterator[Row]:
    world = setting.world("131 k")
    yield validate.beside_pyshacl("core constraints", world, world.core, 20, 3 if setting.full else 1, LIMIT)


def _all(setting: Setting) -> Iterator[Row]:
    for size, runs in (("13 k", 2), ("131 k", 1)) if setting.full else (("13 k", 1),):
        world = setting.world(size)
        yield validate.beside_pyshacl(
            "all constraints", world, world.shapes, 100, runs, LIMIT if setting.full else QUICK
        )


def _pyrudof(setting: Setting) -> Iterator[Row]:
    for size, runs in (("131 k", 3), ("1 M", 1)) if setting.full else (("13 k", 3),):
        yield from validate.beside_pyrudof(setting.world(size), runs)


def _growth(setting: Setting) -> Iterator[Row]:
    every = [size for size in SIZES if SIZES["131 k"] <= SIZES[size] <= SIZES[setting.largest] and size != "300 k"]
    yield validate.growth([setting.world(size) for size in (every if setting.full else ("131 k", "300 k"))], 1)


def _queries(setting: Setting) -> Iterator[Row]:
    yield asking.beside_rdflib(setting.world("131 k" if setting.full else "13 k"), 2, 120 if setting.full else 20)


def _virtuoso(setting: Setting) -> Iterator[Row]:
    if setting.full:
        each, whole = on_disk.beside_virtuoso(setting.world("1 M"), setting.work, QUICK)
        yield from (whole, *each)


def _process(setting: Setting) -> Iterator[Row]:
    yield from commands.asking(9 if setting.full else 5, setting.work / "cache")


def _build(setting: Setting) -> Iterator[Row]:
    yield commands.building(3 if setting.full else 1, LIMIT if setting.full else QUICK)


GROUPS: dict[str, Callable[[Setting], Iterator[Row]]] = {
    "load": _load,
    "core": _core,
    "all": _all,
    "pyrudof": _pyrudof,
    "growth": _growth,
    "queries": _queries,
    "virtuoso": _virtuoso,
    "process": _process,
    "build": _build,
}


def page(found: list[Row], *, full: bool) -> str:
    """The page for people: the machine, the versions, the table."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    mode = "full" if full else "quick"
    return f"""# Benchmarks

exordf compared with other tools on synthetic corpora in the shape of the packaged review (`benchmarks/corpus.py`),
written by `make bench` in {mode} mode. Each measurement is a separate process; ours and the peer's alternate. Times
are medians of processor seconds with minimum and maximum, and ratios are medians over the pairs; the ratio of
wall-clock times, which also depends on other load, is given beside them. The size is the number of triples of the
records; ontology, links and views (18 thousand and more) are added to it. Both sides read the same data, and their
answers are compared before their times.

{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {versions}.

[server.md](server.md) has the figures of `exordf serve`; [large.md](large.md) has larger sizes, and what was tried
where a row falls short.

![The ratios and their targets](README.svg)

{markdown(found)}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="every size that is asked for")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS), help="only these groups of rows")
    parser.add_argument("--largest", choices=list(SIZES), default="10 M", help="the largest size for the growth")
    parser.add_argument("--work", type=Path, help="where corpora are made and kept (default: a temporary folder)")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page (default: benchmarks/README.md)")
    shared.overwrite(parser)
    options = parser.parse_args()
    if options.out != PAGE:
        for made in (options.out, options.out.with_suffix(".svg")):
            output_files.refuse_foreign(made, overwrite=options.overwrite)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="exordf-bench-") as folder:
        work = (options.work or Path(folder)).resolve()
        os.environ["EXORDF_CACHE"] = str(work / "stores")

        setting = Setting(work, options.full, options.largest)
        found = []
        for row in (row for name in options.only for row in GROUPS[name](setting)):
            found.append(row)
            sys.stdout.write(f"{time.monotonic() - begun:6.0f} s  {'  '.join(row.cells())}\n")
            sys.stdout.flush()
    options.out.write_text(page(found, full=options.full), encoding="utf-8")
    options.out.with_suffix(".svg").write_text(chart.drawn(found), encoding="utf-8")


if __name__ == "__main__":
    main()
