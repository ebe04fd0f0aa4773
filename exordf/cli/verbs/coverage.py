"""`exordf coverage`: how much of each section is encoded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from exordf.api import Dataset
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE, FOUND
from exordf.rdf.rows import whole_number

if TYPE_CHECKING:
    import argparse

SUMMARY = "show how much of each section is encoded"
MORE = (
    "Sentences in print and on record, their functions, claims, gaps, references. Exit code 1 if anything is missing."
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    rows = dataset.ask("coverage")
    sys.stdout.write(output.format_rows(rows, dataset.prefixes, options.format))
    totals = {name: sum(whole_number(number) or 0 for number in rows.column(name)) for name in rows.columns[1:]}
    if options.format == "table":
        sys.stdout.write(
            f"\n{totals['recorded']} of {totals['sentences']} sentences, {totals['claims']} claims, "
            f"{totals['gaps']} gaps; {totals['without_claims']} sentences lack their claims\n"
        )
    complete = totals["recorded"] == totals["sentences"] and not totals["without_claims"]
    return FINE if complete else FOUND
