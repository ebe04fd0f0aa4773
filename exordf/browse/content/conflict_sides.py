"""The sides of a conflict: which of its claims stand together, and which against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

    from exordf.browse.model.facts import Facts


def conflict_sides(facts: Facts, conflict: ox.NamedNode, claims: list[ox.NamedNode]) -> list[list[ox.NamedNode]]:
    """The claims of a conflict in its sides, the side of the first claim first.

    Claims that oppose each other stand on two sides; a claim that opposes none joins the one side that uses its
    predicate. Where none oppose each other, or more than two ways, claims stand with those that do the same to what
    they are about, or that use the same predicate; what fits no side is a side of its own.
    """
    predicate = {claim: facts.one(claim, "predicate") for claim in claims}
    split = _two_sides(claims, facts.opposed.get(conflict, []))
    if not split:
        directions: Mapping[object, str] = dict(facts.directions.items())
        for key in ({claim: directions.get(predicate[claim], "other") for claim in claims}, predicate):
            grouped: dict[object, list[ox.NamedNode]] = {}
            for claim in claims:
                grouped.setdefault(key[claim], []).append(claim)
            if len(grouped) > 1:
                break
        return list(grouped.values())
    used = [{predicate[claim] for claim in side} for side in split]
    rest: list[ox.NamedNode] = []
    for claim in claims:
        if not any(claim in side for side in split):
            fitting = [at for at, predicates in enumerate(used) if predicate[claim] in predicates]
            (split[fitting[0]] if len(fitting) == 1 else rest).append(claim)
    order = {claim: at for at, claim in enumerate(claims)}
    every = [sorted(side, key=order.__getitem__) for side in (*split, rest) if side]
    return sorted(every, key=lambda side: (side is rest, order[side[0]]))


def _two_sides(
    claims: list[ox.NamedNode], opposed: list[tuple[ox.NamedNode, ox.NamedNode]]
) -> list[list[ox.NamedNode]]:
    """Two sides on which opposing claims stand apart, those that oppose none left out; nothing where there are none."""
    against: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for one, other in opposed:
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    found: dict[ox.NamedNode, int] = {}
    for first in claims:
        waiting = [first] if first in against and first not in found else []
        found |= dict.fromkeys(waiting, 0)
        while waiting:
            here = waiting.pop()
            for other in against[here]:
                if other not in found:
                    found[other] = 1 - found[here]
                    waiting.append(other)
                elif found[other] == found[here]:
                    return []
    split = [[claim for claim in claims if found.get(claim) == side] for side in (0, 1)]
    return split if all(split) else []
