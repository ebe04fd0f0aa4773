"""A picture as SVG: boxes by kind, lines by direction, heads, legend, title, licence; nothing from outside."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from exordf.drawing.layout import LANE, LEADING, SIZE, layout, ports
from exordf.drawing.lettering import width
from exordf.drawing.part import lines
from exordf.drawing.words import COLORS, CONTEXT_WORDS, HEADS, KINDS, LEGEND
from exordf.markup import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.drawing.layout import Layout, Route
    from exordf.flat.graph import Graph

# Generic first of all; the names are what common systems have for Latin and Chinese letters.
FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'DejaVu Sans', sans-serif"

_MARGIN, _TOP, _HEAD = 28.0, 64.0, 40.0
_TITLE, _SMALL, _HEAD_SIZE = 20.0, 10.0, 11.0
STROKES = {"raises": "#1a7f37", "lowers": "#c1121f", "other": "#6b7280"}
TIPS = {
    "raises": '<path d="M0,0 L9,4.5 L0,9 Z" fill="#1a7f37"/>',
    "lowers": '<path d="M7.5,0 L7.5,9" stroke="#c1121f" stroke-width="2.6"/>',
    "other": '<path d="M0,0.8 L8,4.5 L0,8.2" fill="none" stroke="#6b7280" stroke-width="1.3"/>',
}
_BEND, _ROUND, _BESIDE = 0.45, 6.0, 14.0
_NARROWEST = 760.0


@dataclass(frozen=True)
class Look:
    """What a picture says besides its graph: language, title, small type below, the entity to set off.

    Where boxes shall lead somewhere, `address` gives the address of each by its CURIE.
    """

    language: str
    title: str
    note: str
    focus: str = ""
    address: Callable[[str], str] | None = None


def svg(graph: Graph, look: Look) -> bytes:
    """The picture of a graph, the same bytes for the same input."""
    drawn = layout(graph.nodes, lines(graph), look.language, [_widest(words) for words in HEADS[look.language]])
    across = max(drawn.lefts[-1] + drawn.widths[-1] + _inside(drawn) + 2 * _MARGIN, _NARROWEST)
    legend, legend_height = _legend(graph, look, drawn.height + _TOP + _HEAD + 34, across)
    down = drawn.height + _TOP + _HEAD + 34 + legend_height + 34
    parts = [
        _opening(across, down, look),
        f'<title id="title">{escape(look.title)}</title>',
        f'<desc id="description">{escape(_description(graph, look))}</desc>',
        "<defs>",
        *(
            f'<marker id="tip-{name}" viewBox="0 0 9 9" refX="8" refY="4.5" markerWidth="9" markerHeight="9"'
            f' markerUnits="userSpaceOnUse" orient="auto">{shape}</marker>'
            for name, shape in TIPS.items()
        ),
        "</defs>",
        f'<rect width="{across:.0f}" height="{down:.0f}" fill="#ffffff"/>',
        f'<text x="{_MARGIN}" y="36" font-size="{_TITLE:g}" font-weight="bold">{escape(look.title)}</text>',
        f'<g transform="translate({_MARGIN},{_TOP + _HEAD})">',
        *_bands(drawn),
        *_lines(drawn, look),
        *_boxes(drawn, graph, look),
        *_heads(drawn, look),
        "</g>",
        *legend,
        f'<text x="{_MARGIN}" y="{down - 14:.1f}" font-size="{_SMALL:g}" fill="#4b5563">{escape(look.note)}</text>',
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _opening(across: float, down: float, look: Look) -> str:
    role = "group" if look.address else "img"  # what is one image to a reader of the page has no links inside
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:.0f}" height="{down:.0f}"'
        f' viewBox="0 0 {across:.0f} {down:.0f}" role="{role}" aria-labelledby="title description"'
        f' lang="{look.language}" font-family="{FONTS}" font-size="{SIZE:g}">'
    )


def _widest(words: Iterable[str]) -> float:
    return max(width(line, _HEAD_SIZE) for line in words)


def _description(graph: Graph, look: Look) -> str:
    counted = CONTEXT_WORDS[look.language].format(nodes=len(graph.nodes), edges=len(graph.edges))
    return f"{counted} {look.note}"


def _inside(drawn: Layout) -> float:
    """The room that lines inside the last column need on its right."""
    last = drawn.used[-1]
    lanes = [route.lane for route in drawn.routes if _column(drawn, route) == (last, last)]
    return _BESIDE + (max(lanes) + 1) * LANE if lanes else 0.0


def _column(drawn: Layout, route: Route) -> tuple[int, int]:
    return drawn.places[route.stops[0]].column, drawn.places[route.stops[-1]].column


def _bands(drawn: Layout) -> Iterator[str]:
    """A pale band behind each column."""
    for left, across in zip(drawn.lefts, drawn.widths, strict=True):
        yield (
            f'<rect x="{left - 6:.1f}" y="{-_HEAD:.1f}" width="{across + 12:.1f}"'
            f' height="{drawn.height + _HEAD + 12:.1f}"'
            ' rx="6" fill="#f6f7f9"/>'
        )


def _heads(drawn: Layout, look: Look) -> Iterator[str]:
    """The head of each column, said again in a high picture; a white rim keeps it readable where a line passes."""
    for top in (-_HEAD, *drawn.strips):
        for left, across, column in zip(drawn.lefts, drawn.widths, drawn.used, strict=True):
            for number, words in enumerate(HEADS[look.language][column]):
                yield (
                    f'<text x="{left + across / 2:.1f}" y="{top + 16 + 14 * number:.1f}" text-anchor="middle"'
                    f' font-size="{_HEAD_SIZE:g}" font-weight="bold" fill="#374151" stroke="#f6f7f9" stroke-width="4"'
                    f' paint-order="stroke">{escape(words)}</text>'
                )


def _boxes(drawn: Layout, graph: Graph, look: Look) -> Iterator[str]:
    for name, row in graph.nodes.items():
        place = drawn.places[name]
        number = drawn.used.index(place.column)
        left = drawn.lefts[number] + (drawn.widths[number] - place.width) / 2
        fill, rim = COLORS[_local(row["kind"])]
        definition = row[f"definition_{look.language}"] or ""
        yield f'<g class="entity" data-entity={quoted(name)}>'
        yield f"<title>{escape(f'{name}: {definition}')}</title>"
        address = look.address(name) if look.address else ""
        if address:
            yield f"<a href={quoted(address)}>"
        heavy = ' stroke-width="3"' if name == look.focus else ""
        yield (
            f'<rect x="{left:.1f}" y="{place.y - place.height / 2:.1f}" width="{place.width:.1f}"'
            f' height="{place.height:.1f}" rx="5" fill="{fill}" stroke="{rim}"{heavy}/>'
        )
        first = place.y - (len(place.lines) - 1) * LEADING / 2 + SIZE * 0.36
        weight = ' font-weight="bold"' if name == look.focus else ""
        for count, words in enumerate(place.lines):
            yield (
                f'<text x="{left + place.width / 2:.1f}" y="{first + count * LEADING:.1f}" text-anchor="middle"'
                f"{weight}>{escape(words)}</text>"
            )
        if address:
            yield "</a>"
        yield "</g>"


def _lines(drawn: Layout, look: Look) -> Iterator[str]:
    """Each line from its own end on one box to its own end on the other."""
    ends: dict[tuple[int, bool], tuple[float, float]] = {}
    for name, sides in ports(drawn.routes, drawn.places).items():
        place = drawn.places[name]
        number = drawn.used.index(place.column)
        middle = drawn.lefts[number] + drawn.widths[number] / 2
        for side, here in sides.items():
            x = middle + (place.width / 2 if side == "right" else -place.width / 2)
            for count, key in enumerate(here, start=1):
                ends[key] = (x, place.y - place.height / 2 + place.height * count / (len(here) + 1))
    for number, route in enumerate(drawn.routes):
        line = route.line
        path = _path(drawn, route, ends[number, True], ends[number, False])
        dashes = ' stroke-dasharray="6 4"' if line.hedged else ""
        claims = " ".join(str(claim["claim"]) for claim in line.claims)
        heavy = "1.6" if line.direction != "other" else "1.2"
        yield (
            f'<g class="line {line.direction}{" hedged" if line.hedged else ""}" data-claims={quoted(claims)}'
            f" data-from={quoted(line.source)} data-to={quoted(line.target)}>"
            f"<title>{escape(line.words(look.language))}</title>"
            f'<path d="{path}" fill="none" stroke="{STROKES[line.direction]}" stroke-width="{heavy}"{dashes}'
            f' marker-end="url(#tip-{line.direction})"/></g>'
        )


def _path(drawn: Layout, route: Route, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (to_x, to_y) = start, end
    one, other = _column(drawn, route)
    if one == other:
        number = drawn.used.index(one)
        lane = drawn.lefts[number] + drawn.widths[number] + _BESIDE + LANE * route.lane
        bend = _ROUND if to_y > y else -_ROUND
        if abs(to_y - y) < 2 * _ROUND:
            return f"M{x:.1f},{y:.1f} C{lane:.1f},{y:.1f} {lane:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}"
        return (
            f"M{x:.1f},{y:.1f} H{lane - _ROUND:.1f} Q{lane:.1f},{y:.1f} {lane:.1f},{y + bend:.1f}"
            f" V{to_y - bend:.1f} Q{lane:.1f},{to_y:.1f} {lane - _ROUND:.1f},{to_y:.1f} H{to_x:.1f}"
        )
    # Only between columns does a line bend: inside one it would touch the boxes above and below.
    path = f"M{x:.1f},{y:.1f}"
    for stop in route.stops:
        place = drawn.places[stop]
        number = drawn.used.index(place.column)
        left, right = drawn.lefts[number], drawn.lefts[number] + drawn.widths[number]
        near, far = (left, right) if one < other else (right, left)
        if stop == route.stops[0]:
            x = far
            path += f" H{x:.1f}"
        elif stop == route.stops[-1]:
            path += _curve(x, y, near, to_y) + f" H{to_x:.1f}"
        else:
            path += _curve(x, y, near, place.y) + f" H{far:.1f}"
            x, y = far, place.y
    return path


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (to_x - x) * _BEND
    return f" C{x + bend:.1f},{y:.1f} {to_x - bend:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}"


def _legend(graph: Graph, look: Look, top: float, across: float) -> tuple[list[str], float]:
    """What colours and lines mean: those that are there. With the height that it takes."""
    items: list[tuple[float, str]] = []
    there = {(edge.direction, edge.hedged) for edge in graph.edges}
    for direction, hedged, words in LEGEND[look.language]:
        if any(dashed if hedged is None else kind == direction for kind, dashed in there):
            dashes = ' stroke-dasharray="6 4"' if hedged is None else ""
            tip = "" if hedged is None else f' marker-end="url(#tip-{direction})"'
            mark = f'<path d="M0,0 H34" fill="none" stroke="{STROKES[direction]}" stroke-width="1.6"{dashes}{tip}/>'
            items.append((42 + width(words, 11), f'{mark}<text x="42" y="4">{escape(words)}</text>'))
    for kind, words in KINDS[look.language].items():
        if kind in {_local(row["kind"]) for row in graph.nodes.values()}:
            fill, rim = COLORS[kind]
            mark = f'<rect x="0" y="-7" width="20" height="14" rx="3" fill="{fill}" stroke="{rim}"/>'
            items.append((27 + width(words, 11), f'{mark}<text x="27" y="4">{escape(words)}</text>'))
    parts, x, y = ['<g font-size="11" fill="#1f2937">'], _MARGIN, top
    for wide, mark in items:
        if x + wide > across - _MARGIN:
            x, y = _MARGIN, y + 24
        parts.append(f'<g transform="translate({x:.1f},{y:.1f})">{mark}</g>')
        x += wide + 22
    return [*parts, "</g>"], y - top + 10


def _local(kind: object) -> str:
    local = str(kind).partition(":")[2]
    return local if local in COLORS else ""
