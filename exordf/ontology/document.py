"""The ontology as one OWL document, from the layers of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import DCTERMS, OWL, RDF_TYPE, SH
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.rdf.tree import Object, Subject

_ONTOLOGY = ox.NamedNode(f"{OWL}Ontology")
_OF_MODULE = (f"{OWL}versionInfo", f"{DCTERMS}license")


def document(layers: Mapping[str, Sequence[ox.Quad]], head: ox.NamedNode) -> list[ox.Quad]:
    """The ontology as one document: our terms, the external modules, the links; nothing inferred.

    `layers` must share canonical names of blank nodes, `head` is our `owl:Ontology`. Records, edges of claims and
    prefix declarations are left out. The heads of the modules become `dcterms:source` of ours, since an OWL document
    has one head.
    """
    stated = [quad for name, quads in layers.items() if not name.startswith("views/") for quad in quads]
    trees = Trees(dict.fromkeys(stated))
    types = {subject: {_value(kind) for kind in about.get(RDF_TYPE, ())} for subject, about in trees.about.items()}
    relations = {subject for subject, kinds in types.items() if f"{OWL}ObjectProperty" in kinds}
    quads = [
        ox.Quad(head, ox.NamedNode(f"{DCTERMS}source"), ox.Literal(module)) for module in sorted(_modules(trees, head))
    ]
    if quads:
        quads.append(ox.Quad(ox.NamedNode(f"{DCTERMS}source"), RDF_TYPE, ox.NamedNode(f"{OWL}AnnotationProperty")))
    for subject in trees.roots():
        kinds = types[subject]
        of_owl = any(kind.startswith(OWL) for kind in kinds)
        if of_owl and (_ONTOLOGY.value not in kinds or subject == head):
            quads += [quad for quad in trees.block(subject) if not _is_excluded(quad, relations)]
    return quads


def _is_excluded(quad: ox.Quad, relations: set[Subject]) -> bool:
    """Whether a quad is not part of the ontology: an edge between classes, or a prefix declaration."""
    return quad.predicate in relations or quad.predicate.value == f"{SH}declare"


def _modules(trees: Trees, head: ox.NamedNode) -> Iterable[str]:
    """Name, version and licence of each module of another ontology."""
    for subject, about in trees.about.items():
        if _ONTOLOGY in about.get(RDF_TYPE, ()) and subject != head:
            name = _value(subject).rpartition("/")[2]
            version, licence = (_text(about.get(ox.NamedNode(iri), ())) for iri in _OF_MODULE)
            yield f"{name} {version} ({licence})"


def _text(values: Iterable[Object]) -> str:
    return min((_value(value) for value in values), default="")


def _value(term: object) -> str:
    """The IRI, or the text of a literal."""
    return str(getattr(term, "value", term))
