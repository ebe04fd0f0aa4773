"""The width of text, and the line breaks of labels: an estimate for any plain sans-serif font."""

from __future__ import annotations

import re
from functools import cache
from math import fsum

_NARROW, _WIDE_LATIN = frozenset("iljtfrI.,;:'|!()[]- /"), frozenset("mwMW@%")
_CJK = "⺀"
_WIDTHS = (0.36, 0.92, 1.0, 0.7, 0.59)  # of the font's size: narrow, wide, Chinese, capitals and digits, the rest
_PIECES = re.compile(r"[⺀-￿]|[^\s⺀-￿]*?[-/](?=[^\W\d])|[^\s⺀-￿]+|\s+")
_LEAST_TENTHS = 5  # of the greatest width: from there up, a more even break is tried
_LONGEST_WORD, _LONGEST = 60, 1_000  # characters
_CLOSING = frozenset("，。；：）、”’…")


def text_width(text: str, size: float) -> float:
    """The width of a text in pixels at a font size in pixels; rather too wide than too narrow."""
    return size * fsum(map(_width, text))


@cache
def _width(character: str) -> float:
    narrow, wide, chinese, capital, other = _WIDTHS
    if character in _NARROW:
        return narrow
    if character in _WIDE_LATIN:
        return wide
    if character >= _CJK:
        return chinese
    return capital if character.isupper() or character.isdigit() else other


def break_lines(text: str, size: float, most: float) -> list[str]:
    """Break a text into the fewest lines of at most `most` pixels, of about the same length.

    It breaks at spaces, after hyphens and slashes before a letter, and between Chinese characters. A longer word stays
    whole; beyond 60 characters it ends in an ellipsis.

    >>> break_lines("bone marrow mesenchymal stem cell exosome", 12, 150)
    ['bone marrow', 'mesenchymal stem', 'cell exosome']
    """
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    lines = _fill_lines(text, size, most)
    for tenths in range(_LEAST_TENTHS, 10):
        balanced = _fill_lines(text, size, most * tenths / 10)
        if len(balanced) == len(lines):
            return balanced
    return lines


def _fill_lines(text: str, size: float, most: float) -> list[str]:
    lines = [""]
    for word in _PIECES.findall(text):
        piece = word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…"
        longer = lines[-1] + piece
        fits = text_width(longer.rstrip(), size) <= most or piece in _CLOSING
        if fits or not lines[-1]:
            lines[-1] = longer if lines[-1] or piece.strip() else ""
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
    return [line.strip() for line in lines if line.strip()] or [text]
