"""Answers as files: rows in the four formats of https://www.w3.org/TR/sparql11-overview/, graphs in three.

CSV is opened in spreadsheets: text that would run there as a formula gets an apostrophe before it, as in the exports.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.export.delimited import cell
from exordf.rdf import results
from exordf.rdf.prefixes import XSD
from exordf.rdf.reader import serialize
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.rdf.rows import Rows, Term
    from exordf.server.editor.query_client import QueryResult

# The media type of each format, by the suffix of the file.
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
_STRING = f"{XSD}string"


def formats_of(answer: QueryResult) -> Mapping[str, str]:
    """Return the formats that suit an answer, with their media types."""
    return GRAPHS if answer.form in {"CONSTRUCT", "DESCRIBE"} else ROWS


def serialize_answer(answer: QueryResult, suffix: str, prefixes: Mapping[str, str]) -> bytes:
    """Return an answer in one of its formats, by the suffix of the file."""
    rows = answer.rows
    if suffix in GRAPHS:
        return serialize_triples(rows, suffix, prefixes)
    if suffix == "json":
        return (json.dumps(results.to_json(rows), ensure_ascii=False) + "\n").encode()
    if suffix == "xml":
        return results.xml(rows)
    table = results.csv(rows.columns, rows.terms, _cell) if suffix == "csv" else results.tsv(rows.columns, rows.terms)
    return "".join(table).encode()


def serialize_triples(rows: Rows, suffix: str, prefixes: Mapping[str, str]) -> bytes:
    """Return triples in a format of graphs, by the suffix of the file."""
    return serialize([ox.Quad(*terms) for terms in rows.terms], _SYNTAX[suffix], prefixes)  # type: ignore[arg-type]


def _cell(term: Term | None) -> str:
    """Return the text of a term for a spreadsheet; numbers stay as they are."""
    is_text = isinstance(term, ox.Literal) and (term.language or term.datatype.value == _STRING)
    return cell(text(term)) if is_text else text(term)
