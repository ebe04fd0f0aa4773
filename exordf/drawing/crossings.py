"""The order of places in their columns, so that few lines cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SWEEPS = 24


def order(columns: dict[int, list[str]], links: Sequence[tuple[str, str]]) -> None:
    """Sort each column in place by the mean height of neighbours, sweeping to and fro; keep the fewest crossings.

    `columns` are names by column, `links` pairs of names.
    """
    neighbours: dict[str, list[str]] = {}
    for one, other in links:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    heights = {name: (number + 0.5) / len(names) for names in columns.values() for number, name in enumerate(names)}
    best, fewest = {column: list(names) for column, names in columns.items()}, _crossings(columns, links)
    for sweep in range(_SWEEPS):
        for column in sorted(columns, reverse=bool(sweep % 2)):
            names = columns[column]
            means = {
                name: fsum(map(heights.__getitem__, near)) / len(near)
                if (near := neighbours.get(name))
                else heights[name]
                for name in names
            }
            names.sort(key=lambda name: (means[name], name))
            heights.update({name: (number + 0.5) / len(names) for number, name in enumerate(names)})
        crossings = _crossings(columns, links)
        if crossings < fewest:
            best, fewest = {column: list(names) for column, names in columns.items()}, crossings
    columns.update(best)


def _crossings(columns: Mapping[int, Sequence[str]], links: Sequence[tuple[str, str]]) -> int:
    """The number of crossings between neighbouring columns."""
    places = {name: (column, number) for column, names in columns.items() for number, name in enumerate(names)}
    pairs: dict[int, list[tuple[int, int]]] = {}
    for one, other in links:
        (left, start), (right, end) = sorted((places[one], places[other]))
        if left != right:
            pairs.setdefault(left, []).append((start, end))
    count = 0
    for ends in pairs.values():
        previous: list[int] = []
        for _, end in sorted(ends):
            count += len(previous) - bisect_right(previous, end)
            insort(previous, end)
    return count
