"""Where everything stands: columns by kind, an order with few crossings, lines that pass between the boxes.

After K. Sugiyama, S. Tagawa and M. Toda, Methods for visual understanding of hierarchical system structures (1981): a
line over several columns has a place of its own in each; an order by barycentres; heights by least squares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from exordf.claims.tables import label
from exordf.drawing.crossings import order
from exordf.drawing.outlines import room
from exordf.drawing.text_metrics import break_lines, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.claims.tables import Row
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

SIZE, LEADING = 12.0, 15.0
_NAME = re.compile(r"[\w.-]+")
_LONGEST_LINE = 150.0
_PADDING, _PORT, _GAP, LANE = 8.0, 5.0, 9.0, 7.0
_PASSING = 4.0  # the height that a passing line has to itself
_GUTTER, _GUTTER_A_LINE, _WIDEST_GUTTER = 70.0, 0.8, 170.0
_SETTLING = 16
_DEFINED = "\x00defined"  # sets a line apart from that of claims between the same ends
STRIP, STRIP_EVERY = 40.0, 1300.0


@dataclass
class Place:
    """A box, or where a line passes a column (`lines` is then empty): its column, middle and size in pixels."""

    column: int
    lines: list[str] = field(default_factory=list)
    height: float = _PASSING
    width: float = 0.0
    y: float = 0.0


@dataclass
class Route:
    """A line and the places that it visits from its source to its target; `lane` where both are in one column."""

    line: EdgeLine
    stops: list[str]
    lane: int = 0


@dataclass
class Layout:
    """Places by name, routes, the left edge of each column, their widths, and the height of the whole."""

    places: dict[str, Place]
    routes: list[Route]
    lefts: list[float]
    widths: list[float]
    height: float
    used: list[int]
    strips: list[float]


def column_of(kind: object) -> int:
    """The column of a kind, by its local name; what is of no kind stands with the gene products."""
    return COLUMN.get(local(kind), 3)


def local(kind: object) -> str:
    """The local name of a kind that is a CURIE, such as `MicroRNA`; nothing for what is of no kind."""
    name = str(kind).partition(":")[2]
    return name if _NAME.fullmatch(name) else ""  # an IRI that no prefix shortens has no such name


def layout(nodes: Mapping[str, Row], lines: Sequence[EdgeLine], language: str, heads: Sequence[float]) -> Layout:
    """The layout of nodes and lines, the same for the same input; each column at least as wide as its head, if any."""
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
    crossing = [sum(places[a].column == column for a, _ in links) for column in used]
    lefts, at = [], 0.0
    for number, column in enumerate(used):
        lefts.append(at)
        gutter = min(_GUTTER + _GUTTER_A_LINE * crossing[number], _WIDEST_GUTTER)
        at += widths[number] + gutter + LANE * lanes.get(column, 0)
    bottom = max(place.y + place.height / 2 for place in places.values())
    return Layout(places, routes, lefts, widths, bottom, used, strips)


def _box(row: Row, language: str) -> Place:
    words = break_lines(label(row, language), SIZE, _LONGEST_LINE)
    broadest = max(text_width(line, SIZE) for line in words)
    across = broadest + 2 * (_PADDING + room(local(row["kind"])))
    return Place(column_of(row["kind"]), words, len(words) * LEADING + _PADDING, across)


def _route(line: EdgeLine, places: dict[str, Place], used: Sequence[int]) -> Route:
    """The way of a line; each column between its ends gets a place for it to pass."""
    start, end = places[line.source].column, places[line.target].column
    between = [column for column in used if min(start, end) < column < max(start, end)]
    stops = [line.source]
    for column in between if start < end else reversed(between):
        sort = f"{line.direction}{_DEFINED * line.definition}"
        name = f"\x00{line.source}\x00{line.target}\x00{sort}\x00{column}"  # no entity is called so
        places[name] = Place(column)
        stops.append(name)
    return Route(line, [*stops, line.target])


def _make_room(places: Mapping[str, Place], routes: Sequence[Route]) -> None:
    """A box is high enough for every line that touches one of its sides to have an end of its own."""
    for name, ends in ports(routes, places).items():
        for side in ends.values():
            places[name].height = max(places[name].height, (len(side) + 1) * _PORT)


def ports(routes: Sequence[Route], places: Mapping[str, Place]) -> dict[str, dict[str, list[tuple[int, bool]]]]:
    """For each box the ends of lines on its left and on its right side, from top to bottom.

    An end is the number of the route and whether its source is here.
    """
    found: dict[str, dict[str, list[tuple[float, int, bool]]]] = {}
    for number, route in enumerate(routes):
        for at_source in (True, False):
            here, there = (route.stops[0], route.stops[1]) if at_source else (route.stops[-1], route.stops[-2])
            side = "left" if places[there].column < places[here].column else "right"
            found.setdefault(here, {}).setdefault(side, []).append((places[there].y, number, at_source))
    return {
        name: {side: [(number, start) for _, number, start in sorted(ends)] for side, ends in sides.items()}
        for name, sides in found.items()
    }


def _links(routes: Sequence[Route]) -> list[tuple[str, str]]:
    """Each step of a route from one place to the next."""
    return [step for route in routes for step in pairwise(route.stops)]


def _settle(
    columns: Mapping[int, Sequence[str]], links: Sequence[tuple[str, str]], places: Mapping[str, Place]
) -> None:
    """Heights near the mean of the neighbours, in the order found and without overlaps."""
    near: dict[str, list[str]] = {}
    for here, there in links:
        if places[here].column != places[there].column:
            near.setdefault(here, []).append(there)
            near.setdefault(there, []).append(here)
    for names in columns.values():
        _stack(names, dict.fromkeys(names, 0.0), places)
    for sweep in range(_SETTLING):
        for column in sorted(columns, reverse=bool(sweep % 2)):
            names = columns[column]
            wanted = {
                name: sum(places[other].y for other in near[name]) / len(near[name])
                if near.get(name)
                else places[name].y
                for name in names
            }
            _stack(names, wanted, places)
    top = min(place.y - place.height / 2 for place in places.values())
    for place in places.values():
        place.y -= top


def _stack(names: Sequence[str], wanted: Mapping[str, float], places: Mapping[str, Place]) -> None:
    """The heights nearest to those wanted, by least squares, that keep order and gaps (pool adjacent violators)."""
    offsets, at = [], 0.0
    for number, name in enumerate(names):
        if number:
            both_pass = not places[name].lines and not places[names[number - 1]].lines
            at += (places[names[number - 1]].height + places[name].height) / 2 + (0 if both_pass else _GAP)
        offsets.append(at)
    pools: list[tuple[float, int]] = []
    for name, offset in zip(names, offsets, strict=True):
        pools.append((wanted[name] - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (low, few), (high, many) = pools.pop(), pools.pop()
            pools.append(((low * few + high * many) / (few + many), few + many))
    spread = [mean for mean, count in pools for _ in range(count)]
    for name, mean, offset in zip(names, spread, offsets, strict=True):
        places[name].y = mean + offset


def _lanes(routes: Sequence[Route], places: Mapping[str, Place]) -> dict[int, int]:
    """How many lanes each column needs, so that no two lines inside it run on top of each other.

    Each such line is given its lane, the shortest nearest to the boxes.
    """
    spans = []
    for route in routes:
        start, end = places[route.line.source], places[route.line.target]
        if start.column == end.column:
            top, bottom = sorted((start.y, end.y))
            spans.append((bottom - top, start.column, top, bottom, route))
    taken: dict[int, list[tuple[float, float, int]]] = {}
    for _, column, top, bottom, route in sorted(spans, key=lambda span: (*span[:4], span[4].stops)):
        here = taken.setdefault(column, [])
        busy = {lane for high, low, lane in here if high < bottom + _GAP and top - _GAP < low}
        route.lane = next(lane for lane in range(len(here) + 1) if lane not in busy)
        here.append((top, bottom, route.lane))
    return {column: 1 + max(lane for *_, lane in here) for column, here in taken.items()}


def _strips(columns: Mapping[int, Sequence[str]], places: Mapping[str, Place]) -> list[float]:
    """Where the heads of the columns are said again in a high picture.

    Boxes and lines move down to leave these strips free.
    """
    height = max(place.y + place.height / 2 for place in places.values())
    strips = [STRIP_EVERY * number for number in range(1, int(height / STRIP_EVERY + 0.4))]
    for names in columns.values() if strips else ():
        lowest, before = float("-inf"), None
        for name in names:
            place = places[name]
            gap = 0 if before is not None and not before.lines and not place.lines else _GAP
            top = max(place.y - place.height / 2, lowest + (gap if before else 0))
            for strip in strips:
                if top < strip + STRIP and strip < top + place.height:
                    top = strip + STRIP
            place.y, lowest, before = top + place.height / 2, top + place.height, place
    return strips
