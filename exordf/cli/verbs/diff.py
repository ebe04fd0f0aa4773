"""`exordf diff`: the changes between two releases, record by record."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.claims import differences
from exordf.cli import options as shared
from exordf.cli import output, progress
from exordf.cli.verbs import FINE, FOUND
from exordf.dataset import sources
from exordf.dataset.opening import store_at

if TYPE_CHECKING:
    import argparse

SUMMARY = "list the changes between two releases, record by record"
MORE = (
    "Claims, terms, references, findings and so on: new, changed (each property with both values), withdrawn.\n"
    "OLD and NEW are each the folder of a release, an exported RDF file, a folder of data, a store on disk,\n"
    "or a SPARQL endpoint. Exit code 0 if nothing differs, 1 if something does.\n\n"
    "Example: exordf diff release-before/ dist/ --format csv"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("old", type=shared.folder_or_address, metavar="OLD", help="the earlier one")
    parser.add_argument("new", type=shared.folder_or_address, metavar="NEW", help="the later one")
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    with progress.show_steps("diff"):
        old, new = store_at(options.old), store_at(options.new)
        prefixes = sources.declared_prefixes(new)
        changes = differences.compare(old, new, prefixes)
    rows = differences.rows(changes)
    if options.format != "table":
        sys.stdout.write(output.format_rows(rows, prefixes, options.format))
    elif changes:
        sys.stdout.write(output.format_rows(rows, prefixes))
        sys.stdout.write(f"\n{differences.count_line(changes)}\n")
    else:
        sys.stdout.write("no differences\n")
    for change in changes:
        if change.change == differences.GONE:
            sys.stderr.write(f"error: {differences.lost_record_error(change, prefixes)}\n")
    return FOUND if changes else FINE
