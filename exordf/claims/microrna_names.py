"""MicroRNAs: the parts of a name by the rules of miRBase, in whatever way it is spelt.

The rules: https://mirbase.org/help/nomenclature.shtml
"""

from __future__ import annotations

import re
from typing import NamedTuple

from exordf.rdf.symbols import tidy

_APART = re.compile(r"[-_\s.]+")
_NAME = re.compile(  # MIR22HG is the gene that is host to miR-22
    r"(?:(?P<before>[a-z]{3,4})-)?(?P<kind>microrna|mirna|mir|let|lin)-?(?P<number>\d+)"
    r"(?!hg)(?P<letters>[a-z]{0,2})"
    r"(?:-(?P<copy>\d{1,2}))?(?:-(?P<arm>[35]p)|(?P<star>\*))?",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"(?P<number>\d*)(?P<rest>[a-z]{0,2}(?:-[35]p)?)", re.IGNORECASE)
_PRECURSORS = ("pre", "pri")
_NO_SPECIES = ("ago", "anti", "lna", "mut")  # what is done to a microRNA, or against it
STAR = "*"


class MicroRNA(NamedTuple):
    """A microRNA's name: `mir-29b` is the stem, `1` the copy of `hsa-mir-29b-1`, the arm `3p`, `5p` or a star.

    `hairpin` is true of a stem-loop: written with a small r after a species, or called a precursor.
    """

    stem: str
    copy: str = ""
    arm: str = ""
    species: str = ""
    hairpin: bool = False


def parse(name: str) -> MicroRNA | None:
    """The parts of a microRNA's name; None for what is no such name.

    >>> parse("hsa-miR-214-3p") == parse("HSA_miR–214_3p")
    True
    >>> parse("mmu-mir-29b-1")
    MicroRNA(stem='mir-29b', copy='1', arm='', species='mmu', hairpin=True)
    >>> parse("anti-miR-21"), parse("MIR22HG")
    (None, None)
    """
    found = _NAME.fullmatch(_APART.sub("-", tidy(name)))
    before = (found["before"] or "").casefold() if found else ""
    if not found or before in _NO_SPECIES:
        return None
    kind = found["kind"].casefold()
    stem = f"{kind if kind in ('let', 'lin') else 'mir'}-{found['number']}{found['letters']}".casefold()
    precursor = before in _PRECURSORS
    arm = (found["arm"] or "").casefold() or (STAR if found["star"] else "")
    hairpin = precursor or (bool(before) and found["kind"] == "mir" and not arm)
    return MicroRNA(stem, found["copy"] or "", arm, "" if precursor else before, hairpin)


def each(name: str) -> list[str]:
    """The names that are written as one with slashes, such as miR-23a/27a; none where it is not so written.

    >>> each("miR-23a/27a"), each("hsa-miR-29a/b-3p"), each("PI3K/AKT")
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
