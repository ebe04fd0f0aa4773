"""The figures of `exordf serve`, beside other endpoints; the tables go to benchmarks/server.md.

python -m benchmarks.serving          under two minutes
python -m benchmarks.serving --full   as they are reported: five starts, long runs, 200 clients for a minute
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import tempfile
import textwrap
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import figures, questions
from benchmarks.measure import ROOT, short
from benchmarks.running import OURS, Running, beside
from exordf import output_files
from exordf.api import Dataset
from exordf.cli import options as shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.questions import Series

PAGE = ROOT / "benchmarks" / "server.md"
PARTS = ("start", "rate", "load", "weight", "size")
CLIENTS, CROWD = 8, 200
_SLOW = 5
_PACKAGES = (
    "exordf",
    "uvicorn",
    "starlette",
    "Jinja2",
    "httptools",
    "pyoxigraph",
    "oxigraph",
    "rdflib-endpoint",
    "rdflib",
)
_KINDS = {
    "home": "/",
    "search": "/search?q=osteoclast",
    "claims, 100 rows": "/claims",
    "claims, 1,000 rows": "/claims?rows=1000",
    "network, where it begins": "/network",
    "network, the whole": "/network?view=whole",
    "terms": "/terms",
    "references": "/references",
    "findings": "/findings",
    "conflicts": "/conflicts",
    "gaps": "/gaps",
    "query": "/query",
}
Cells = tuple[object, ...]


def starting(*, full: bool) -> Iterator[str]:
    """How soon the server is there."""
    yield "## Start\n\nSeconds from the command.\n"
    rows: list[Cells] = []
    for what, found in figures.starts(5 if full else 2).items():
        columns = zip(*((one.address, one.health, one.page, one.processor) for one in found), strict=True)
        rows.append((what, len(found), *map(figures.spread, columns)))
    head = ("", "runs", "address printed", "/health answered", "first page whole", "processor time of the server")
    yield _table(head, rows)


def rates(dataset: Dataset, work: Path, command: str, *, full: bool) -> Iterator[str]:
    """Answers a second of each kind of question, ours and the peers' in turn."""
    seconds, rounds = (5.0, 3) if full else (1.0, 2)
    known, things = questions.answers(dataset), questions.terms(dataset)
    claims = questions.claims_pages(dataset)
    asked: dict[tuple[str, str], tuple[Running, Series[Any], list[figures.Rate]]] = {}
    with ExitStack() as stack:
        for name, each, path in beside(work, command):
            server = Running(each, path)
            stack.callback(server.stop)
            if name == "exordf serve":
                asked["page of a term", name] = (server, questions.pages(server.port, questions.term_pages(things)), [])
                asked["table of claims, 100 rows", name] = (server, questions.pages(server.port, claims), [])
                asked["the same pages again", name] = (server, questions.again(server.port, claims), [])
            asked["SPARQL lookup", name] = (server, questions.lookups(known, path), [])
            asked["DESCRIBE of a term", name] = (server, questions.described(things, path), [])
            asked["query for 100 rows of the table", name] = (server, questions.tables(dataset, path), [])
        for turn in range(rounds):
            for server, series, found in asked.values():
                if not full and found and found[0].a_second < CLIENTS / seconds / _SLOW:
                    continue  # its clients waited so long for one answer each that it is not asked again
                found.append(figures.rate(server, series, CLIENTS, seconds, 1_000_000 * (turn + 1)))
    yield (
        f"## Requests per second\n\n{CLIENTS} clients at once on this machine, {rounds} runs of {seconds:g} s for each"
        " row, the servers alternating. All addresses differ, so that no answer comes from a cache, except in the row"
        " 'the same pages again'. The peers have no pages of terms or claims: the two queries are the nearest that they"
        " offer and return less. Each answer was compared with the correct one; for DESCRIBE, only that it names the"
        " term.\n"
    )
    rows: list[Cells] = []
    for (what, name), (_, _, found) in sorted(asked.items(), key=lambda item: _order(item[0])):
        ms = [figures.spread([1000 * getattr(one, column) for one in found]) for column in ("p50", "p99", "processor")]
        wrong = sum(one.wrong + one.lost for one in found)
        rows.append((what, name, figures.spread([one.a_second for one in found]), *ms, wrong))
    yield _table(
        ("what", "server", "per second", "p50, ms", "p99, ms", "processor time each, ms", "wrong or lost"), rows
    )


def _order(key: tuple[str, str]) -> int:
    kinds = (
        "page of a term",
        "table of claims, 100 rows",
        "the same pages again",
        "SPARQL lookup",
        "DESCRIBE of a term",
    )
    return kinds.index(key[0]) if key[0] in kinds else len(kinds)


def crowd(dataset: Dataset, command: str, *, full: bool) -> Iterator[str]:
    """Many clients at once, some of whom ask without end."""
    seconds = 60.0 if full else 10.0
    server = Running(command)
    try:
        mixed = questions.mixed(
            questions.lookups(questions.answers(dataset)),
            questions.pages(server.port, questions.term_pages(questions.terms(dataset))),
            questions.pages(server.port, questions.claims_pages(dataset)),
        )
        told = figures.load(server, mixed, CROWD, CROWD // 10, seconds)
    finally:
        server.stop()
    yield (
        f"## Many clients\n\n{CROWD} clients for {seconds:g} s. One in ten sends queries that never end; the others"
        " request lookups, pages of terms and tables of claims, all different, and compare each answer.\n"
    )
    names = ("good", "wrong", "lost", "told to come again", "a second", "p50 ms", "p99 ms", "most ms")
    yield _table(
        ("good answers", *names[1:4], "good per second", *names[5:]),
        [(told["good"], *(told[name] for name in names[1:4]), *(short(told[name]) for name in names[4:]))],
    )
    ends, others = (
        ", ".join(f"{count} with {status}" for status, count in told[name].items()) or "none"
        for name in ("endless", "statuses")
    )
    yield (
        f"Endless queries were answered: {ends}; {told['endless lost']} lost their connection. Others: {others}."
        " The server caches at most 32 MB of pages.\n"
    )
    quarters = ("first quarter", "second quarter", "third quarter", "last quarter", "most")
    rows = [(name[:-3], *(told[name][each] for each in quarters)) for name in ("server MB", "workers MB")]
    yield _table(("memory, MB", *quarters), rows)


def weights(dataset: Dataset, command: str) -> Iterator[str]:
    """What pages weigh."""
    tables = dataset.as_source().tables
    most = max(tables["entities"], key=lambda row: (row["claims"] or 0, str(row["entity"])))
    (term,), (claim,) = (questions.term_pages([str(row["iri"])]) for row in (most, tables["claims"][0]))
    kinds = {**_KINDS, "term with most claims": term, "claim": claim}
    server = Running(command)
    try:
        found = {name: figures.weight(server, address) for name, address in kinds.items()}
    finally:
        server.stop()
    yield "## Size of pages\n\nIn kB, uncompressed / compressed as sent to a browser.\n"
    rows = [
        (name, *(f"{raw / 1000:.1f} / {sent / 1000:.1f}" for raw, sent in parts), f"{each.sent / 1000:.1f}")
        for name, each in found.items()
        for parts in [(each.page, each.styles, each.scripts)]
    ]
    yield _table(("page", "HTML", "styles", "scripts", "sent in total"), rows)


def installed(work: Path) -> Iterator[str]:
    """What the extra installs."""
    found = figures.sizes(work)
    yield "## Size of the installation\n\nIn a virtual environment with nothing but pip before, bytecode included.\n"
    rows = [
        (f"`pip install '{name}'`", f"{'+' if '[' in name else ''}{size / 1e6:.1f} MB") for name, size in found.items()
    ]
    yield _table(("", "takes"), rows)


def page(parts: Sequence[str], *, full: bool, busy: Sequence[float]) -> str:
    """The page for people: the machine, the versions, the tables."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    command = f"python -m benchmarks.serving{' --full' if full else ''}"
    return f"""# Benchmarks of the server

`exordf serve` with the packaged data, measured by `{command}`. Values are medians of the runs
with minimum and maximum. Clients and server share the machine; its load average
was {short(busy[0])} at the start and {short(busy[1])} at the end.

{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; {versions}.

{_wrapped(chr(10).join(parts))}"""


def _wrapped(text: str) -> str:
    """The lines of a text, the long ones broken, but for those of tables."""
    return "\n".join(line if line.startswith("|") else textwrap.fill(line, 120) for line in text.split("\n"))


def _table(head: Sequence[str], rows: Sequence[Cells]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="as the figures are reported")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="only these parts")
    parser.add_argument("--server", default=OURS, help="the command that starts the server, with {port} in it")
    parser.add_argument("--out", type=Path, help="the page (default: benchmarks/server.md where all was measured)")
    shared.overwrite(parser)
    options = parser.parse_args()
    if options.out is not None and options.out != PAGE:
        output_files.refuse_foreign(options.out, overwrite=options.overwrite)
    busy, begun = [os.getloadavg()[0]], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="exordf-serving-") as folder:
        os.environ.setdefault("EXORDF_CACHE", f"{folder}/stores")
        dataset, full = Dataset.open(), options.full
        every: Mapping[str, Iterator[str]] = {
            "start": starting(full=full),
            "rate": rates(dataset, Path(folder), options.server, full=full),
            "load": crowd(dataset, options.server, full=full),
            "weight": weights(dataset, options.server),
            "size": installed(Path(folder)),
        }
        parts = []
        for name in options.only:
            for part in every[name]:
                parts.append(part)
                sys.stdout.write(f"{part}\n")
                sys.stdout.flush()
            sys.stdout.write(f"{time.monotonic() - begun:.0f} s\n\n")
    busy.append(os.getloadavg()[0])
    out = options.out or (PAGE if set(options.only) == set(PARTS) else None)
    if out is not None:
        out.write_text(page(parts, full=options.full, busy=busy), encoding="utf-8")


if __name__ == "__main__":
    main()
