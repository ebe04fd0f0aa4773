"""The legend: the meaning of the outlines, colours and lines that occur in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from exordf.drawing.edges import DASHES, STROKES, misfit_mark
from exordf.drawing.labels import COLORS, DEFINITION, KINDS, LEGEND, MISFIT
from exordf.drawing.layout import local
from exordf.drawing.outlines import outline_svg
from exordf.drawing.text_metrics import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.claims.claim_graph import ClaimGraph

_SIZE, _LINE, _BETWEEN = 11.0, 24.0, 22.0


@dataclass(frozen=True)
class Item:
    """An entry: its mark, centred at height 0, the width of the mark with its space in pixels (`room`), its label."""

    mark: str
    room: float
    words: str


def legend(graph: ClaimGraph, language: str, tips: str, *, across: float, top: float) -> tuple[list[str], float]:
    """The elements of the legend, in lines of `across` pixels from `top` down, and its height in pixels.

    `tips` is the name of the markers in this picture.
    """
    parts, x, y = [f'<g class="legend" font-size="{_SIZE:g}" fill="#1f2937">'], 0.0, top
    for item in legend_entries(graph, language, tips):
        width = item.room + text_width(item.words, _SIZE)
        if x + width > across and x:
            x, y = 0.0, y + _LINE
        label = f'<text x="{item.room:g}" y="4">{escape(item.words)}</text>'
        parts.append(f'<g transform="translate({x:.1f},{y:.1f})">{item.mark}{label}</g>')
        x += width + _BETWEEN
    return [*parts, "</g>"], y - top + 10


def legend_entries(graph: ClaimGraph, language: str, tips: str) -> Iterator[Item]:
    """Yield the entries: lines first, then kinds."""
    styles = {(edge.direction, edge.hedged) for edge in graph.edges if not edge.definition}
    for direction, hedged, label in LEGEND[language]:
        if any(is_hedged if hedged is None else drawn == direction for drawn, is_hedged in styles):
            tip = "" if hedged is None else f' marker-end="url(#{tips}-{direction})"'
            yield Item(_line(direction, "hedged" if hedged is None else "", tip), 42, label)
    if any(edge.definition for edge in graph.edges):
        yield Item(_line("other", "definition", f' marker-end="url(#{tips}-other)"'), 42, DEFINITION[language])
    if any(edge.misfits for edge in graph.edges):
        yield Item(misfit_mark(7, 0), 20, MISFIT[language])
    kinds = {local(row["kind"]) for row in graph.nodes.values()}
    for kind, label in KINDS[language].items():
        if kind in kinds or (not kind and not kinds <= COLORS.keys()):
            fill, rim = COLORS[kind]
            shape = f'{outline_svg(kind, 0.5, -8, 26, 16)} class="shape" fill="{fill}" stroke="{rim}"/>'
            yield Item(f'<g class="entity kind-{kind}">{shape}</g>', 33, label)


def _line(direction: str, dashes: str, tip: str) -> str:
    path = f'<path d="M0,0 H34" fill="none" stroke="{STROKES[direction]}" stroke-width="1.6"{DASHES[dashes]}{tip}/>'
    return f'<g class="line {direction}">{path}</g>'
