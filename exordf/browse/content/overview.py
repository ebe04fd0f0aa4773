"""The overview on the first page: five columns, bundles as wide as their number of claims, boxes that are links."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from exordf.browse.claim_list.facet_index import number_about
from exordf.browse.model.translations import translate
from exordf.claims.claim_graph import ClaimGraph
from exordf.claims.tables import label
from exordf.drawing.edges import STROKES, markers
from exordf.drawing.labels import COLORS
from exordf.drawing.layout import LEADING, local
from exordf.drawing.legend import legend_entries
from exordf.drawing.network_svg import FONTS
from exordf.drawing.outlines import inset, outline_svg
from exordf.drawing.overview_layout import (
    BOX,
    COLUMNS,
    MORE,
    SIZE,
    Bundle,
    OverviewLayout,
    bundle_ends,
    overview_layout,
)
from exordf.drawing.text_metrics import text_width
from exordf.rdf.text_tables import quote_attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from exordf.browse.model.explorer import Explorer

_WIDE, _MARGIN, _TOP, _FOOT = 1100.0, 6.0, 54.0, 40.0
_GUTTER = (_WIDE - 2 * _MARGIN - COLUMNS * BOX) / (COLUMNS - 1)
_HEADS = (
    ("Sources and vesicles", "cells, tissues, exosomes"),
    ("What they carry", "cargo of vesicles"),
    ("Targets", "gene products and pathways"),
    ("Processes", "in cells and tissues"),
    ("Diseases", "and phenotypes"),
)
_TIPS = "whole-tip"


def svg(explorer: Explorer, language: str, link: Callable[[str], str]) -> Markup:
    """The claims in force at a glance, in a panel that scrolls where the window is narrow. Empty where there is none.

    `link` gives the address of a resource by its IRI.
    """
    if not explorer.graph.edges:
        return Markup()
    graph = explorer.graph
    labels = {name: label(row, language) for name, row in graph.nodes.items()}
    layout = overview_layout(graph, labels, translate("{count} more", language))
    height = _TOP + layout.height + _FOOT
    title = translate("Overview: from the sources of exosomes to diseases", language)
    opening = (
        f'<div class="picture overview" tabindex="0" role="region" aria-label={quote_attribute(title)}>'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:g} {height:.0f}" role="group"'
        f' aria-label={quote_attribute(title)} font-family="{FONTS}" font-size="{SIZE:g}">'
    )
    parts = [
        opening,
        "<defs>",
        *markers(_TIPS),
        "</defs>",
        *_heads(language, height),
        f'<g transform="translate(0,{_TOP:g})">',
        *_bundles(layout, graph),
        *_boxes(layout, explorer, language, link),
        "</g>",
        *_legend(layout, graph, language, height - 14),
        "</svg></div>",
    ]
    return Markup("\n".join(parts))  # noqa: S704 - every text in it is escaped


def _left(column: int) -> float:
    return _MARGIN + column * (BOX + _GUTTER)


def _heads(language: str, height: float) -> Iterator[str]:
    for column, (head, below) in enumerate(_HEADS):
        x = _left(column)
        yield (
            f'<rect class="band" x="{x - 5:.1f}" y="2" width="{BOX + 10:g}" height="{height - _FOOT + 6:.0f}" rx="8"'
            ' fill="#f6f7f9"/>'
            f'<text class="head" x="{x + BOX / 2:.1f}" y="21" text-anchor="middle" font-size="13" font-weight="bold">'
            f"{escape(translate(head, language))}</text>"
            f'<text class="head" x="{x + BOX / 2:.1f}" y="37" text-anchor="middle" font-size="10.5">'
            f"{escape(translate(below, language))}</text>"
        )


def _bundles(layout: OverviewLayout, graph: ClaimGraph) -> Iterator[str]:
    """The widest first, so that they are below the others."""
    heights = bundle_ends(layout)
    for number, bundle in sorted(enumerate(layout.bundles), key=lambda pair: (-pair[1].claims, pair[0])):
        path = _bundle_path(layout, graph, bundle, heights[number, True], heights[number, False])
        is_other = MORE in (bundle.source[: len(MORE)], bundle.target[: len(MORE)])
        opacity = "0.26" if is_other else "0.5" if bundle.direction == "other" else "0.8"
        yield (
            f'<g class="line {bundle.direction}"><path d="{path}" fill="none" stroke="{STROKES[bundle.direction]}"'
            f' stroke-width="{bundle.width:.1f}" stroke-opacity="{opacity}"'
            f' marker-end="url(#{_TIPS}-{bundle.direction})"/></g>'
        )


def _bundle_path(layout: OverviewLayout, graph: ClaimGraph, bundle: Bundle, y: float, to_y: float) -> str:
    rightward = layout.places[bundle.source].column < layout.places[bundle.target].column
    x, path = 0.0, ""
    for stop in bundle.stops:
        place = layout.places[stop]
        left, right = _left(place.column), _left(place.column) + BOX
        near, far = (left, right) if rightward else (right, left)
        if stop == bundle.source:
            path = f"M{_rim(layout, graph, stop, y, right=rightward):.1f},{y:.1f}H{far:.1f}"
        else:
            stop_y = to_y if stop == bundle.target else place.y
            bend = (near - x) / 2
            path += f"C{x + bend:.1f},{y:.1f} {near - bend:.1f},{stop_y:.1f} {near:.1f},{stop_y:.1f}"
            end = _rim(layout, graph, stop, stop_y, right=not rightward) if stop == bundle.target else far
            path += f"H{end:.1f}"
            y = stop_y
        x = far
    return path


def _rim(layout: OverviewLayout, graph: ClaimGraph, name: str, y: float, *, right: bool) -> float:
    """The horizontal position of the outline of a box at a height."""
    place = layout.places[name]
    inward = inset(_kind(graph, name), "right" if right else "left", y - place.y + place.height / 2, place.height)
    return _left(place.column) + (BOX - inward if right else inward)


def _kind(graph: ClaimGraph, name: str) -> str:
    return local(graph.nodes[name]["kind"]) if name in graph.nodes else "Process"


def _boxes(layout: OverviewLayout, explorer: Explorer, language: str, link: Callable[[str], str]) -> Iterator[str]:
    nodes = explorer.graph.nodes
    whole_map = f"/network?view=whole&lang={language}"
    for name in sorted(layout.entities, key=lambda name: (layout.places[name].column, layout.places[name].y)):
        place = layout.places[name]
        x, top = _left(place.column), place.y - place.height / 2
        if name in nodes:
            kind, address = local(nodes[name]["kind"]), link(str(nodes[name]["iri"]))
            number = number_about(explorer, name)
            hint, data = (
                translate("{count} claims about it or a kind of it", language).format(count=number),
                f' data-count="{number}"',
            )
            fill, rim = COLORS.get(kind, COLORS[""])
            shape = f'{outline_svg(kind, x, top, BOX, place.height)} class="shape" fill="{fill}" stroke="{rim}"/>'
        else:
            kind, address = MORE, whole_map
            hint, data = translate("The whole map", language), ""
            shape = (
                f'{outline_svg("Process", x, top, BOX, place.height)} class="shape" fill="#ffffff" stroke="#8b9296"'
                ' stroke-dasharray="3 3"/>'
            )
        first = place.y - (len(place.lines) - 1) * LEADING / 2 + SIZE * 0.36
        lines = "".join(
            f'<text x="{x + BOX / 2:.1f}" y="{first + number * LEADING:.1f}" text-anchor="middle">{escape(line)}</text>'
            for number, line in enumerate(place.lines)
        )
        yield (
            f'<g class="entity kind-{kind}"><a href={quote_attribute(address)}{data}><title>{escape(hint)}</title>'
            f"{shape}{lines}</a></g>"
        )


def _legend(layout: OverviewLayout, graph: ClaimGraph, language: str, y: float) -> Iterator[str]:
    """What the colours of the bundles mean, and which are left out."""
    x = _MARGIN
    edges = tuple(edge for edge in graph.edges if not edge.hedged)
    yield '<g font-size="11.5">'
    for item in legend_entries(ClaimGraph({}, edges), language, _TIPS):
        if "misfit" not in item.mark:
            yield (
                f'<g transform="translate({x:.1f},{y:.1f})">{item.mark}'
                f'<text x="{item.room:g}" y="4">{escape(item.words)}</text></g>'
            )
            x += item.room + text_width(item.words, 11.5) + 22
    note = translate("the wider, the more claims; {drawn} of {all} are drawn", language).format(
        drawn=sum(bundle.claims for bundle in layout.bundles), all=len(graph.edges)
    )
    yield f'<text x="{_WIDE - _MARGIN:g}" y="{y + 4:.1f}" text-anchor="end">{escape(note)}</text></g>'
