"""`exordf show`: everything about one thing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE

if TYPE_CHECKING:
    import argparse

SUMMARY = "show everything about one thing"
MORE = (
    "A term, a claim, a sentence, a reference: by IRI, CURIE, label or number.\n\n"
    "Examples:\n"
    "  exordf show miR-214-3p\n"
    "  exordf show claim:2.1-10b\n"
    "  exordf show 破骨细胞 --language zh"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("name", metavar="TERM|CLAIM|...", help="what to show")
    shared.language(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    thing = dataset.find(options.name)
    tables = dataset.show(options.name, options.language)
    sys.stdout.write(output.format_heading(f"{dataset.prefixes.curie(thing)}  <{thing.value}>").lstrip("\n"))
    for title, rows in tables.items():
        sys.stdout.write(output.format_heading(title) + output.format_rows(rows, dataset.prefixes))
    return FINE
