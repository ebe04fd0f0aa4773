"""`exordf match`: the names in a user's table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf import matching, present
from exordf import options as shared
from exordf.dataset import Dataset
from exordf.export.tables import cell
from exordf.rows import Rows, text
from exordf.verbs import FINE

if TYPE_CHECKING:
    import argparse

    from exordf.rows import Term

SUMMARY = "find what the review says of the names in a table of yours"
MORE = (
    "MicroRNAs by miRBase name or accession, genes by symbol, Ensembl or NCBI Gene, anything by label or CURIE.\n"
    "A name that nothing bears keeps its row, with what it may be.\n\n"
    "Example: exordf match differential-expression.csv --column miRNA --format csv"
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", type=Path, metavar="FILE.csv", help="a table with a header, as CSV or TSV")
    parser.add_argument("--column", metavar="NAME", help="the column of the names (default: the first)")
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    names = matching.read(options.table, options.column)
    dataset = Dataset.open(options.data)
    rows = matching.match(dataset, names)
    if options.format in ("csv", "tsv"):  # for a spreadsheet: CURIEs, where an answer of SPARQL has IRIs
        rows = Rows(rows.columns, [tuple(_cell(term, dataset) for term in row) for row in rows.terms])
    sys.stdout.write(present.answer(rows, dataset.prefixes, options.format))
    if options.format == "table":
        unknown = sum(1 for row in rows.terms if row[1] is not None and text(row[1]) == "unknown")
        sys.stdout.write(f"\n{len(names) - unknown} of {len(names)} names are of the ontology\n")
    return FINE


def _cell(term: Term | None, dataset: Dataset) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return ox.Literal(dataset.prefixes.curie(term))
    return ox.Literal(cell(term.value), language=term.language) if isinstance(term, ox.Literal) else term
