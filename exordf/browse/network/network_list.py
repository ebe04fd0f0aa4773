"""A part of the graph as a list: each entity, the lines that leave it, the claims behind each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.browse.model import bilingual_names
from exordf.claims.tables import label
from exordf.drawing.labels import HEADS, KINDS
from exordf.drawing.layout import column_of, local
from exordf.drawing.subgraph import edge_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.claim_graph import ClaimGraph
    from exordf.claims.tables import Row
    from exordf.drawing.subgraph import EdgeLine


@dataclass(frozen=True)
class ListedClaim:
    """A claim: its IRI, its number, what it says, whether it is hedged, whether a citation does not fit.

    Where `definition`, it is none, but the definition of the entity with this IRI and this name.
    """

    iri: str
    number: str
    words: str
    hedged: bool
    misfit: bool
    definition: bool


@dataclass(frozen=True)
class OutgoingLine:
    """A line: the CURIE, IRI and name of its target, its direction, the predicates in words, its claims."""

    target: str
    iri: str
    name: str
    direction: str
    predicates: str
    claims: list[ListedClaim]


@dataclass(frozen=True)
class ListedEntity:
    """An entity: its CURIE, IRI, name, kind in words, class, definition, and the lines that leave it."""

    curie: str
    iri: str
    name: str
    kind: str
    local: str
    definition: str
    lines: list[OutgoingLine]


def list_network(explorer: Explorer, graph: ClaimGraph, language: str) -> list[tuple[str, list[ListedEntity]]]:
    """The entities by column, each column under its head, in the order of their names."""
    leaving: dict[str, list[EdgeLine]] = {}
    for line in edge_lines(graph):
        leaving.setdefault(line.source, []).append(line)
    misfits = {str(edge.claim["claim"]) for edge in graph.edges if edge.misfits}
    columns: dict[int, list[ListedEntity]] = {}
    for curie, row in graph.nodes.items():
        kind = local(row["kind"])
        entity = ListedEntity(
            curie,
            str(row["iri"]),
            label(row, language),
            KINDS[language].get(kind, KINDS[language][""]),
            kind,
            str(row[f"definition_{language}"] or row["definition_en"] or ""),
            [_leaving(explorer, graph.nodes, line, misfits, language) for line in leaving.get(curie, ())],
        )
        columns.setdefault(column_of(row["kind"]), []).append(entity)
    between = "，" if language == "zh" else ": "
    return [
        (between.join(HEADS[language][column]), sorted(here, key=lambda entity: (entity.name.casefold(), entity.curie)))
        for column, here in sorted(columns.items())
    ]


def _leaving(
    explorer: Explorer, nodes: Mapping[str, Row], line: EdgeLine, misfits: set[str], language: str
) -> OutgoingLine:
    target = nodes[line.target]
    name = label(target, language)
    predicates = dict.fromkeys(
        bilingual_names.display_name(explorer, str(claim["predicate"]), language) for claim in line.claims
    )
    claims = [
        ListedClaim(
            str(claim["iri"]),
            name if line.definition else str(claim["claim"]).partition(":")[2],
            label(claim, language),
            claim["certainty"] == "exo:Hedged",
            claim["claim"] in misfits,
            line.definition,
        )
        for claim in line.claims
    ]
    return OutgoingLine(line.target, str(target["iri"]), name, line.direction, " / ".join(predicates), claims)
