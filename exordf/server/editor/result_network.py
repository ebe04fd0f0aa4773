"""Answers as networks: the triples that join two entities, drawn in columns like the claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims.claim_graph import ClaimGraph, Edge
from exordf.drawing.network_svg import Look, svg

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.browse.model.explorer import Explorer
    from exordf.rdf.rows import Rows

MOST_EDGES = 250


def build_graph(explorer: Explorer, rows: Rows) -> ClaimGraph | None:
    """Return the triples between two entities as a graph, in order; None if it would be empty."""
    entities, facts = explorer.entities, explorer.facts
    directions = {str(edge.claim["predicate"]): edge.direction for edge in explorer.graph.edges}
    edges = []
    for subject, predicate, obj in sorted(rows.terms, key=str):
        if not (
            isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and isinstance(obj, ox.NamedNode)
        ):
            continue
        if subject == obj or subject.value not in entities or obj.value not in entities:
            continue
        curie = facts.curie(predicate)
        names = {
            language: [facts.name(node, language) or facts.name(node) for node in (subject, predicate, obj)]
            for language in ("en", "zh")
        }
        claim = {
            "claim": curie,
            "predicate": curie,
            "subject": facts.curie(subject),
            "object": facts.curie(obj),
            "certainty": None,
            "label_en": " ".join(names["en"]),
            "label_zh": " ".join(names["zh"]),
        }
        edges.append(Edge(claim, directions.get(curie, "other"), ()))  # type: ignore[arg-type]
    ends = {facts.curie(ox.NamedNode(iri)): row for iri, row in entities.items()}
    end_names = sorted({end for edge in edges for end in (edge.subject, edge.object)})
    return ClaimGraph({name: ends[name] for name in end_names}, tuple(edges)) if edges else None


def draw(graph: ClaimGraph, language: str, title: str, note: str, address: Callable[[str], str]) -> str:
    """Return the picture of a graph as SVG; `address` gives the link of an entity by its CURIE."""
    return svg(graph, Look(language, title, note, address=address)).decode()
