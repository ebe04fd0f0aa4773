"""RDF: one graph of everything or, where the format has graphs, a graph for each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.export import NAME, Format
from exordf.turtle import write as to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.export import Source

GRAPHS = "https://w3id.org/exordf/graph/"


def _turtle(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.ttl": to_bytes(source.quads(), ox.RdfFormat.TURTLE, source.prefixes.table)}


def _ntriples(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.nt": to_bytes(source.quads(), ox.RdfFormat.N_TRIPLES)}


def _nquads(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.nq": to_bytes(_by_layer(source), ox.RdfFormat.N_QUADS)}


def _trig(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.trig": to_bytes(_by_layer(source), ox.RdfFormat.TRIG, source.prefixes.table)}


def _rdfxml(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.rdf": to_bytes(source.quads(), ox.RdfFormat.RDF_XML, source.prefixes.table)}


def _by_layer(source: Source) -> list[ox.Quad]:
    """Every quad in the graph of its layer."""
    return [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(GRAPHS + layer))
        for layer, quads in source.layers.items()
        for quad in quads
    ]


FORMATS = (
    Format("turtle", "reading, and any RDF tool", "the layers", _turtle),
    Format("ntriples", "loading in bulk, comparing releases line by line", "the layers", _ntriples),
    Format("nquads", "loading in bulk into stores of graphs", "nothing", _nquads),
    Format("trig", "stores of graphs, a graph for each layer", "nothing", _trig),
    Format("rdfxml", "OWL tools such as Protégé, older triple stores", "the layers", _rdfxml),
)
