"""Graphs as bytes: each triple once, sorted, with the prefixes in use, so that equal graphs give equal bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf import reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# RDF/XML writes a predicate as an element, so it must end with an XML name (https://www.w3.org/TR/rdf-syntax-grammar/).
_ELEMENT_ENDS = r"[A-Za-z_\u00C0-\uFFFD][\w.\u00B7-]*\Z"


class NotWritable(InputError):  # noqa: N818 - reads as what it is
    """Triples that a format cannot express."""


def serialize_graph(quads: Iterable[ox.Quad], rdf_format: ox.RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Return quads in a format. Raises NotWritable if RDF/XML cannot express a predicate."""
    in_order = reader.canonical_quads(quads)
    if rdf_format == ox.RdfFormat.RDF_XML:
        _check_predicates(in_order)
    used = {term.value for quad in in_order for term in quad.triple if isinstance(term, ox.NamedNode)}
    used |= {quad.object.datatype.value for quad in in_order if isinstance(quad.object, ox.Literal)}
    used_prefixes = {name: space for name, space in prefixes.items() if any(iri.startswith(space) for iri in used)}
    content = ox.serialize(in_order, format=rdf_format, prefixes=used_prefixes) or b""
    # An XML parser reads a bare carriage return as the end of a line (https://www.w3.org/TR/xml/#sec-line-ends).
    return content.replace(b"\r", b"&#13;") if rdf_format == ox.RdfFormat.RDF_XML else content


def _check_predicates(quads: Iterable[ox.Quad]) -> None:
    predicate = next((quad.predicate for quad in quads if not re.search(_ELEMENT_ENDS, quad.predicate.value)), None)
    if predicate is not None:
        raise NotWritable(
            f"RDF/XML cannot write the predicate {predicate}", mend="Ask for text/turtle or application/n-triples."
        )
