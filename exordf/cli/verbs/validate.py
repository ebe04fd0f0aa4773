"""`exordf validate`: data checked against the shapes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output, progress
from exordf.cli.verbs import FINE, FOUND
from exordf.errors import InputError, Place
from exordf.rdf.reader import serialize as to_bytes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

SUMMARY = "check data against the shapes"
MORE = (
    "The packaged data, or your own files on top: a subject that they describe replaces the packaged one, and only\n"
    "their subjects are reported. Every result names file and line.\n\n"
    "Exit code 0 if the data conform, 1 if not, 2 if nothing was checked because no shape applies to them.\n"
    "Literals that our store would change are checked by pySHACL; see docs/validation.md."
)


_TARGETS = "Describe things that have a target in the shapes; `exordf show exo:Claim` is one class that has."


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="your own files")
    parser.add_argument(
        "--engine", choices=("sparql", "pyshacl"), default="sparql", help="ours, or the reference (default: sparql)"
    )
    shared.form(parser)
    shared.language(parser)


def run(options: argparse.Namespace) -> int:
    with progress.show_steps("validate"):
        if len(options.paths) == 1 and (Path(options.paths[0]) / "ontology").is_dir():
            dataset = Dataset.open(options.paths[0])
        else:
            dataset = Dataset.open(options.data)
            dataset = dataset.with_revisions(options.paths) if options.paths else dataset
        report = dataset.validate(engine=options.engine)
    if not report.checks:
        raise InputError(report.verdict, place=_place(options.paths), mend=_TARGETS)
    if options.format != "table":
        sys.stderr.write("".join(f"{note}\n" for note in report.notes))
    if options.format == "turtle":
        sys.stdout.write(to_bytes(report.quads(), ox.RdfFormat.TURTLE, dataset.prefixes.table).decode())
    elif options.format == "table":
        sys.stdout.write(output.format_report(report, dataset.prefixes, language=options.language))
    else:
        sys.stdout.write(
            output.format_rows(output.report_rows(report, options.language), dataset.prefixes, options.format)
        )
    return FINE if report.conforms else FOUND


def _place(paths: Sequence[str]) -> Place | None:
    return Place(Path(paths[0])) if len(paths) == 1 else None
