"""Canonical names of blank nodes: an estimate of the time that RDFC-1.0 takes, which can be exponential.

It tries every order of the neighbouring blank nodes that look alike (https://www.w3.org/TR/rdf-canon/).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.tree import blank_nodes

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    Look = tuple[tuple[str, ...], ...]
    Side = tuple[str, str, ox.BlankNode]  # the position of the other node in a quad, the predicate, the node

# Steps of about a microsecond each.
_MOST_STEPS = 3_000_000
# The engine recurses once for each node of a chain; with the usual stack of 8 MB it survives 5,000.
_MOST_DEPTH = 1000


def refuse_endless(quads: Iterable[ox.Quad]) -> None:
    """Raise InputError if the blank nodes of the quads look so much alike that naming them takes too long."""
    look, neighbours = _looks(quads)
    twins: dict[Look, list[ox.BlankNode]] = {}
    for node, seen in look.items():
        twins.setdefault(seen, []).append(node)
    alone = {nodes[0] for nodes in twins.values() if len(nodes) == 1}
    steps, unique = 0, alone
    for _, nodes in sorted(twins.items()) if len(alone) < len(look) else ():
        visited: set[ox.BlankNode] = set()
        for start in nodes:
            if start in unique:
                continue
            for cost, depth in _walk(start, look, neighbours, unique, visited):
                steps += cost
                if steps > _MOST_STEPS or depth > _MOST_DEPTH:
                    raise InputError(
                        "blank nodes look so much alike that they cannot be put in order in good time",
                        mend="Give them names (IRIs), or say of each something that tells it apart.",
                    )
        unique |= visited


def _looks(quads: Iterable[ox.Quad]) -> tuple[dict[ox.BlankNode, Look], dict[ox.BlankNode, list[Side]]]:
    """The quads of each blank node, with other blank nodes anonymous; and its neighbours."""
    quads_of: dict[ox.BlankNode, list[tuple[str, ...]]] = {}
    neighbours: dict[ox.BlankNode, list[Side]] = {}
    for quad in quads:
        terms = (quad.subject, quad.object, quad.graph_name)
        blank = [(place, node) for place, term in zip("sog", terms, strict=True) for node in blank_nodes(term)]
        for place, node in dict.fromkeys(blank):
            quads_of.setdefault(node, []).append(
                (place, quad.predicate.value, *(_as_seen(term, node) for term in terms))
            )
            neighbours.setdefault(node, []).extend(
                (where, quad.predicate.value, other) for where, other in blank if other != node
            )
    return {node: tuple(sorted(seen)) for node, seen in quads_of.items()}, neighbours


def _walk(
    start: ox.BlankNode,
    look: Mapping[ox.BlankNode, Look],
    neighbours: Mapping[ox.BlankNode, list[Side]],
    unique: Container[ox.BlankNode],
    visited: set[ox.BlankNode],
) -> Iterator[tuple[int, int]]:
    """Yield the steps of the algorithm (Hash N-Degree Quads) from a blank node on, and the depth of the recursion.

    Each order of the neighbours that look alike is tried with a copy of the names so far, and the walk continues from
    each of them. The nodes of the walk are added to `visited`.
    """
    issued, todo = {start}, [(start, 1, 1)]
    while todo:
        node, times, depth = todo.pop()
        alike: dict[tuple[str, str, Look], set[ox.BlankNode]] = {}
        for where, predicate, other in neighbours[node]:
            if other not in unique and other not in issued:
                alike.setdefault((where, predicate, look[other]), set()).add(other)
        yield times * len(neighbours[node]) * len(issued), depth
        for look_alikes in alike.values():
            others = look_alikes - issued
            orders = math.factorial(min(len(others), 20))
            yield times * orders * len(issued), depth
            issued |= others
            todo += [(other, times * orders, depth + 1) for other in others]
    visited |= issued


def _as_seen(term: object, node: ox.BlankNode) -> str:
    """A term as seen from a blank node, with all other blank nodes alike."""
    if isinstance(term, ox.Triple):
        return f"<<({_as_seen(term.subject, node)} {term.predicate} {_as_seen(term.object, node)})>>"
    return ("_:a" if term == node else "_:z") if isinstance(term, ox.BlankNode) else str(term)
