"""Lexical spaces: the valid texts of the literals of a datatype, by XML Schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exordf.rdf.prefixes import XSD

if TYPE_CHECKING:
    import pyoxigraph as ox

_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_LEAP = r"-?([0-9]*([0-9][0-9](0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00))"
_DAY = (
    rf"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)"
)
_TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_FLOAT = r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN)"
INTEGER = r"[+-]?[0-9]+"

# Regular expressions for the whole text, the same in Python, Rust and XPath, by datatype without its namespace.
PATTERNS = {
    "boolean": r"(true|false|1|0)",
    "integer": INTEGER,
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "double": _FLOAT,
    "float": _FLOAT,
    "date": _DAY + _ZONE,
    "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
    "time": _TIME + _ZONE,
    "gYear": _YEAR + _ZONE,
    "gYearMonth": rf"{_YEAR}-(0[1-9]|1[0-2]){_ZONE}",
}
# The least and the greatest value of the datatypes derived from xsd:integer.
LIMITS: dict[str, tuple[int | None, int | None]] = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
EXACT_NUMBERS = frozenset(("integer", "decimal", *LIMITS))
NUMBERS = EXACT_NUMBERS | {"double", "float"}


def datatype_name(literal: ox.Literal) -> str:
    """The local name of the datatype of a literal if it is one of XML Schema, else empty."""
    datatype = literal.datatype.value
    return datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""


def is_well_formed(literal: ox.Literal) -> bool:
    """Whether the text of a literal is valid for its datatype; any text is valid for a datatype without a pattern.

    >>> import pyoxigraph as ox
    >>> [is_well_formed(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}byte"))) for text in ("-01", "200", "")]
    [True, False, False]
    """
    datatype = datatype_name(literal)
    if datatype not in LIMITS:
        return datatype not in PATTERNS or re.fullmatch(PATTERNS[datatype], literal.value) is not None
    if re.fullmatch(INTEGER, literal.value) is None:
        return False
    digits = literal.value.lstrip("+-").lstrip("0") or "0"
    low, high = LIMITS[datatype]
    if len(digits) > len(str(2**64)):  # beyond every limit; Python converts no number of more than 4,300 digits
        return (low if literal.value[0] == "-" else high) is None
    number = -int(digits) if literal.value[0] == "-" else int(digits)
    return (low is None or number >= low) and (high is None or number <= high)
