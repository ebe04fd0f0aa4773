"""`exordf review`: sentence digests against an article."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import files
from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE, FOUND
from exordf.rdf.rows import text

if TYPE_CHECKING:
    import argparse

SUMMARY = "verify sentence digests against your copy of the article"
MORE = (
    "`exordf review verify ARTICLE.txt` lists the sentences on record that are not in the article; line breaks and\n"
    "citation marks do not matter. Exit code 1 if one is not found."
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("action", choices=("verify",), help="what to do with the article")
    parser.add_argument("article", type=Path, metavar="ARTICLE.txt", help="the article as plain text")
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    rows = dataset.verify(files.read_text(options.article))
    missing = [row for row in rows if text(row["found"]) != "true"]
    if options.format == "table":
        cells = [[output.format_term(term, dataset.prefixes) for term in row[:2]] for row in missing]
        sys.stdout.write(f"{len(rows) - len(missing)} of {len(rows)} sentences found in {options.article}\n")
        sys.stdout.write(output.format_table(("section", "not found"), cells) if missing else "")
    else:
        sys.stdout.write(output.format_rows(rows, dataset.prefixes, options.format))
    return FOUND if missing else FINE
