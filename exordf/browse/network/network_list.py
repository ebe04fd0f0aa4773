"""A part of the graph as a list: each entity, its outgoing lines, the claims of each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.browse.model.bilingual import bilingual
from exordf.browse.model.bilingual_names import name_of
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


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """A claim: its IRI, its number, its label, whether it is hedged, whether a citation does not fit.

    Where `definition`, it is not a claim but the definition of the entity with this IRI and this name.
    """

    iri: str
    number: str
    label: str
    hedged: bool
    misfit: bool
    definition: bool


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """A line: the CURIE, IRI and name of its target, its direction, the labels of its predicates, its claims."""

    target: str
    iri: str
    name: str
    direction: str
    predicates: str
    claims: list[ListedClaim]


@dataclass(frozen=True, slots=True)
class ListedEntity:
    """An entity: its CURIE, IRI, name, kind in words, class, definition, and its outgoing lines."""

    curie: str
    iri: str
    name: str
    kind: str
    local: str
    definition: str
    lines: list[OutgoingLine]


def list_network(explorer: Explorer, graph: ClaimGraph, language: str) -> list[tuple[str, list[ListedEntity]]]:
    """The entities of each column in the order of their names, with the heading of the column."""
    outgoing: dict[str, list[EdgeLine]] = {}
    for line in edge_lines(graph):
        outgoing.setdefault(line.source, []).append(line)
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
            bilingual(row, "definition").in_language(language),
            [_line(explorer, graph.nodes, line, misfits, language) for line in outgoing.get(curie, ())],
        )
        columns.setdefault(column_of(row["kind"]), []).append(entity)
    comma = "，" if language == "zh" else ": "
    return [
        (
            comma.join(HEADS[language][column]),
            sorted(members, key=lambda entity: (entity.name.casefold(), entity.curie)),
        )
        for column, members in sorted(columns.items())
    ]


def _line(
    explorer: Explorer, nodes: Mapping[str, Row], line: EdgeLine, misfits: set[str], language: str
) -> OutgoingLine:
    target = nodes[line.target]
    name = label(target, language)
    predicates = dict.fromkeys(
        name_of(explorer, str(claim["predicate"])).in_language(language) for claim in line.claims
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
