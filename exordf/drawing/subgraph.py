"""Which part of a graph a picture shows: the whole, a section, what lies around one entity."""

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
    """One line of a picture: the claims that say the same of the same two ends, or nearly so.

    `misfit` where a work that is cited for one of them does not fit; `definition` where they are no claims but follow
    from the definition of the target.
    """

    source: str
    target: str
    direction: Direction
    claims: tuple[Row, ...]
    hedged: bool
    misfit: bool = False
    definition: bool = False

    def words(self, language: str) -> str:
        """What the claims say, a line each."""
        return "\n".join(f"{claim['claim']}: {claim[f'label_{language}'] or ''}" for claim in self.claims)


def subgraph(graph: ClaimGraph, *, section: str = "", around: str = "", depth: int = 2) -> ClaimGraph:
    """The edges stated in a section, and of those the ones within `depth` steps of an entity, up- or downstream.

    A step upstream leads from what is acted upon to what acts, and so on; a picture never turns round on its way.
    Raises InputError where nothing is left.
    """
    if around:
        met = _steps(graph, section, around, depth, down=True) | _steps(graph, section, around, depth, down=False)
        edges = [graph.edges[place] for place in sorted(met)]
    else:
        stated = (edge for edge in graph.edges if not section or edge.claim["section"] == section)
        edges = [edge for edge in stated if edge.subject != edge.object]  # no line leads from a box to itself
    if not edges:
        what = " and ".join(words for words in (section, around) if words)
        raise InputError(
            f"no claim in force speaks of {what}" if what else "there is no claim in force",
            mend="Choose another section or term; `exordf show` tells what is said of one.",
        )
    ends = {end for edge in edges for end in (edge.subject, edge.object)}
    return ClaimGraph({name: row for name, row in graph.nodes.items() if name in ends}, tuple(edges))


def _steps(graph: ClaimGraph, section: str, start: str, depth: int, *, down: bool) -> set[int]:
    """The places of the edges met within `depth` steps from an entity, always down or always up."""
    ways = graph.leaving if down else graph.arriving
    met: set[int] = set()
    seen, frontier = {start}, {start}
    for _ in range(depth):
        steps = {place for here in frontier for place in ways.get(here, ())}
        if section:
            steps = {place for place in steps if graph.edges[place].claim["section"] == section}
        met |= steps
        frontier = {graph.edges[place].object if down else graph.edges[place].subject for place in steps} - seen
        seen |= frontier
    return met


def edge_lines(graph: ClaimGraph) -> list[EdgeLine]:
    """One line for each pair of ends and direction, in order; hedged where every claim of it is.

    What follows from a definition has a line of its own.
    """
    found: dict[tuple[str, str, Direction, bool], list[Edge]] = {}
    for edge in graph.edges:
        found.setdefault((edge.subject, edge.object, edge.direction, edge.definition), []).append(edge)
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
        for (source, target, direction, definition), edges in sorted(found.items())
    ]
