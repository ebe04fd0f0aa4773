"""Lexical spaces: which text a literal of a datatype may have, as a SPARQL expression that runs in every store."""

from __future__ import annotations

import pyoxigraph as ox

from exordf.names import XSD

_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_LEAP = r"-?([0-9]*([0-9][0-9](0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00))"
_DAY = (
    rf"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)"
)
_TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_FLOAT = r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN)"
_INTEGER = r"[+-]?[0-9]+"

_PATTERNS = {
    "boolean": r"(true|false|1|0)",
    "integer": _INTEGER,
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "double": _FLOAT,
    "float": _FLOAT,
    "date": _DAY + _ZONE,
    "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
    "time": _TIME + _ZONE,
    "gYear": _YEAR + _ZONE,
    "gYearMonth": rf"{_YEAR}-(0[1-9]|1[0-2]){_ZONE}",
}
_LIMITS: dict[str, tuple[int | None, int | None]] = {
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


def ill_formed(value: str, datatype: str) -> str | None:
    """An expression that is true where the text of the literal `value` does not fit `datatype`; None where any fits.

    A datatype that is not in the table is taken at its word: SHACL asks for this check only where SPARQL knows the
    datatype (section 4.1.2). A store must have kept the datatype for this to mean anything: Oxigraph makes every
    well-formed xsd:byte, xsd:int and so on an xsd:integer when it loads it.
    """
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name in _LIMITS:
        low, high = _LIMITS[name]
        bounds = [_matches(value, _INTEGER)]
        number = f"<{XSD}decimal>(STR({value}))"
        bounds += [f"{number} >= {low}"] if low is not None else []
        bounds += [f"{number} <= {high}"] if high is not None else []
        return f"!COALESCE({' && '.join(bounds)}, false)"
    return f"!{_matches(value, _PATTERNS[name])}" if name in _PATTERNS else None


def _matches(value: str, pattern: str) -> str:
    return f"REGEX(STR({value}), {ox.Literal(f'^{pattern}$')})"
