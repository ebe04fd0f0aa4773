"""The layout of a graph: columns by kind, an order with few crossings, lines that pass between the boxes.

After K. Sugiyama, S. Tagawa and M. Toda, Methods for visual understanding of hierarchical system structures (1981): a
line over several columns has a place of its own in each; an order by barycentres; heights by least squares.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

from exordf.claims.tables import label
from exordf.drawing.crossings import order
from exordf.drawing.outlines import padding
from exordf.drawing.text_metrics import break_lines, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.claims.tables import Row
    from exordf.drawing.outlines import Side
    from exordf.drawing.subgraph import EdgeLine

COLUMN = {
    **dict.fromkeys(("Cell", "CellLine", "Tissue", "BodyFluid", "Organism", "Intervention"), 0),
    "Vesicle": 1,
    **dict.fromkeys(("MicroRNA", "LongNonCodingRNA", "CircularRNA", "Molecule", "Lipid", "Chemical"), 2),
    "GeneProduct": 3,
    "Pathway": 4,
    "Process": 5,
    **dict.fromkeys(("Disease", "Phenotype", "Quantity"), 6),
}
COLUMNS = 7

SIZE, LEADING = 12.0, 15.0  # pixels, as all lengths here
_NAME = re.compile(r"[\w.-]+")
_LABEL_WIDTH = 150.0
_PADDING, _PORT, _GAP, LANE = 8.0, 5.0, 9.0, 7.0
_PASSING = 4.0  # the height of the place where a line passes a column
_GUTTER, _GUTTER_PER_LINE, _WIDEST_GUTTER = 70.0, 0.8, 170.0
_SWEEPS = 16
_DEFINED = "\x00defined"  # distinguishes a line of definitions from one of claims between the same ends
STRIP, STRIP_EVERY = 40.0, 1300.0


@dataclass
class Place:
    """A box, or a place where a line passes a column, without `lines`: column, size, and the height of its middle."""

    column: int
    lines: list[str] = field(default_factory=list)
    height: float = _PASSING
    width: float = 0.0
    y: float = 0.0


@dataclass
class Route:
    """A line and the names of its places from source to target; its `lane` if both are in one column."""

    line: EdgeLine
    stops: list[str]
    lane: int = 0


@dataclass
class Layout:
    """Places by name, routes, left edges and widths of the `used` columns, total height, heights of repeated heads."""

    places: dict[str, Place]
    routes: list[Route]
    lefts: list[float]
    widths: list[float]
    height: float
    used: list[int]
    strips: list[float]


def column_of(kind: object) -> int:
    """The column of a kind given as a CURIE; entities of no kind stand with the gene products."""
    return COLUMN.get(local(kind), 3)


def local(kind: object) -> str:
    """The local name of a kind given as a CURIE, such as `MicroRNA`; empty for no kind."""
    name = str(kind).partition(":")[2]
    return name if _NAME.fullmatch(name) else ""  # an IRI that no prefix shortens has no such name


def layout(nodes: Mapping[str, Row], lines: Sequence[EdgeLine], language: str, heads: Sequence[float]) -> Layout:
    """The layout of nodes and lines, the same for the same input; `heads` are the least widths of the columns."""
    places = {name: _box(row, language) for name, row in sorted(nodes.items())}
    used = sorted({place.column for place in places.values()})
    routes = [_route(line, places, used) for line in lines]
    _make_room(places, routes)
    columns = {column: [name for name, place in places.items() if place.column == column] for column in used}
    links = _links(routes)
    order(columns, links)
    _settle(columns, links, places)
    strips = _strips(columns, places)
    lanes = _lanes(routes, places)
    widths = [
        max([*heads[number : number + 1], *(place.width for place in places.values() if place.column == number)])
        for number in used
    ]
    outgoing = Counter(places[name].column for name, _ in links)
    lefts, x = [], 0.0
    for number, column in enumerate(used):
        lefts.append(x)
        gutter = min(_GUTTER + _GUTTER_PER_LINE * outgoing[column], _WIDEST_GUTTER)
        x += widths[number] + gutter + LANE * lanes.get(column, 0)
    bottom = max(place.y + place.height / 2 for place in places.values())
    return Layout(places, routes, lefts, widths, bottom, used, strips)


def _box(row: Row, language: str) -> Place:
    lines = break_lines(label(row, language), SIZE, _LABEL_WIDTH)
    width = max(text_width(line, SIZE) for line in lines) + 2 * (_PADDING + padding(local(row["kind"])))
    return Place(column_of(row["kind"]), lines, len(lines) * LEADING + _PADDING, width)


def _route(line: EdgeLine, places: dict[str, Place], used: Sequence[int]) -> Route:
    """The route of a line, with a place to pass in each column between its ends, which is added to `places`."""
    start, end = places[line.source].column, places[line.target].column
    between = [column for column in used if min(start, end) < column < max(start, end)]
    stops = [line.source]
    for column in between if start < end else reversed(between):
        style = f"{line.direction}{_DEFINED * line.definition}"
        name = f"\x00{line.source}\x00{line.target}\x00{style}\x00{column}"  # cannot be the name of an entity
        places[name] = Place(column)
        stops.append(name)
    return Route(line, [*stops, line.target])


def _make_room(places: Mapping[str, Place], routes: Sequence[Route]) -> None:
    """Make each box high enough for the ends of the lines on either side to stand apart."""
    for name, ends in ports(routes, places).items():
        for side in ends.values():
            places[name].height = max(places[name].height, (len(side) + 1) * _PORT)


def ports(routes: Sequence[Route], places: Mapping[str, Place]) -> dict[str, dict[Side, list[tuple[int, bool]]]]:
    """For each box the ends of lines on its left and on its right side, from top to bottom.

    An end is the number of the route, and whether it is the source of the route.
    """
    ends_at: dict[str, dict[Side, list[tuple[float, int, bool]]]] = {}
    for number, route in enumerate(routes):
        for at_source in (True, False):
            name, next_stop = (route.stops[0], route.stops[1]) if at_source else (route.stops[-1], route.stops[-2])
            side: Side = "left" if places[next_stop].column < places[name].column else "right"
            ends_at.setdefault(name, {}).setdefault(side, []).append((places[next_stop].y, number, at_source))
    return {
        name: {side: [(number, at_source) for _, number, at_source in sorted(ends)] for side, ends in sides.items()}
        for name, sides in ends_at.items()
    }


def _links(routes: Sequence[Route]) -> list[tuple[str, str]]:
    """Each step of a route from one place to the next."""
    return [step for route in routes for step in pairwise(route.stops)]


def _settle(
    columns: Mapping[int, Sequence[str]], links: Sequence[tuple[str, str]], places: Mapping[str, Place]
) -> None:
    """Set heights near the mean of the neighbours, in the order of the columns and without overlaps."""
    neighbours: dict[str, list[str]] = {}
    for one, other in links:
        if places[one].column != places[other].column:
            neighbours.setdefault(one, []).append(other)
            neighbours.setdefault(other, []).append(one)
    for names in columns.values():
        _stack(names, dict.fromkeys(names, 0.0), places)
    for sweep in range(_SWEEPS):
        for column in sorted(columns, reverse=bool(sweep % 2)):
            means = {
                name: fsum(places[other].y for other in near) / len(near)
                if (near := neighbours.get(name))
                else places[name].y
                for name in columns[column]
            }
            _stack(columns[column], means, places)
    top = min(place.y - place.height / 2 for place in places.values())
    for place in places.values():
        place.y -= top


def _stack(names: Sequence[str], targets: Mapping[str, float], places: Mapping[str, Place]) -> None:
    """Set the heights nearest to the targets, by least squares, that keep order and gaps (pool adjacent violators)."""
    offsets, offset = [], 0.0
    for number, name in enumerate(names):
        if number:
            previous, place = places[names[number - 1]], places[name]
            offset += (previous.height + place.height) / 2 + (_GAP if previous.lines or place.lines else 0)
        offsets.append(offset)
    pools: list[tuple[float, int]] = []
    for name, offset in zip(names, offsets, strict=True):
        pools.append((targets[name] - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (last, last_count), (first, first_count) = pools.pop(), pools.pop()
            count = last_count + first_count
            pools.append(((last * last_count + first * first_count) / count, count))
    means = [mean for mean, count in pools for _ in range(count)]
    for name, mean, offset in zip(names, means, offsets, strict=True):
        places[name].y = mean + offset


def _lanes(routes: Sequence[Route], places: Mapping[str, Place]) -> dict[int, int]:
    """Give each line inside a column a lane, so that none overlap; the shortest lines are nearest to the boxes.

    Return the number of lanes of each column.
    """
    spans = []
    for route in routes:
        start, end = places[route.line.source], places[route.line.target]
        if start.column == end.column:
            top, bottom = sorted((start.y, end.y))
            spans.append((bottom - top, start.column, top, bottom, route))
    lanes: dict[int, list[tuple[float, float, int]]] = {}
    for _, column, top, bottom, route in sorted(spans, key=lambda span: (*span[:4], span[4].stops)):
        others = lanes.setdefault(column, [])
        busy = {lane for high, low, lane in others if high < bottom + _GAP and top - _GAP < low}
        route.lane = next(lane for lane in range(len(others) + 1) if lane not in busy)
        others.append((top, bottom, route.lane))
    return {column: 1 + max(lane for *_, lane in others) for column, others in lanes.items()}


def _strips(columns: Mapping[int, Sequence[str]], places: Mapping[str, Place]) -> list[float]:
    """Move boxes and lines down to leave strips free for repeated heads in a high picture; return their heights."""
    height = max(place.y + place.height / 2 for place in places.values())
    strips = [STRIP_EVERY * number for number in range(1, int(height / STRIP_EVERY + 0.4))]
    for names in columns.values() if strips else ():
        bottom, previous = float("-inf"), None
        for name in names:
            place = places[name]
            gap = _GAP if previous is not None and (previous.lines or place.lines) else 0
            top = max(place.y - place.height / 2, bottom + gap)
            for strip in strips:
                if top < strip + STRIP and strip < top + place.height:
                    top = strip + STRIP
            place.y, bottom, previous = top + place.height / 2, top + place.height, place
    return strips
