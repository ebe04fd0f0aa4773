"""The layout of the overview: the entities with most claims in five columns, the claims between them in bundles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum, sqrt
from typing import TYPE_CHECKING

from exordf.drawing.crossings import order
from exordf.drawing.layout import LEADING, Place, column_of
from exordf.drawing.text_metrics import break_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exordf.claims.claim_graph import ClaimGraph, Direction
    from exordf.claims.tables import Row

SIZE, BOX = 13.0, 150.0
MORE = "more"
# The seven columns of a picture in five: sources with vesicles, gene products with pathways.
_FIVE = (0, 0, 1, 2, 2, 3, 4)
COLUMNS = 5
_MOST_BOXES, _MOST_BUNDLES, _PER_BOX = 7, 70, 1
_LEAST, _AROUND, _BETWEEN, _GAP = 1.5, 16.0, 1.6, 12.0


@dataclass
class Bundle:
    """The claims of one direction between two boxes: their number, and the names of the places of their route."""

    source: str
    target: str
    direction: Direction
    claims: int
    stops: list[str] = field(default_factory=list)

    @property
    def width(self) -> float:
        """In pixels; four times the claims are twice as wide."""
        return _LEAST * sqrt(self.claims)


@dataclass
class OverviewLayout:
    """Boxes and passing places by name, bundles, and the number of entities in each box.

    The name of a box is a CURIE, or for the other entities of a column `more` and the number of the column.
    """

    places: dict[str, Place]
    bundles: list[Bundle]
    entities: Mapping[str, int]
    height: float


def overview_layout(graph: ClaimGraph, labels: Mapping[str, str], more: str) -> OverviewLayout:
    """The overview of a graph; `more` is the label of the box of other entities, with their number for `{count}`."""
    claims = Counter(end for edge in graph.edges for end in (edge.subject, edge.object))
    box, entities = _boxes(graph.nodes, claims)
    counted: Counter[tuple[str, str, Direction]] = Counter()
    for edge in graph.edges:
        source, target = box[edge.subject], box[edge.object]
        both_more = source.startswith(MORE) and target.startswith(MORE)
        if _column(source, graph.nodes) != _column(target, graph.nodes) and not both_more:
            counted[source, target, edge.direction] += 1
    bundles = [Bundle(*ends, number) for ends, number in sorted(_widest(counted).items())]
    places = {}
    for name, number in entities.items():
        label = more.format(count=number) if name.startswith(MORE) else labels[name]
        places[name] = Place(_column(name, graph.nodes), break_lines(label, SIZE, BOX - 20), width=BOX)
    _route(bundles, places)
    least = _least_heights(bundles, places)
    for name in entities:
        places[name].height = max(least.get(name, 0.0), len(places[name].lines) * LEADING + _AROUND)
    links = [step for bundle in bundles for step in pairwise(bundle.stops)]
    columns = {
        column: names
        for column in range(COLUMNS)
        if (names := [name for name in sorted(places) if places[name].column == column])
    }
    order(columns, links)
    for names in columns.values():  # the box of other entities stands last
        names.sort(key=lambda name: name.startswith(MORE))
    height = _stack(list(columns.values()), places)
    return OverviewLayout(places, bundles, entities, height)


def _widest(counted: Mapping[tuple[str, str, Direction], int]) -> dict[tuple[str, str, Direction], int]:
    """The bundles to draw, by their ends: the widest of each box on each side, then the widest of all."""
    ranked = sorted(counted, key=lambda ends: (-counted[ends], ends))
    drawn: Counter[tuple[str, bool]] = Counter()
    chosen = []
    for ends in ranked:
        sides = [(ends[0], True), (ends[1], False)]
        if any(not name.startswith(MORE) and drawn[name, side] < _PER_BOX for name, side in sides):
            chosen.append(ends)
            drawn.update(sides)
    chosen += [ends for ends in ranked if ends not in chosen][: max(_MOST_BUNDLES - len(chosen), 0)]
    return {ends: counted[ends] for ends in chosen}


def _boxes(nodes: Mapping[str, Row], claims: Mapping[str, int]) -> tuple[dict[str, str], dict[str, int]]:
    """The box of each entity, and the number of entities in each box."""
    box: dict[str, str] = {}
    entities: Counter[str] = Counter()
    for column in range(COLUMNS):
        names = [name for name in nodes if _column(name, nodes) == column]
        names.sort(key=lambda name: (-claims[name], name))
        all_fit = len(names) <= _MOST_BOXES + 1
        for number, name in enumerate(names):
            box[name] = name if all_fit or number < _MOST_BOXES else f"{MORE}{column}"
            entities[box[name]] += 1
    return box, dict(entities)


def _column(name: str, nodes: Mapping[str, Row]) -> int:
    return int(name.removeprefix(MORE)) if name not in nodes else _FIVE[column_of(nodes[name]["kind"])]


def _route(bundles: Sequence[Bundle], places: dict[str, Place]) -> None:
    """Give each bundle a place to pass in every column between its ends."""
    for number, bundle in enumerate(bundles):
        start, end = places[bundle.source].column, places[bundle.target].column
        step = 1 if start < end else -1
        bundle.stops = [bundle.source]
        for column in range(start + step, end, step):
            name = f"\x00{number:03}\x00{column}"  # cannot be the name of an entity
            places[name] = Place(column, height=bundle.width + _BETWEEN)
            bundle.stops.append(name)
        bundle.stops.append(bundle.target)


def _stack(columns: Sequence[Sequence[str]], places: Mapping[str, Place]) -> float:
    """Stack the places of each column, centred in the picture; return the height of the highest column."""
    heights = []
    for names in columns:
        y = 0.0
        for previous, name in pairwise(["", *names]):
            y += _GAP if previous and (places[previous].lines or places[name].lines) else 0
            places[name].y = y + places[name].height / 2
            y += places[name].height
        heights.append(y)
    for names, height in zip(columns, heights, strict=True):
        for name in names:
            places[name].y += (max(heights) - height) / 2
    return max(heights)


def _least_heights(bundles: Sequence[Bundle], places: Mapping[str, Place]) -> dict[str, float]:
    """The height of the bundles on the fuller side of each box."""
    sides: dict[str, list[float]] = {}
    for bundle in bundles:
        for name, next_stop in ((bundle.stops[0], bundle.stops[1]), (bundle.stops[-1], bundle.stops[-2])):
            side = places[next_stop].column > places[name].column
            sides.setdefault(name, [8.0, 8.0])[side] += bundle.width + _BETWEEN
    return {name: max(both) for name, both in sides.items()}


def bundle_ends(shown: OverviewLayout) -> dict[tuple[int, bool], float]:
    """The height at which each bundle, by its number, leaves its source (True) and reaches its target (False)."""
    ends_at: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for number, bundle in enumerate(shown.bundles):
        for at_source in (True, False):
            stops = bundle.stops if at_source else bundle.stops[::-1]
            name, next_place = stops[0], shown.places[stops[1]]
            right = next_place.column > shown.places[name].column
            ends_at.setdefault((name, right), []).append((next_place.y, number, at_source))
    heights = {}
    for (name, _), ends in ends_at.items():
        steps = [(number, at_source, shown.bundles[number].width + _BETWEEN) for _, number, at_source in sorted(ends)]
        y = shown.places[name].y - fsum(step for *_, step in steps) / 2
        for number, at_source, step in steps:
            heights[number, at_source] = y + step / 2
            y += step
    return heights
