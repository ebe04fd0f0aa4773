"""`exordf site`: every term, claim, query and guide as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import output_files
from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import progress
from exordf.cli.verbs import FINE
from exordf.static_site import render

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the data and the guides as a site of static pages"
MORE = (
    "A page for each term, section, reference and named query with its answer, the shapes, the guides; in English\n"
    "with the Chinese beside. It asks no other host and is read from the disk or from any web server.\n"
    "The folder is replaced as a whole, or not at all."
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("dist/site"), metavar="FOLDER", help="where to (default: dist/site)"
    )


def run(options: argparse.Namespace) -> int:
    with progress.show_steps("site"):
        output_files.refuse_foreign(options.out)
        written = render.write(Dataset.open(options.data), options.out)
    pages = sum(name.endswith(".html") for name in written)
    sys.stdout.write(f"{pages:,} pages, {sum(written.values()):,} bytes: {options.out / 'index.html'}\n")
    return FINE
