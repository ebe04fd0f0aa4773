"""Rows: whole processes, as a person starts them: a query and a build, beside scripts and beside `oxigraph query`."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import ROOT, Differ, command, in_turn, run
from benchmarks.table import Row, cut, faster, within

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERY = "what-inhibits"
SCRIPT = ROOT / "benchmarks" / "plain_rdflib.py"


def asking(runs: int, cache: Path) -> Iterator[Row]:
    """Two rows: `exordf query` on the packaged data, kept in this cache, beside a script with rdflib and Oxigraph."""
    os.environ["XDG_CACHE_HOME"] = str(cache)  # where it looks for itself, as on a user's machine
    os.environ.pop("EXORDF_CACHE", None)
    installed = Path(sys.executable).with_name("exordf")
    start = [installed] if installed.exists() else [sys.executable, "-m", "exordf"]
    ours = command(*start, "query", QUERY, "--format", "csv")
    run(ours)  # makes the store that is kept
    kept = next(path.parent for path in cache.rglob("CURRENT"))
    written = ROOT / "exordf" / "queries" / "named" / f"{QUERY}.rq"
    peers = {
        "a script with rdflib": command(sys.executable, SCRIPT, "query"),
        "`oxigraph query`": command(
            Path(sys.executable).with_name("oxigraph"), "query", "--location", kept, "--query-file", written,
            "--results-format", "csv",
        ),
    }  # fmt: skip
    for (name, peer), asked, row in zip(peers.items(), (15, 4), (faster, within), strict=True):
        turns = runs if row is faster else 3 * runs
        a, b = in_turn(ours, peer, turns)
        answers = [set(map(tuple, csv.reader(once.answer.decode().splitlines()))) for once in (a[0], b[0])]
        if answers[0] != answers[1]:
            raise Differ(f"{name} answers otherwise: {answers[0] ^ answers[1]}")
        yield row(
            "`exordf query`, whole process",
            "packaged data",
            a,
            name,
            b,
            asked=asked,
            agreed=f"{len(answers[0]) - 1} rows",
        )


def building(runs: int, limit: float) -> Row:
    """One row: load, make views, validate, write Turtle; nothing from a cache; the script is stopped at `limit` s."""
    ours = command(sys.executable, "-m", "benchmarks.commands")
    a, b = in_turn(ours, command(sys.executable, SCRIPT, "build"), runs, limit)
    stopped = cut(b)
    if not stopped and a[0].answer != b[0].answer:
        raise Differ(f"the build found {a[0].answer!r}, the script {b[0].answer!r}")
    return faster(
        "`exordf build`, reasoning apart", "packaged data", a, "a script with rdflib and pySHACL", b, asked=10,
        agreed=stopped or a[0].answer.decode().strip(),
    )  # fmt: skip


def main() -> None:
    """The build without its reasoning: what plain_rdflib.py does in its way."""
    from exordf import Dataset  # noqa: PLC0415 - whoever measures does without
    from exordf.store import cache  # noqa: PLC0415 - the same

    os.environ[cache.VARIABLE] = cache.OFF
    dataset = Dataset.open()
    if not dataset.validate().conforms:
        raise SystemExit(1)
    dataset.export("turtle")
    claims = len(dataset.query("SELECT ?claim WHERE { ?claim a exo:Claim }"))
    sys.stdout.write(f"conforms, {claims} claims\n")


if __name__ == "__main__":
    main()
