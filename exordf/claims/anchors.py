"""Anchors: the digest that stands for a sentence, and where an article that the user owns bears it out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# ^[25-26], or [25,27] where the article was copied from a page that raises them.
_MARK = re.compile(r"\^?\[\s*\d+(?:\s*[-–—~,，、]\s*\d+)*\s*\]")
_BREAK = re.compile(r"(?<=[。？！?!])|\n")
_END = ("。", "？", "！", "?", "!")
_LONGEST = 40  # lines; a sentence of a two-column page is rarely broken more often


def normal_form(text: str) -> str:
    """The text without citation marks, in Unicode NFKC, case-folded, letters and digits only.

    >>> normal_form("LI 等^[31]研究表明, miR-21 …")
    'li等研究表明mir21'
    """
    folded = unicodedata.normalize("NFKC", _MARK.sub("", text)).casefold()
    return "".join(character for character in folded if character.isalnum())


def digest(text: str) -> str:
    """The SHA-256 of the normal form of a sentence, in hexadecimal digits."""
    return hashlib.sha256(normal_form(text).encode()).hexdigest()


def matching_digests(article: str, digests: Collection[str]) -> set[str]:
    """Those of the digests that some sentence of the article has, however its lines are broken."""
    wanted = set(digests)
    return {candidate for candidate in map(digest, _candidates(article)) if candidate in wanted}


def _candidates(article: str) -> Iterator[str]:
    """What runs from the beginning of a line, or from behind a sentence, to the next end of a sentence."""
    pieces = [piece for piece in _BREAK.split(article) if piece.strip()]
    for start in range(len(pieces)):
        run = ""
        for piece in pieces[start : start + _LONGEST]:
            run += piece
            if piece.rstrip().endswith(_END):
                yield run
                break
