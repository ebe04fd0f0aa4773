"""Everything about one thing, or about many at once: a table for each facet that has rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.rows import Rows
from exordf.rdf.text_tables import escape

if TYPE_CHECKING:
    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Term
    from exordf.sparql.named_queries import NamedQuery
    from exordf.store.store_protocol import Store

_THING = "thing"


class Thing(Mapping[str, Rows]):
    """A term, a claim, a sentence, a reference: its tables by title, in order; only those with rows.

    >>> from exordf import Dataset
    >>> thing = Dataset.open().show("claim:2.1-10b")
    >>> thing.curie
    'claim:2.1-10b'
    >>> list(thing)[:2]
    ['About', 'Where it is said, and what is cited']
    >>> print(thing["Where it is said, and what is cited"].to_dicts()[0]["verdict"])
    different topic

    `facets` has the same tables by the name of the facet's file, which is the same in every language.
    """

    def __init__(self, node: ox.NamedNode, curie: str, facets: Mapping[str, Rows], titles: Mapping[str, str]) -> None:
        self.node = node
        self.curie = curie
        self.facets = facets
        self.titles = titles

    def __getitem__(self, title: str) -> Rows:
        return {self.titles[name]: rows for name, rows in self.facets.items()}[title]

    def __iter__(self) -> Iterator[str]:
        return (self.titles[name] for name in self.facets)

    def __len__(self) -> int:
        return len(self.facets)

    def __repr__(self) -> str:
        tables = [f"{title}\n{rows}" for title, rows in self.items()]
        return "\n\n".join([f"{self.curie}  <{self.node.value}>", *tables])

    def _repr_html_(self) -> str:
        tables = [f"<h4>{escape(title)}</h4>{rows._repr_html_()}" for title, rows in self.items()]
        return f"<h3>{escape(self.curie)}</h3>{''.join(tables)}"


def describe(
    store: Store,
    prefixes: Prefixes,
    facets: Mapping[str, NamedQuery],
    nodes: Iterable[ox.NamedNode],
    language: str = "en",
) -> dict[ox.NamedNode, Thing]:
    """Each of many things with its tables: every facet is asked once, however many things there are."""
    things = list(dict.fromkeys(nodes))
    values = {"language": ox.Literal(language)}
    tables: dict[ox.NamedNode, dict[str, Rows]] = {node: {} for node in things}
    for name, facet in facets.items():
        answer = store.query(facet.of_each(_THING, things, values))
        rows: dict[Term | None, list[tuple[Term | None, ...]]] = {}
        for thing, *terms in answer.terms:
            rows.setdefault(thing, []).append(tuple(terms))
        for node in things:
            if node in rows:
                tables[node][name] = Rows(answer.columns[1:], rows[node], prefixes)
    titles = {name: facet.title.get(language, name) for name, facet in facets.items()}
    return {node: Thing(node, prefixes.curie(node), tables[node], titles) for node in things}
