"""Comparing literals, said so that a store without type errors comes to the same: Virtuoso puts any two in an order."""

from __future__ import annotations

import pyoxigraph as ox

from exordf.names import XSD

_TAGGED = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_NUMERIC = frozenset(
    f"{XSD}{name}"
    for name in (
        *("integer", "decimal", "double", "float", "byte", "short", "int", "long"),
        *("unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    )
)
_ORDERED = tuple(
    f"<{XSD}{name}>"
    for name in (
        *("string", "boolean", "dateTime", "date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
        *("duration", "dayTimeDuration", "yearMonthDuration"),
    )
)


def has_datatype(value: str, datatype: ox.NamedNode) -> str:
    """An expression that is true where `value` is a literal of the datatype, and false, never an error, elsewhere."""
    if datatype.value == _TAGGED:
        return f'(isLiteral({value}) && LANG({value}) != "")'
    return f'(isLiteral({value}) && LANG({value}) = "" && DATATYPE({value}) = {datatype})'


def stands_to(value: str, sign: str, bound: str, term: ox.Literal | None = None) -> str:
    """An expression that is true where `value` stands to `bound` as the sign says, and false where they do not compare.

    `term` is the bound where it is one literal for all values.
    """
    numbers = f"{_is_number(value)} && {_is_number(bound)}"
    alike = (
        f'isLiteral({value}) && isLiteral({bound}) && LANG({value}) = "" && LANG({bound}) = ""'
        f" && DATATYPE({value}) = DATATYPE({bound}) && DATATYPE({value}) IN ({', '.join(_ORDERED)})"
    )
    if term is None:
        comparable = f"(({numbers}) || ({alike}))"
    elif term.datatype.value in _NUMERIC:
        comparable = _is_number(value)
    else:
        comparable = has_datatype(value, term.datatype)
    return f"COALESCE({comparable} && {value} {sign} {bound}, false)"


def same(value: str, term: ox.NamedNode | ox.Literal) -> str:
    """An expression that is true where `value` is the very term: in Virtuoso sameTerm knows no plain string."""
    if isinstance(term, ox.NamedNode):
        return f"sameTerm({value}, {term})"
    if term.language:
        kind = f"LCASE(LANG({value})) = {ox.Literal(term.language.lower())}"
    else:
        kind = f'LANG({value}) = "" && DATATYPE({value}) = {term.datatype}'
    return f"(isLiteral({value}) && STR({value}) = STR({term}) && {kind})"


def _is_number(value: str) -> str:
    return f"isNumeric({value}) && DATATYPE({value}) != <{XSD}boolean>"  # which is a number to Virtuoso
