"""MicroRNA names: their parts by the rules of miRBase, in any spelling.

The rules: https://mirbase.org/help/nomenclature.shtml
"""

from __future__ import annotations

import re
from typing import NamedTuple

from exordf.rdf.symbols import tidy

_SEPARATORS = re.compile(r"[-_\s.]+")
_NAME = re.compile(  # MIR22HG is the gene that is host to miR-22
    r"(?:(?P<before>[a-z]{3,4})-)?(?P<kind>microrna|mirna|mir|let|lin)-?(?P<number>\d+)"
    r"(?!hg)(?P<letters>[a-z]{0,2})"
    r"(?:-(?P<copy>\d{1,2}))?(?:-(?P<arm>[35]p)|(?P<star>\*))?",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"(?P<number>\d*)(?P<rest>[a-z]{0,2}(?:-[35]p)?)", re.IGNORECASE)
_PRECURSORS = ("pre", "pri")
_NO_SPECIES = ("ago", "anti", "lna", "mut")  # of modified microRNAs and inhibitors
STAR = "*"


class MicroRNA(NamedTuple):
    """A microRNA's name: `mir-29b` is the stem, `1` the copy of `hsa-mir-29b-1`, the arm `3p`, `5p` or a star.

    `hairpin` is true for a stem-loop: written with a small r after a species, or called a precursor.
    """

    stem: str
    copy: str = ""
    arm: str = ""
    species: str = ""
    hairpin: bool = False


def parse(name: str) -> MicroRNA | None:
    """The parts of a microRNA's name; None for any other name.

    >>> parse("hsa-miR-214-3p") == parse("HSA_miR–214_3p")
    True
    >>> parse("mmu-mir-29b-1")
    MicroRNA(stem='mir-29b', copy='1', arm='', species='mmu', hairpin=True)
    >>> parse("anti-miR-21"), parse("MIR22HG")
    (None, None)
    """
    match = _NAME.fullmatch(_SEPARATORS.sub("-", tidy(name)))
    before = (match["before"] or "").casefold() if match else ""
    if not match or before in _NO_SPECIES:
        return None
    kind = match["kind"].casefold()
    stem = f"{kind if kind in ('let', 'lin') else 'mir'}-{match['number']}{match['letters']}".casefold()
    precursor = before in _PRECURSORS
    arm = (match["arm"] or "").casefold() or (STAR if match["star"] else "")
    hairpin = precursor or (bool(before) and match["kind"] == "mir" and not arm)
    return MicroRNA(stem, match["copy"] or "", arm, "" if precursor else before, hairpin)


def split_names(name: str) -> list[str]:
    """The single names in one with slashes, such as miR-23a/27a; empty for any other name.

    >>> split_names("miR-23a/27a"), split_names("hsa-miR-29a/b-3p"), split_names("PI3K/AKT")
    (['miR-23a', 'miR-27a'], ['hsa-miR-29a', 'hsa-miR-29b-3p'], [])
    """
    first, *others = re.split(r"\s*/\s*", tidy(name))
    start = re.match(r"(?P<before>.*?)(?P<number>\d+)[a-z]{0,2}(?:-[35]p)?$", first, re.IGNORECASE)
    if not others or not start or parse(first) is None:
        return []
    names = [first]
    for other in others:
        member = _MEMBER.fullmatch(other)
        if parse(other) is not None:
            names.append(other)
        elif member and other:
            names.append(f"{start['before']}{member['number'] or start['number']}{member['rest']}")
        else:
            return []
    return names
