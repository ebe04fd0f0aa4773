"""Networks: the triples of a graph that join two entities, drawn in columns as the claims are."""

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


def graph_of(explorer: Explorer, rows: Rows) -> ClaimGraph | None:
    """The triples whose two ends are entities as a graph, in order; None where there is none."""
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
    shown = sorted({end for edge in edges for end in (edge.subject, edge.object)})
    return ClaimGraph({name: ends[name] for name in shown}, tuple(edges)) if edges else None


def drawn(graph: ClaimGraph, language: str, title: str, note: str, address: Callable[[str], str]) -> str:
    """The picture of a graph; `address` says for the CURIE of an entity where its box leads."""
    return svg(graph, Look(language, title, note, address=address)).decode()
