"""The page of a term: its hierarchy as a tree, its mappings by kind, its claims by direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.claim_list.facet_index import number_about
from exordf.browse.content import hierarchy
from exordf.browse.content.cargo import CargoTable, cargo_table
from exordf.browse.content.hierarchy import Branch, Children
from exordf.browse.content.properties import Property, is_match, properties, record_tables
from exordf.browse.content.reference_page import TaggedText
from exordf.browse.model import facet_names
from exordf.browse.model.cells import Cell, cell, stated
from exordf.browse.model.claim import Claim, claims
from exordf.browse.model.resource import Resource, head
from exordf.browse.model.texts import SYNONYM
from exordf.claims.columns import CONTEXT
from exordf.claims.tables import short_name
from exordf.drawing.labels import does
from exordf.rdf.prefixes import EXO, OWL
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.cells import Table
    from exordf.browse.model.explorer import Explorer
    from exordf.browse.model.facts import Facts

# Claims of each group, fewer where there are many in all; the page of claims lists them all.
_MOST, _FEWER, _MANY = 25, 5, 100
_MATCHES = {
    "skos:exactMatch": "The same",
    "skos:closeMatch": "Nearly the same",
    "skos:broadMatch": "Broader there",
    "skos:narrowMatch": "Narrower there",
    "skos:relatedMatch": "Related",
}
# The name of a registry where its prefix is not the name.
_REGISTRIES = {
    "CHEBI": "ChEBI",
    "CL": "Cell Ontology",
    "CVCL": "Cellosaurus",
    "ECO": "Evidence and Conclusion Ontology",
    "ENSEMBL": "Ensembl",
    "GO": "Gene Ontology",
    "MONDO": "Mondo",
    "NCBIGene": "NCBI Gene",
    "NCBITaxon": "NCBI Taxonomy",
    "RO": "Relation Ontology",
    "SO": "Sequence Ontology",
    "UBERON": "Uberon",
    "UniProtKB": "UniProt",
    "biolink": "Biolink",
    "mirbase": "miRBase",
    "mirbase.mature": "miRBase",
    "wp": "WikiPathways",
}
_DIRECTIONS = ("raises", "lowers")


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The first of `count` claims under a title, which is a predicate or a role.

    `phrase` says in words what those of a `direction` do; both are empty where the predicate, the title, says that.
    """

    title: Cell | None
    claims: list[Claim]
    count: int
    direction: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class MappedTerm:
    """A term of another ontology with the name of its registry."""

    curie: str
    label: str
    address: str
    registry: str


@dataclass(frozen=True, slots=True)
class MappingGroup:
    """The terms of other ontologies that mean the same, nearly the same, more or less."""

    phrase: str
    terms: list[MappedTerm]


@dataclass(frozen=True, slots=True)
class TermPage(Resource):
    """A class, a property or a value of the ontology, with the first of its claims in groups.

    `count` is the number of claims about the term or a kind of it, which the page of claims lists for the CURIE
    `about`; `own` is the number of those that name the term itself, which are in the groups.
    """

    kind: Cell | None
    synonyms: list[TaggedText]
    tree: list[Branch]
    children: Children
    above_elsewhere: list[Cell]
    mappings: list[MappingGroup]
    as_subject: list[ClaimGroup]
    as_object: list[ClaimGroup]
    as_context: list[ClaimGroup]
    as_predicate: ClaimGroup | None
    cargo: CargoTable
    records: list[Table]
    properties: list[Property]
    about: str
    count: int
    own: int


def term_page(explorer: Explorer, node: ox.NamedNode, language: str, *, whole: bool = False) -> TermPage:
    """The page of a term; phrases are in a language. If `whole`, each group has all of its claims."""
    facts = explorer.facts
    as_subject, as_object, as_context = (
        facts.claims_in(node, facet)
        for facet in (facet_names.AS_SUBJECT, facet_names.AS_OBJECT, facet_names.AS_CONTEXT)
    )
    as_predicate = facts.by_predicate.get(node, [])
    facts.load(as_predicate)
    own = len({*as_subject, *as_object, *as_context, *as_predicate})
    most = own if whole else _FEWER if own > _MANY else _MOST
    about = short_name(node, explorer.dataset.prefixes)
    kind = _kind(facts, node)
    above = [cell(facts, term) for term in facts.linked(node, facet_names.ABOVE, "class")[::-1]]
    by_language = facts.texts.by_language(node, SYNONYM)
    return TermPage(
        *head(facts, node),
        kind=cell(facts, kind) if kind else None,
        synonyms=[TaggedText(name, language) for language, names in by_language.items() for name in names],
        tree=hierarchy.tree(facts, node),
        children=hierarchy.children(facts, node),
        above_elsewhere=[term for term in above if not term.location],
        mappings=_mappings(facts, node),
        as_subject=_by_direction(facts, as_subject, language, most),
        as_object=_by_direction(facts, as_object, language, most),
        as_context=_by_role(facts, as_context, node, most),
        as_predicate=_group(facts, None, as_predicate, most) if as_predicate else None,
        cargo=cargo_table(facts, node, as_subject, as_object, as_context),
        records=record_tables(facts, node, facet_names.FINDINGS, facet_names.CONFLICTS, facet_names.GAPS),
        properties=properties(facts, node),
        about=about,
        count=number_about(explorer, about),
        own=own,
    )


def _kind(facts: Facts, node: ox.NamedNode) -> ox.NamedNode | None:
    """The kind of a term: the most precise kind above it, or the class of an individual or property."""
    for term in facts.linked(node, facet_names.ABOVE, "class"):
        if term in facts.kinds:
            return term
    classes = facts.classes(node)
    ours = next((value for value in classes if value.value.startswith(EXO)), None)
    return ours or next((value for value in classes if value.value != f"{OWL}Class"), None)


def _group(facts: Facts, title: Cell | None, nodes: list[ox.NamedNode], most: int) -> ClaimGroup:
    return ClaimGroup(title, claims(facts, nodes[:most]), len(nodes))


def _by_direction(facts: Facts, nodes: list[ox.NamedNode], language: str, most: int) -> list[ClaimGroup]:
    """The claims that promote, those that inhibit, then the others by predicate."""
    groups: dict[tuple[int, str], list[ox.NamedNode]] = {}
    for claim in nodes:
        predicate = facts.value(claim, "predicate")
        direction = facts.directions.get(predicate, "other") if isinstance(predicate, ox.NamedNode) else "other"
        if direction in _DIRECTIONS:
            key = (_DIRECTIONS.index(direction), "")
        else:
            key = (len(_DIRECTIONS), stated(facts, predicate).label.en)
        groups.setdefault(key, []).append(claim)
    result = []
    for (rank, _), group in sorted(groups.items()):
        name = _DIRECTIONS[rank] if rank < len(_DIRECTIONS) else ""
        result.append(
            ClaimGroup(
                title=stated(facts, facts.value(group[0], "predicate")),
                claims=claims(facts, group[:most]),
                count=len(group),
                direction=name,
                phrase=does(name, language) if name else "",
            )
        )
    return result


def _by_role(facts: Facts, nodes: list[ox.NamedNode], node: ox.NamedNode, most: int) -> list[ClaimGroup]:
    """The claims with the term in their context, by the role that it has there."""
    roles = {role: [claim for claim in nodes if node in facts.values(claim, role)] for role in sorted(CONTEXT)}
    return [_group(facts, cell(facts, ox.NamedNode(EXO + role)), group, most) for role, group in roles.items() if group]


def _mappings(facts: Facts, node: ox.NamedNode) -> list[MappingGroup]:
    """The terms of other ontologies that are linked to a term, by the kind of the link."""
    order = list(_MATCHES.values())
    groups: dict[str, list[MappedTerm]] = {}
    for prop, value, label in facts.facet(node, facet_names.ABOUT).terms:
        if is_match(prop):
            phrase = _MATCHES.get(f"skos:{text(prop).rpartition('#')[2]}", "Related")
            term = cell(facts, value)
            curie = term.label.in_language("en")
            prefix = curie.partition(":")[0]
            groups.setdefault(phrase, []).append(
                MappedTerm(curie, text(label), term.address, _REGISTRIES.get(prefix, prefix))
            )
    return [MappingGroup(phrase, groups[phrase]) for phrase in sorted(groups, key=order.index)]
