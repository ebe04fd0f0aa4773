"""`exordf query`: the answer of a named query, or of the user's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.cli import options as shared
from exordf.cli import output
from exordf.cli.verbs import FINE
from exordf.dataset.core import Dataset
from exordf.errors import InputError, Place

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from exordf.rdf.rows import Rows

SUMMARY = "run a query"
MORE = (
    "A named query, the text of a query in SPARQL, or a file with one. The prefixes of the data (exo:, claim:, rdfs:\n"
    "and so on) need not be declared.\n\n"
    "Examples:\n"
    "  exordf query what-inhibits -p process='bone formation'\n"
    "  exordf query 'SELECT ?target { exo:miR-21 exo:targets ?target }'\n"
    "  exordf query my.rq --format csv\n"
    "  exordf query - < my.rq"
)


def options(parser: argparse.ArgumentParser) -> None:
    shared.data(parser)
    parser.add_argument(
        "what",
        metavar="NAME|SPARQL|FILE.rq|-",
        help="a named query, the text of a query, a file with one, or - for standard input",
    )
    parser.add_argument(
        "-p",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of a named query: an IRI, a CURIE, a label, a number",
    )
    parser.add_argument(
        "--with",
        action="append",
        default=[],
        dest="beside",
        metavar="FILE",
        help="add this file to the data without changing them: RDF, .obo, .gaf or .gpad (may be given again)",
    )
    shared.form(parser)


def run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    if options.beside:
        dataset = dataset.with_files(options.beside)
        sys.stderr.write(_left_out(dataset))
    if options.what in dataset.queries:
        rows = dataset.ask(options.what, **_parameters(options.p))
    else:
        if options.p:
            raise InputError(
                "-p sets a parameter of a named query", mend="Write the value into your own query instead."
            )
        rows = _ask(dataset, shared.query(options.what, dataset.queries))
    sys.stdout.write(output.format_rows(rows, dataset.prefixes, options.format))
    return FINE


def _left_out(dataset: Dataset) -> str:
    """A note on statements of the files against claims of the dataset, which are not loaded; empty without any."""
    claims = sorted({dataset.prefixes.curie(quad.subject) for quad in dataset.left_out})  # type: ignore[arg-type]
    if not claims:
        return ""
    return (
        f"left out: that {', '.join(claims)} is denied or withdrawn, as a file beside the data takes no claim away\n"
        "To disagree, add a claim of your own with exo:negated true.\n"
    )


def _parameters(pairs: Sequence[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f'"-p {pair}" has no value', mend=f"Write -p {name}=VALUE.")
        values[name] = value
    return values


def _ask(dataset: Dataset, query: shared.Query) -> Rows:
    """The answer of the user's query; an error in it names its file."""
    try:
        return dataset.query(query.text)
    except InputError as error:
        if query.path is None or error.place is None or error.place.path != Path("query"):
            raise
        place = Place(query.path, error.place.line, error.place.column)
        raise InputError(error.what, place=place, mend=error.mend) from error
