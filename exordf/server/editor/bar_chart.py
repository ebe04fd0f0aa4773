"""Charts: bars for an answer whose first column are words and which has one column of numbers."""

from __future__ import annotations

from decimal import Decimal
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
    """One bar: whose it is, its number as it stands in the answer, its length from 0 to 100."""

    whose: Cell
    number: str
    length: float


def figures(rows: Rows) -> list[int]:
    """The columns, by number, in which every value that is bound is a number, and there is one."""
    found = []
    for at in range(len(rows.columns)):
        values = [terms[at] for terms in rows.terms if terms[at] is not None]
        if values and all(number(value) is not None for value in values):
            found.append(at)
    return found


def number(term: Term | None) -> float | None:
    """The value of a literal that is a number and is finite."""
    value = python_value(term) if isinstance(term, ox.Literal) else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        found = float(value)
    except OverflowError:  # an integer of hundreds of digits
        return None
    return found if abs(found) != float("inf") and found == found else None  # noqa: PLR0124 - not a number


def bars(facts: Facts, rows: Rows) -> list[Bar]:
    """The bars of an answer, in its order; none where it is not of that form, or a number is below 0."""
    numeric = figures(rows)
    if len(numeric) != 1 or numeric == [0] or not _FEWEST <= len(rows) <= _MOST:
        return []
    at = numeric[0]
    values = [number(terms[at]) for terms in rows.terms]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or min(known) < 0 or max(known) == 0 or any(terms[0] is None for terms in rows.terms):
        return []
    most = max(known)
    return [
        Bar(cell(facts, terms[0]), f"{terms[at].value}", round(100 * value / most, 1))  # type: ignore[union-attr]
        for terms, value in zip(rows.terms, known, strict=True)
    ]
