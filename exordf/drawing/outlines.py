"""The outline of a box by the kind of its entity, so that kinds can be distinguished without colour."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import Literal

Side = Literal["left", "right"]
Points = list[tuple[float, float]]

_CUT = 6.0
_ROUND = {"round": 9.0, "pill": 19.0, "box": 1.5}
_BY_KIND = {
    **dict.fromkeys(("Cell", "CellLine"), "pill"),
    **dict.fromkeys(("Tissue", "BodyFluid", "Organism"), "lid"),
    "Intervention": "slanted",
    "Vesicle": "hexagon",
    **dict.fromkeys(("MicroRNA", "LongNonCodingRNA", "CircularRNA"), "snipped"),
    **dict.fromkeys(("Molecule", "Lipid", "Chemical"), "waist"),
    "Pathway": "chevron",
    "Process": "round",
    "Disease": "octagon",
    "Phenotype": "tag",
    "Quantity": "tray",
}
# The corners of the left and of the right side, from top to bottom: the height, as a fraction of that of the box plus a
# number of cuts, and the distance from the edge in cuts.
_Corners = tuple[tuple[float, float, float], ...]
_POINTED: _Corners = ((0, 0, 1.5), (0.5, 0, 0), (1, 0, 1.5))
_HOLLOW: _Corners = ((0, 0, 0), (0.5, 0, 1), (1, 0, 0))
_BEVELLED: _Corners = ((0, 0, 1), (0, 1, 0), (1, -1, 0), (1, 0, 1))
_SIDES: dict[str, tuple[_Corners, _Corners]] = {
    "hexagon": (_POINTED, _POINTED),
    "waist": (_HOLLOW, _HOLLOW),
    "chevron": (_HOLLOW, ((0, 0, 1), (0.5, 0, 0), (1, 0, 1))),
    "octagon": (_BEVELLED, _BEVELLED),
    "tag": (((0, 0, 0), (1, 0, 0)), _POINTED),
    "lid": (((0, 0, 1), (0, 1, 0), (1, 0, 0)),) * 2,
    "tray": (((0, 0, 0), (1, -1, 0), (1, 0, 1)),) * 2,
    "slanted": (((0, 0, 1.5), (1, 0, 0)), ((0, 0, 0), (1, 0, 1.5))),
    "snipped": (((0, 0, 0), (1, -1.2, 0), (1, 0, 1.2)), ((0, 0, 1.2), (0, 1.2, 0), (1, 0, 0))),
}


def outline(kind: str) -> str:
    """The name of the outline of a kind, by the local name of its class.

    >>> outline("Vesicle"), outline("")
    ('hexagon', 'box')
    """
    return _BY_KIND.get(kind, "box")


def padding(kind: str) -> float:
    """The distance in pixels between box and outline at its narrowest, on each side."""
    sides = _SIDES.get(outline(kind))
    if sides is None:
        return 3.0 if outline(kind) == "pill" else 0.0
    return max(inset for side in sides for *_, inset in side) * _CUT


def inset(kind: str, side: Side, down: float, height: float) -> float:
    """The distance in pixels from the edge of a box to the outline, `down` pixels below the top.

    >>> inset("Vesicle", "left", 0, 24), inset("Vesicle", "left", 12, 24), inset("GeneProduct", "left", 12, 24)
    (9.0, 0.0, 0.0)
    """
    name = outline(kind)
    if name not in _SIDES:
        radius = min(_ROUND[name], height / 2)
        corner = radius - min(down, height - down, radius)
        return radius - sqrt(radius**2 - corner**2)
    points = _points(name, side, height)
    for (above, one), (below, other) in pairwise(points):
        if above <= down <= below:
            return one if below == above else one + (other - one) * (down - above) / (below - above)
    return 0.0


def outline_svg(kind: str, left: float, top: float, width: float, height: float) -> str:
    """The outline of a kind around a box, as the start of an SVG element: the caller adds attributes and `/>`."""
    name = outline(kind)
    if name not in _SIDES:
        radius = min(_ROUND[name], height / 2)
        return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"'
    down = [(left + x, top + y) for y, x in _points(name, "left", height)]
    up = [(left + width - x, top + y) for y, x in _points(name, "right", height)]
    corners = [*up, *reversed(down)]
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}"'


def _points(name: str, side: Side, height: float) -> Points:
    """The corners of a side from top to bottom: distance from the top, distance from the edge."""
    corners = _SIDES[name][side == "right"]
    return [(part * height + cuts * _CUT, inward * _CUT) for part, cuts, inward in corners]
