"""The terms of the ontology as a catalogue: entities by kind, predicates, other classes, properties and values."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from exordf.browse.claim_list.facet_index import number_about
from exordf.browse.model.bilingual_names import name_of
from exordf.claims.tables import as_list, short_name
from exordf.rdf.prefixes import EXO, OWL
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exordf.browse.model.explorer import Explorer

Term = dict[str, Any]
_LAST = ("predicates", "properties", "values", "classes")
# What is no entity: predicates join entities in claims; values are the individuals; the rest are classes, properties.
_OTHERS = """
    SELECT ?term (COUNT(DISTINCT ?kind) AS ?joins) (SAMPLE(?is) AS ?type) WHERE {
      ?term rdfs:isDefinedBy ?ontology ; a ?is .
      VALUES ?is { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:NamedIndividual }
      OPTIONAL { ?term exo:subjectKind ?kind }
      FILTER(isIRI(?term)) FILTER NOT EXISTS { ?term rdfs:subClassOf exo:Entity }
    } GROUP BY ?term ORDER BY ?term"""


# The terms of each explorer, which do not change while it lives.
_known: WeakKeyDictionary[Explorer, list[Term]] = WeakKeyDictionary()


def list_terms(explorer: Explorer) -> list[Term]:
    """Every term: IRI, names in both languages, group, the term right above it, how many claims are about it."""
    if explorer not in _known:
        _known[explorer] = _terms(explorer)
    return _known[explorer]


def _terms(explorer: Explorer) -> list[Term]:
    prefixes = explorer.dataset.prefixes
    rows = explorer.tables["entities"]
    height = {str(row["entity"]): len(as_list(row["ancestors"])) for row in rows}
    found = []
    for row in rows:
        above = sorted(as_list(row["ancestors"]), key=lambda name: (-height.get(name, 0), name))
        found.append(
            {
                "iri": row["iri"],
                "curie": row["entity"],
                "en": row["label_en"] or row["entity"],
                "zh": row["label_zh"] or "",
                "synonyms": [*as_list(row["synonyms_en"]), *as_list(row["synonyms_zh"])],
                "group": str(row["kind"] or "").partition(":")[2] or "classes",
                "above": next(iter(above), ""),
                "claims": number_about(explorer, str(row["entity"])),
            }
        )
    for term, joins, kind in explorer.dataset.query(_OTHERS).terms:
        if isinstance(term, ox.NamedNode):
            curie = short_name(term, prefixes)
            name = name_of(explorer, curie)
            found.append(
                {
                    "iri": term.value,
                    "curie": curie,
                    "en": name.en,
                    "zh": name.zh,
                    "synonyms": [],
                    "group": _group(text(joins) != "0", text(kind)),
                    "above": "",
                    "claims": number_about(explorer, curie),
                }
            )
    return found


def kinds(explorer: Explorer, every: Sequence[Term], found: Sequence[Term]) -> list[dict[str, Any]]:
    """The groups of every term: kinds of entity by name, then the others; with both names and how many are found."""
    groups = {term["group"] for term in every}
    numbers = Counter(term["group"] for term in found)
    of_entities = sorted(name for name in groups if name not in _LAST)
    shown = []
    for name in (*of_entities, *(name for name in _LAST if name in groups)):
        node = ox.NamedNode(EXO + name)
        entity = name not in _LAST
        shown.append(
            {
                "name": name,
                "iri": node.value if entity else "",
                "en": explorer.facts.name(node) if entity else "",
                "zh": explorer.facts.name(node, "zh") if entity else "",
                "number": numbers[name],
            }
        )
    return shown


def matching(every: Sequence[Term], words: str, language: str) -> list[Term]:
    """The terms with all of the words in their names, in alphabetical order."""
    wanted = words.casefold().split()

    def fits(term: Term) -> bool:
        said = " ".join((term["en"], term["zh"], term["curie"], *term["synonyms"])).casefold()
        return all(word in said for word in wanted)

    return sorted((term for term in every if fits(term)), key=lambda term: (_order(term, language), term["curie"]))


def groups(shown: Sequence[dict[str, Any]], found: Sequence[Term], *, tree: bool) -> list[dict[str, Any]]:
    """The terms in their groups, each with its depth below the terms of the same group that are shown."""
    parts = []
    for kind in shown:
        here = [term for term in found if term["group"] == kind["name"]]
        ordered = _as_tree(here) if tree else [(term, 0) for term in here]
        if ordered:
            parts.append(kind | {"terms": [term | {"depth": depth} for term, depth in ordered]})
    return parts


def _as_tree(here: list[Term]) -> list[tuple[Term, int]]:
    known = {term["curie"] for term in here}
    below: dict[str, list[Term]] = {}
    for term in here:
        below.setdefault(term["above"] if term["above"] in known else "", []).append(term)
    ordered, waiting = [], [(term, 0) for term in reversed(below.get("", []))]
    while waiting:
        term, depth = waiting.pop()
        ordered.append((term, depth))
        waiting += [(each, depth + 1) for each in reversed(below.get(term["curie"], []))]
    return ordered


def _name(term: Term, language: str) -> str:
    return str(term["zh"] or term["en"]) if language == "zh" else str(term["en"])


def _order(term: Term, language: str) -> bytes:
    """Where a name stands among others. The bytes of GB 18030 have the common characters in the order of pinyin."""
    return _name(term, language).casefold().encode("gb18030" if language == "zh" else "utf-8")


def _group(joins: bool, kind: str) -> str:  # noqa: FBT001 - read by its name alone
    if joins:
        return "predicates"
    return {f"{OWL}NamedIndividual": "values", f"{OWL}Class": "classes"}.get(kind, "properties")
