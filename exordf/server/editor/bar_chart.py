"""Bar charts of answers that have one column of numbers, and labels in the first column."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.browse.model.cells import cell
from exordf.rdf.rows import python_value

if TYPE_CHECKING:
    from exordf.browse.model.cells import Cell
    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Rows, Term

_FEWEST, _MOST = 2, 60


class Bar(NamedTuple):
    """One bar: its label, its number as it stands in the answer, its length from 0 to 100."""

    whose: Cell
    number: str
    length: float


def numeric_columns(rows: Rows) -> list[int]:
    """Return the positions of the columns that have values, all of them numbers."""
    positions = []
    for position in range(len(rows.columns)):
        values = [terms[position] for terms in rows.terms if terms[position] is not None]
        if values and all(numeric_value(value) is not None for value in values):
            positions.append(position)
    return positions


def numeric_value(term: Term | None) -> float | None:
    """Return the value of a literal that is a finite number, else None."""
    value = python_value(term) if isinstance(term, ox.Literal) else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        result = float(value)
    except OverflowError:  # an integer of hundreds of digits
        return None
    return result if isfinite(result) else None


def bars(facts: Facts, rows: Rows) -> list[Bar]:
    """Return the bars of an answer, in its order; none if it does not have this form or a number is negative."""
    numeric = numeric_columns(rows)
    if len(numeric) != 1 or numeric == [0] or not _FEWEST <= len(rows) <= _MOST:
        return []
    column = numeric[0]
    values = [numeric_value(terms[column]) for terms in rows.terms]
    numbers = [value for value in values if value is not None]
    if (
        len(numbers) < len(values)
        or min(numbers) < 0
        or max(numbers) == 0
        or any(terms[0] is None for terms in rows.terms)
    ):
        return []
    longest = max(numbers)
    return [
        Bar(cell(facts, terms[0]), f"{terms[column].value}", round(100 * value / longest, 1))  # type: ignore[union-attr]
        for terms, value in zip(rows.terms, numbers, strict=True)
    ]
