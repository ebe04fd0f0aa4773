"""The outline of a box by the kind of what stands in it, so that kinds are told apart without colour, too."""

from __future__ import annotations

from itertools import pairwise
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
# The corners of the left and of the right side, from top to bottom. Each is told by its height, as a part of that of
# the box and so many cuts more, and by how far in it is, in cuts.
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


def room(kind: str) -> float:
    """How much narrower than its box an outline is at its narrowest, on each side."""
    sides = _SIDES.get(outline(kind))
    if sides is None:
        return 3.0 if outline(kind) == "pill" else 0.0
    return max(inset for side in sides for *_, inset in side) * _CUT


def inset(kind: str, side: Side, down: float, height: float) -> float:
    """How far inside the edge of its box an outline runs, `down` pixels below the top of a box of that height.

    >>> inset("Vesicle", "left", 0, 24), inset("Vesicle", "left", 12, 24), inset("GeneProduct", "left", 12, 24)
    (9.0, 0.0, 0.0)
    """
    name = outline(kind)
    if name not in _SIDES:
        radius = min(_ROUND[name], height / 2)
        corner = radius - min(down, height - down, radius)
        return float(radius - (radius**2 - corner**2) ** 0.5)
    points = _points(name, side, height)
    for (above, one), (below, other) in pairwise(points):
        if above <= down <= below:
            return one if below == above else one + (other - one) * (down - above) / (below - above)
    return 0.0


def outline_svg(kind: str, left: float, top: float, width: float, height: float) -> str:
    """The outline of a kind around a box, as an element of SVG that wants its attributes and its end."""
    name = outline(kind)
    if name not in _SIDES:
        radius = min(_ROUND[name], height / 2)
        return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"'
    down = [(left + x, top + y) for y, x in _points(name, "left", height)]
    up = [(left + width - x, top + y) for y, x in _points(name, "right", height)]
    corners = [*up, *reversed(down)]
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}"'


def _points(name: str, side: Side, height: float) -> Points:
    """The corners of a side from top to bottom: how far down, how far in."""
    corners = _SIDES[name][side == "right"]
    return [(part * height + cuts * _CUT, inward * _CUT) for part, cuts, inward in corners]
