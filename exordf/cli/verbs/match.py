"""`exordf match`: the claims about the names in a user's table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.api import Dataset
from exordf.claims import matching, spreadsheets
from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE
from exordf.export.delimited import cell
from exordf.rdf.rows import Rows, text

if TYPE_CHECKING:
    import argparse

    from exordf.rdf.rows import Term

SUMMARY = "find the claims about the names in a table of yours"
MORE = (
    "MicroRNAs by miRBase name or accession, genes by symbol, Ensembl or NCBI Gene, anything by label or CURIE, in\n"
    "CSV, TSV or .xlsx, also with gzip. A name without a match keeps its row.\n\n"
    "Examples:\n"
    "  exordf match differential-expression.csv --column miRNA --format csv\n"
    "  exordf match genes.xlsx --column 2 --identifiers ncbigene"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument("table", type=Path, metavar="FILE.csv", help="a table, as CSV, TSV or .xlsx")
    parser.add_argument(
        "--column", metavar="NAME|NUMBER", help="the column with the names, by heading or number (default: the first)"
    )
    parser.add_argument(
        "--identifiers", metavar="PREFIX", help="the prefix of bare numbers, such as ncbigene (default: by the heading)"
    )
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    table = spreadsheets.read(options.table)
    dataset = Dataset.open(options.data)
    column = spreadsheets.column(
        table, options.column, lambda name: matching.is_name(dataset, name), identifiers=options.identifiers or ""
    )
    rows = matching.match(dataset, column.names, identifiers=column.identifiers)
    sys.stderr.write("".join(f"{options.table}: {note}\n" for note in column.notes))
    if options.format in ("csv", "tsv"):  # for a spreadsheet: CURIEs, where an answer of SPARQL has IRIs
        rows = Rows(rows.columns, [tuple(_cell(term, dataset) for term in row) for row in rows.terms])
    sys.stdout.write(output.format_rows(rows, dataset.prefixes, options.format))
    if options.format == "table":
        names = {text(row[0]) for row in rows.terms}
        matched = {text(row[0]) for row in rows.terms if row[2] is not None}
        sys.stdout.write(f"\n{len(matched)} of {len(names)} names are in the ontology\n")
    return FINE


def _cell(term: Term | None, dataset: Dataset) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return ox.Literal(dataset.prefixes.curie(term))
    return ox.Literal(cell(term.value), language=term.language) if isinstance(term, ox.Literal) else term
