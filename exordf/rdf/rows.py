"""An answer: rows with named columns, to walk through, to turn into dictionaries or a table of pandas or polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

import pyoxigraph as ox

from exordf.errors import MissingExtra
from exordf.rdf import text_tables
from exordf.rdf.text_tables import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal
    from typing import Self

    import pandas as pd
    import polars as pl

    from exordf.rdf.prefixes import Prefixes

    Value = str | int | float | bool | Decimal | None

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_WITH_VALUE = (ox.NamedNode, ox.Literal)  # made once: each cell of each answer is asked
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
_MOST_DIGITS = 18  # so it also fits the integers of other programs


class Row(tuple[Term | None, ...]):  # noqa: SLOT001 - a tuple of any length cannot have slots
    """One solution: its terms by number, or by column name as `row["label"]`."""

    columns: tuple[str, ...]

    def __new__(cls, columns: tuple[str, ...], terms: Iterable[Term | None]) -> Self:
        row = super().__new__(cls, terms)
        row.columns = columns
        return row

    @overload  # type: ignore[override]
    def __getitem__(self, key: int | str) -> Term | None: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Term | None, ...]: ...
    def __getitem__(self, key: int | str | slice) -> Term | tuple[Term | None, ...] | None:
        if isinstance(key, str):
            try:
                return tuple.__getitem__(self, self.columns.index(key))
            except ValueError:
                raise KeyError(key) from None
        return tuple.__getitem__(self, key)


class Rows:
    """The answer of a query: named columns, and rows of RDF terms in the order of the query.

    >>> rows = Rows(("name", "count"), [(ox.Literal("miR-21"), ox.Literal(3))])
    >>> rows.to_dicts()
    [{'name': 'miR-21', 'count': 3}]
    >>> rows
    name    count
    miR-21  3

    `prefixes`, where known, shorten the IRIs that a console or a notebook shows; there a long answer is cut, and says
    how many more rows it has.
    """

    __slots__ = ("columns", "prefixes", "terms")

    def __init__(
        self, columns: tuple[str, ...], terms: Sequence[Sequence[Term | None]], prefixes: Prefixes | None = None
    ) -> None:
        self.columns = columns
        self.terms = terms
        self.prefixes = prefixes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)

    @property
    def _content(self) -> tuple[object, ...]:
        return tuple(self.columns), tuple(map(tuple, self.terms))

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.columns, terms) for terms in self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    @overload
    def __getitem__(self, key: int) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> Rows: ...
    def __getitem__(self, key: int | slice) -> Row | Rows:
        """A row by its number, or some of the rows as rows of their own.

        >>> len(Rows(("name",), [(ox.Literal("miR-21"),), (ox.Literal("miR-31"),)])[:1])
        1
        """
        if isinstance(key, slice):
            return Rows(self.columns, self.terms[key], self.prefixes)
        return Row(self.columns, self.terms[key])

    def column(self, name: str) -> list[Term | None]:
        """All terms of one column.

        >>> Rows(("term",), [(ox.NamedNode("urn:a"),)]).column("term")
        [<NamedNode value=urn:a>]
        """
        at = self.columns.index(name)
        return [terms[at] for terms in self.terms]

    def to_dicts(self) -> list[dict[str, Value]]:
        """One dictionary a row: IRIs as strings, literals as Python values, an unbound variable as None.

        >>> Rows(("name", "claims", "note"), [(ox.NamedNode("urn:a"), ox.Literal(3), None)]).to_dicts()
        [{'name': 'urn:a', 'claims': 3, 'note': None}]
        """
        return [dict(zip(self.columns, map(python_value, terms), strict=True)) for terms in self.terms]

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with the same columns; numbers and truth values keep their types, what is unbound is missing.

        Raises MissingExtra where pandas is not installed.

        >>> frame = Rows(("name", "claims"), [(ox.Literal("miR-21"), ox.Literal(3))]).to_pandas()
        >>> frame["claims"].dtype
        Int64Dtype()
        """
        try:
            import pandas as pd  # noqa: PLC0415 - two seconds that only this method needs
        except ImportError:
            raise MissingExtra("pandas", "tables") from None
        frame = pd.DataFrame(self.to_dicts(), columns=list(self.columns))
        return frame.convert_dtypes()

    def __repr__(self) -> str:
        if not self.terms:
            return f"no rows ({', '.join(self.columns)})"
        return text_tables.truncated_table(
            self.columns, [[self._plain(term) for term in terms] for terms in self.terms]
        ).rstrip("\n")

    def to_polars(self) -> pl.DataFrame:
        """A data frame of polars with the same columns, typed by their values; what is unbound is null.

        A column of integers, of numbers or of truth values has that type; any other column, and a mixed one, is text.

        >>> Rows(("name", "count"), [(ox.Literal("miR-21"), ox.Literal(3)), (None, None)]).to_polars().dtypes
        [String, Int64]
        """
        try:
            import polars as pl  # noqa: PLC0415 - a heavy library that only this method needs
        except ImportError:
            raise MissingExtra("polars", "tables") from None
        from decimal import Decimal  # noqa: PLC0415 - few answers have one

        types = {bool: pl.Boolean, int: pl.Int64, float: pl.Float64}
        series = []
        for name in self.columns:
            values = [python_value(term) for term in self.column(name)]
            kinds = {float if isinstance(value, Decimal) else type(value) for value in values if value is not None}
            kind = float if kinds == {int, float} else kinds.pop() if len(kinds) == 1 else str
            as_kind = [None if value is None else kind(value) for value in values]
            if kind is str:
                as_kind = [None if term is None else text(term) for term in self.column(name)]
            series.append(pl.Series(name, as_kind, types.get(kind, pl.String)))
        return pl.DataFrame(series)

    def _repr_html_(self) -> str:
        return text_tables.html_table(self.columns, [[self.marked(term) for term in terms] for terms in self.terms])

    def marked(self, term: Term | None) -> str:
        """A term as markup: an IRI as a link under its short name, words in another language than English so marked.

        >>> Rows(("label",), []).marked(ox.Literal("外泌体", language="zh"))
        '<span lang="zh">外泌体</span>'
        """
        if isinstance(term, ox.NamedNode):
            return text_tables.html_link(term.value, self._plain(term))
        if isinstance(term, ox.Literal) and term.language not in (None, "en"):
            return f'<span lang="{escape(term.language or "")}">{escape(term.value)}</span>'
        return escape(text(term))

    def _plain(self, term: Term | None) -> str:
        return self.prefixes.curie(term) if self.prefixes and isinstance(term, ox.NamedNode) else text(term)


class Truth(Rows):
    """The answer of an ASK query: true or false as a condition and in comparison, and a table of that one value.

    >>> answer = Truth(False)
    >>> (bool(answer), answer == False, answer.to_dicts())
    (False, True, [{'answer': False}])
    """

    __slots__ = ()

    def __init__(self, value: bool, prefixes: Prefixes | None = None) -> None:  # noqa: FBT001 - all that it is
        super().__init__(("answer",), [(ox.Literal(value),)], prefixes)

    def __bool__(self) -> bool:
        return self.terms[0][0] == ox.Literal(True)  # noqa: FBT003 - the literal of a truth value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Truth | bool) and bool(self) == bool(other)

    def __hash__(self) -> int:
        return hash(bool(self))


def python_value(term: Term | None) -> Value:  # noqa: PLR0911 - one line for each datatype
    """The Python value of a term: an IRI or blank node is its string, a literal is what its datatype says.

    A literal whose text does not fit its datatype stays the text that it is.
    """
    if not isinstance(term, ox.Literal):
        return None if term is None else text(term)
    datatype = term.datatype.value
    if "_" in term.value or not term.value.isascii():
        return term.value  # a number to Python, but to no datatype of XML Schema
    try:
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype in (f"{_XSD}double", f"{_XSD}float"):
            return float(term.value)
        if datatype == f"{_XSD}decimal":
            from decimal import Decimal  # noqa: PLC0415 - few answers have one

            return Decimal(term.value)
    except (ArithmeticError, ValueError):
        return term.value
    if datatype == f"{_XSD}boolean" and term.value in ("true", "1", "false", "0"):
        return term.value in ("true", "1")
    return term.value


def text(term: Term | None) -> str:
    """A term as plain text: the whole IRI, the words of a literal, nothing for what is unbound."""
    if term is None:
        return ""
    if isinstance(term, _WITH_VALUE):
        return term.value
    return str(term)


def whole_number(term: Term | str | None) -> int | None:
    """The whole number that a literal or a text is; None where it is none, or has more than 18 digits.

    >>> whole_number("12"), whole_number(ox.Literal(-7)), whole_number("9" * 5000), whole_number(None)
    (12, -7, None, None)
    """
    words = term if isinstance(term, str) else text(term)
    digits = words.removeprefix("-")
    return int(words) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
