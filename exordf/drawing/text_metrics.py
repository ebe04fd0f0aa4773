"""How wide words are, and where a label breaks into lines; an estimate that holds for any plain sans-serif font."""

from __future__ import annotations

import re
from functools import cache

_NARROW, _WIDE_LATIN = frozenset("iljtfrI.,;:'|!()[]- /"), frozenset("mwMW@%")
_CJK = "⺀"
_WIDTHS = (0.36, 0.92, 1.0, 0.7, 0.59)  # of the font's size: narrow, wide, Chinese, capitals and digits, the rest
_PIECES = re.compile(r"[⺀-￿]|[^\s⺀-￿]*?[-/](?=[^\W\d])|[^\s⺀-￿]+|\s+")
_TRIES = 5  # tenths of the longest line, from which a more even break is looked for
_LONGEST_WORD, _LONGEST = 60, 1_000  # characters
_CLOSING = frozenset("，。；：）、”’…")


def text_width(words: str, size: float) -> float:
    """The width of words in pixels, rather too much than too little."""
    return size * sum(_width(character) for character in words)


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


def break_lines(words: str, size: float, most: float) -> list[str]:
    """The words in as few lines of at most `most` pixels as hold them, of much the same length.

    Broken at spaces, after hyphens and slashes before a letter, between Chinese characters; a single word that is
    longer stays whole, or ends in an ellipsis where it is no word any more.

    >>> break_lines("bone marrow mesenchymal stem cell exosome", 12, 150)
    ['bone marrow', 'mesenchymal stem', 'cell exosome']
    """
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    lines = _filled(words, size, most)
    for narrower in range(_TRIES, 10):
        balanced = _filled(words, size, most * narrower / 10)
        if len(balanced) == len(lines):
            return balanced
    return lines


def _filled(words: str, size: float, most: float) -> list[str]:
    lines = [""]
    for found in _PIECES.findall(words):
        piece = found if len(found) <= _LONGEST_WORD else f"{found[:_LONGEST_WORD]}…"
        longer = lines[-1] + piece
        fits = text_width(longer.rstrip(), size) <= most or piece in _CLOSING
        if fits or not lines[-1]:
            lines[-1] = longer if lines[-1] or piece.strip() else ""
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
    return [line.strip() for line in lines if line.strip()] or [words]
