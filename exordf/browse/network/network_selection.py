"""The part of the graph that a request selects, the paths in it, and the part that is shown without a request."""

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

MOST_EDGES = 1_000  # with more a picture is not readable, and drawing it takes a second
_MOST_PATHS = 12
_READABLE = range(6, 25)  # claims of an entity whose neighbourhood is informative and can be read at a glance


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of the graph that a request selects, None where nothing matches, and the entity to highlight.

    `paths` are those between two ends, as entities, and `more_paths` the number of those not listed; `nearest` is the
    shortest connection where there is no such path, which goes against the lines somewhere or, where `longer`, only has
    more steps than allowed; `back` is true where there are paths in the other direction. `all` counts the claims before
    the least connected entities were left out.
    """

    request: NetworkRequest
    graph: ClaimGraph | None
    focus: str = ""
    paths: tuple[tuple[str, ...], ...] = ()
    more_paths: int = 0
    complete: bool = True
    nearest: tuple[str, ...] = ()
    longer: bool = False
    back: bool = False
    all: int = 0


def select_network(graph: ClaimGraph, request: NetworkRequest) -> Selection:
    """The part of a graph that a request selects."""
    matching = _matching(graph, request)
    if request.start:
        return _between(matching, request)
    edges: dict[str, Edge] = {}
    for term in request.terms or ("",):
        try:
            part = subgraph(matching, section=request.section, around=term, depth=request.depth)
        except InputError:  # no claim in force names it
            continue
        edges |= {str(edge.claim["claim"]): edge for edge in part.edges}
    if not edges:
        return Selection(request, None)
    selected = graph_paths.paths_graph(matching, tuple(edges[claim] for claim in sorted(edges)))
    focus = request.terms[0] if len(request.terms) == 1 else ""
    return Selection(request, limit_edges(selected), focus, all=selected.claims)


def limit_edges(graph: ClaimGraph, most: int = MOST_EDGES) -> ClaimGraph:
    """The graph of the entities with most claims: as many of them as have at most so many claims among them.

    If the first two of them have more, the first claims between these two.
    """
    if len(graph.edges) <= most:
        return graph
    rank = {name: number for number, name in enumerate(ranking(graph))}
    # An edge is included as soon as the lower of its two ends is.
    lower = sorted(max(rank[edge.subject], rank[edge.object]) for edge in graph.edges)
    limit = lower[most]
    edges = tuple(edge for edge in graph.edges if max(rank[edge.subject], rank[edge.object]) < limit)
    return graph_paths.paths_graph(graph, edges or graph.edges[:most])


def ranking(graph: ClaimGraph) -> list[str]:
    """The entities, those with most claims first."""
    claims = Counter(end for edge in graph.edges for end in (edge.subject, edge.object))
    return sorted(claims, key=lambda name: (-claims[name], name))


def starting_points(graph: ClaimGraph) -> NetworkRequest:
    """The request that is shown without parameters: the most informative entity and the claims around it.

    That is one with a readable number of claims over most columns, both promoting and inhibiting.
    """
    edges_of: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        for end in (edge.subject, edge.object):
            edges_of.setdefault(end, []).append(edge)

    def worth(name: str) -> tuple[int, int, int, str]:
        edges = edges_of[name]
        columns = {column_of(edge.claim[f"{end}_kind"]) for edge in edges for end in ("subject", "object")}
        directions = {edge.direction for edge in edges}
        return (len(edges) in _READABLE) * len(columns), len(directions), len(edges), name

    first = max(edges_of, key=worth, default="")
    return NetworkRequest(terms=(first,)) if first else NetworkRequest(whole=True)


def _matching(graph: ClaimGraph, request: NetworkRequest) -> ClaimGraph:
    """The edges that no option of the request leaves out."""
    without = {COLUMNS.index(name) for name in request.without}
    directions = DIRECTIONS[request.direction]
    column = {name: column_of(row["kind"]) for name, row in graph.nodes.items()}
    return graph_paths.paths_graph(
        graph,
        tuple(
            edge
            for edge in graph.edges
            if edge.direction in directions
            and (request.hedged or not edge.hedged)
            and (not request.misfit or edge.misfits)
            and (not request.section or edge.claim["section"] == request.section)
            and not {column[edge.subject], column[edge.object]} & without
        ),
    )


def _between(graph: ClaimGraph, request: NetworkRequest) -> Selection:
    """The paths from one end to the other, or the nearest connection."""
    result = graph_paths.paths(graph, request.start, request.end, request.steps)
    if result.paths:
        return Selection(
            request,
            limit_edges(result.graph),
            paths=result.paths[:_MOST_PATHS],
            more_paths=max(len(result.paths) - _MOST_PATHS, 0),
            complete=result.complete,
            all=result.graph.claims,
        )
    longer = graph_paths.shortest(graph, request.start, request.end)
    nearest = longer or graph_paths.shortest(graph, request.start, request.end, either_way=True)
    back = graph_paths.shortest(graph, request.end, request.start)
    part = graph_paths.edges_along(graph, nearest) if nearest else None
    return Selection(request, part, nearest=nearest, longer=bool(longer), back=0 < len(back) <= request.steps + 1)
