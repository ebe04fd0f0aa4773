"""The legend: what outlines, colours and lines of a picture mean, those that are in it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from exordf.drawing.layout import local
from exordf.drawing.lettering import width
from exordf.drawing.outlines import drawn
from exordf.drawing.strokes import STROKES, misfit
from exordf.drawing.words import COLORS, KINDS, LEGEND, MISFIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.flat.graph import Graph

_SIZE, _LINE, _BETWEEN = 11.0, 24.0, 22.0


def legend(graph: Graph, language: str, tips: str, *, across: float, top: float) -> tuple[list[str], float]:
    """The elements of the legend, in lines of `across` pixels from `top` on, and the height that it takes.

    `tips` is the name of the markers in this picture.
    """
    parts, x, y = [f'<g class="legend" font-size="{_SIZE:g}" fill="#1f2937">'], 0.0, top
    for wide, mark in _items(graph, language, tips):
        if x + wide > across and x:
            x, y = 0.0, y + _LINE
        parts.append(f'<g transform="translate({x:.1f},{y:.1f})">{mark}</g>')
        x += wide + _BETWEEN
    return [*parts, "</g>"], y - top + 10


def _items(graph: Graph, language: str, tips: str) -> Iterator[tuple[float, str]]:
    """Each mark with its words, and how wide it is."""
    there = {(edge.direction, edge.hedged) for edge in graph.edges}
    for direction, hedged, words in LEGEND[language]:
        if any(dashed if hedged is None else kind == direction for kind, dashed in there):
            dashes = ' stroke-dasharray="6 4"' if hedged is None else ""
            tip = "" if hedged is None else f' marker-end="url(#{tips}-{direction})"'
            line = f'<path d="M0,0 H34" fill="none" stroke="{STROKES[direction]}" stroke-width="1.6"{dashes}{tip}/>'
            yield _item(f'<g class="line {direction}">{line}</g>', 42, words)
    if any(edge.misfits for edge in graph.edges):
        yield _item(misfit(7, 0), 20, MISFIT[language])
    kinds = {local(row["kind"]) for row in graph.nodes.values()}
    for kind, words in KINDS[language].items():
        if kind in kinds or (not kind and not kinds <= COLORS.keys()):
            fill, rim = COLORS[kind]
            shape = f'{drawn(kind, 0, -8, 26, 16)} class="shape" fill="{fill}" stroke="{rim}"/>'
            yield _item(f'<g class="entity kind-{kind}">{shape}</g>', 33, words)


def _item(mark: str, room: float, words: str) -> tuple[float, str]:
    return room + width(words, _SIZE), f'{mark}<text x="{room:g}" y="4">{escape(words)}</text>'
