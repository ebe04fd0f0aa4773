"""The answer of a query: rows with named columns, and their conversion to dictionaries, pandas and polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

import pyoxigraph as ox

from exordf.errors import MissingExtra
from exordf.rdf import text_tables
from exordf.rdf.terms import Term, python_value, text, whole_number
from exordf.rdf.text_tables import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final, Self

    import pandas as pd
    import polars as pl

    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.terms import Value

__all__ = ["Row", "Rows", "Term", "Truth", "python_value", "text", "whole_number"]


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
    """The answer of a query: named columns, and rows of RDF terms in the order of the query; it does not change.

    >>> rows = Rows(("name", "count"), [(ox.Literal("miR-21"), ox.Literal(3))])
    >>> rows.to_dicts()
    [{'name': 'miR-21', 'count': 3}]
    >>> rows
    name    count
    miR-21  3

    `prefixes` shorten the IRIs in a console or a notebook, where a long answer is cut and states how many rows follow.
    """

    __slots__ = ("columns", "prefixes", "terms")

    def __init__(
        self, columns: tuple[str, ...], terms: Sequence[Sequence[Term | None]], prefixes: Prefixes | None = None
    ) -> None:
        self.columns: Final = columns
        self.terms: Final = terms
        self.prefixes: Final = prefixes

    def with_prefixes(self, prefixes: Prefixes) -> Rows:
        """The same answer, displayed with these prefixes.

        >>> from exordf.rdf.prefixes import Prefixes
        >>> Rows(("term",), [(ox.NamedNode("urn:a"),)]).with_prefixes(Prefixes({"x": "urn:"}))
        term
        x:a
        """
        return Rows(self.columns, self.terms, prefixes)

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
        """A row by its number, or a slice of the rows as `Rows`.

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
        number = self.columns.index(name)
        return [terms[number] for terms in self.terms]

    def to_dicts(self) -> list[dict[str, Value]]:
        """One dictionary for each row: IRIs as strings, literals as Python values, an unbound variable as None.

        >>> Rows(("name", "claims", "note"), [(ox.NamedNode("urn:a"), ox.Literal(3), None)]).to_dicts()
        [{'name': 'urn:a', 'claims': 3, 'note': None}]
        """
        return [dict(zip(self.columns, map(python_value, terms), strict=True)) for terms in self.terms]

    def to_pandas(self) -> pd.DataFrame:
        """A pandas data frame with the same columns; numbers and booleans keep their types, unbound cells are missing.

        Raises MissingExtra if pandas is not installed.

        >>> frame = Rows(("name", "claims"), [(ox.Literal("miR-21"), ox.Literal(3))]).to_pandas()
        >>> frame["claims"].dtype
        Int64Dtype()
        """
        try:
            import pandas as pd  # noqa: PLC0415 - takes two seconds
        except ImportError:
            raise MissingExtra("pandas", "tables") from None
        return pd.DataFrame(self.to_dicts(), columns=list(self.columns)).convert_dtypes()

    def __repr__(self) -> str:
        if not self.terms:
            return f"no rows ({', '.join(self.columns)})"
        return text_tables.truncated_table(
            self.columns, [[self._plain(term) for term in terms] for terms in self.terms]
        ).rstrip("\n")

    def to_polars(self) -> pl.DataFrame:
        """A polars data frame with the same columns; a column of integers, numbers or booleans has that type.

        Any other column, and a mixed one, is text; unbound cells are null. Raises MissingExtra without polars.

        >>> Rows(("name", "count"), [(ox.Literal("miR-21"), ox.Literal(3)), (None, None)]).to_polars().dtypes
        [String, Int64]
        """
        try:
            import polars as pl  # noqa: PLC0415 - a heavy library
        except ImportError:
            raise MissingExtra("polars", "tables") from None
        from decimal import Decimal  # noqa: PLC0415 - few answers have one

        types = {bool: pl.Boolean, int: pl.Int64, float: pl.Float64}
        series = []
        for name in self.columns:
            terms = self.column(name)
            values = [python_value(term) for term in terms]
            kinds = {float if isinstance(value, Decimal) else type(value) for value in values if value is not None}
            kind = float if kinds == {int, float} else kinds.pop() if len(kinds) == 1 else str
            cells = [
                None if value is None else text(term) if kind is str else kind(value)
                for term, value in zip(terms, values, strict=True)
            ]
            series.append(pl.Series(name, cells, types.get(kind, pl.String)))
        return pl.DataFrame(series)

    def _repr_html_(self) -> str:
        return text_tables.html_table(self.columns, [[self.marked(term) for term in terms] for terms in self.terms])

    def marked(self, term: Term | None) -> str:
        """A term as HTML: an IRI as a link under its short name, text in a language other than English with its tag.

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
    """The answer of an ASK query: usable as a boolean, and a table of that one value.

    >>> answer = Truth(False)
    >>> (bool(answer), answer == False, answer.to_dicts())
    (False, True, [{'answer': False}])
    """

    __slots__ = ()

    def __init__(self, value: bool) -> None:  # noqa: FBT001 - its only content
        super().__init__(("answer",), [(ox.Literal(value),)])

    def with_prefixes(self, prefixes: Prefixes) -> Truth:  # noqa: ARG002 - a literal has no prefix
        """The same answer."""
        return self

    def __bool__(self) -> bool:
        return self.terms[0][0] == ox.Literal(True)  # noqa: FBT003 - the literal of a truth value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Truth | bool) and bool(self) == bool(other)

    def __hash__(self) -> int:
        return hash(bool(self))
