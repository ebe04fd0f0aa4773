"""Chapters: the layers of a dataset under headings, in the order in which a reader looks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import EXO, OWL, RDF_TYPE, RDFS, SH
from exordf.rdf.sorting import natural_key, review_order_key
from exordf.rdf.tree import Trees
from exordf.rdf.turtle_writer import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.tree import Subject

_BELOW, _LABEL, _SECTION = (ox.NamedNode(iri) for iri in (f"{RDFS}subClassOf", f"{RDFS}label", f"{EXO}section"))
_SENTENCE, _KIND = ox.NamedNode(f"{EXO}sentence"), ox.NamedNode(f"{EXO}subjectKind")
_ROOTS = tuple(f"{EXO}{name}" for name in ("Record", "Value"))
_PLACES = ("ontology", "imports", "links", "review", "claims", "sentences", "citations", "references")

# The headings of the ontology, in their order; each kind of entity has one of its own, before the last three.
_HEAD, _OTHERS, _PREDICATES, _PROPERTIES, _RECORDS, _VALUES, _KINDS = range(7)
_AXIOMS, _DECLARATIONS = 8, 9
_TITLES = {
    _HEAD: "The ontology",
    _OTHERS: "Names of others that it uses",
    _PREDICATES: "Predicates of claims",
    _PROPERTIES: "Other properties",
    _RECORDS: "Records",
    _VALUES: "Small vocabularies",
    _KINDS: "Kinds of entity",
    _AXIOMS: "What is disjoint or different",
    _DECLARATIONS: "Prefixes",
}


def chapters_of(
    layers: Mapping[str, Sequence[ox.Quad]], prefixes: Prefixes, graphs: str | None = None
) -> list[Chapter]:
    """The chapters of each layer: the ontology by kind, imports by source, claims by section, views last.

    Blank nodes must have canonical names for all layers together. With `graphs`, the start of the IRI of a graph, each
    layer stands in its graph.
    """
    all_quads = [quad for quads in layers.values() for quad in quads]
    review, about = review_order_key(all_quads), Trees(all_quads).about
    kinds = _kinds(all_quads)
    chapters: list[Chapter] = []
    for layer in sorted(layers, key=lambda layer: (_place(layer), layer)):
        graph = None if graphs is None else ox.NamedNode(graphs + layer)
        grouped: dict[tuple[int, tuple[tuple[int, str, str], ...], str], list[ox.Quad]] = {}
        trees = Trees(layers[layer])
        titles = {root: _title(root, layer, about, prefixes, kinds) for root in trees.roots()}
        for root, (place, order, title) in titles.items():
            key = (place, natural_key(order), title)
            grouped.setdefault(key, []).extend(trees.block(root))
        for (_, _, title), quads in sorted(grouped.items(), key=lambda item: item[0]):
            subjects = sorted(Trees(quads).roots(), key=review)
            chapters.append(Chapter(title, graph, subjects, quads))
    return chapters


def _place(layer: str) -> tuple[bool, str, int]:
    """The sort key of a layer: ontology, imports, links, the records of each review, inferred statements."""
    review, _, kind = layer.rpartition("/")
    return review == "views", review, _PLACES.index(kind) if kind in _PLACES else len(_PLACES)


def _title(
    subject: Subject,
    layer: str,
    about: Mapping[Subject, Mapping[ox.NamedNode, Sequence[object]]],
    prefixes: Prefixes,
    kinds: Mapping[object, object],
) -> tuple[int, str, str]:
    """The number of the chapter, a name to sort by within that, and the heading."""
    own = about.get(subject, {})
    if layer == "ontology":
        return _of_ontology(subject, own, kinds, lambda thing: _label(thing, about, prefixes))
    if layer == "imports":
        prefix = prefixes.curie(subject).partition(":")[0] if isinstance(subject, ox.NamedNode) else ""
        head = ox.NamedNode(f"{OWL}Ontology") in own.get(RDF_TYPE, ())
        return (0, "", "Modules of other ontologies") if head else (1, prefix, f"From other ontologies: {prefix}")
    if layer == "links":
        return 0, "", "Links to other ontologies"
    if layer.startswith("views/"):
        return 0, "", f"Inferred: {layer.removeprefix('views/').replace('-', ' ')}"
    sentence = next(iter(own.get(_SENTENCE, ())), None)
    section = next(iter(about.get(sentence, {}).get(_SECTION, own.get(_SECTION, ()))), None)  # type: ignore[call-overload]
    name = layer.replace("/", ": ")
    if section is None:
        return 0, "", name
    # Sections are sorted by their ordinals, which their names do not tell.
    ordinal = next(iter(about.get(section, {}).get(ox.NamedNode(f"{EXO}ordinal"), ())), None)
    label = _label(section, about, prefixes)
    return 1, getattr(ordinal, "value", ""), f"{name}, {prefixes.curie(section)}  {label}"


def _of_ontology(
    subject: Subject,
    own: Mapping[ox.NamedNode, Sequence[object]],
    kinds: Mapping[object, object],
    label: object,
) -> tuple[int, str, str]:
    types = {getattr(kind, "value", "") for kind in own.get(RDF_TYPE, ())}
    place = _OTHERS
    if f"{OWL}Ontology" in types:
        place = _HEAD
    elif f"{SH}PrefixDeclaration" in types:
        place = _DECLARATIONS
    elif isinstance(subject, ox.BlankNode):
        place = _AXIOMS
    elif not subject.value.startswith(EXO):
        place = _OTHERS
    elif f"{OWL}Class" in types:
        kind = kinds.get(subject)
        if isinstance(kind, ox.NamedNode) and kind.value not in _ROOTS and kind != subject:
            name = label(kind)  # type: ignore[operator]
            return _KINDS + 1, name, f"Kind of entity: {name}"
        root = getattr(kind, "value", "")
        place = {_ROOTS[0]: _RECORDS, _ROOTS[1]: _VALUES}.get(root, _KINDS)
    elif types & {f"{OWL}{name}Property" for name in ("Object", "Annotation", "Datatype")}:
        place = _PREDICATES if _KIND in own else _PROPERTIES
    else:
        place = _VALUES
    return place, "", _TITLES[place]


def _label(thing: object, about: Mapping[Subject, Mapping[ox.NamedNode, Sequence[object]]], prefixes: Prefixes) -> str:
    labels = about.get(thing, {}).get(_LABEL, ())  # type: ignore[call-overload]
    english = sorted(label.value for label in labels if isinstance(label, ox.Literal) and label.language == "en")
    return english[0] if english else prefixes.curie(thing) if isinstance(thing, ox.NamedNode) else ""


def _kinds(quads: Iterable[ox.Quad]) -> dict[object, object]:
    """The kind of each class: the one directly below the class of all entities; records and values are their own."""
    above: dict[object, set[object]] = {}
    for quad in quads:
        if quad.predicate == _BELOW and isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(EXO):
            above.setdefault(quad.subject, set()).add(quad.object)
    entity = ox.NamedNode(f"{EXO}Entity")
    roots = {*map(ox.NamedNode, _ROOTS)}
    # A kind is stated to be directly below Entity and nothing else: with the views every class is below Entity.
    tops = {name for name, parents in above.items() if parents - {name} == {entity}} | roots
    return {
        **{
            name: min(candidates, key=str)
            for name, parents in above.items()
            if (candidates := (parents & tops) - {name})
        },
        **{root: root for root in roots},
    }
