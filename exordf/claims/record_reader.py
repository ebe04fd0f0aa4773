"""Records as rows: the values that a store states for each record of a table, by column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims.statements import edges
from exordf.rdf.prefixes import EXO, RDF, RDFS
from exordf.rdf.rows import text, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from exordf.claims.columns import Column, Table, Value
    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Term
    from exordf.store.store_protocol import Store

_LIMIT = 1 << 63  # of an integer in every format


class RecordReader:
    """Reads records from a store as rows, with a short name for each IRI.

    `labels` are English labels by name, `sections` the section of each sentence.
    """

    def __init__(self, store: Store, prefixes: Prefixes) -> None:
        self._store = store
        self._prefixes = prefixes
        self._names: dict[ox.NamedNode, str] = {}  # the same term stands in many rows
        # Sorted here, in a tenth of the time of a store on disk; of several labels, the last in order counts.
        labels = f"SELECT ?term ?label WHERE {{ ?term <{RDFS}label> ?label . FILTER(LANG(?label) IN ('', 'en')) }}"
        answer = sorted((self.name(term), _language(label), text(label)) for term, label in store.query(labels).terms)
        self.labels = {term: label for term, _, label in answer}
        sections = f"SELECT ?sentence ?section WHERE {{ ?sentence <{EXO}section> ?section }}"
        self.sections = dict(sorted(self._pairs(store.query(sections).terms)))

    def rows(self, table: Table, pattern: str = "") -> list[dict[str, Value]]:
        """A row for each record, sorted by its key, with the columns that have a path, the key and the IRI.

        `pattern` is the graph pattern of the ?record, by default that it is of the table's class.
        """
        columns: dict[tuple[str, str], Column] = {(c.path, c.language): c for c in table.columns if c.path}
        pattern = pattern or f"?record a <{table.record}> ."
        paths = ", ".join(sorted({f"<{column.path}>" for column in columns.values()} | {f"<{RDF}type>"}))
        answer = self._store.query(  # every record has a type, and so a row here
            f"SELECT ?record ?property ?value WHERE {{ {pattern} ?record ?property ?value ."
            f" FILTER(?property IN ({paths})) }}"
        )
        cells: dict[str, dict[str, set[str]]] = {}
        iris: dict[str, str] = {}
        untagged: dict[tuple[str, str], set[str]] = {}
        for record, path, value in answer.terms:
            name = self.name(record)
            iris[name] = text(record)
            row = cells.setdefault(name, {})
            column = columns.get((text(path), _language(value))) or columns.get((text(path), ""))
            if column:
                row.setdefault(column.name, set()).add(self.name(value))
            elif not _language(value) and (column := columns.get((text(path), "en"))):
                untagged.setdefault((name, column.name), set()).add(self.name(value))
        for (name, column_name), values in untagged.items():
            cells[name].setdefault(column_name, values)  # text without a language counts as English if there is none
        rows: list[dict[str, Value]] = []
        for name in sorted(cells):
            stated: dict[str, Value] = {
                c.name: _typed(cells[name].get(c.name, set()), c) for c in table.columns if c.path
            }
            rows.append({table.key: name, "iri": iris[name], **stated})
        return rows

    def edges(self) -> set[tuple[str, ...]]:
        """Claim, subject, predicate and object of every edge, by name."""
        return {(self.name(claim), *map(self.name, triple)) for claim, triple in edges(self._store)}

    def iris(self, names: set[Value]) -> list[ox.NamedNode]:
        """The nodes of those names that rows have."""
        return [node for node, name in self._names.items() if name in names]

    def name(self, term: Term | None) -> str:
        """The short name of an IRI, the text of any other term."""
        if not isinstance(term, ox.NamedNode):
            return text(term)
        if term not in self._names:
            self._names[term] = self._prefixes.short_name(term)
        return self._names[term]

    def _pairs(self, terms: Iterable[Sequence[Term | None]]) -> Iterator[tuple[str, str]]:
        return ((self.name(one), self.name(other)) for one, other in terms)


def _typed(values: set[str], column: Column) -> Value:
    """The value of a cell; of several in a column of single values, the first in order that fits its type."""
    values = values - {""}
    if column.type == "list":
        return sorted(values)
    if column.type == "boolean":
        return bool(values & {"true", "1"})
    convert: Callable[[str], Value] = {"integer": _integer, "number": _number}.get(column.type, str)
    return next((value for cell in sorted(values) if (value := convert(cell)) is not None), None)


def _language(term: Term | None) -> str:
    """The language of a literal, without region or script."""
    return (term.language or "").partition("-")[0] if isinstance(term, ox.Literal) else ""


def _integer(cell: str) -> int | None:
    """A number that every format can hold; None for anything else."""
    number = whole_number(cell)
    return number if number is not None and abs(number) < _LIMIT else None


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
