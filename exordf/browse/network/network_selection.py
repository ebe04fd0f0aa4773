"""The part of the graph that a request wants, what is to be said of it, and where to begin when it wants nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.browse.network.network_request import COLUMNS, DIRECTIONS, NetworkRequest
from exordf.claims.claim_graph import ClaimGraph
from exordf.drawing import graph_paths
from exordf.drawing.layout import column_of
from exordf.drawing.subgraph import subgraph
from exordf.errors import InputError

if TYPE_CHECKING:
    from exordf.claims.claim_graph import Edge

MOST_EDGES = 1_000  # more than that nobody can look at, and it takes a second to draw
_MOST_PATHS_SAID = 12
_A_GOOD_FEW = range(6, 25)  # claims of an entity whose neighbourhood is worth a look and can be seen at once


@dataclass(frozen=True)
class Selection:
    """A part of the graph, nothing where nothing fits, the entity to set off, and what there is to say.

    `paths` are those between two ends, as entities; `nearest` is the shortest connection where there is none, which
    goes against the lines somewhere or, where `longer`, has only more steps than were asked for; `back` where there are
    paths the other way round. `all` counts the claims before the least connected entities were left out.
    """

    asked: NetworkRequest
    graph: ClaimGraph | None
    focus: str = ""
    paths: tuple[tuple[str, ...], ...] = ()
    more_paths: int = 0
    complete: bool = True
    nearest: tuple[str, ...] = ()
    longer: bool = False
    back: bool = False
    all: int = 0


def select_network(graph: ClaimGraph, asked: NetworkRequest) -> Selection:
    """The part of a graph that is asked for."""
    fitting = _fitting(graph, asked)
    if asked.start:
        return _between(fitting, asked)
    edges: dict[str, Edge] = {}
    for term in asked.terms or ("",):
        try:
            there = subgraph(fitting, section=asked.section, around=term, depth=asked.depth)
        except InputError:  # nothing that is in force speaks of it
            continue
        edges |= {str(edge.claim["claim"]): edge for edge in there.edges}
    if not edges:
        return Selection(asked, None)
    found = graph_paths.paths_graph(fitting, tuple(edges[claim] for claim in sorted(edges)))
    focus = asked.terms[0] if len(asked.terms) == 1 else ""
    return Selection(asked, limit_edges(found), focus, all=found.claims)


def limit_edges(graph: ClaimGraph, most: int = MOST_EDGES) -> ClaimGraph:
    """The graph of the entities with most claims, as many as have no more than so many claims among them.

    If the first two of these have more, the first claims between them.
    """
    if len(graph.edges) <= most:
        return graph
    ranked = ranking(graph)
    place = {name: number for number, name in enumerate(ranked)}
    # An edge is there as soon as the later of its two ends is.
    later = sorted(max(place[edge.subject], place[edge.object]) for edge in graph.edges)
    kept = later[most]
    edges = tuple(e for e in graph.edges if max(place[e.subject], place[e.object]) < kept)
    return graph_paths.paths_graph(graph, edges or graph.edges[:most])


def ranking(graph: ClaimGraph) -> list[str]:
    """The entities, those with most claims first."""
    claims = Counter(end for edge in graph.edges for end in (edge.subject, edge.object))
    return sorted(claims, key=lambda name: (-claims[name], name))


def starting_points(graph: ClaimGraph) -> NetworkRequest:
    """Where to begin when nothing is asked for: what tells most at first sight.

    That is the entity with a good few claims over most columns, promoting and inhibiting, and the claims around it.
    """
    first = _first(graph)
    return NetworkRequest(terms=(first,)) if first else NetworkRequest(whole=True)


def _first(graph: ClaimGraph) -> str:
    near: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        for end in (edge.subject, edge.object):
            near.setdefault(end, []).append(edge)

    def worth(name: str) -> tuple[int, int, int, str]:
        there = near[name]
        columns = {column_of(edge.claim[f"{end}_kind"]) for edge in there for end in ("subject", "object")}
        directions = {edge.direction for edge in there}
        return (len(there) in _A_GOOD_FEW) * len(columns), len(directions), len(there), name

    return max(near, key=worth, default="")


def _fitting(graph: ClaimGraph, asked: NetworkRequest) -> ClaimGraph:
    """The edges that no wish leaves out."""
    out = {COLUMNS.index(name) for name in asked.without}
    directions = DIRECTIONS[asked.direction]
    column = {name: column_of(row["kind"]) for name, row in graph.nodes.items()}
    return graph_paths.paths_graph(
        graph,
        tuple(
            edge
            for edge in graph.edges
            if edge.direction in directions
            and (asked.hedged or not edge.hedged)
            and (not asked.misfit or edge.misfits)
            and (not asked.section or edge.claim["section"] == asked.section)
            and not {column[edge.subject], column[edge.object]} & out
        ),
    )


def _between(graph: ClaimGraph, asked: NetworkRequest) -> Selection:
    """The paths from one end to the other, or how near they come to it."""
    found = graph_paths.paths(graph, asked.start, asked.end, asked.steps)
    if found.paths:
        return Selection(
            asked,
            limit_edges(found.graph),
            paths=found.paths[:_MOST_PATHS_SAID],
            more_paths=max(len(found.paths) - _MOST_PATHS_SAID, 0),
            complete=found.complete,
            all=found.graph.claims,
        )
    further = graph_paths.shortest(graph, asked.start, asked.end)
    nearest = further or graph_paths.shortest(graph, asked.start, asked.end, either_way=True)
    back = graph_paths.shortest(graph, asked.end, asked.start)
    shown = graph_paths.edges_along(graph, nearest) if nearest else None
    return Selection(asked, shown, nearest=nearest, longer=bool(further), back=0 < len(back) <= asked.steps + 1)
