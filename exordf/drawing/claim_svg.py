"""SVG of one claim: boxes by kind from cell to effect, arrows by direction, dashed if uncertain, crossed if denied."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import fsum
from typing import TYPE_CHECKING

from exordf.drawing.edges import STROKES, markers
from exordf.drawing.labels import COLORS
from exordf.drawing.network_svg import FONTS
from exordf.drawing.outlines import outline_svg, padding
from exordf.drawing.text_metrics import break_lines, text_width
from exordf.rdf.text_tables import NOT_IN_XML, quote_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exordf.drawing.claim_diagram import Arrow, Box, ClaimDiagram, Line
    from exordf.drawing.network_svg import Look

_SIZE, _LEADING, _SMALL, _TITLE = 13.0, 16.0, 10.5, 16.0  # pixels, as all lengths here
_MARGIN, _PADDING, _GAP = 20.0, 8.0, 8.0
_LABEL_WIDTH, _LEAST_WIDTH, _LEAST_ARROW, _FRAME = 118.0, 420.0, 52.0, 6.0
_CAPTION, _LINE_GAP = 30.0, 16.0
_INK, _SOFT = "#1f2937", "#4b5563"
_DASHES = {"exo:Hedged": ' stroke-dasharray="6 4"', "exo:Hypothesised": ' stroke-dasharray="1.5 4"'}


@dataclass(frozen=True)
class _SizedBox:
    """A box with its label in lines, its width and its height."""

    box: Box
    lines: list[str]
    width: float
    height: float


def svg(diagram: ClaimDiagram, look: Look) -> bytes:
    """The picture of a claim, the same bytes for the same input.

    In a file `look.title` and `look.note` stand above and below it; on a page the colours are those of the page.
    """
    rows = [_row(line) for line in diagram.lines]
    inner = max([_LEAST_WIDTH, *(fsum([*widths, *gaps]) for _, widths, gaps in rows)])
    is_file = look.place == "file"
    if is_file:
        inner = max(inner, min(text_width(look.title, _TITLE), 640.0))
    title = break_lines(look.title, _TITLE, inner) if is_file else []
    notes = [
        line
        for note in (*diagram.context, look.note if is_file else "")
        if note
        for line in break_lines(note, _SMALL, inner)
    ]
    parts: list[str] = []
    y = _MARGIN + (len(title) * (_TITLE + 6) + 10 if title else 0)
    for line, (stacks, widths, gaps) in zip(diagram.lines, rows, strict=True):
        if line.caption:
            y += _CAPTION
            parts.append(_text(_MARGIN, y - 10, line.caption, size=_SMALL + 1, color=_SOFT, anchor="start"))
        line_height = max(*(_height(stack) for stack in stacks), 2 * _LEADING + 8)
        parts += _line(line, stacks, widths, gaps, y + line_height / 2, look)
        y += line_height + _LINE_GAP
    foot = [
        _text(_MARGIN, y + 12 + number * 15, note, size=_SMALL, color=_SOFT, anchor="start")
        for number, note in enumerate(notes)
    ]
    height = y + len(notes) * 15 + (_MARGIN if notes else 4)
    width = inner + 2 * _MARGIN
    role = "group" if look.address else "img"  # to screen readers an image has no links inside
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" role="{role}" aria-labelledby="claim-title claim-description"'
        f' lang="{look.language}" font-family="{FONTS}" font-size="{_SIZE:g}" data-claim={quote_attribute(look.focus)}>'
    )
    head = [
        opening,
        f'<title id="claim-title">{escape(diagram.title)}</title>',
        f'<desc id="claim-description">{escape(_description(diagram))}</desc>',
        "<defs>",
        *markers("claim-tip"),
        "</defs>",
        *([f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'] if is_file else []),
        *(
            _text(_MARGIN, _MARGIN + _TITLE - 4 + number * (_TITLE + 6), line, size=_TITLE, anchor="start", bold=True)
            for number, line in enumerate(title)
        ),
    ]
    return ("\n".join([*head, *parts, *foot, "</svg>"]) + "\n").translate(NOT_IN_XML).encode()


def _description(diagram: ClaimDiagram) -> str:
    """The lines as one text: box, arrow, box."""
    return ". ".join([*(_line_text(line) for line in diagram.lines), *diagram.context])


def _line_text(line: Line) -> str:
    parts = [f"{line.caption}:" if line.caption else ""]
    for number, stack in enumerate(line.stacks):
        if number:
            arrow = line.arrows[number - 1]
            parts.append(f"- {arrow.label}{f' ({arrow.note})' if arrow.note else ''} -")
        parts.append(", ".join(box.label for box in stack))
    return " ".join(filter(None, parts))


def _row(line: Line) -> tuple[list[list[_SizedBox]], list[float], list[float]]:
    """The boxes of a line with their sizes, the width of each stack, and of each gap between two."""
    stacks = [[_sized(box) for box in stack] for stack in line.stacks]
    widths = [max(box.width for box in stack) + (2 * _FRAME if len(stack) > 1 else 0) for stack in stacks]
    gaps = [
        max(_LEAST_ARROW, text_width(arrow.label, _SMALL) + 20, text_width(arrow.note, _SMALL) + 20)
        for arrow in line.arrows
    ]
    return stacks, widths, gaps


def _sized(box: Box) -> _SizedBox:
    lines = break_lines(box.label, _SIZE, _LABEL_WIDTH)
    width = max(text_width(line, _SIZE) for line in lines) + 2 * (_PADDING + padding(box.kind))
    return _SizedBox(box, lines, width, len(lines) * _LEADING + 10)


def _height(stack: Sequence[_SizedBox]) -> float:
    inner = fsum(box.height for box in stack) + _GAP * (len(stack) - 1)
    return inner + (2 * _FRAME if len(stack) > 1 else 0)


def _line(  # noqa: PLR0913, PLR0917 - a line, where it stands and how it looks
    line: Line,
    stacks: Sequence[Sequence[_SizedBox]],
    widths: Sequence[float],
    gaps: Sequence[float],
    middle: float,
    look: Look,
) -> Iterator[str]:
    yield f"<g data-line={quote_attribute(line.claim)}>"
    if line.caption or line.claim != look.focus:
        yield f"<title>{escape(f'{line.claim}: {line.label}')}</title>"
    x = _MARGIN
    for number, stack in enumerate(stacks):
        yield from _stack(stack, x, widths[number], middle, look)
        x += widths[number]
        if number < len(gaps):
            yield from _arrow(line.arrows[number], x, x + gaps[number], middle)
            x += gaps[number]
    yield "</g>"


def _stack(stack: Sequence[_SizedBox], left: float, width: float, middle: float, look: Look) -> Iterator[str]:
    """Boxes above each other, in a thin frame if there are several."""
    y = middle - _height(stack) / 2
    if len(stack) > 1:
        yield (
            f'<rect class="frame" x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_height(stack):.1f}" rx="8"'
            ' fill="none" stroke="#9ca3af"/>'
        )
        y += _FRAME
    for sized in stack:
        box = sized.box
        fill, rim = COLORS.get(box.kind, COLORS[""])
        start = left + (width - sized.width) / 2
        address = look.address(box.name) if look.address else ""
        yield f'<g class="entity kind-{box.kind}" data-entity={quote_attribute(box.name)}>'
        yield f"<title>{escape(f'{box.name}: {box.definition}' if box.definition else box.name)}</title>"
        if address:
            yield f"<a href={quote_attribute(address)}>"
        shape = outline_svg(box.kind, start, y, sized.width, sized.height)
        yield f'{shape} class="shape" fill="{fill}" stroke="{rim}"/>'
        for number, text in enumerate(sized.lines):
            yield _text(start + sized.width / 2, y + 5 + _LEADING * number + _SIZE * 0.9, text)
        yield "</a></g>" if address else "</g>"
        y += sized.height + _GAP


def _arrow(arrow: Arrow, left: float, right: float, y: float) -> Iterator[str]:
    """An arrow with its label above, the remark on its certainty below, and a cross on it if the claim is negated."""
    dashes = _DASHES.get(arrow.certainty, "")
    certainty = arrow.certainty.partition(":")[2].lower()
    classes = " ".join(filter(None, ("line", arrow.direction, certainty, "denied" if arrow.negated else "")))
    middle = (left + right) / 2
    yield f'<g class="{classes}">'
    yield (
        f'<path d="M{left:.1f},{y:.1f} H{right - 2:.1f}" fill="none" stroke="{STROKES[arrow.direction]}"'
        f' stroke-width="{1.8 if arrow.certainty else 1.1}"{dashes} marker-end="url(#claim-tip-{arrow.direction})"/>'
    )
    if arrow.negated:
        yield (
            f'<path class="cross" d="M{middle - 6:.1f},{y - 6:.1f} l12,12 m0,-12 l-12,12" fill="none"'
            ' stroke="#1f2937" stroke-width="2.2"/>'
        )
    yield _text(middle - 2, y - (10 if arrow.negated else 7), arrow.label, size=_SMALL)
    if arrow.note:
        yield _text(middle - 2, y + (19 if arrow.negated else 16), arrow.note, size=_SMALL, color=_SOFT)
    yield "</g>"


def _text(  # noqa: PLR0913 - independent attributes of a line of text
    x: float,
    y: float,
    text: str,
    *,
    size: float = _SIZE,
    color: str = _INK,
    anchor: str = "middle",
    bold: bool = False,
) -> str:
    more = ' font-weight="bold"' if bold else ""
    more += ' class="small"' if color == _SOFT else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{color}"{more}>'
        f"{escape(text)}</text>"
    )
