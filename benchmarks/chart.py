"""The chart: each ratio as a bar, by how far it reaches what is asked, as SVG."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from benchmarks.measure import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.table import Row

_LINE, _TOP, _LEFT, _WIDTH, _RIGHT = 30, 56, 400, 360, 150
_OPENING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    ' font-family="system-ui, sans-serif" font-size="13">'
)
_DECADES = 1.5  # how many powers of ten lie on either side of what is asked


def drawn(rows: Sequence[Row]) -> str:
    """Bars on a logarithmic scale around what is asked: to the right of the line it is met, to the left it is not."""
    height = _TOP + _LINE * len(rows) + 20
    middle = _LEFT + _WIDTH / 2
    parts = [
        _OPENING.format(width=_LEFT + _WIDTH + _RIGHT, height=height),
        "<title>The ratios against what is asked of them</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{middle - 10}" y="24" text-anchor="end" fill="#a33">falls short</text>',
        f'<text x="{middle + 10}" y="24" fill="#2a6f4e">reaches what is asked</text>',
    ]
    for power, words in ((-1, "a tenth"), (1, "ten times")):
        x = middle + power * _WIDTH / 2 / _DECADES
        parts.append(f'<line x1="{x:.1f}" y1="54" x2="{x:.1f}" y2="{height - 14}" stroke="#ddd"/>')
        parts.append(_text(x, 48, words, 'text-anchor="middle" fill="#777" font-size="11"'))
    for number, row in enumerate(rows):
        parts += _bar(row, _TOP + _LINE * number, middle)
    parts.append(f'<line x1="{middle}" y1="34" x2="{middle}" y2="{height - 14}" stroke="#222"/>')
    return "\n".join([*parts, "</svg>", ""])


def _bar(row: Row, top: float, middle: float) -> list[str]:
    ends = sorted(_reach(row, value) for value in (row.ratio.least, row.ratio.most))
    x, low, high = (_at(value, middle) for value in (_reach(row, row.ratio.median), *ends))
    colour = 'fill="#2f8f6b"' if row.met else 'fill="#c25b5b"'
    name = f"{row.what}, {row.size}".replace("`", "")
    sign = "x" if row.theirs else ""
    width = max(abs(x - middle), 1)
    asked = f"{short(row.ratio.median)}{sign} (asked: {'≥' if row.at_least else '≤'} {row.asked:g}{sign})"
    centre = top + _LINE / 2
    return [
        _text(_LEFT - 12, centre - 1, name, 'text-anchor="end"'),
        _text(_LEFT - 12, centre + 11, row.peer.replace("`", ""), 'text-anchor="end" fill="#777" font-size="10"'),
        f'<rect x="{min(x, middle):.1f}" y="{top + 7:.1f}" width="{width:.1f}" height="16" {colour}/>',
        f'<line x1="{low:.1f}" y1="{centre:.1f}" x2="{high:.1f}" y2="{centre:.1f}" stroke="#222" stroke-width="1.5"/>',
        _text(_LEFT + _WIDTH + 8, centre + 4, asked, 'fill="#222" font-size="12"'),
    ]


def _text(x: float, y: float, words: str, how: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {how}>{escape(words)}</text>'


def _reach(row: Row, value: float) -> float:
    return value / row.asked if row.at_least else row.asked / value


def _at(reach: float, middle: float) -> float:
    powers = max(-_DECADES, min(_DECADES, math.log10(reach)))
    return middle + powers * _WIDTH / 2 / _DECADES
