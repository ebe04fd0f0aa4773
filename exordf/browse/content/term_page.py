"""What the page of a term shows: its hierarchy as a tree, its mappings by kind, its claims by direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.claim_list.facet_index import number_about
from exordf.browse.content import hierarchy, page_views
from exordf.browse.content.cargo import cargo_table
from exordf.claims.tables import short_name
from exordf.drawing.labels import does

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.browse.model.cells import Cell
    from exordf.browse.model.explorer import Explorer

View = dict[str, Any]

# Of each group of claims so many are shown, fewer where there are many claims; the page of claims lists them all.
_MOST, _FEWER, _MANY = 25, 5, 100
_MATCHES = {
    "skos:exactMatch": "The same",
    "skos:closeMatch": "Nearly the same",
    "skos:broadMatch": "Broader there",
    "skos:narrowMatch": "Narrower there",
    "skos:relatedMatch": "Related",
}
# How a registry is called where its prefix does not say it.
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


def term_page(explorer: Explorer, node: ox.NamedNode, language: str) -> View:
    """A term, the first of its claims in groups, each with the number of all.

    `count` is the number of claims about the term or a kind of it, which the page of claims lists for `about`; `own` is
    the number of those that name the term itself, which are on this page.
    """
    facts = explorer.facts
    shown = page_views.term(facts, node)
    claims = {group["title"]: group["claims"] for group in shown["claims"]}
    acts, upon = claims.get("As subject", []), claims.get("As object", [])
    context = claims.get("As context", [])
    own = len({claim["iri"] for every in claims.values() for claim in every})
    most = _FEWER if own > _MANY else _MOST
    about = short_name(node, explorer.dataset.prefixes)
    return shown | {
        "tree": hierarchy.tree(facts, node),
        "children": hierarchy.children(facts, node),
        "mappings": _mappings(shown["links"]),
        "acts": _by_direction(explorer, acts, language),
        "upon": _by_direction(explorer, upon, language),
        "context": _by_role(context, node),
        "used": _group(None, claims["With this predicate"]) if "With this predicate" in claims else None,
        "carried": cargo_table(facts, node, acts, upon, context),
        "about": about,
        "count": number_about(explorer, about),
        "own": own,
        "most": most,
    }


def _group(title: object, claims: list[View]) -> View:
    return {"title": title, "claims": claims, "count": len(claims)}


def _by_direction(explorer: Explorer, claims: list[View], language: str) -> list[View]:
    """The claims that promote, those that inhibit, then the others by predicate.

    `phrase` says in words what those of a direction do; it is empty where the predicate, the title, says that.
    """
    found: dict[tuple[int, str], list[View]] = {}
    for claim in claims:
        predicate = claim["edge"][1]
        node = ox.NamedNode(predicate["iri"]) if predicate["iri"] else None
        direction = explorer.facts.directions.get(node, "other") if node else "other"
        place = _DIRECTIONS.index(direction) if direction in _DIRECTIONS else len(_DIRECTIONS)
        found.setdefault((place, "" if place < len(_DIRECTIONS) else predicate["text"]), []).append(claim)
    groups = []
    for (place, _), here in sorted(found.items(), key=lambda item: item[0]):
        name = _DIRECTIONS[place] if place < len(_DIRECTIONS) else ""
        phrase = does(name, language) if name else ""
        groups.append(_group(here[0]["edge"][1], here) | {"direction": name, "phrase": phrase})
    return groups


def _by_role(claims: list[View], node: ox.NamedNode) -> list[View]:
    """The claims in which it is a circumstance, by the role that it has there."""
    roles: dict[str, tuple[Cell, list[View]]] = {}
    for claim in {claim["iri"]: claim for claim in claims}.values():
        for iri, role in {each["role"]["iri"]: each["role"] for each in claim["context"] if _is(each, node)}.items():
            roles.setdefault(iri, (role, []))[1].append(claim)
    return [_group(role, here) for _, (role, here) in sorted(roles.items())]


def _is(circumstance: View, node: ox.NamedNode) -> bool:
    return bool(circumstance["value"]["iri"] == node.value)


def _mappings(links: Iterable[tuple[Cell, list[Cell]]]) -> list[View]:
    """The terms of others that mean the same, nearly the same, more or less, each with the name of its registry."""
    found = []
    order = list(_MATCHES.values())
    by_phrase = [(_MATCHES.get(f"skos:{prop['iri'].rpartition('#')[2]}", "Related"), values) for prop, values in links]
    for phrase, values in sorted(by_phrase, key=lambda link: order.index(link[0])):
        terms = [
            {
                "curie": value["text"] or value["zh"],
                "label": value["hint"],
                "address": value["address"],
                "registry": _REGISTRIES.get(prefix, prefix),
            }
            for value in values
            for prefix in (value["text"].partition(":")[0],)
        ]
        found.append({"phrase": phrase, "terms": terms})
    return found
