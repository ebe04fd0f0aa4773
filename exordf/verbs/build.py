"""`exordf build`: the release."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import present
from exordf.build import build
from exordf.verbs import FINE, FOUND

if TYPE_CHECKING:
    import argparse

    from exordf.build import Built

SUMMARY = "build the release"
MORE = "Load, reason, make the views, validate, export. The folder is replaced as a whole, or not at all."


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="FOLDER", help="where to (default: dist)")


def run(options: argparse.Namespace) -> int:
    with present.working("build") as say:
        built = build(options.data, options.out, say)
    sys.stdout.write(_summary(built))
    return FINE if built.sound else FOUND


def _summary(built: Built) -> str:
    parts = [
        present.heading("triples by layer").lstrip("\n"),
        present.table(("layer", "triples"), [(k, f"{v:,}") for k, v in built.triples.items()]),
    ]
    parts += [
        present.heading("time by step"),
        present.table(("step", "seconds"), [(k, f"{v:.2f}") for k, v in built.seconds.items()]),
    ]
    violations = sum(1 for result in built.report.results if result.severity.value.endswith("Violation"))
    parts += [present.heading(f"{built.claims} claims, {built.report.checks:,} checks, {violations} violations")]
    if not built.hierarchy.coherent:
        parts.append("the ontology is not coherent: `exordf reason` says why\n")
    parts += [f"{line}\n" for line in (*built.disagreements, *built.links)]
    if built.report.results:
        parts.append(present.report(built.report, built.prefixes))
    if built.out is None:
        parts.append("nothing was written: mend what is said above and build again\n")
    else:
        parts.append(
            present.table(("file", "bytes"), [(str(built.out / k), f"{v:,}") for k, v in built.written.items()])
        )
    return "".join(parts)
