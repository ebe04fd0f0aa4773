"""Answers as files: rows in the four forms of https://www.w3.org/TR/sparql11-overview/, graphs in three.

In CSV, which people open in a spreadsheet, no text is a formula: it has an apostrophe before it, as in the exports.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.export.delimited import cell
from exordf.rdf import results
from exordf.rdf.reader import serialize
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.rdf.rows import Rows, Term
    from exordf.server.editor.query_client import Answer

# The media type of each form, by the ending of the file.
ROWS = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
GRAPHS = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples; charset=utf-8",
}
NAMES = {
    "csv": "CSV",
    "tsv": "TSV",
    "json": "JSON",
    "xml": "XML",
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
}
_SYNTAX = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "nt": ox.RdfFormat.N_TRIPLES}
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def forms(answer: Answer) -> Mapping[str, str]:
    """The forms that an answer can take, with their media types."""
    return GRAPHS if answer.form in {"CONSTRUCT", "DESCRIBE"} else ROWS


def written(answer: Answer, form: str, prefixes: Mapping[str, str]) -> bytes:
    """An answer in one of its forms."""
    rows = answer.rows
    if form in GRAPHS:
        return turtle(rows, form, prefixes)
    if form == "json":
        return (json.dumps(results.to_json(rows), ensure_ascii=False) + "\n").encode()
    if form == "xml":
        return results.xml(rows)
    table = results.csv(rows.columns, rows.terms, _cell) if form == "csv" else results.tsv(rows.columns, rows.terms)
    return "".join(table).encode()


def turtle(rows: Rows, form: str, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a form of graphs."""
    return serialize([ox.Quad(*terms) for terms in rows.terms], _SYNTAX[form], prefixes)  # type: ignore[arg-type]


def _cell(term: Term | None) -> str:
    words = isinstance(term, ox.Literal) and (term.language or term.datatype.value == _STRING)
    return cell(text(term)) if words else text(term)
