"""Lexical spaces as SPARQL expressions that run in every store."""

from __future__ import annotations

import pyoxigraph as ox

from exordf.rdf.lexical_spaces import INTEGER, LIMITS, PATTERNS
from exordf.rdf.prefixes import XSD


def ill_formed(value: str, datatype: str) -> str | None:
    """An expression that is true where the text of the literal `value` does not fit `datatype`; None where any fits.

    A datatype that is not in the table is taken at its word: SHACL asks for this check only where SPARQL knows the
    datatype (section 4.1.2). A store must have kept the datatype for this to mean anything: Oxigraph makes every
    well-formed xsd:byte, xsd:int and so on an xsd:integer when it loads it.
    """
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name in LIMITS:
        low, high = LIMITS[name]
        bounds = [_matches(value, INTEGER)]
        number = f"<{XSD}decimal>(STR({value}))"
        bounds += [f"{number} >= {low}"] if low is not None else []
        bounds += [f"{number} <= {high}"] if high is not None else []
        return f"!COALESCE({' && '.join(bounds)}, false)"
    return f"!{_matches(value, PATTERNS[name])}" if name in PATTERNS else None


def _matches(value: str, pattern: str) -> str:
    return f"REGEX(STR({value}), {ox.Literal(f'^{pattern}$')})"
