"""Normalisation of names and questions, so that case, hyphens, spaces and Greek letters make no difference."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from exordf.rdf.symbols import GREEK

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=200_000)
def fold_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded: NFKC, no case, Greek letters by name, split at everything but letters and digits.

    >>> fold_words("TGF-β1 (Signalling)")
    ('tgf', 'beta1', 'signalling')
    """
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold().translate(GREEK)))


def fold_compact(text: str) -> str:
    """A text folded, without anything between its words.

    >>> fold_compact("miR-214-3p") == fold_compact("mir 214 3P")
    True
    """
    return "".join(fold_words(text))


def trigrams(word: str) -> set[str]:
    """Every three letters in a row, with the beginning and the end of the word marked.

    >>> sorted(trigrams("atf4"))
    [' at', 'atf', 'f4 ', 'tf4']
    """
    padded = f" {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
