"""The first page: title, numbers, searches to try, ways into the claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.browse.claim_list.facet_index import build_facet_index
from exordf.browse.content.term_list import list_terms
from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.bilingual_names import NONE, name_of
from exordf.rdf.prefixes import DCTERMS, EXO, OWL
from exordf.rdf.rows import text
from exordf.rdf.sorting import natural_key

if TYPE_CHECKING:
    from exordf.browse.model.explorer import Explorer

# The kinds whose entity with most claims is offered as a search.
_EXAMPLES = ("exo:MicroRNA", "exo:Cell", "exo:Process", "exo:Disease")
_WAYS = {"disease": "By disease", "source": "By source cell", "section": "By section"}
_MOST = 9  # values of a way on this page
# What is counted, the page that lists it, and its label.
_FIGURES = {
    "Claim": ("/claims", "claims"),
    "Term": ("/terms", "terms"),
    "Reference": ("/references", "references"),
    "Finding": ("/findings", "errors in print"),
    "Conflict": ("/conflicts", "conflicts"),
    "Gap": ("/gaps", "gaps"),
}
_TITLES = (
    f"PREFIX owl: <{OWL}> PREFIX dcterms: <{DCTERMS}>"
    """
SELECT ?title (LANG(?title) AS ?language) ?of WHERE {
  { ?ontology a owl:Ontology ; owl:versionIRI ?version ; dcterms:title ?title BIND("dataset" AS ?of) }
  UNION { ?review a exo:Review ; rdfs:label ?title BIND("review" AS ?of) } } ORDER BY ?title"""
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its label and the page that lists what is counted."""

    path: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class WayValue:
    """A value of a facet and the number of its claims."""

    value: str
    name: Bilingual
    number: int


@dataclass(frozen=True, slots=True)
class Way:
    """A facet as a way into the claims: the first of `number` values."""

    facet: str
    title: str
    first: list[WayValue]
    number: int


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The title of the dataset; `review` is the title of its review where there is only one of `reviews`."""

    title: Bilingual
    review: Bilingual | None
    reviews: int
    figures: list[Figure]
    examples: list[Bilingual]
    ways: list[Way]


def front_page(explorer: Explorer) -> FrontPage:
    """The content of the first page, which does not change while the server runs."""
    titles: dict[tuple[str, str], list[str]] = {}
    for row in explorer.dataset.query(_TITLES):
        language = "zh" if text(row["language"]) == "zh" else "en"
        titles.setdefault((text(row["of"]), language), []).append(text(row["title"]))

    def first(of: str) -> Bilingual:
        return Bilingual(*(titles.get((of, language), [""])[0] for language in ("en", "zh")))

    reviews = [len(titles.get(("review", language), ())) for language in ("en", "zh")]
    return FrontPage(
        title=first("dataset"),
        review=first("review") if reviews[0] == 1 else None,
        reviews=max(reviews),
        figures=_figures(explorer),
        examples=_examples(explorer),
        ways=[way for facet, title in _WAYS.items() if (way := _way(explorer, facet, title)).first],
    )


def _figures(explorer: Explorer) -> list[Figure]:
    counts = {text(what).removeprefix(EXO): int(text(number)) for what, number in explorer.dataset.ask("counts").terms}
    counts["Term"] = len(list_terms(explorer))
    return [Figure(path, label, counts.get(name, 0)) for name, (path, label) in _FIGURES.items()]


def _examples(explorer: Explorer) -> list[Bilingual]:
    names = []
    for kind in _EXAMPLES:
        rows = [row for row in explorer.entities.values() if row["kind"] == kind != row["entity"] and row["claims"]]
        if rows:
            row = min(rows, key=lambda row: (-int(str(row["claims"])), natural_key(str(row["entity"]))))
            names.append(name_of(explorer, str(row["entity"])))
    return names


def _way(explorer: Explorer, facet: str, title: str) -> Way:
    values = [
        WayValue(value, name_of(explorer, value), bits.bit_count())
        for value, bits in explorer.once(build_facet_index).facets[facet].items()
        if value != NONE
    ]
    if facet != "section":
        values.sort(key=lambda value: (-value.number, value.value))
    return Way(facet, title, values[:_MOST], len(values))
