"""Lines: their colours and tips by direction, their paths between boxes, the mark of a citation that does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.drawing.layout import LANE, local, ports
from exordf.drawing.outlines import inset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exordf.claims.tables import Row
    from exordf.drawing.layout import Layout, Route

Point = tuple[float, float]

STROKES = {"raises": "#1a7f37", "lowers": "#c1121f", "other": "#6b7280"}
TIPS = {
    "raises": f'<path d="M0,0 L9,4.5 L0,9 Z" fill="{STROKES["raises"]}"/>',
    "lowers": f'<path d="M7.5,0 L7.5,9" stroke="{STROKES["lowers"]}" stroke-width="2.6"/>',
    "other": f'<path d="M0,0.8 L8,4.5 L0,8.2" fill="none" stroke="{STROKES["other"]}" stroke-width="1.3"/>',
}
# The dashes of hedged claims, and of lines that stand for a definition instead of a claim.
DASHES = {"": "", "hedged": ' stroke-dasharray="6 4"', "definition": ' stroke-dasharray="1.5 3.5"'}
BESIDE = 14.0  # pixels between a column and its first lane
_BEND, _ROUND = 0.45, 6.0


def markers(name: str) -> Iterator[str]:
    """Yield the tips of lines by direction, as markers `name-direction`; `name` must be unique in a page."""
    for direction, shape in TIPS.items():
        yield (
            f'<marker id="{name}-{direction}" class="tip {direction}" viewBox="0 0 9 9" refX="8" refY="4.5"'
            f' markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">{shape}</marker>'
        )


def misfit_mark(x: float, y: float) -> str:
    """The mark of a claim with a citation that does not fit: a red disc with an exclamation mark."""
    return (
        f'<g class="misfit" transform="translate({x:.1f},{y:.1f})">'
        '<circle r="5.2" fill="#c1121f" stroke="#ffffff"/>'
        '<path d="M0,-3V0.7M0,2V3.1" fill="none" stroke="#ffffff" stroke-width="1.5"/></g>'
    )


def edge_ends(drawn: Layout, nodes: Mapping[str, Row]) -> dict[tuple[int, bool], Point]:
    """The points where each route, by its number, touches the outline of its source (True) and its target (False)."""
    points: dict[tuple[int, bool], Point] = {}
    for name, sides in ports(drawn.routes, drawn.places).items():
        place = drawn.places[name]
        number = drawn.used.index(place.column)
        middle = drawn.lefts[number] + drawn.widths[number] / 2
        kind = local(nodes[name]["kind"])
        for side, ends in sides.items():
            for count, end in enumerate(ends, start=1):
                down = place.height * count / (len(ends) + 1)
                reach = place.width / 2 - inset(kind, side, down, place.height)
                x = middle + (reach if side == "right" else -reach)
                points[end] = (x, place.y - place.height / 2 + down)
    return points


def columns(drawn: Layout, route: Route) -> tuple[int, int]:
    """The columns of the source and of the target of a route."""
    return drawn.places[route.stops[0]].column, drawn.places[route.stops[-1]].column


def edge_path(drawn: Layout, route: Route, start: Point, end: Point) -> tuple[str, Point]:
    """The path of a route in SVG, and a point on it outside all boxes, for a mark."""
    (x, y), (to_x, to_y) = start, end
    first, last = columns(drawn, route)
    if first == last:
        return _path_in_lane(drawn, route, start, end)
    # A line bends only between columns: inside one it would touch the boxes above and below.
    path, middle = f"M{x:.1f},{y:.1f}", start
    for stop in route.stops:
        place = drawn.places[stop]
        number = drawn.used.index(place.column)
        left, right = drawn.lefts[number], drawn.lefts[number] + drawn.widths[number]
        near, far = (left, right) if first < last else (right, left)
        if stop == route.stops[0]:
            x = far
            path += f" H{x:.1f}"
        elif stop == route.stops[-1]:
            middle = ((x + near) / 2, (y + to_y) / 2)
            path += _curve(x, y, near, to_y) + f" H{to_x:.1f}"
        else:
            path += _curve(x, y, near, place.y) + f" H{far:.1f}"
            x, y = far, place.y
    return path, middle


def _path_in_lane(drawn: Layout, route: Route, start: Point, end: Point) -> tuple[str, Point]:
    """The path of a line between two boxes of one column: along a lane of its own to the right of them."""
    (x, y), (to_x, to_y) = start, end
    number = drawn.used.index(drawn.places[route.stops[0]].column)
    lane = drawn.lefts[number] + drawn.widths[number] + BESIDE + LANE * route.lane
    bend = _ROUND if to_y > y else -_ROUND
    if abs(to_y - y) < 2 * _ROUND:
        middle = ((x + 6 * lane + to_x) / 8, (y + to_y) / 2)
        return f"M{x:.1f},{y:.1f} C{lane:.1f},{y:.1f} {lane:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}", middle
    path = (
        f"M{x:.1f},{y:.1f} H{lane - _ROUND:.1f} Q{lane:.1f},{y:.1f} {lane:.1f},{y + bend:.1f}"
        f" V{to_y - bend:.1f} Q{lane:.1f},{to_y:.1f} {lane - _ROUND:.1f},{to_y:.1f} H{to_x:.1f}"
    )
    return path, (lane, (y + to_y) / 2)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (to_x - x) * _BEND
    return f" C{x + bend:.1f},{y:.1f} {to_x - bend:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}"
