"""In which order things stand in their columns, so that few lines cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SWEEPS = 24


def order(columns: dict[int, list[str]], links: Sequence[tuple[str, str]]) -> None:
    """Order each column by the mean place of its neighbours, to and fro, and keep the order with fewest crossings."""
    near: dict[str, list[str]] = {}
    for here, there in links:
        near.setdefault(here, []).append(there)
        near.setdefault(there, []).append(here)
    at = {name: (number + 0.5) / len(names) for names in columns.values() for number, name in enumerate(names)}
    best, fewest = {column: list(names) for column, names in columns.items()}, _crossings(columns, links)
    for sweep in range(_SWEEPS):
        for column in sorted(columns, reverse=bool(sweep % 2)):
            names = columns[column]
            mean = {n: sum(at[m] for m in near[n]) / len(near[n]) if near.get(n) else at[n] for n in names}
            names.sort(key=lambda name: (mean[name], name))
            at.update({name: (number + 0.5) / len(names) for number, name in enumerate(names)})
        crossings = _crossings(columns, links)
        if crossings < fewest:
            best, fewest = {column: list(names) for column, names in columns.items()}, crossings
    columns.update(best)


def _crossings(columns: Mapping[int, Sequence[str]], links: Sequence[tuple[str, str]]) -> int:
    """How often two lines cross between neighbouring columns."""
    at = {name: (column, number) for column, names in columns.items() for number, name in enumerate(names)}
    between: dict[int, list[tuple[int, int]]] = {}
    for here, there in links:
        (left, high), (right, low) = sorted((at[here], at[there]))
        if left != right:
            between.setdefault(left, []).append((high, low))
    count = 0
    for pairs in between.values():
        seen: list[int] = []
        for _, low in sorted(pairs):
            count += len(seen) - bisect_right(seen, low)
            insort(seen, low)
    return count
