"""OBO Graph JSON: the ontology alone as nodes and edges, in English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.export import NAME, Format
from exordf.ontology.document import document
from exordf.rdf.prefixes import OWL, RDF_TYPE, RDFS, SKOS
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exordf.export import Source
    from exordf.rdf.tree import Object

_XREF = "http://www.geneontology.org/formats/oboInOwl#hasDbXref"
_TYPES = {f"{OWL}Class": "CLASS", f"{OWL}NamedIndividual": "INDIVIDUAL"} | {
    f"{OWL}{name}Property": "PROPERTY" for name in ("Object", "Annotation", "Datatype")
}
_PROPERTIES = {f"{OWL}{name}Property": name.upper() for name in ("Object", "Annotation")} | {
    f"{OWL}DatatypeProperty": "DATA"
}
_LOGICAL = tuple(f"{RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range"))
_ELSEWHERE = frozenset(
    (
        *(RDF_TYPE.value, f"{RDFS}label", f"{SKOS}definition", f"{SKOS}altLabel", _XREF, *_LOGICAL),
        *(f"{OWL}{name}" for name in ("equivalentClass", "disjointWith", "propertyChainAxiom", "deprecated")),
    )
)


def _obograph(source: Source) -> Mapping[str, bytes]:
    head = source.head
    quads = document(source.canonical, head)
    trees = Trees(quads)
    nodes = [
        _node(subject, about)
        for subject, about in trees.about.items()
        if isinstance(subject, ox.NamedNode) and subject != head
    ]
    graph = {
        "id": source.about.iri,
        "meta": {
            "version": source.about.version_iri,
            "basicPropertyValues": [
                {"pred": prop.value, "val": _iri(value)}
                for prop, values in trees.about.get(head, {}).items()
                for value in values
                if prop != RDF_TYPE and _english(value)
            ],
        },
        "nodes": nodes,
        "edges": list(_edges(trees)),
        "equivalentNodesSets": list(_same(trees)),
        "logicalDefinitionAxioms": list(_definitions(trees)),
        "domainRangeAxioms": list(_domains(trees)),
        "propertyChainAxioms": list(_chains(trees)),
    }
    written = {name: _in_order(value) if isinstance(value, list) else value for name, value in graph.items()}
    return {f"{NAME}.obograph.json": (json.dumps({"graphs": [written]}, ensure_ascii=False, indent=1) + "\n").encode()}


def _node(subject: ox.NamedNode, about: Mapping[ox.NamedNode, list[Object]]) -> dict[str, Any]:
    """A node with its English label; other English text and cross-references are in its `meta`."""
    node: dict[str, Any] = {"id": subject.value}
    labels = [value for value in _values(about, f"{RDFS}label") if _english(value)]
    node |= {"lbl": labels[0].value} if labels and isinstance(labels[0], ox.Literal) else {}
    for kind in sorted(_iri(value) for value in about.get(RDF_TYPE, ())):
        if kind in _TYPES:
            node["type"] = _TYPES[kind]
            node |= {"propertyType": _PROPERTIES[kind]} if kind in _PROPERTIES else {}
    meta: dict[str, Any] = {}
    definitions = [_iri(value) for value in _values(about, f"{SKOS}definition") if _english(value)]
    synonyms = [_iri(value) for value in _values(about, f"{SKOS}altLabel") if _english(value)]
    if definitions:
        meta["definition"] = {"val": definitions[0]}
    if synonyms:
        meta["synonyms"] = [{"pred": "hasExactSynonym", "val": word} for word in synonyms]
    if _values(about, _XREF):
        meta["xrefs"] = [{"val": _iri(value)} for value in _values(about, _XREF)]
    statements = [
        {"pred": prop.value, "val": _iri(value)}
        for prop, values in about.items()
        for value in values
        if prop.value not in _ELSEWHERE and not isinstance(value, ox.BlankNode) and _english(value)
    ]
    meta |= {"basicPropertyValues": _in_order(statements)} if statements else {}
    meta |= {"deprecated": True} if ox.Literal(True) in _values(about, f"{OWL}deprecated") else {}  # noqa: FBT003
    return node | ({"meta": meta} if meta else {})


def _edges(trees: Trees) -> Iterable[dict[str, str]]:
    """Hierarchies, existential restrictions and types as edges."""
    for subject, about in trees.about.items():
        if isinstance(subject, ox.NamedNode):
            for value in _values(about, f"{RDFS}subClassOf"):
                if isinstance(value, ox.NamedNode):
                    yield {"sub": subject.value, "pred": "is_a", "obj": value.value}
                elif (restriction := _restriction(value, trees)) is not None:
                    yield {"sub": subject.value, "pred": restriction[0], "obj": restriction[1]}
            for value in _values(about, f"{RDFS}subPropertyOf"):
                yield {"sub": subject.value, "pred": "subPropertyOf", "obj": _iri(value)}
            for value in about.get(RDF_TYPE, ()):
                if not _iri(value).startswith(OWL):
                    yield {"sub": subject.value, "pred": "type", "obj": _iri(value)}


def _restriction(node: Object, trees: Trees) -> tuple[str, str] | None:
    about = trees.about.get(node, {}) if isinstance(node, ox.BlankNode) else {}
    prop, filler = (_values(about, f"{OWL}{name}") for name in ("onProperty", "someValuesFrom"))
    return (_iri(prop[0]), _iri(filler[0])) if prop and filler else None


def _same(trees: Trees) -> Iterable[dict[str, list[str]]]:
    for subject, about in trees.about.items():
        for value in _values(about, f"{OWL}equivalentClass"):
            if isinstance(value, ox.NamedNode):
                yield {"nodeIds": sorted((_iri(subject), value.value))}


def _definitions(trees: Trees) -> Iterable[dict[str, Any]]:
    """Definitions of classes as intersections of named classes and restrictions."""
    for subject, about in trees.about.items():
        for value in _values(about, f"{OWL}equivalentClass"):
            definition = trees.about.get(value, {}) if isinstance(value, ox.BlankNode) else {}
            parts = [part for head in _values(definition, f"{OWL}intersectionOf") for part in trees.items(head) or ()]
            restrictions = [pair for part in parts if (pair := _restriction(part, trees)) is not None]
            if parts:
                yield {
                    "definedClassId": _iri(subject),
                    "genusIds": sorted(part.value for part in parts if isinstance(part, ox.NamedNode)),
                    "restrictions": [{"propertyId": prop, "fillerId": filler} for prop, filler in sorted(restrictions)],
                }


def _domains(trees: Trees) -> Iterable[dict[str, Any]]:
    for subject, about in trees.about.items():
        domain, span = (
            [value.value for value in _values(about, f"{RDFS}{name}") if isinstance(value, ox.NamedNode)]
            for name in ("domain", "range")
        )
        if domain or span:
            yield {"predicateId": _iri(subject), "domainClassIds": sorted(domain), "rangeClassIds": sorted(span)}


def _chains(trees: Trees) -> Iterable[dict[str, Any]]:
    for subject, about in trees.about.items():
        for value in _values(about, f"{OWL}propertyChainAxiom"):
            steps = [_iri(step) for step in trees.items(value) or ()]
            yield {"predicateId": _iri(subject), "chainPredicateIds": steps}


def _values(about: Mapping[ox.NamedNode, list[Object]], prop: str) -> list[Object]:
    return about.get(ox.NamedNode(prop), [])


def _in_order(items: Iterable[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def _english(value: Object) -> bool:
    """Whether it is in English or has no language: OBO Graph JSON has no place for others."""
    return not isinstance(value, ox.Literal) or value.language in (None, "en")


def _iri(term: object) -> str:
    """The IRI, or the text of a literal."""
    return str(getattr(term, "value", term))


FORMATS = (
    Format(
        "obograph",
        "OBO tools that read OBO Graph JSON: pronto, OAK, ontology browsers",
        "the records, what the rules infer, what is disjoint or different, words in other languages than English",
        _obograph,
    ),
)
