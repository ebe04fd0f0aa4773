"""The whole at one glance: the entities with most claims in five columns, the claims between them in bundles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
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
# The seven columns of a picture in five: what exosomes come from with the exosomes, genes with pathways.
_FIVE = (0, 0, 1, 2, 2, 3, 4)
COLUMNS = 5
_MOST_BOXES, _MOST_BUNDLES, _OF_EACH = 7, 70, 1
_LEAST, _AROUND, _BETWEEN, _GAP = 1.5, 16.0, 1.6, 12.0


@dataclass
class Bundle:
    """Claims between two boxes, of one direction: how many, how wide, and the places that they visit on their way."""

    source: str
    target: str
    direction: Direction
    claims: int
    stops: list[str] = field(default_factory=list)

    @property
    def width(self) -> float:
        """In pixels; four times the claims are twice as wide."""
        return float(_LEAST * self.claims**0.5)


@dataclass
class OverviewLayout:
    """Boxes and passing places by name, bundles, how many entities each box stands for.

    The name of a box is a CURIE, or `more` and the number of its column for all the others there.
    """

    places: dict[str, Place]
    bundles: list[Bundle]
    entities: Mapping[str, int]
    height: float


def overview_layout(graph: ClaimGraph, labels: Mapping[str, str], more: str) -> OverviewLayout:
    """The whole of a graph at one glance; `more` is said of the others of a column, with their number for `{count}`."""
    claims = Counter(end for edge in graph.edges for end in (edge.subject, edge.object))
    box, entities = _gathered(graph.nodes, claims)
    counted: Counter[tuple[str, str, Direction]] = Counter()
    for edge in graph.edges:
        here, there = box[edge.subject], box[edge.object]
        of_others = here.startswith(MORE) and there.startswith(MORE)
        if _column(here, graph.nodes) != _column(there, graph.nodes) and not of_others:
            counted[here, there, edge.direction] += 1
    bundles = [Bundle(*ends, number) for ends, number in sorted(_kept(counted).items())]
    places = {}
    for name, number in entities.items():
        words = more.format(count=number) if name.startswith(MORE) else labels[name]
        places[name] = Place(_column(name, graph.nodes), break_lines(words, SIZE, BOX - 20), width=BOX)
    _routed(bundles, places)
    needed = _needed(bundles, places)
    for name in entities:
        places[name].height = max(needed.get(name, 0.0), len(places[name].lines) * LEADING + _AROUND)
    links = [step for bundle in bundles for step in pairwise(bundle.stops)]
    columns = {at: [name for name in sorted(places) if places[name].column == at] for at in range(COLUMNS)}
    columns = {at: names for at, names in columns.items() if names}
    order(columns, links)
    for names in columns.values():  # the others stand last
        names.sort(key=lambda name: name.startswith(MORE))
    height = _stack(list(columns.values()), places)
    return OverviewLayout(places, bundles, entities, height)


def _kept(counted: Mapping[tuple[str, str, Direction], int]) -> dict[tuple[str, str, Direction], int]:
    """The bundles that are drawn: the widest of each box on each side, then the widest of all."""
    ranked = sorted(counted, key=lambda ends: (-counted[ends], ends))
    own: Counter[tuple[str, bool]] = Counter()
    kept = []
    for ends in ranked:
        sides = [(ends[0], True), (ends[1], False)]
        if any(not name.startswith(MORE) and own[name, side] < _OF_EACH for name, side in sides):
            kept.append(ends)
            own.update(sides)
    kept += [ends for ends in ranked if ends not in kept][: max(_MOST_BUNDLES - len(kept), 0)]
    return {ends: counted[ends] for ends in kept}


def _gathered(nodes: Mapping[str, Row], claims: Mapping[str, int]) -> tuple[dict[str, str], dict[str, int]]:
    """The box of each entity, and how many entities each box stands for."""
    box: dict[str, str] = {}
    entities: Counter[str] = Counter()
    for at in range(COLUMNS):
        here = sorted((name for name in nodes if _column(name, nodes) == at), key=lambda name: (-claims[name], name))
        few = len(here) <= _MOST_BOXES + 1
        for number, name in enumerate(here):
            box[name] = name if few or number < _MOST_BOXES else f"{MORE}{at}"
            entities[box[name]] += 1
    return box, dict(entities)


def _column(name: str, nodes: Mapping[str, Row]) -> int:
    return int(name.removeprefix(MORE)) if name not in nodes else _FIVE[column_of(nodes[name]["kind"])]


def _routed(bundles: Sequence[Bundle], places: dict[str, Place]) -> None:
    """Each bundle gets a place to pass in every column between its ends."""
    for number, bundle in enumerate(bundles):
        start, end = places[bundle.source].column, places[bundle.target].column
        step = 1 if start < end else -1
        bundle.stops = [bundle.source]
        for column in range(start + step, end, step):
            name = f"\x00{number:03}\x00{column}"  # no entity is called so
            places[name] = Place(column, height=bundle.width + _BETWEEN)
            bundle.stops.append(name)
        bundle.stops.append(bundle.target)


def _stack(columns: Sequence[Sequence[str]], places: Mapping[str, Place]) -> float:
    """Heights from the top of each column, all of it in the middle of the picture; the height of the whole."""
    tall = []
    for names in columns:
        y = 0.0
        for before, name in pairwise(["", *names]):
            passing = before and not places[before].lines and not places[name].lines
            y += 0 if passing or not before else _GAP
            places[name].y = y + places[name].height / 2
            y += places[name].height
        tall.append(y)
    for names, down in zip(columns, tall, strict=True):
        for name in names:
            places[name].y += (max(tall) - down) / 2
    return max(tall)


def _needed(bundles: Sequence[Bundle], places: Mapping[str, Place]) -> dict[str, float]:
    """The height that the bundles on the fuller side of a box take."""
    sides: dict[str, list[float]] = {}
    for bundle in bundles:
        for here, there in ((bundle.stops[0], bundle.stops[1]), (bundle.stops[-1], bundle.stops[-2])):
            side = places[there].column > places[here].column
            sides.setdefault(here, [8.0, 8.0])[side] += bundle.width + _BETWEEN
    return {name: max(both) for name, both in sides.items()}


def ends(shown: OverviewLayout) -> dict[tuple[int, bool], float]:
    """The height at which each bundle, by its number, leaves its source (True) and reaches its target (False)."""
    touching: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for number, bundle in enumerate(shown.bundles):
        for at_source in (True, False):
            here, there = (bundle.stops[0], bundle.stops[1]) if at_source else (bundle.stops[-1], bundle.stops[-2])
            right = shown.places[there].column > shown.places[here].column
            touching.setdefault((here, right), []).append((shown.places[there].y, number, at_source))
    found = {}
    for (name, _), meeting in touching.items():
        steps = [
            (number, at_source, shown.bundles[number].width + _BETWEEN) for _, number, at_source in sorted(meeting)
        ]
        y = shown.places[name].y - sum(step for *_, step in steps) / 2
        for number, at_source, step in steps:
            found[number, at_source] = y + step / 2
            y += step
    return found
