"""The sides of a conflict: which of its claims agree with each other, and which are opposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

    from exordf.browse.model.facts import Facts


def conflict_sides(facts: Facts, conflict: ox.NamedNode, claims: list[ox.NamedNode]) -> list[list[ox.NamedNode]]:
    """The claims of a conflict by side, the side of the first claim first.

    Claims that oppose each other are on two sides; a claim that opposes none joins the one side that uses its
    predicate. Where none oppose each other, or more than two ways, the sides are the claims of each direction or, where
    that is one, of each predicate; claims that fit no side are a side of their own.
    """
    predicate = {claim: facts.value(claim, "predicate") for claim in claims}
    split = _two_sides(claims, facts.opposed.get(conflict, []))
    if not split:
        directions: Mapping[object, str] = dict(facts.directions.items())
        for key in ({claim: directions.get(predicate[claim], "other") for claim in claims}, predicate):
            sides: dict[object, list[ox.NamedNode]] = {}
            for claim in claims:
                sides.setdefault(key[claim], []).append(claim)
            if len(sides) > 1:
                break
        return list(sides.values())
    predicates = [{predicate[claim] for claim in side} for side in split]
    rest: list[ox.NamedNode] = []
    for claim in claims:
        if not any(claim in side for side in split):
            fitting = [side for side, used in zip(split, predicates, strict=True) if predicate[claim] in used]
            (fitting[0] if len(fitting) == 1 else rest).append(claim)
    order = {claim: position for position, claim in enumerate(claims)}
    ordered = [sorted(side, key=order.__getitem__) for side in (*split, rest) if side]
    return sorted(ordered, key=lambda side: (side is rest, order[side[0]]))


def _two_sides(
    claims: list[ox.NamedNode], opposed: list[tuple[ox.NamedNode, ox.NamedNode]]
) -> list[list[ox.NamedNode]]:
    """Two sides that separate opposed claims, without claims that oppose none; empty where no two sides do so."""
    opponents: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for one, other in opposed:
        opponents.setdefault(one, set()).add(other)
        opponents.setdefault(other, set()).add(one)
    side: dict[ox.NamedNode, int] = {}
    for first in claims:
        stack = [first] if first in opponents and first not in side else []
        side |= dict.fromkeys(stack, 0)
        while stack:
            claim = stack.pop()
            for opponent in opponents[claim]:
                if opponent not in side:
                    side[opponent] = 1 - side[claim]
                    stack.append(opponent)
                elif side[opponent] == side[claim]:
                    return []
    split = [[claim for claim in claims if side.get(claim) == number] for number in (0, 1)]
    return split if all(split) else []
