"""RDF: one graph of everything or, if the format has graphs, one for each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims import chapters
from exordf.claims.statements import statements
from exordf.export import GRAPHS, NAME, Format
from exordf.rdf import rdfxml_writer, turtle_writer
from exordf.rdf.prefixes import RDF, SH
from exordf.rdf.reader import canonical_quads
from exordf.rdf.reader import serialize as to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.export import Source
    from exordf.rdf.tree import Subject

ABOUT = "about"
_REIFIES = ox.NamedNode(f"{RDF}reifies")


def _turtle(source: Source) -> Mapping[str, bytes]:
    written = turtle_writer.write(
        chapters.chapters_of(source.canonical, source.prefixes),
        source.prefixes,
        turtle_writer.Heads(source.about.lines()),
    )
    return {f"{NAME}.ttl": written}


def _turtle12(source: Source) -> Mapping[str, bytes]:
    layers = dict(source.canonical)
    edges: dict[Subject, ox.Triple] = {}
    reified: dict[Subject, list[ox.Quad]] = {}
    for statement in statements(source.store):
        claim = statement.claim
        if statement.holds and claim not in edges:
            edges[claim] = statement.triple
        else:
            reified.setdefault(claim, []).append(ox.Quad(claim, _REIFIES, statement.triple))
    asserted = set(edges.values())
    for name, quads in layers.items():
        # An edge annotated by a claim is asserted there, and so not repeated among the inferred statements.
        remaining = [quad for quad in quads if not (name.startswith("views/") and quad.triple in asserted)]
        described = {quad.subject for quad in remaining}
        for claim in [claim for claim in reified if claim in described]:
            remaining += reified.pop(claim)
        layers[name] = remaining
    written = turtle_writer.write(
        chapters.chapters_of(layers, source.prefixes), source.prefixes, turtle_writer.Heads(source.about.lines(), edges)
    )
    return {f"{NAME}.12.ttl": written}


def _trig(source: Source) -> Mapping[str, bytes]:
    written = turtle_writer.write(
        chapters.chapters_of(_with_about(source, source.canonical), source.prefixes, GRAPHS),
        source.prefixes,
        turtle_writer.Heads(source.about.lines()),
    )
    return {f"{NAME}.trig": written}


def _ntriples(source: Source) -> Mapping[str, bytes]:
    return {f"{NAME}.nt": to_bytes(source.quads(), ox.RdfFormat.N_TRIPLES)}


def _nquads(source: Source) -> Mapping[str, bytes]:
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(GRAPHS + layer))
        for layer, quads in _with_about(source, source.layers).items()
        for quad in quads
    ]
    return {f"{NAME}.nq": to_bytes(quads, ox.RdfFormat.N_QUADS)}


def _rdfxml(source: Source) -> Mapping[str, bytes]:
    quads = canonical_quads(source.quads())
    return {f"{NAME}.rdf": rdfxml_writer.write(quads, source.prefixes.table, source.about.lines())}


def _with_about(source: Source, layers: Mapping[str, Sequence[ox.Quad]]) -> dict[str, Sequence[ox.Quad]]:
    """The layers and, as one more, the metadata of the whole, for those who load only some graphs."""
    head = [
        quad
        for quads in layers.values()
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value == source.about.iri
        if quad.predicate != ox.NamedNode(f"{SH}declare") and not isinstance(quad.object, ox.BlankNode)
    ]
    return {ABOUT: head, **layers} if head else dict(layers)


FORMATS = (
    Format("turtle", "reading, and any RDF tool", "the layers, but for their headings", _turtle),
    Format(
        "turtle12",
        "RDF 1.2: each edge annotated with the claims that state it; Oxigraph reads it, rdflib 7.6 does not",
        "the layers, but for their headings",
        _turtle12,
    ),
    Format("ntriples", "loading in bulk, comparing releases line by line", "the layers", _ntriples),
    Format("nquads", "loading in bulk into stores of graphs", "nothing", _nquads),
    Format("trig", "stores of graphs, a graph for each layer", "nothing", _trig),
    Format("rdfxml", "older triple stores and XML tools", "the layers", _rdfxml),
)
