"""Anchors: the digest that stands for a sentence, and its verification against the text of an article."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# ^[25-26], or [25,27] in text copied from a page with superscripts.
_MARK = re.compile(r"\^?\[\s*\d+(?:\s*[-–—~,，、]\s*\d+)*\s*\]")
_BREAK = re.compile(r"(?<=[。？！?!])|\n")
_END = ("。", "？", "！", "?", "!")
_MOST_LINES = 40  # of a sentence; on a two-column page few have more


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
    """The digests of `digests` that a sentence of the article has, regardless of line breaks."""
    return {*map(digest, _candidates(article))} & {*digests}


def _candidates(article: str) -> Iterator[str]:
    """Yield the texts from each start of a line or a sentence to the next end of a sentence."""
    pieces = [piece for piece in _BREAK.split(article) if piece.strip()]
    for start in range(len(pieces)):
        text = ""
        for piece in pieces[start : start + _MOST_LINES]:
            text += piece
            if piece.rstrip().endswith(_END):
                yield text
                break
