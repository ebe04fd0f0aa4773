"""Symbols: names that are symbols or accessions rather than words; and names normalised across spellings.

Two words that differ by a letter are one word misspelt; two symbols that differ by a letter are two molecules. So
similar names are suggested for words alone.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = "αβγδεζηθικλμνξοπρσςτυφχψω"
_CALLED = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon"
    " phi chi psi omega"
)
# The letters in names such as TGF-β and NF-κB, which are also written out.
GREEK = str.maketrans(dict(zip(_LETTERS, _CALLED.split(), strict=True)))
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"∗": "*", "’": "'"})

_PIECE = re.compile(r"[^\s/,;()\[\]{}\"\u2e80-\uffef]+")
_WORD_INSIDE = re.compile(r"[A-Z][a-z]{3}")
_WORD_AND_NUMBER = re.compile(r"[A-Z]?[a-z]+-?\d+\w{0,3}")
_CAPITALS = re.compile(r"[A-Z][A-Z-]{1,8}s?")
_TWO_CAPITALS = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Za-z-]{2,8}")
_CAPITALISED = re.compile(r"[A-Z][a-z]{1,4}")
_NUMBER = re.compile(r"\d+")
_NUMBERED = re.compile(r"\d+\.\d+-\d+[a-z]+")  # a claim: its letter counts the claims of a sentence


def tidy(name: str) -> str:
    """Normalise the hyphens, stars and apostrophes of a name, to Unicode NFKC, without space around it.

    >>> tidy(" miR–21∗ ")
    'miR-21*'
    """
    return unicodedata.normalize("NFKC", name).translate(_SIGNS).strip()


def fold(name: str) -> str:
    """Normalise a name to lower case, plain hyphens, and Greek letters written out.

    >>> fold("TGF–Β1")
    'tgf-beta1'
    """
    return tidy(name).casefold().translate(GREEK)


def is_symbol(name: str) -> bool:
    """Whether one word is a symbol or an accession: of a gene, a microRNA, a cell line, a record of a database.

    In a CURIE the local part counts. A few capital letters count as a symbol, since they may be a gene's.

    >>> [name for name in ("TNFRSF11B", "Smad7", "miR-214*", "GO:0030316", "exo:PTEN", "mTOR") if not is_symbol(name)]
    []
    >>> [name for name in ("osteoblast", "exo:Osteoblast", "MONDO:", "under-process") if is_symbol(name)]
    []
    """
    _, colon, local = name.rpartition(":")
    if colon and not local:
        return False
    if _NUMBERED.fullmatch(local):
        return False
    if _NUMBER.search(local):
        return not _WORD_INSIDE.search(local) or bool(_WORD_AND_NUMBER.fullmatch(local))
    if any(letter in _LETTERS for letter in local.casefold()):
        return True
    capitals = _CAPITALS.fullmatch(local) or (_TWO_CAPITALS.fullmatch(local) and not _WORD_INSIDE.search(local))
    return bool(capitals or (not colon and _CAPITALISED.fullmatch(local)))


def may_be_meant(name: str, candidate: str) -> bool:
    """Whether `candidate` may be suggested for `name`: they have the same symbols and numbers.

    >>> may_be_meant("osteoblast diferentiation", "osteoblast differentiation")
    True
    >>> may_be_meant("EGF pathwy", "IGF pathway"), may_be_meant("TGFB1", "ITGB1")
    (False, False)
    """
    if name.casefold() == candidate.casefold():
        return True
    if numbers(name) != numbers(candidate):
        return False
    of_name, of_candidate = ({piece.casefold() for piece in pieces(text)} for text in (name, candidate))
    return of_candidate >= {symbol.casefold() for symbol in symbols(name)} and of_name >= {
        symbol.casefold() for symbol in symbols(candidate)
    }


def pieces(name: str) -> list[str]:
    """The pieces of a name between spaces, slashes, brackets and Chinese characters.

    >>> pieces("PI3K/AKT pathway")
    ['PI3K', 'AKT', 'pathway']
    """
    return _PIECE.findall(name)


def symbols(name: str) -> list[str]:
    """The pieces of a name that are symbols or accessions.

    >>> symbols("PI3K/AKT pathway")
    ['PI3K', 'AKT']
    """
    return [piece for piece in pieces(name) if is_symbol(piece)]


def numbers(name: str) -> list[str]:
    """The numbers in a name, as they are written."""
    return _NUMBER.findall(name)
