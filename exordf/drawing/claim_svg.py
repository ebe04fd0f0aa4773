"""One claim as SVG: boxes by kind from cell to effect, arrows by direction, dashed in doubt, crossed where denied."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from exordf.drawing.edges import STROKES, markers
from exordf.drawing.labels import COLORS
from exordf.drawing.network_svg import FONTS
from exordf.drawing.outlines import outline_svg as outlined
from exordf.drawing.outlines import room
from exordf.drawing.text_metrics import break_lines, text_width
from exordf.rdf.text_tables import NOT_IN_XML, quote_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exordf.drawing.claim_diagram import Arrow, Box, ClaimDiagram, Line
    from exordf.drawing.network_svg import Look

_SIZE, _LEADING, _SMALL, _TITLE = 13.0, 16.0, 10.5, 16.0
_MARGIN, _PADDING, _GAP = 20.0, 8.0, 8.0
_LONGEST, _NARROWEST, _LEAST_ARROW, _FRAME = 118.0, 420.0, 52.0, 6.0
_CAPTION, _BETWEEN = 30.0, 16.0
_INK, _SOFT = "#1f2937", "#4b5563"
_DASHES = {"exo:Hedged": ' stroke-dasharray="6 4"', "exo:Hypothesised": ' stroke-dasharray="1.5 4"'}


@dataclass(frozen=True)
class _Placed:
    """A box with its lines of words and its size."""

    box: Box
    lines: list[str]
    across: float
    down: float


def svg(said: ClaimDiagram, look: Look) -> bytes:
    """The picture of what a claim says, the same bytes for the same input.

    In a file `look.title` and `look.note` stand above and below it; on a page the colours are those of the page.
    """
    rows = [_row(line) for line in said.lines]
    across = max([_NARROWEST, *(sum(widths) + sum(gaps) for _, widths, gaps in rows)])
    alone = look.place == "file"
    if alone:
        across = max(across, min(text_width(look.title, _TITLE), 640.0))
    title = break_lines(look.title, _TITLE, across) if alone else []
    small = [
        part
        for words in (*said.context, look.note if alone else "")
        if words
        for part in break_lines(words, _SMALL, across)
    ]
    parts: list[str] = []
    y = _MARGIN + (len(title) * (_TITLE + 6) + 10 if title else 0)
    for line, (stacks, widths, gaps) in zip(said.lines, rows, strict=True):
        if line.caption:
            y += _CAPTION
            parts.append(_words(_MARGIN, y - 10, line.caption, size=_SMALL + 1, color=_SOFT, anchor="start"))
        down = max(*(_height(stack) for stack in stacks), 2 * _LEADING + 8)
        parts += _drawn(line, stacks, widths, gaps, y + down / 2, look)
        y += down + _BETWEEN
    foot = [
        _words(_MARGIN, y + 12 + number * 15, words, size=_SMALL, color=_SOFT, anchor="start")
        for number, words in enumerate(small)
    ]
    height = y + len(small) * 15 + (_MARGIN if small else 4)
    whole = across + 2 * _MARGIN
    role = "group" if look.address else "img"  # what is one image to a reader of the page has no links inside
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {whole:.0f} {height:.0f}" role="{role}" aria-labelledby="claim-title claim-description"'
        f' lang="{look.language}" font-family="{FONTS}" font-size="{_SIZE:g}" data-claim={quote_attribute(look.focus)}>'
    )
    head = [
        opening,
        f'<title id="claim-title">{escape(said.title)}</title>',
        f'<desc id="claim-description">{escape(_description(said))}</desc>',
        "<defs>",
        *markers("claim-tip"),
        "</defs>",
        *([f'<rect width="{whole:.0f}" height="{height:.0f}" fill="#ffffff"/>'] if alone else []),
        *(
            _words(_MARGIN, _MARGIN + _TITLE - 4 + number * (_TITLE + 6), words, size=_TITLE, anchor="start", bold=True)
            for number, words in enumerate(title)
        ),
    ]
    return ("\n".join([*head, *parts, *foot, "</svg>"]) + "\n").translate(NOT_IN_XML).encode()


def _description(said: ClaimDiagram) -> str:
    """Every line as words: box, arrow, box."""
    return ". ".join([*(_read(line) for line in said.lines), *said.context])


def _read(line: Line) -> str:
    words = [f"{line.caption}:" if line.caption else ""]
    for number, stack in enumerate(line.stacks):
        if number:
            arrow = line.arrows[number - 1]
            words.append(f"- {arrow.words}{f' ({arrow.small})' if arrow.small else ''} -")
        words.append(", ".join(box.words for box in stack))
    return " ".join(word for word in words if word)


def _row(line: Line) -> tuple[list[list[_Placed]], list[float], list[float]]:
    """The boxes of a line with their sizes, the width of each stack, and of each gap between two."""
    stacks = [[_sized(box) for box in stack] for stack in line.stacks]
    widths = [max(each.across for each in stack) + (2 * _FRAME if len(stack) > 1 else 0) for stack in stacks]
    gaps = [
        max(_LEAST_ARROW, text_width(arrow.words, _SMALL) + 20, text_width(arrow.small, _SMALL) + 20)
        for arrow in line.arrows
    ]
    return stacks, widths, gaps


def _sized(box: Box) -> _Placed:
    lines = break_lines(box.words, _SIZE, _LONGEST)
    across = max(text_width(words, _SIZE) for words in lines) + 2 * (_PADDING + room(box.kind))
    return _Placed(box, lines, across, len(lines) * _LEADING + 10)


def _height(stack: Sequence[_Placed]) -> float:
    inside = sum(each.down for each in stack) + _GAP * (len(stack) - 1)
    return inside + (2 * _FRAME if len(stack) > 1 else 0)


def _drawn(  # noqa: PLR0913, PLR0917 - a line, where it stands and how it looks
    line: Line,
    stacks: Sequence[Sequence[_Placed]],
    widths: Sequence[float],
    gaps: Sequence[float],
    middle: float,
    look: Look,
) -> Iterator[str]:
    yield f"<g data-line={quote_attribute(line.claim)}>"
    if line.caption or line.claim != look.focus:
        yield f"<title>{escape(f'{line.claim}: {line.words}')}</title>"
    x = _MARGIN
    for number, stack in enumerate(stacks):
        yield from _stack(stack, x, widths[number], middle, look)
        x += widths[number]
        if number < len(gaps):
            yield from _arrow(line.arrows[number], x, x + gaps[number], middle)
            x += gaps[number]
    yield "</g>"


def _stack(stack: Sequence[_Placed], left: float, across: float, middle: float, look: Look) -> Iterator[str]:
    """Boxes above each other; a thin frame holds together what is more than one."""
    y = middle - _height(stack) / 2
    if len(stack) > 1:
        yield (
            f'<rect class="frame" x="{left:.1f}" y="{y:.1f}" width="{across:.1f}" height="{_height(stack):.1f}" rx="8"'
            ' fill="none" stroke="#9ca3af"/>'
        )
        y += _FRAME
    for each in stack:
        fill, rim = COLORS.get(each.box.kind, COLORS[""])
        start = left + (across - each.across) / 2
        address = look.address(each.box.name) if look.address else ""
        yield f'<g class="entity kind-{each.box.kind}" data-entity={quote_attribute(each.box.name)}>'
        yield f"<title>{escape(f'{each.box.name}: {each.box.hint}' if each.box.hint else each.box.name)}</title>"
        if address:
            yield f"<a href={quote_attribute(address)}>"
        shape = outlined(each.box.kind, start, y, each.across, each.down)
        yield f'{shape} class="shape" fill="{fill}" stroke="{rim}"/>'
        for number, words in enumerate(each.lines):
            yield _words(start + each.across / 2, y + 5 + _LEADING * number + _SIZE * 0.9, words)
        yield "</a></g>" if address else "</g>"
        y += each.down + _GAP


def _arrow(arrow: Arrow, left: float, right: float, y: float) -> Iterator[str]:
    """A line with its words above, how firmly it is said below, and a cross on it where it is denied."""
    dashes = _DASHES.get(arrow.certainty, "")
    said = arrow.certainty.partition(":")[2].lower()
    classes = " ".join(word for word in ("line", arrow.direction, said, "denied" if arrow.denied else "") if word)
    middle = (left + right) / 2
    yield f'<g class="{classes}">'
    yield (
        f'<path d="M{left:.1f},{y:.1f} H{right - 2:.1f}" fill="none" stroke="{STROKES[arrow.direction]}"'
        f' stroke-width="{1.8 if arrow.certainty else 1.1}"{dashes} marker-end="url(#claim-tip-{arrow.direction})"/>'
    )
    if arrow.denied:
        yield (
            f'<path class="cross" d="M{middle - 6:.1f},{y - 6:.1f} l12,12 m0,-12 l-12,12" fill="none"'
            ' stroke="#1f2937" stroke-width="2.2"/>'
        )
    yield _words(middle - 2, y - (10 if arrow.denied else 7), arrow.words, size=_SMALL)
    if arrow.small:
        yield _words(middle - 2, y + (19 if arrow.denied else 16), arrow.small, size=_SMALL, color=_SOFT)
    yield "</g>"


def _words(  # noqa: PLR0913 - what there is to say of a line of words
    x: float,
    y: float,
    words: str,
    *,
    size: float = _SIZE,
    color: str = _INK,
    anchor: str = "middle",
    bold: bool = False,
) -> str:
    heavy = ' font-weight="bold"' if bold else ""
    heavy += ' class="small"' if color == _SOFT else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{color}"{heavy}>'
        f"{escape(words)}</text>"
    )
