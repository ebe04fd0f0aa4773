"""What the page of a term shows: its hierarchy as a tree, its mappings by kind, its claims by direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.site import views
from exordf.web import hierarchy
from exordf.web.carriage import carried

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.site.cells import Cell
    from exordf.web.explorer import Explorer

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
_DIRECTIONS = (("raises", "Raises"), ("lowers", "Lowers"))
_DIRECTIONS_UPON = (("raises", "Is raised by"), ("lowers", "Is lowered by"))


def term(explorer: Explorer, node: ox.NamedNode) -> View:
    """A term, the first of its claims in groups, each with the number of all."""
    facts = explorer.facts
    shown = views.term(facts, node)
    claims = {group["title"]: group["claims"] for group in shown["claims"]}
    acts, upon = claims.get("As subject", []), claims.get("As object", [])
    context = claims.get("As context", [])
    count = len({claim["iri"] for every in claims.values() for claim in every})
    most = _FEWER if count > _MANY else _MOST
    return shown | {
        "tree": hierarchy.tree(facts, node),
        "children": hierarchy.children(facts, node),
        "mappings": _mappings(shown["links"]),
        "acts": _by_direction(explorer, acts, _DIRECTIONS),
        "upon": _by_direction(explorer, upon, _DIRECTIONS_UPON),
        "context": _by_role(context, node),
        "used": _group(None, claims["With this predicate"]) if "With this predicate" in claims else None,
        "carried": carried(facts, node, acts, upon, context),
        "count": count,
        "most": most,
    }


def _group(title: object, claims: list[View]) -> View:
    return {"title": title, "claims": claims, "count": len(claims)}


def _by_direction(explorer: Explorer, claims: list[View], directions: Iterable[tuple[str, str]]) -> list[View]:
    """The claims that raise, those that lower, then the others by predicate; `phrase` or the predicate says which."""
    found: dict[tuple[int, str], list[View]] = {}
    order: dict[str, int] = {direction: number for number, (direction, _) in enumerate(directions)}
    for claim in claims:
        predicate = claim["edge"][1]
        node = ox.NamedNode(predicate["iri"]) if predicate["iri"] else None
        direction = explorer.facts.directions.get(node, "other") if node else "other"
        place = order.get(direction, len(order))
        found.setdefault((place, "" if place < len(order) else predicate["text"]), []).append(claim)
    phrases = dict(directions)
    groups = []
    for (place, _), here in sorted(found.items(), key=lambda item: item[0]):
        name = list(order)[place] if place < len(order) else ""
        groups.append(_group(here[0]["edge"][1], here) | {"direction": name, "phrase": phrases.get(name, "")})
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
