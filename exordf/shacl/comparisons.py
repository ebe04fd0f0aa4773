"""Comparisons of literals that give the same result in a store without type errors, which orders any two literals."""

from __future__ import annotations

import pyoxigraph as ox

from exordf.rdf.lexical_spaces import NUMBERS, is_well_formed, name
from exordf.rdf.prefixes import XSD
from exordf.shacl import datatypes

_TAGGED = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_MOMENTS = ("dateTime", "date", "time", "gYear", "gYearMonth")
_TRUTH = ox.NamedNode(f"{XSD}boolean")
_ORDERED = ("string", *_MOMENTS, "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration")


def has_datatype(value: str, datatype: ox.NamedNode) -> str:
    """An expression that is true where `value` is a literal of the datatype, and false, never an error, elsewhere."""
    if datatype.value == _TAGGED:
        return f'(isLiteral({value}) && LANG({value}) != "")'
    return f'(isLiteral({value}) && LANG({value}) = "" && DATATYPE({value}) = {datatype})'


def stands_to(value: str, sign: str, bound: str, term: ox.Literal | None = None) -> str:
    """An expression that is true where `value` stands to `bound` as the sign says, and false where they do not compare.

    `term` is the bound where it is one literal for all values.
    """
    # by their numbers: Oxigraph has no order for truth values
    as_numbers = f"<{XSD}integer>({value}) {sign} <{XSD}integer>({bound})"
    if term is not None:
        if not _has_order(term):
            return "false"
        if term.datatype == _TRUTH:
            return f"COALESCE({has_datatype(value, _TRUTH)} && {as_numbers}, false)"
        comparable = _is_number(value) if name(term) in NUMBERS else has_datatype(value, term.datatype)
        return f"COALESCE({comparable} && {value} {sign} {bound}, false)"
    truths = f"{has_datatype(value, _TRUTH)} && {has_datatype(bound, _TRUTH)}"
    numbers = f"{_is_number(value)} && {_is_number(bound)}"
    ordered = ", ".join(f"<{XSD}{datatype}>" for datatype in _ORDERED)
    alike = (
        f'isLiteral({value}) && isLiteral({bound}) && LANG({value}) = "" && LANG({bound}) = ""'
        f" && DATATYPE({value}) = DATATYPE({bound}) && DATATYPE({value}) IN ({ordered})"
    )
    compared = f"{value} {sign} {bound}"
    if sign == "<=":  # a term is itself to Oxigraph, even where it has no value
        compared = f"{compared} && !(STR({value}) = STR({bound}) && {_no_value(value)})"
    return f"COALESCE(IF({truths}, {as_numbers}, (({numbers}) || ({alike})) && {compared}), false)"


def same(value: str, term: ox.NamedNode | ox.Literal) -> str:
    """An expression that is true where `value` is the very term; not every server knows a plain string in sameTerm."""
    if isinstance(term, ox.NamedNode):
        return f"sameTerm({value}, {term})"
    if term.language:
        kind = f"LCASE(LANG({value})) = {ox.Literal(term.language.lower())}"
    else:
        kind = f'LANG({value}) = "" && DATATYPE({value}) = {term.datatype}'
    return f"(isLiteral({value}) && STR({value}) = STR({term}) && {kind})"


def _is_number(value: str) -> str:
    return f"isNumeric({value}) && DATATYPE({value}) != {_TRUTH}"  # which is a number to some servers


def _has_order(term: ox.Literal) -> bool:
    datatype = name(term)
    known = datatype in NUMBERS or datatype in _ORDERED or term.datatype == _TRUTH
    return known and is_well_formed(term) and (datatype not in ("double", "float") or term.value != "NaN")


def _no_value(value: str) -> str:
    """An expression that is true where no literal stands to `value` in any way, not even itself."""
    ill_formed = (
        f"(DATATYPE({value}) = <{XSD}{datatype}> && {datatypes.ill_formed(value, XSD + datatype)})"
        for datatype in _MOMENTS
    )
    no_number = f'({_is_number(value)} && STR({value}) = "NaN")'
    return f"({' || '.join((no_number, *ill_formed))})"
