"""The paths between two entities of a graph along its edges, and the shortest connection."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from exordf.claims.claim_graph import ClaimGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exordf.claims.claim_graph import Edge

MOST_PATHS = 2_000
_MOST_VISITS = 200_000


@dataclass(frozen=True)
class Paths:
    """The edges of all paths, and each path as its entities, the shortest first.

    `complete` if the search was not cut short by its bounds.
    """

    graph: ClaimGraph
    paths: tuple[tuple[str, ...], ...]
    complete: bool


def paths(graph: ClaimGraph, start: str, end: str, steps: int) -> Paths:
    """Every path from `start` to `end` along the edges, of at most `steps` steps, that visits no entity twice.

    At most 2,000 paths; the search visits at most 200,000 entities.
    """
    successors = _neighbours(graph, downstream=True)
    distances = _distances(_neighbours(graph, downstream=False), end)
    complete_paths: list[tuple[str, ...]] = []
    complete = True
    if start in distances and start != end:
        for number, path in enumerate(_walks(successors, distances, start, end, steps)):
            if number == _MOST_VISITS or len(complete_paths) == MOST_PATHS:
                complete = False
                break
            if path:
                complete_paths.append(path)
    pairs = {step for path in complete_paths for step in pairwise(path)}
    edges = tuple(edge for edge in graph.edges if (edge.subject, edge.object) in pairs)
    ranked = sorted(complete_paths, key=lambda path: (len(path), path))
    return Paths(paths_graph(graph, edges), tuple(ranked), complete)


def shortest(graph: ClaimGraph, start: str, end: str, *, either_way: bool = False) -> tuple[str, ...]:
    """The entities on the shortest path, of several the first by name; empty if there is no path.

    With `either_way`, edges are also followed against their direction.
    """
    ahead, back = _neighbours(graph, downstream=True), _neighbours(graph, downstream=False)
    previous: dict[str, str] = {start: ""}
    queue = deque([start])
    while queue and end not in previous:
        name = queue.popleft()
        for neighbour in sorted({*ahead.get(name, ()), *(back.get(name, ()) if either_way else ())}):
            if neighbour not in previous:
                previous[neighbour] = name
                queue.append(neighbour)
    path, name = [], end if end in previous else ""
    while name:
        path.append(name)
        name = previous[name]
    return tuple(reversed(path))


def edges_along(graph: ClaimGraph, path: Sequence[str]) -> ClaimGraph:
    """The edges between neighbours on a path, in either direction."""
    steps = {frozenset(step) for step in pairwise(path)}
    return paths_graph(graph, tuple(edge for edge in graph.edges if frozenset((edge.subject, edge.object)) in steps))


def paths_graph(graph: ClaimGraph, edges: tuple[Edge, ...]) -> ClaimGraph:
    """The part of a graph with these edges and the entities at their ends."""
    ends = {end for edge in edges for end in (edge.subject, edge.object)}
    return ClaimGraph({name: row for name, row in graph.nodes.items() if name in ends}, edges)


def _walks(
    successors: Mapping[str, Sequence[str]], distances: Mapping[str, int], start: str, end: str, steps: int
) -> Iterator[tuple[str, ...] | None]:
    """Yield each path, depth first, and None for every other visit, so that the caller can stop the search."""
    path, choices = [start], [iter(successors.get(start, ()))]
    while choices:
        name = next(choices[-1], None)
        if name is None:
            choices.pop()
            path.pop()
        elif name == end:
            yield (*path, end)
        elif name not in path and len(path) + distances.get(name, steps) <= steps:
            path.append(name)
            choices.append(iter(successors.get(name, ())))
            yield None


def _neighbours(graph: ClaimGraph, *, downstream: bool) -> dict[str, list[str]]:
    neighbours: dict[str, set[str]] = {}
    for edge in graph.edges:
        name, neighbour = (edge.subject, edge.object) if downstream else (edge.object, edge.subject)
        if name != neighbour:
            neighbours.setdefault(name, set()).add(neighbour)
    return {name: sorted(others) for name, others in neighbours.items()}


def _distances(neighbours: Mapping[str, Sequence[str]], start: str) -> dict[str, int]:
    """The number of steps to each entity that can be reached."""
    distances = {start: 0}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        for neighbour in neighbours.get(name, ()):
            if neighbour not in distances:
                distances[neighbour] = distances[name] + 1
                queue.append(neighbour)
    return distances
