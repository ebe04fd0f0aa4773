"""Answers as files: rows in the four forms of https://www.w3.org/TR/sparql11-overview/, graphs in three.

In CSV, which people open in a spreadsheet, no text is a formula: it has an apostrophe before it, as in the exports.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from exordf.export.tables import cell
from exordf.markup import NOT_IN_XML
from exordf.results import json_of
from exordf.rows import text
from exordf.turtle import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.rows import Rows, Term
    from exordf.web.asking import Answer

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
    if form in GRAPHS:
        return turtle(answer.rows, form, prefixes)
    if form == "json":
        return (json.dumps(_json(answer), ensure_ascii=False) + "\n").encode()
    if form == "xml":
        return _xml(answer).encode()
    return (_csv(answer.rows) if form == "csv" else _tsv(answer.rows)).encode()


def turtle(rows: Rows, form: str, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a form of graphs."""
    return write([ox.Quad(*terms) for terms in rows.terms], _SYNTAX[form], prefixes)  # type: ignore[arg-type]


def _csv(rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows([_cell(term) for term in terms] for terms in rows.terms)
    return out.getvalue()


def _cell(term: Term | None) -> str:
    words = isinstance(term, ox.Literal) and (term.language or term.datatype.value == _STRING)
    return cell(text(term)) if words else text(term)


def _tsv(rows: Rows) -> str:
    lines = ["\t".join(f"?{name}" for name in rows.columns)]
    lines += ["\t".join("" if term is None else str(term) for term in terms) for terms in rows.terms]
    return "\n".join(lines) + "\n"


def _json(answer: Answer) -> dict[str, Any]:
    if answer.form == "ASK":
        return {"head": {}, "boolean": truth(answer)}
    return json_of(answer.rows)


def _xml(answer: Answer) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<sparql xmlns="http://www.w3.org/2005/sparql-results#">']
    if answer.form == "ASK":
        return "\n".join([*lines, f"<head/><boolean>{str(truth(answer)).lower()}</boolean>", "</sparql>", ""])
    lines.append(f"<head>{''.join(f'<variable name={quoteattr(name)}/>' for name in answer.rows.columns)}</head>")
    lines.append("<results>")
    for terms in answer.rows.terms:
        bound = zip(answer.rows.columns, terms, strict=True)
        cells = (
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in bound if term is not None
        )
        lines.append(f"<result>{''.join(cells)}</result>")
    return "\n".join([*lines, "</results>", "</sparql>", ""])


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"
    words = escape(term.value.translate(NOT_IN_XML))
    if isinstance(term, ox.Literal):
        plain = term.datatype.value == _STRING
        said = f" datatype={quoteattr(term.datatype.value)}" if not plain else ""
        return f"<literal{f' xml:lang={quoteattr(term.language)}' if term.language else said}>{words}</literal>"
    return f"<uri>{words}</uri>" if isinstance(term, ox.NamedNode) else f"<bnode>{words}</bnode>"


def truth(answer: Answer) -> bool:
    """What an ASK says."""
    return text(answer.rows[0][0]) == "true"
