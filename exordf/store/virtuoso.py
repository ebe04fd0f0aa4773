"""What Virtuoso does differently from the standards: how it is recognised, read and written to (docs/stores.md)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError, StoreError
from exordf.rdf.prefixes import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exordf.rdf.rows import Term

RESTART = "Now restart Virtuoso: until then its answers may lack rows (docs/stores.md)"

_MOST_ROWS = 10_000  # of an answer, as the server is configured by default
_NODE = re.compile(rb'("bnode"\s*,\s*"value"\s*:\s*")nodeID://')  # how it names a blank node in JSON
_BOOLEAN = {number: ox.Literal(number == "1") for number in ("1", "0")}
_ERROR = re.compile(r"Virtuoso (?P<state>\w+) Error (?:(?P<code>\w+): )?(?P<message>.*?)(?: SPARQL query:.*)?")
_SYNTAX_ERROR = "37000"  # the state in which SQL reports one
_LINE = re.compile(r"line (?P<line>\d+)(?:, column (?P<column>\d+))?")
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long"))
_DURATION = f"{XSD}duration"


def is_virtuoso(headers: Mapping[str, str]) -> bool:
    """Whether the headers of an answer name the server as Virtuoso."""
    return "virtuoso" in headers.get("Server", "").lower()


def row_limit(headers: Mapping[str, str]) -> int:
    """The number of rows after which the server cut the answer off; 0 where it is complete."""
    return int(headers.get("X-SPARQL-MaxRows", 0))


def refuse_cut_graph(headers: Mapping[str, str], triples: int, address: str) -> None:
    """Raise StoreError where a graph may have been cut off, which the server does not always report."""
    if row_limit(headers) or (triples >= _MOST_ROWS and is_virtuoso(headers)):
        raise StoreError(
            f"{address} may have cut this answer off after {triples:,} triples",
            mend="Ask by SELECT, which is answered in pages, or ask for less.",
        )


def refuse_partial(headers: Mapping[str, str], address: str) -> None:
    """Raise StoreError where the query ran out of time and the server sent the rows that it had by then."""
    if "X-SQL-State" in headers:
        raise StoreError(
            f"{address} sent a part of the answer only: {headers.get('X-SQL-Message')}",
            mend="Raise MaxQueryExecutionTime in the settings of the server, or ask for less.",
        )


def standard_nodes(body: bytes) -> bytes:
    """Results in JSON with labels of blank nodes as the standard has them.

    >>> standard_nodes(b'{"type":"bnode", "value":"nodeID://b10"}')
    b'{"type":"bnode", "value":"b10"}'
    """
    return _NODE.sub(rb"\1", body)


def standard_term(term: Term | None) -> Term | None:
    """The term as other servers write it: Virtuoso stores true and false as 1 and 0."""
    if isinstance(term, ox.Literal) and term.value in _BOOLEAN and term.datatype.value == f"{XSD}boolean":
        return _BOOLEAN[term.value]
    return term


def failure(status: int, message: str) -> str | None:
    """What an error of Virtuoso says; None for an error of syntax, or of another server.

    >>> failure(500, "Virtuoso 42000 Error SR171: Transaction timed out SPARQL query: ASK {}")
    'Transaction timed out'
    """
    error = _ERROR.fullmatch(message)
    if error is None or (status == 400 and error["state"] == _SYNTAX_ERROR):  # noqa: PLR2004 - "Bad Request"
        return None
    return error["message"]


def placed_message(message: str) -> str:
    """An error of syntax with its place in front, as Oxigraph has it.

    >>> placed_message("Virtuoso 37000 Error SP030: SPARQL compiler, line 2: syntax error")
    'error at 2:1: SPARQL compiler, line 2: syntax error'
    """
    error = _ERROR.fullmatch(message)
    if error is None:
        return message
    position = _LINE.search(error["message"])
    return (f"error at {position['line']}:{position['column'] or 1}: " if position else "") + error["message"]


def storable_quads(quads: Iterable[ox.Quad], graph: str | None) -> Iterator[ox.Quad]:
    """The same quads. Raises InputError without a graph, and for a literal that would silently become another."""
    if graph is None:
        raise InputError(
            "Virtuoso has no default graph of its own: a query without a graph asks all graphs, its own among them",
            mend="Name a graph: --graph IRI, or URL?default-graph-uri=IRI.",
        )
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and not _is_storable(quad.object):
            raise InputError(
                f"Virtuoso would not keep {quad.object} of {quad.subject} {quad.predicate} as it is",
                mend="Correct the value, or use another server.",
            )
        yield quad


def _is_storable(literal: ox.Literal) -> bool:
    if literal.datatype.value in _NUMBERS:
        try:
            float(literal.value)
        except ValueError:
            return False
    return literal.datatype.value != _DURATION
