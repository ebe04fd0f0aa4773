"""Welcome: what the first page shows: title, numbers, searches to try, ways into the claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exordf.browse.claim_list.facet_index import build_facet_index
from exordf.browse.content.term_list import list_terms
from exordf.browse.model.bilingual_names import NONE, Name, name_of
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text
from exordf.rdf.sorting import natural_key

if TYPE_CHECKING:
    from exordf.browse.model.explorer import Explorer

View = dict[str, Any]

# The kinds whose most claimed entity is offered as a search.
_TRIED = ("exo:MicroRNA", "exo:Cell", "exo:Process", "exo:Disease")
_WAYS = {"disease": "By disease", "source": "By source cell", "section": "By section"}
_MOST = 9  # values that a way begins with
# What is counted, where it is listed, and what it is called there.
_FIGURES = {
    "Claim": ("/claims", "claims"),
    "Term": ("/terms", "terms"),
    "Reference": ("/references", "references"),
    "Finding": ("/findings", "errors in print"),
    "Conflict": ("/conflicts", "conflicts"),
    "Gap": ("/gaps", "gaps"),
}
_HEAD = """SELECT ?title ?said (LANG(?title) AS ?language) ?order WHERE {
  { ?ontology a owl:Ontology ; owl:versionIRI ?version ; dcterms:title ?title BIND(0 AS ?order) }
  UNION { ?ontology a owl:Ontology ; owl:versionIRI ?version ; dcterms:description ?title BIND(1 AS ?order) }
  UNION { ?review a exo:Review ; rdfs:label ?title BIND(2 AS ?order) } } ORDER BY ?order ?title"""


def front_page(explorer: Explorer) -> View:
    """What does not change while the server runs."""
    said: dict[str, dict[str, list[str]]] = {}
    prefixes = "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    for row in explorer.dataset.query(prefixes + _HEAD):
        language = "zh" if text(row["language"]) == "zh" else "en"
        said.setdefault(text(row["order"]), {}).setdefault(language, []).append(text(row["title"]))

    def first(order: str) -> Name:
        both = said.get(order, {})
        return Name(both.get("en", [""])[0], both.get("zh", [""])[0])

    reviews = said.get("2", {})
    only = first("2") if len(reviews.get("en", [])) == 1 else None
    return {
        "title": first("0"),
        "about": first("1"),
        "review": only,
        "reviews": max(map(len, reviews.values()), default=0),
        "figures": _figures(explorer),
        "examples": _examples(explorer),
        "ways": _ways(explorer),
    }


def _figures(explorer: Explorer) -> list[View]:
    counted = {text(what).removeprefix(EXO): int(text(number)) for what, number in explorer.dataset.ask("counts").terms}
    counted["Term"] = len(list_terms(explorer))
    return [{"path": path, "words": words, "number": counted.get(name, 0)} for name, (path, words) in _FIGURES.items()]


def _examples(explorer: Explorer) -> list[Name]:
    found = []
    for kind in _TRIED:
        rows = [row for row in explorer.entities.values() if row["kind"] == kind != row["entity"] and row["claims"]]
        if rows:
            most = min(rows, key=lambda row: (-int(str(row["claims"])), natural_key(str(row["entity"]))))
            found.append(name_of(explorer, str(most["entity"])))
    return found


def _ways(explorer: Explorer) -> list[View]:
    known = explorer.once(build_facet_index)
    ways = []
    for facet, title in _WAYS.items():
        values: list[View] = [
            {"value": value, "name": name_of(explorer, value), "number": there.bit_count()}
            for value, there in known.facets[facet].items()
            if value != NONE
        ]
        if facet != "section":
            values.sort(key=lambda each: (-each["number"], each["value"]))
        ways.append({"facet": facet, "title": title, "values": values[:_MOST], "number": len(values)})
    return [way for way in ways if way["values"]]
