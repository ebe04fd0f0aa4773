"""`exordf site`: the explorer and the guides as a folder of pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf import output_files
from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import progress
from exordf.cli.verbs import FINE
from exordf.static_site import freeze

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the explorer and the guides as a site of static pages"
MORE = (
    "The pages of `exordf serve` as files, in English and in Chinese: every term, claim, section, reference and\n"
    "record, the named queries with their answers, the network, the shapes; and the guides. The site asks no other\n"
    "host and is read from the disk or from any web server. The folder is replaced as a whole, or not at all."
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("dist/site"), metavar="FOLDER", help="the folder to write (default: dist/site)"
    )


def run(options: argparse.Namespace) -> int:
    with progress.show_steps("site"):
        output_files.refuse_foreign(options.out)
        written = freeze.write(Dataset.open(options.data), options.out)
    pages = sum(name.endswith(".html") for name in written)
    sys.stdout.write(f"{pages:,} pages, {sum(written.values()):,} bytes: {options.out / 'index.html'}\n")
    return FINE
