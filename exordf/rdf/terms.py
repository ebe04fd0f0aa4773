"""Terms of RDF as Python values: a literal by its datatype, as plain text, as an integer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from exordf.rdf.prefixes import XSD

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value: TypeAlias = "str | int | float | bool | Decimal | None"

_WITH_VALUE = (ox.NamedNode, ox.Literal)  # a constant, because `text` tests every cell of every answer
_MOST_DIGITS = 18  # so that it fits the 64-bit integers of other programs


def python_value(term: Term | None) -> Value:
    """The Python value of a term: of a literal by its datatype, or its text where that does not fit; else a string."""
    if not isinstance(term, ox.Literal):
        return None if term is None else text(term)
    convert = _CONVERTERS.get(term.datatype.value.removeprefix(XSD))
    if convert is None or "_" in term.value or not term.value.isascii():
        return term.value  # Python reads 1_000 as a number, XML Schema does not
    try:
        return convert(term.value)
    except (ArithmeticError, LookupError, ValueError):
        return term.value


def _decimal(text: str) -> Decimal:
    from decimal import Decimal  # noqa: PLC0415 - few answers have one

    return Decimal(text)


_CONVERTERS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"), int),
    **dict.fromkeys(("double", "float"), float),
    "decimal": _decimal,
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
}


def text(term: Term | None) -> str:
    """A term as plain text: the whole IRI, the text of a literal, nothing for an unbound variable."""
    if term is None:
        return ""
    if isinstance(term, _WITH_VALUE):
        return term.value
    return str(term)


def whole_number(term: Term | str | None) -> int | None:
    """The integer that a literal or a text stands for; None if it is not one, or has more than 18 digits.

    >>> whole_number("12"), whole_number(ox.Literal(-7)), whole_number("9" * 5000), whole_number(None)
    (12, -7, None, None)
    """
    number = term if isinstance(term, str) else text(term)
    digits = number.removeprefix("-")
    return int(number) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
