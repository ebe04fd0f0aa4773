"""The terms of the ontology as a catalogue: entities by kind, predicates, other classes, properties and values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.claim_list.facet_index import number_about
from exordf.browse.model.bilingual import Bilingual, bilingual
from exordf.browse.model.bilingual_names import name_of
from exordf.claims.tables import as_list, short_name
from exordf.rdf.prefixes import EXO, OWL
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exordf.browse.model.explorer import Explorer

_LAST = ("predicates", "properties", "values", "classes")
# Terms other than entities: predicates join entities in claims; values are individuals; the rest are classes and
# properties.
_OTHERS = """
    SELECT ?term (COUNT(DISTINCT ?kind) AS ?joins) (SAMPLE(?is) AS ?type) WHERE {
      ?term rdfs:isDefinedBy ?ontology ; a ?is .
      VALUES ?is { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:NamedIndividual }
      OPTIONAL { ?term exo:subjectKind ?kind }
      FILTER(isIRI(?term)) FILTER NOT EXISTS { ?term rdfs:subClassOf exo:Entity }
    } GROUP BY ?term ORDER BY ?term"""


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A term: its group, the CURIE of the term directly above it, and the number of claims about it."""

    iri: str
    curie: str
    name: Bilingual
    synonyms: list[str]
    group: str
    above: str
    claims: int


@dataclass(frozen=True, slots=True)
class TermKind:
    """A group of terms: a kind of entity with its IRI and label, or another group without; the number of its terms."""

    name: str
    iri: str
    label: Bilingual
    number: int


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The terms of a kind, each with its depth below the others of the group."""

    kind: TermKind
    terms: list[tuple[ListedTerm, int]]


def list_terms(explorer: Explorer) -> list[ListedTerm]:
    """Every term of the ontology."""
    return explorer.once(_terms)


def _terms(explorer: Explorer) -> list[ListedTerm]:
    rows = explorer.tables["entities"]
    height = {str(row["entity"]): len(as_list(row["ancestors"])) for row in rows}
    terms = [
        ListedTerm(
            iri=str(row["iri"]),
            curie=str(row["entity"]),
            name=bilingual(row, "label")._replace(en=str(row["label_en"] or row["entity"])),
            synonyms=[*as_list(row["synonyms_en"]), *as_list(row["synonyms_zh"])],
            group=str(row["kind"] or "").partition(":")[2] or "classes",
            above=min(as_list(row["ancestors"]), key=lambda name: (-height.get(name, 0), name), default=""),
            claims=number_about(explorer, str(row["entity"])),
        )
        for row in rows
    ]
    for term, joins, kind in explorer.dataset.query(_OTHERS).terms:
        if isinstance(term, ox.NamedNode):
            curie = short_name(term, explorer.dataset.prefixes)
            group = "predicates" if text(joins) != "0" else _GROUPS.get(text(kind), "properties")
            name = name_of(explorer, curie)
            terms.append(ListedTerm(term.value, curie, name, [], group, "", number_about(explorer, curie)))
    return terms


_GROUPS = {f"{OWL}NamedIndividual": "values", f"{OWL}Class": "classes"}


def term_kinds(explorer: Explorer, terms: Sequence[ListedTerm], matching: Sequence[ListedTerm]) -> list[TermKind]:
    """The groups of all terms, kinds of entity by name and then the others, with the number of the matching terms."""
    groups = {term.group for term in terms}
    numbers = Counter(term.group for term in matching)
    entities = sorted(name for name in groups if name not in _LAST)
    kinds = []
    for name in (*entities, *(name for name in _LAST if name in groups)):
        node = ox.NamedNode(EXO + name)
        is_entity = name not in _LAST
        label = explorer.facts.names(node) if is_entity else Bilingual()
        kinds.append(TermKind(name, node.value if is_entity else "", label, numbers[name]))
    return kinds


def with_words(terms: Sequence[ListedTerm], words: str, language: str) -> list[ListedTerm]:
    """The terms with all of the words in their names, in alphabetical order of a language."""
    folded = words.casefold().split()

    def matches(term: ListedTerm) -> bool:
        names = " ".join((*term.name, term.curie, *term.synonyms)).casefold()
        return all(word in names for word in folded)

    return sorted(filter(matches, terms), key=lambda term: (_alphabetical(term, language), term.curie))


def group_terms(kinds: Sequence[TermKind], terms: Sequence[ListedTerm], *, tree: bool) -> list[TermGroup]:
    """The terms by kind; as a `tree` with those below another term of the group after it."""
    groups = []
    for kind in kinds:
        members = [term for term in terms if term.group == kind.name]
        if members:
            groups.append(TermGroup(kind, _as_tree(members) if tree else [(term, 0) for term in members]))
    return groups


def _as_tree(terms: list[ListedTerm]) -> list[tuple[ListedTerm, int]]:
    curies = {term.curie for term in terms}
    below: dict[str, list[ListedTerm]] = {}
    for term in terms:
        below.setdefault(term.above if term.above in curies else "", []).append(term)
    ordered, stack = [], [(term, 0) for term in reversed(below.get("", []))]
    while stack:
        term, depth = stack.pop()
        ordered.append((term, depth))
        stack += [(child, depth + 1) for child in reversed(below.get(term.curie, []))]
    return ordered


def _alphabetical(term: ListedTerm, language: str) -> bytes:
    """The sort key of a name. The bytes of GB 18030 have the common characters in the order of pinyin."""
    name = term.name.in_language(language) if language == "zh" else term.name.en
    return name.casefold().encode("gb18030" if language == "zh" else "utf-8")
