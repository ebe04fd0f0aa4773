"""The part of a graph that a picture shows: the whole, a section, the surroundings of an entity; its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.claims.claim_graph import ClaimGraph
from exordf.errors import InputError

if TYPE_CHECKING:
    from exordf.claims.claim_graph import Direction, Edge
    from exordf.claims.tables import Row


@dataclass(frozen=True)
class EdgeLine:
    """One line of a picture: the claims of one direction between the same two ends.

    `misfit` if a work cited for one of them does not fit; `definition` if it stands for the definition of the target
    instead of claims.
    """

    source: str
    target: str
    direction: Direction
    claims: tuple[Row, ...]
    hedged: bool
    misfit: bool = False
    definition: bool = False

    def title(self, language: str) -> str:
        """The labels of the claims, one in a line."""
        return "\n".join(f"{claim['claim']}: {claim[f'label_{language}'] or ''}" for claim in self.claims)


def subgraph(graph: ClaimGraph, *, section: str = "", around: str = "", depth: int = 2) -> ClaimGraph:
    """The edges stated in a section, and of those the ones within `depth` steps of an entity, up- or downstream.

    A step upstream leads from an object to its subject; a path goes upstream or downstream and never turns. Raises
    InputError if no edge is left.
    """
    if around:
        numbers = _within(graph, section, around, depth, down=True) | _within(graph, section, around, depth, down=False)
        edges = [graph.edges[number] for number in sorted(numbers)]
    else:
        stated = (edge for edge in graph.edges if not section or edge.claim["section"] == section)
        edges = [edge for edge in stated if edge.subject != edge.object]  # no line leads from a box to itself
    if not edges:
        what = " and ".join(filter(None, (section, around)))
        raise InputError(
            f"no claim in force speaks of {what}" if what else "there is no claim in force",
            mend="Choose another section or term; `exordf show` lists the claims about one.",
        )
    ends = {end for edge in edges for end in (edge.subject, edge.object)}
    return ClaimGraph({name: row for name, row in graph.nodes.items() if name in ends}, tuple(edges))


def _within(graph: ClaimGraph, section: str, start: str, depth: int, *, down: bool) -> set[int]:
    """The numbers of the edges within `depth` steps of an entity, always downstream or always upstream."""
    edges_at = graph.leaving if down else graph.arriving
    numbers: set[int] = set()
    seen, frontier = {start}, {start}
    for _ in range(depth):
        steps = {number for name in frontier for number in edges_at.get(name, ())}
        if section:
            steps = {number for number in steps if graph.edges[number].claim["section"] == section}
        numbers |= steps
        frontier = {graph.edges[number].object if down else graph.edges[number].subject for number in steps} - seen
        seen |= frontier
    return numbers


def edge_lines(graph: ClaimGraph) -> list[EdgeLine]:
    """One line for each pair of ends and direction, in order; hedged if all its claims are.

    A definition has a line of its own.
    """
    grouped: dict[tuple[str, str, Direction, bool], list[Edge]] = {}
    for edge in graph.edges:
        grouped.setdefault((edge.subject, edge.object, edge.direction, edge.definition), []).append(edge)
    return [
        EdgeLine(
            source,
            target,
            direction,
            tuple(edge.claim for edge in edges),
            hedged=all(edge.hedged for edge in edges),
            misfit=any(edge.misfits for edge in edges),
            definition=definition,
        )
        for (source, target, direction, definition), edges in sorted(grouped.items())
    ]
