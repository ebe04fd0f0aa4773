"""`exordf validate`: data against the shapes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import options as shared
from exordf import present, waiting
from exordf.dataset import Dataset
from exordf.turtle import write as to_bytes
from exordf.verbs import FINE, FOUND

if TYPE_CHECKING:
    import argparse

SUMMARY = "check data against the shapes"
MORE = (
    "The packaged data, or files of your own on top of it: a subject that they describe replaces the packaged\n"
    "one, and only their subjects are reported. Every result names file and line."
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="FILE|FOLDER", help="files of your own")
    parser.add_argument(
        "--engine", choices=("sparql", "pyshacl"), default="sparql", help="ours, or the reference (default: sparql)"
    )
    shared.form(parser)
    shared.language(parser)


def run(options: argparse.Namespace) -> int:
    with waiting.working("validate"):
        if len(options.paths) == 1 and (Path(options.paths[0]) / "ontology").is_dir():
            dataset = Dataset.open(options.paths[0])
        else:
            dataset = Dataset.open(options.data)
            dataset = dataset.with_revisions(options.paths) if options.paths else dataset
        report = dataset.validate(engine=options.engine)
    if options.format == "turtle":
        sys.stdout.write(to_bytes(report.quads(), ox.RdfFormat.TURTLE, dataset.prefixes.table).decode())
    elif options.format == "table":
        sys.stdout.write(present.report(report, dataset.prefixes, language=options.language))
    else:
        sys.stdout.write(
            present.answer(present.report_rows(report, options.language), dataset.prefixes, options.format)
        )
    return FINE if report.conforms else FOUND
