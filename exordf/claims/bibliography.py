"""The references as plain records, from which every bibliography is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.rdf.prefixes import Prefixes
    from exordf.store.store_protocol import Store

_BIBO = "http://purl.org/ontology/bibo/"
_DCTERMS = "http://purl.org/dc/terms/"
_FIELDS = {
    f"{_DCTERMS}title": "title",
    f"{_DCTERMS}issued": "year",
    f"{EXO}authors": "authors",
    f"{EXO}journal": "journal",
    f"{EXO}journalAbbreviation": "abbreviation",
    f"{_BIBO}volume": "volume",
    f"{_BIBO}issue": "issue",
    f"{_BIBO}pages": "pages",
    f"{_BIBO}locator": "locator",
    f"{_BIBO}doi": "doi",
    f"{_BIBO}pmid": "pmid",
    f"{EXO}unconfirmedDoi": "unconfirmed_doi",
}


@dataclass(frozen=True)
class Work:
    """One reference: `fields` by name; a title or journal in its own language first, translated second."""

    key: str
    fields: dict[str, list[str]]

    def first(self, name: str) -> str:
        """The value of a field, or the empty string."""
        return self.fields.get(name, [""])[0]

    def people(self) -> list[tuple[str, str]]:
        """The authors in order, as family name and initials; `("", "")` closes a list that is cut."""
        people = []
        for author in filter(None, self.first("authors").split("; ")):
            family, _, initials = author.rpartition(" ")
            people.append(("", "") if author == "et al" else (family or initials, initials if family else ""))
        return people


def works(store: Store, prefixes: Prefixes, only: Iterable[ox.NamedNode] | None = None) -> list[Work]:
    """Every reference, or only those given, sorted by its number in the list, those outside the list last."""
    these = "" if only is None else f"VALUES ?work {{ {' '.join(map(str, only))} }}"
    found: dict[str, dict[str, list[tuple[bool, str]]]] = {}
    order: dict[str, int] = {}
    answer = store.query(
        f"SELECT ?work ?property ?value (LANG(?value) AS ?language)"
        f" WHERE {{ {these} ?work a <{EXO}Reference> ; ?property ?value }}"
    )
    for work, prop, value, language in answer.terms:
        if not isinstance(work, ox.NamedNode):
            continue
        key = prefixes.curie(work).strip("<>").replace(":", "-")
        fields = found.setdefault(key, {})
        if name := _FIELDS.get(text(prop)):
            fields.setdefault(name, []).append((text(language) != "zh", text(value)))
        elif text(prop) == f"{EXO}ordinal" and (number := whole_number(value)) is not None:
            order[key] = number
    return [
        Work(key, {name: [value for _, value in sorted(values)] for name, values in sorted(found[key].items())})
        for key in sorted(found, key=lambda key: (order.get(key, len(order) + 1), key))
    ]
