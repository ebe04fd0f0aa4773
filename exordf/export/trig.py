"""TriG, a named graph for each layer (ontology, kinds of record, views): for stores of graphs; loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    from exordf.export import Source

SUFFIX = ".trig"

GRAPHS = "https://w3id.org/exordf/graph/"


def write(source: Source) -> bytes:
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(GRAPHS + layer))
        for layer, layer_quads in source.layers.items()
        for quad in layer_quads
    ]
    return to_bytes(quads, ox.RdfFormat.TRIG, source.prefixes.table)
