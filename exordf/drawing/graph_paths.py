"""The ways from one entity of a graph to another along its edges, and the nearest connection where there is none."""

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
    """The edges of all paths that were found, and the paths by their entities, the shortest first.

    `complete` where there are no others within the number of steps.
    """

    graph: ClaimGraph
    paths: tuple[tuple[str, ...], ...]
    complete: bool


def paths(graph: ClaimGraph, start: str, end: str, steps: int) -> Paths:
    """Every path from `start` to `end` along the edges, of at most so many steps, that meets no entity twice.

    At most 2,000 are given, and the search for them is bounded as well.
    """
    after = _neighbours(graph, down=True)
    left = _distances(_neighbours(graph, down=False), end)
    found: list[tuple[str, ...]] = []
    complete = True
    if start in left and start != end:
        for number, path in enumerate(_walks(after, left, start, end, steps)):
            if number == _MOST_VISITS or len(found) == MOST_PATHS:
                complete = False
                break
            if path:
                found.append(path)
    on_one = {step for path in found for step in pairwise(path)}
    edges = tuple(edge for edge in graph.edges if (edge.subject, edge.object) in on_one)
    return Paths(paths_graph(graph, edges), tuple(sorted(found, key=lambda path: (len(path), path))), complete)


def shortest(graph: ClaimGraph, start: str, end: str, *, either_way: bool = False) -> tuple[str, ...]:
    """The entities on the shortest path, the first by name of several; none where there is no path.

    `either_way` also follows edges against their direction.
    """
    ahead, back = _neighbours(graph, down=True), _neighbours(graph, down=False)
    before: dict[str, str] = {start: ""}
    waiting = deque([start])
    while waiting and end not in before:
        here = waiting.popleft()
        for there in sorted({*ahead.get(here, ()), *(back.get(here, ()) if either_way else ())}):
            if there not in before:
                before[there] = here
                waiting.append(there)
    path, here = [], end if end in before else ""
    while here:
        path.append(here)
        here = before[here]
    return tuple(reversed(path))


def edges_along(graph: ClaimGraph, path: Sequence[str]) -> ClaimGraph:
    """The edges between neighbours on a path, whichever way they point."""
    steps = {frozenset(step) for step in pairwise(path)}
    return paths_graph(graph, tuple(edge for edge in graph.edges if frozenset((edge.subject, edge.object)) in steps))


def paths_graph(graph: ClaimGraph, edges: tuple[Edge, ...]) -> ClaimGraph:
    """The part of a graph that has these edges, and the entities at their ends."""
    ends = {end for edge in edges for end in (edge.subject, edge.object)}
    return ClaimGraph({name: row for name, row in graph.nodes.items() if name in ends}, edges)


def _walks(
    after: Mapping[str, Sequence[str]], left: Mapping[str, int], start: str, end: str, steps: int
) -> Iterator[tuple[str, ...] | None]:
    """Each path as it is found, depth first, and None for each other visit, so that whoever asks can stop."""
    path, choices = [start], [iter(after.get(start, ()))]
    while choices:
        there = next(choices[-1], None)
        if there is None:
            choices.pop()
            path.pop()
        elif there == end:
            yield (*path, end)
        elif there not in path and len(path) + left.get(there, steps) <= steps:
            path.append(there)
            choices.append(iter(after.get(there, ())))
            yield None


def _neighbours(graph: ClaimGraph, *, down: bool) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for edge in graph.edges:
        here, there = (edge.subject, edge.object) if down else (edge.object, edge.subject)
        if here != there:
            found.setdefault(here, set()).add(there)
    return {name: sorted(others) for name, others in found.items()}


def _distances(near: Mapping[str, Sequence[str]], start: str) -> dict[str, int]:
    """How many steps each entity is away that can be reached."""
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in near.get(here, ()):
            if there not in found:
                found[there] = found[here] + 1
                waiting.append(there)
    return found
