"""SVG of a graph: boxes by kind, lines by direction, heads, legend, title, licence; self-contained."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

from exordf.drawing.edges import BESIDE, DASHES, STROKES, columns, edge_ends, edge_path, markers, misfit_mark
from exordf.drawing.labels import COLORS, CONTEXT_WORDS, HEADS
from exordf.drawing.layout import LANE, LEADING, SIZE, layout, local
from exordf.drawing.legend import legend
from exordf.drawing.outlines import outline_svg
from exordf.drawing.subgraph import edge_lines
from exordf.drawing.text_metrics import text_width
from exordf.rdf.text_tables import NOT_IN_XML, quote_attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.claims.claim_graph import ClaimGraph
    from exordf.drawing.layout import Layout

# The fonts of common systems for Latin and Chinese characters, then the generic family.
FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'DejaVu Sans', sans-serif"

HEAD = 40.0  # pixels, as all lengths here
_MARGIN, _TOP, _ABOVE_LEGEND, _FOOT = 28.0, 64.0, 34.0, 34.0
_TITLE, _SMALL, _HEAD_SIZE = 20.0, 10.0, 11.0
_LEAST_WIDTH = 760.0


@dataclass(frozen=True)
class Look:
    """The presentation of a graph: language, title, note in small type below it, the entity to highlight (`focus`).

    `address` gives the link of a box by its CURIE. `place` is the context of the picture: a file of its own; a page,
    which has title and note; a panel of a page, which has heads and legend as well.
    """

    language: str
    title: str
    note: str
    focus: str = ""
    address: Callable[[str], str] | None = None
    place: Literal["file", "page", "panel"] = "file"

    @property
    def tips(self) -> str:
        """The name of the markers of lines, unique among the pictures of a page."""
        return "tip" if self.place == "file" else f"{self.place}-tip"


def svg(graph: ClaimGraph, look: Look) -> bytes:
    """The picture of a graph, the same bytes for the same input."""
    return Drawing(graph, look).svg()


class Drawing:
    """A graph with its layout, as SVG: the whole, and for a panel the heads alone."""

    def __init__(self, graph: ClaimGraph, look: Look) -> None:
        self.graph, self.look = graph, look
        heads = [max(text_width(line, _HEAD_SIZE) for line in lines) for lines in HEADS[look.language]]
        self.layout = layout(graph.nodes, edge_lines(graph), look.language, heads)
        least = _LEAST_WIDTH if look.place == "file" else 0.0
        self.width = max(self.layout.lefts[-1] + self.layout.widths[-1] + _lane_width(self.layout) + 2 * _MARGIN, least)

    def svg(self) -> bytes:
        """The picture; its boxes are in the order of the layout, column by column."""
        look, drawn = self.look, self.layout
        top = {"file": _TOP + HEAD, "page": _FOOT / 2 + HEAD, "panel": _FOOT / 2}[look.place]
        parts = [*_lines(self), *_boxes(self)]
        below, legend_height = [], 0.0
        if look.place != "panel":
            parts += _heads(drawn, look, (-HEAD, *drawn.strips))
            across = self.width - 2 * _MARGIN
            start = drawn.height + top + _ABOVE_LEGEND
            entries, legend_height = legend(self.graph, look.language, look.tips, across=across, top=start)
            below = [f'<g transform="translate({_MARGIN},0)">', *entries, "</g>"]
        height = drawn.height + top + (_ABOVE_LEGEND + legend_height if below else 0) + _FOOT
        parts = [
            _opening(self.width, height, self),
            "<defs>",
            *markers(look.tips),
            "</defs>",
            *(_title(self.width, height, look) if look.place == "file" else ()),
            f'<g transform="translate({_MARGIN},{top})">',
            *_bands(drawn, 0 if look.place == "panel" else HEAD),
            *parts,
            "</g>",
            *below,
            *(_note(height, look) if look.place == "file" else ()),
            "</svg>",
        ]
        return ("\n".join(parts) + "\n").translate(NOT_IN_XML).encode()

    def heads(self) -> bytes:
        """The heads of the columns as a separate picture, for a panel that keeps them visible."""
        width = f"{self.width:.0f}"
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="heads" width="{width}" height="{HEAD:g}"'
            f' viewBox="0 0 {width} {HEAD:g}" font-family="{FONTS}" aria-hidden="true">'
        )
        inner = [f'<g transform="translate({_MARGIN},0)">', *_heads(self.layout, self.look, (0.0,)), "</g>"]
        return "\n".join([opening, *inner, "</svg>\n"]).encode()


def _opening(width: float, height: float, drawing: Drawing) -> str:
    look = drawing.look
    role = "group" if look.address else "img"  # to screen readers an image has no links inside
    label = (
        'aria-labelledby="title description"' if look.place == "file" else f"aria-label={quote_attribute(look.title)}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="network" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" role="{role}" {label}'
        f' lang="{look.language}" font-family="{FONTS}" font-size="{SIZE:g}">'
    ) + (
        f'\n<title id="title">{escape(look.title)}</title>'
        f'\n<desc id="description">{escape(_description(drawing.graph, look))}</desc>'
        if look.place == "file"
        else ""
    )


def _title(width: float, height: float, look: Look) -> Iterator[str]:
    yield f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
    yield f'<text x="{_MARGIN}" y="36" font-size="{_TITLE:g}" font-weight="bold">{escape(look.title)}</text>'


def _note(height: float, look: Look) -> Iterator[str]:
    yield f'<text x="{_MARGIN}" y="{height - 14:.1f}" font-size="{_SMALL:g}" fill="#4b5563">{escape(look.note)}</text>'


def _description(graph: ClaimGraph, look: Look) -> str:
    counts = CONTEXT_WORDS[look.language].format(nodes=len(graph.nodes), edges=graph.claims)
    return f"{counts} {look.note}"


def _lane_width(drawn: Layout) -> float:
    """The width of the lanes to the right of the last column."""
    last = drawn.used[-1]
    lanes = [route.lane for route in drawn.routes if columns(drawn, route) == (last, last)]
    return BESIDE + (max(lanes) + 1) * LANE if lanes else 0.0


def _bands(drawn: Layout, head: float) -> Iterator[str]:
    """A pale band behind each column."""
    for left, width in zip(drawn.lefts, drawn.widths, strict=True):
        yield (
            f'<rect class="band" x="{left - 6:.1f}" y="{-head - (0 if head else 12):.1f}" width="{width + 12:.1f}"'
            f' height="{drawn.height + head + (12 if head else 24):.1f}" rx="6" fill="#f6f7f9"/>'
        )


def _heads(drawn: Layout, look: Look, tops: Iterable[float]) -> Iterator[str]:
    """The heads of the columns at each of the heights; a rim keeps them readable where a line passes."""
    for top in tops:
        for left, width, column in zip(drawn.lefts, drawn.widths, drawn.used, strict=True):
            for number, line in enumerate(HEADS[look.language][column]):
                yield (
                    f'<text class="head" x="{left + width / 2:.1f}" y="{top + 16 + 14 * number:.1f}"'
                    f' text-anchor="middle" font-size="{_HEAD_SIZE:g}" font-weight="bold" fill="#374151"'
                    f' stroke="#f6f7f9" stroke-width="4" paint-order="stroke">{escape(line)}</text>'
                )


def _boxes(drawing: Drawing) -> Iterator[str]:
    drawn, look = drawing.layout, drawing.look
    for name in sorted(drawing.graph.nodes, key=lambda name: (drawn.places[name].column, drawn.places[name].y)):
        row, place = drawing.graph.nodes[name], drawn.places[name]
        number = drawn.used.index(place.column)
        left = drawn.lefts[number] + (drawn.widths[number] - place.width) / 2
        kind = local(row["kind"])
        fill, rim = COLORS.get(kind, COLORS[""])
        definition = row[f"definition_{look.language}"] or ""
        is_focus = name == look.focus
        heavy, bold = (' stroke-width="3"', ' font-weight="bold"') if is_focus else ("", "")
        yield f'<g class="entity kind-{kind}{" focus" if is_focus else ""}" data-entity={quote_attribute(name)}>'
        if look.place != "panel":  # a panel shows more of the selected entity beside the picture
            yield f"<title>{escape(f'{name}: {definition}')}</title>"
        address = look.address(name) if look.address else ""
        if address:
            yield f"<a href={quote_attribute(address)}>"
        yield (
            f"{outline_svg(kind, left, place.y - place.height / 2, place.width, place.height)}"
            f' class="shape" fill="{fill}" stroke="{rim}"{heavy}/>'
        )
        first = place.y - (len(place.lines) - 1) * LEADING / 2 + SIZE * 0.36
        for count, text in enumerate(place.lines):
            yield (
                f'<text x="{left + place.width / 2:.1f}" y="{first + count * LEADING:.1f}" text-anchor="middle"'
                f"{bold}>{escape(text)}</text>"
            )
        yield "</a></g>" if address else "</g>"


def _lines(drawing: Drawing) -> Iterator[str]:
    """Each line from its own end on one box to its own end on the other."""
    drawn, look = drawing.layout, drawing.look
    ends = edge_ends(drawn, drawing.graph.nodes)
    for number, route in enumerate(drawn.routes):
        line = route.line
        path, middle = edge_path(drawn, route, ends[number, True], ends[number, False])
        style = "definition" if line.definition else "hedged" if line.hedged else ""
        claims = " ".join(str(claim["claim"]) for claim in line.claims)
        title = "" if look.place == "panel" else f"<title>{escape(line.title(look.language))}</title>"
        width = "1.6" if line.direction != "other" else "1.2"
        stroke = f'stroke="{STROKES[line.direction]}" stroke-width="{width}"{DASHES[style]}'
        yield (
            f'<g class="line {line.direction}{f" {style}" if style else ""}"'
            f" data-{'definition' if line.definition else 'claims'}={quote_attribute(claims)}"
            f" data-from={quote_attribute(line.source)} data-to={quote_attribute(line.target)}>"
            f'{title}<path d="{path}" fill="none" {stroke}'
            f' marker-end="url(#{look.tips}-{line.direction})"/>{misfit_mark(*middle) if line.misfit else ""}</g>'
        )
