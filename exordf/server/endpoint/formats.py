"""The formats of answers, and which of them a client prefers."""

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
_HEADERS = 64  # parsed headers that are cached; a client sends the same each time

# By media type, the default first; the last ones are other names of the same formats.
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
# The `Accept` header that `format=` in an address stands for, in links that a browser follows.
ACCEPT_BY_NAME: Mapping[str, str] = {
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
    """The media types that a client prefers for rows (and truth values) and for graphs; None if it accepts none."""

    rows: str | None
    graph: str | None


@lru_cache(_HEADERS)
def negotiate(accept: str) -> NegotiatedFormats:
    """Return the formats that an `Accept` header prefers.

    >>> negotiate("text/csv, application/rdf+xml;q=0.5")
    NegotiatedFormats(rows='text/csv', graph='application/rdf+xml')
    >>> negotiate("")
    NegotiatedFormats(rows='application/sparql-results+json', graph='text/turtle')
    """
    return NegotiatedFormats(media_type(accept, tuple(ROWS)), media_type(accept, tuple(GRAPHS)))


@lru_cache(_HEADERS)
def prefers_page(accept: str) -> bool:
    """Whether an `Accept` header prefers a page to data, as that of a browser does.

    >>> prefers_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    True
    >>> prefers_page("*/*")
    False
    """
    return media_type(accept, (*ROWS, *GRAPHS, HTML)) == HTML


def format_list() -> str:
    """Return a sentence that lists the formats."""
    rows, graphs = list(ROWS)[:4], list(GRAPHS)[:4]
    return f"Rows and truth values are available as {', '.join(rows)}; graphs as {', '.join(graphs)}."


def with_charset(media_type: str) -> str:
    """Return the value of `Content-Type`; types other than `text/*` are UTF-8 by their own definitions.

    >>> with_charset("text/csv")
    'text/csv; charset=utf-8'
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
