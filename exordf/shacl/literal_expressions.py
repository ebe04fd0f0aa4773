"""SPARQL expressions about literals: comparison, identity, datatype, lexical space.

They give the same result in a store without type errors, which orders any two literals.
"""

from __future__ import annotations

import pyoxigraph as ox

from exordf.rdf.lexical_spaces import INTEGER, LIMITS, NUMBERS, PATTERNS, datatype_name, is_well_formed
from exordf.rdf.prefixes import RDF, XSD

_TAGGED = f"{RDF}langString"
_MOMENTS = ("dateTime", "date", "time", "gYear", "gYearMonth")
_TRUTH = ox.NamedNode(f"{XSD}boolean")
_ORDERED = ("string", *_MOMENTS, "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration")


def has_datatype(value: str, datatype: ox.NamedNode) -> str:
    """An expression that is true where `value` is a literal of the datatype, and false, never an error, elsewhere."""
    if datatype.value == _TAGGED:
        return f'(isLiteral({value}) && LANG({value}) != "")'
    return f'(isLiteral({value}) && LANG({value}) = "" && DATATYPE({value}) = {datatype})'


def ill_formed(value: str, datatype: str) -> str | None:
    """An expression that is true where the text of a literal does not fit the datatype; None where any text fits.

    Any text fits a datatype that is not in the table: SHACL asks for this check only where SPARQL knows the datatype
    (section 4.1.2). The check means something only in a store that preserves datatypes: Oxigraph turns every
    well-formed xsd:byte, xsd:int and so on into an xsd:integer when it loads it.
    """
    local = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if local in LIMITS:
        low, high = LIMITS[local]
        bounds = [_matches(value, INTEGER)]
        number = f"<{XSD}decimal>(STR({value}))"
        bounds += [f"{number} >= {low}"] if low is not None else []
        bounds += [f"{number} <= {high}"] if high is not None else []
        return f"!COALESCE({' && '.join(bounds)}, false)"
    return f"!{_matches(value, PATTERNS[local])}" if local in PATTERNS else None


def compared(value: str, sign: str, bound: str, term: ox.Literal | None = None) -> str:
    """An expression that is true where `value` compares with `bound` as the sign says, and false without an order.

    `term` is the bound where one literal is the bound of all values.
    """
    # as numbers: Oxigraph has no order for truth values
    as_numbers = f"<{XSD}integer>({value}) {sign} <{XSD}integer>({bound})"
    if term is not None:
        if not _has_order(term):
            return "false"
        if term.datatype == _TRUTH:
            return f"COALESCE({has_datatype(value, _TRUTH)} && {as_numbers}, false)"
        comparable = _is_number(value) if datatype_name(term) in NUMBERS else has_datatype(value, term.datatype)
        return f"COALESCE({comparable} && {value} {sign} {bound}, false)"
    truths = f"{has_datatype(value, _TRUTH)} && {has_datatype(bound, _TRUTH)}"
    numbers = f"{_is_number(value)} && {_is_number(bound)}"
    ordered = ", ".join(f"<{XSD}{datatype}>" for datatype in _ORDERED)
    alike = (
        f'isLiteral({value}) && isLiteral({bound}) && LANG({value}) = "" && LANG({bound}) = ""'
        f" && DATATYPE({value}) = DATATYPE({bound}) && DATATYPE({value}) IN ({ordered})"
    )
    comparison = f"{value} {sign} {bound}"
    if sign == "<=":  # a term equals itself in Oxigraph, even where it has no value
        comparison = f"{comparison} && !(STR({value}) = STR({bound}) && {_no_value(value)})"
    return f"COALESCE(IF({truths}, {as_numbers}, (({numbers}) || ({alike})) && {comparison}), false)"


def same(value: str, term: ox.NamedNode | ox.Literal) -> str:
    """An expression that is true where `value` is that very term; not every server knows plain strings in sameTerm."""
    if isinstance(term, ox.NamedNode):
        return f"sameTerm({value}, {term})"
    if term.language:
        kind = f"LCASE(LANG({value})) = {ox.Literal(term.language.lower())}"
    else:
        kind = f'LANG({value}) = "" && DATATYPE({value}) = {term.datatype}'
    return f"(isLiteral({value}) && STR({value}) = STR({term}) && {kind})"


def _matches(value: str, pattern: str) -> str:
    return f"REGEX(STR({value}), {ox.Literal(f'^{pattern}$')})"


def _is_number(value: str) -> str:
    return f"isNumeric({value}) && DATATYPE({value}) != {_TRUTH}"  # which is a number to some servers


def _has_order(term: ox.Literal) -> bool:
    datatype = datatype_name(term)
    is_ordered = datatype in NUMBERS or datatype in _ORDERED or term.datatype == _TRUTH
    return is_ordered and is_well_formed(term) and (datatype not in ("double", "float") or term.value != "NaN")


def _no_value(value: str) -> str:
    """An expression that is true where `value` compares with no literal, not even with itself."""
    ill_formed_moments = (
        f"(DATATYPE({value}) = <{XSD}{datatype}> && {ill_formed(value, XSD + datatype)})" for datatype in _MOMENTS
    )
    no_number = f'({_is_number(value)} && STR({value}) = "NaN")'
    return f"({' || '.join((no_number, *ill_formed_moments))})"
