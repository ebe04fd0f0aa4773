"""Writers of SPARQL results: JSON, XML, CSV and TSV, and the delimited text of every other table.

The formats: https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/rdf-sparql-XMLres/ and
https://www.w3.org/TR/sparql11-results-csv-tsv/, whose CSV is that of RFC 4180.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.rdf.prefixes import XSD
from exordf.rdf.rows import Truth, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from exordf.rdf.rows import Rows, Term

    Solutions = Iterable[Iterable[Term | None]]

_STRING = f"{XSD}string"
# Characters that XML cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets), and the carriage return,
# which a parser turns into a line feed unless it is escaped.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\r")


def to_json(rows: Rows) -> dict[str, Any]:
    """The truth value of an ASK, or the solutions of a SELECT without unbound variables, as values of JSON.

    >>> from exordf.rdf.rows import Rows
    >>> to_json(Rows(("term", "none"), [(ox.NamedNode("urn:a"), None)]))["results"]
    {'bindings': [{'term': {'type': 'uri', 'value': 'urn:a'}}]}
    """
    if isinstance(rows, Truth):
        return {"head": {}, "boolean": bool(rows)}
    bindings = [
        {name: _json_term(term) for name, term in zip(rows.columns, terms, strict=True) if term is not None}
        for terms in rows.terms
    ]
    return {"head": {"vars": list(rows.columns)}, "results": {"bindings": bindings}}


def csv(columns: Sequence[str], solutions: Solutions, cell: Callable[[Term | None], str] = text) -> Iterator[str]:
    r"""Yield the lines of a CSV file: IRIs and the text of literals, nothing for an unbound variable.

    `cell` gives the text of a term, for files that need another.

    >>> list(csv(("place", "note"), [(ox.NamedNode("urn:a,b"), ox.Literal('5" long')), (None, ox.Literal(" x"))]))
    ['place,note\r\n', '"urn:a,b","5"" long"\r\n', ', x\r\n']
    """
    yield from separated(chain([columns], (map(cell, terms) for terms in solutions)))


def tsv(columns: Sequence[str], solutions: Solutions) -> Iterator[str]:
    r"""Yield the lines of a TSV file: terms as Turtle and SPARQL write them, nothing for an unbound variable.

    >>> list(tsv(("note",), [(ox.Literal("a\tb", language="en"),)]))
    ['?note\n', '"a\\tb"@en\n']
    """
    yield "\t".join(f"?{name}" for name in columns) + "\n"
    for terms in solutions:
        yield "\t".join(map(_tsv_term, terms)) + "\n"


def xml(rows: Rows) -> bytes:
    """The truth value of an ASK or the solutions of a SELECT as an XML document."""
    from json import dumps  # noqa: PLC0415 - the other formats do not need it

    answer = ox.parse_query_results(dumps(to_json(rows)), ox.QueryResultsFormat.JSON)
    return readable_xml(answer.serialize(format=ox.QueryResultsFormat.XML) or b"")


def readable_xml(content: bytes) -> bytes:
    r"""Replace the characters in XML that a parser refuses, and escape the carriage returns that it would change.

    >>> readable_xml("<literal>a\rb\u0001</literal>".encode()).decode()
    '<literal>a&#13;b\ufffd</literal>'
    """
    return _NOT_IN_XML.sub(lambda match: b"&#13;" if match[0] == b"\r" else b"\xef\xbf\xbd", content)


def separated(rows: Iterable[Iterable[str]], delimiter: str = ",", end: str = "\r\n") -> Iterator[str]:
    r"""Yield the lines of a table; a text with the delimiter, a quote or any line break is quoted.

    >>> list(separated([("a", "b\rc")], "\t", "\n"))
    ['a\t"b\rc"\n']
    """
    from csv import writer  # noqa: PLC0415 - most runs write no table

    # A writer that ends lines with a line feed alone leaves a carriage return unquoted before Python 3.13.
    out = writer(_LineOutput(), delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        line: str = out.writerow(row)
        yield line if end == "\r\n" else line.removesuffix("\r\n") + end


class _LineOutput:
    """A file whose `write` returns the line, and so does the writer's `writerow`."""

    @staticmethod
    def write(line: str) -> str:
        return line


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.Literal):
        literal = {"type": "literal", "value": term.value}
        if term.language:
            return {**literal, "xml:lang": term.language}
        return literal if term.datatype.value == _STRING else {**literal, "datatype": term.datatype.value}
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}


def _tsv_term(term: Term | None) -> str:
    if isinstance(term, ox.Triple):
        return f"<<( {term} )>>"
    return "" if term is None else str(term)
