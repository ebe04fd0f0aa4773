"""Formats: in which an answer can be had, and which of them a client prefers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.server.http.negotiation import media_type

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML = "text/html"
TURTLE = "text/turtle"
CSV = "text/csv"
TEXT = "text/plain; charset=utf-8"
_HEADERS = 64  # that are remembered with what they mean; a client says the same each time

# By media type, the one that is given where nothing is asked for first; then other names for the same.
ROWS: Mapping[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    CSV: ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
GRAPHS: Mapping[str, ox.RdfFormat] = {
    TURTLE: ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/xml": ox.RdfFormat.RDF_XML,
}
# What `format=` in an address says, for links that a browser follows: what it then accepts.
NAMED: Mapping[str, str] = {
    "json": "application/sparql-results+json, application/ld+json",
    "xml": "application/sparql-results+xml, application/rdf+xml",
    "csv": CSV,
    "tsv": "text/tab-separated-values",
    "turtle": TURTLE,
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}


class NegotiatedFormats(NamedTuple):
    """The media type that a client prefers for rows (and truth values), and for graphs; None where it takes none."""

    rows: str | None
    graph: str | None


@lru_cache(_HEADERS)
def negotiate(accept: str) -> NegotiatedFormats:
    """What an `Accept` header prefers.

    >>> negotiate("text/csv, application/rdf+xml;q=0.5")
    NegotiatedFormats(rows='text/csv', graph='application/rdf+xml')
    >>> negotiate("")
    NegotiatedFormats(rows='application/sparql-results+json', graph='text/turtle')
    """
    return NegotiatedFormats(media_type(accept, tuple(ROWS)), media_type(accept, tuple(GRAPHS)))


@lru_cache(_HEADERS)
def is_for_people(accept: str) -> bool:
    """Whether an `Accept` header prefers a page to data, as that of a browser does.

    >>> is_for_people("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    True
    >>> is_for_people("*/*")
    False
    """
    return media_type(accept, (*ROWS, *GRAPHS, HTML)) == HTML


def format_list() -> str:
    """A sentence that names the formats."""
    rows, graphs = list(ROWS)[:4], list(GRAPHS)[:4]
    return f"Rows and truth values come as {', '.join(rows)}; graphs as {', '.join(graphs)}."


def with_charset(kind: str) -> str:
    """The value of `Content-Type`: texts say that they are UTF-8, the others are so by their own rules."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
