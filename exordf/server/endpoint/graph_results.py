"""Graphs as bytes: each triple once, sorted, with those prefixes that it uses, so the same for the same triples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf import reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A predicate has to end with a name of XML to be written as an element (https://www.w3.org/TR/rdf-syntax-grammar/).
_ELEMENT_ENDS = r"[A-Za-z_\u00C0-\uFFFD][\w.\u00B7-]*\Z"


class NotWritable(InputError):  # noqa: N818 - reads as what it is
    """Triples that a format cannot hold."""


def written(quads: Iterable[ox.Quad], form: ox.RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """The quads in a format. Raises NotWritable where RDF/XML has no way to write a predicate."""
    in_order = reader.canonical_quads(quads)
    if form == ox.RdfFormat.RDF_XML:
        _fit_for_xml(in_order)
    used = {term.value for quad in in_order for term in quad.triple if isinstance(term, ox.NamedNode)}
    used |= {quad.object.datatype.value for quad in in_order if isinstance(quad.object, ox.Literal)}
    starts = {name: space for name, space in prefixes.items() if any(iri.startswith(space) for iri in used)}
    content = ox.serialize(in_order, format=form, prefixes=starts) or b""
    # A reader of XML takes a bare carriage return for the end of a line (https://www.w3.org/TR/xml/#sec-line-ends).
    return content.replace(b"\r", b"&#13;") if form == ox.RdfFormat.RDF_XML else content


def _fit_for_xml(quads: Iterable[ox.Quad]) -> None:
    unfit = next((quad.predicate for quad in quads if not re.search(_ELEMENT_ENDS, quad.predicate.value)), None)
    if unfit is not None:
        raise NotWritable(
            f"RDF/XML cannot write the predicate {unfit}", mend="Ask for text/turtle or application/n-triples."
        )
