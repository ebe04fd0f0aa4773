"""`exordf site`: every term, claim, query and guide as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import files, waiting
from exordf.dataset import Dataset
from exordf.site import render
from exordf.verbs import FINE

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the data and the guides as a site of static pages"
MORE = (
    "A page for each term, section, reference and named query with its answer, the shapes, the guides; in English\n"
    "with the Chinese beside. It asks no other host and is read from the disk or from any web server.\n"
    "The folder is replaced as a whole, or not at all."
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, default=Path("dist/site"), metavar="FOLDER", help="where to (default: dist/site)"
    )


def run(options: argparse.Namespace) -> int:
    with waiting.working("site"):
        files.refuse_foreign(options.out)
        written = render.write(Dataset.open(options.data), options.out)
    pages = sum(name.endswith(".html") for name in written)
    sys.stdout.write(f"{pages:,} pages, {sum(written.values()):,} bytes: {options.out / 'index.html'}\n")
    return FINE
