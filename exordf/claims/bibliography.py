"""The references as plain records, for every bibliographic format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import BIBO, DCTERMS, EXO
from exordf.rdf.rows import text, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

_FIELDS = {
    f"{DCTERMS}title": "title",
    f"{DCTERMS}issued": "year",
    f"{EXO}authors": "authors",
    f"{EXO}journal": "journal",
    f"{EXO}journalAbbreviation": "abbreviation",
    f"{BIBO}volume": "volume",
    f"{BIBO}issue": "issue",
    f"{BIBO}pages": "pages",
    f"{BIBO}locator": "locator",
    f"{BIBO}doi": "doi",
    f"{BIBO}pmid": "pmid",
    f"{EXO}unconfirmedDoi": "unconfirmed_doi",
}


@dataclass(frozen=True)
class Work:
    """One reference: values by field name; a title or journal in its own language first, translated second."""

    key: str
    fields: dict[str, list[str]]

    def first(self, name: str) -> str:
        """The value of a field, or the empty string."""
        return self.fields.get(name, [""])[0]

    def people(self) -> list[tuple[str, str]]:
        """The authors in order, as family name and initials; `("", "")` ends a truncated list."""
        people = []
        for author in filter(None, self.first("authors").split("; ")):
            family, _, initials = author.rpartition(" ")
            people.append(("", "") if author == "et al" else (family or initials, initials if family else ""))
        return people


def works(store: Store, prefixes: Prefixes, only: Iterable[ox.NamedNode] | None = None) -> list[Work]:
    """The references, all or `only` some, by their number in the list; those outside the list last."""
    values = "" if only is None else f"VALUES ?work {{ {' '.join(map(str, only))} }}"
    by_key: dict[str, dict[str, list[tuple[bool, str]]]] = {}
    order: dict[str, int] = {}
    answer = store.query(
        f"SELECT ?work ?property ?value (LANG(?value) AS ?language)"
        f" WHERE {{ {values} ?work a <{EXO}Reference> ; ?property ?value }}"
    )
    for work, prop, value, language in answer.terms:
        if not isinstance(work, ox.NamedNode):
            continue
        key = prefixes.curie(work).strip("<>").replace(":", "-")
        fields = by_key.setdefault(key, {})
        if name := _FIELDS.get(text(prop)):
            fields.setdefault(name, []).append((text(language) != "zh", text(value)))
        elif text(prop) == f"{EXO}ordinal" and (number := whole_number(value)) is not None:
            order[key] = number
    return [
        Work(key, {name: [value for _, value in sorted(values)] for name, values in sorted(by_key[key].items())})
        for key in sorted(by_key, key=lambda key: (order.get(key, len(order) + 1), key))
    ]
