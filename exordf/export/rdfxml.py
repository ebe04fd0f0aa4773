"""RDF/XML: for OWL tools such as Protégé and for older triple stores; loses the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    from exordf.export import Source

SUFFIX = ".rdf"


def write(source: Source) -> bytes:
    return to_bytes(source.quads(), ox.RdfFormat.RDF_XML, source.prefixes.table)
