"""Canonical names of blank nodes: whether RDFC-1.0 comes to an end with them in good time, which it need not.

It tries every order of the blank nodes that look alike from where it stands (https://www.w3.org/TR/rdf-canon/).
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
    Side = tuple[str, str, ox.BlankNode]  # where the other node stands in a quad, with which predicate, and which it is

# Steps, each of about a microsecond.
_MOST_STEPS = 3_000_000
# The engine recurses as deep as a row of such nodes is long; with the usual stack of 8 MB it survives 5,000.
_MOST_DEPTH = 1000


def refuse_endless(quads: Iterable[ox.Quad]) -> None:
    """Raise InputError where the blank nodes of the quads look so much alike that naming them would take too long."""
    look, beside = _looks(quads)
    twins: dict[Look, list[ox.BlankNode]] = {}
    for node, seen in look.items():
        twins.setdefault(seen, []).append(node)
    alone = {nodes[0] for nodes in twins.values() if len(nodes) == 1}
    steps, named = 0, alone
    for _, nodes in sorted(twins.items()) if len(alone) < len(look) else ():
        walked: set[ox.BlankNode] = set()
        for start in nodes:
            if start in named:
                continue
            for cost, depth in _walk(start, look, beside, named, walked):
                steps += cost
                if steps > _MOST_STEPS or depth > _MOST_DEPTH:
                    raise InputError(
                        "blank nodes look so much alike that they cannot be put in order in good time",
                        mend="Give them names (IRIs), or say of each something that tells it apart.",
                    )
        named |= walked


def _looks(quads: Iterable[ox.Quad]) -> tuple[dict[ox.BlankNode, Look], dict[ox.BlankNode, list[Side]]]:
    """Of each blank node what is said with it, whatever other blank nodes are called; and those beside it, with how."""
    said: dict[ox.BlankNode, list[tuple[str, ...]]] = {}
    beside: dict[ox.BlankNode, list[Side]] = {}
    for quad in quads:
        terms = (quad.subject, quad.object, quad.graph_name)
        blank = [(place, node) for place, term in zip("sog", terms, strict=True) for node in blank_nodes(term)]
        for place, node in dict.fromkeys(blank):
            said.setdefault(node, []).append((place, quad.predicate.value, *(_as_seen(term, node) for term in terms)))
            beside.setdefault(node, []).extend(
                (where, quad.predicate.value, other) for where, other in blank if other != node
            )
    return {node: tuple(sorted(about)) for node, about in said.items()}, beside


def _walk(
    start: ox.BlankNode,
    look: Mapping[ox.BlankNode, Look],
    beside: Mapping[ox.BlankNode, list[Side]],
    named: Container[ox.BlankNode],
    walked: set[ox.BlankNode],
) -> Iterator[tuple[int, int]]:
    """The steps of the algorithm (Hash N-Degree Quads) from a blank node on, and how deep it has recursed.

    Each order of the nodes beside one that look alike is tried with a copy of the names given so far, and from each of
    these nodes it goes on. Nodes that it comes to are added to `walked`.
    """
    issued, todo = {start}, [(start, 1, 1)]
    while todo:
        node, times, depth = todo.pop()
        alike: dict[tuple[str, str, Look], set[ox.BlankNode]] = {}
        for where, predicate, other in beside[node]:
            if other not in named and other not in issued:
                alike.setdefault((where, predicate, look[other]), set()).add(other)
        yield times * len(beside[node]) * len(issued), depth
        for look_alikes in alike.values():
            others = look_alikes - issued
            orders = math.factorial(min(len(others), 20))
            yield times * orders * len(issued), depth
            issued |= others
            todo += [(other, times * orders, depth + 1) for other in others]
    walked |= issued


def _as_seen(term: object, node: ox.BlankNode) -> str:
    """A term as it looks from a blank node, to which every other is the same."""
    if isinstance(term, ox.Triple):
        return f"<<({_as_seen(term.subject, node)} {term.predicate} {_as_seen(term.object, node)})>>"
    return ("_:a" if term == node else "_:z") if isinstance(term, ox.BlankNode) else str(term)
