"""The ontology as one document of OWL, out of the layers of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import DCTERMS, OWL, RDF_TYPE, SH
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.rdf.tree import Object, Subject

_ONTOLOGY = ox.NamedNode(f"{OWL}Ontology")
_SAID = (f"{OWL}versionInfo", f"{DCTERMS}license")


def document(layers: Mapping[str, Sequence[ox.Quad]], head: ox.NamedNode) -> list[ox.Quad]:
    """The ontology as one document: our terms, the modules of others under our head, the links; nothing inferred.

    `layers` must have blank nodes with names that hold for all of them, `head` is the `owl:Ontology` that is kept.
    The records, the edges made of claims and the prefix table are left out. The heads of the modules become statements
    of the source in ours, since a document of OWL has one head.
    """
    stated = [quad for name, quads in layers.items() if not name.startswith("views/") for quad in quads]
    trees = Trees(dict.fromkeys(stated))
    types = {subject: {_words(kind) for kind in about.get(RDF_TYPE, ())} for subject, about in trees.about.items()}
    relations = {subject for subject, kinds in types.items() if f"{OWL}ObjectProperty" in kinds}
    found = [
        ox.Quad(head, ox.NamedNode(f"{DCTERMS}source"), ox.Literal(words)) for words in sorted(_modules(trees, head))
    ]
    if found:
        found.append(ox.Quad(ox.NamedNode(f"{DCTERMS}source"), RDF_TYPE, ox.NamedNode(f"{OWL}AnnotationProperty")))
    for subject in trees.roots():
        kinds = types[subject]
        of_owl = any(kind.startswith(OWL) for kind in kinds)
        if of_owl and (_ONTOLOGY.value not in kinds or subject == head):
            found += [quad for quad in _whole(subject, trees) if not _leaves(quad, relations)]
    return found


def _leaves(quad: ox.Quad, relations: set[Subject]) -> bool:
    """Whether a statement is no part of the ontology: an edge between classes, or a declaration of a prefix."""
    return quad.predicate in relations or quad.predicate.value == f"{SH}declare"


def _whole(root: Subject, trees: Trees) -> Iterable[ox.Quad]:
    for prop, values in trees.about.get(root, {}).items():
        for value in values:
            yield ox.Quad(root, prop, value)
            if isinstance(value, ox.BlankNode) and trees.hangs(value):
                yield from _whole(value, trees)


def _modules(trees: Trees, head: ox.NamedNode) -> Iterable[str]:
    """Name, version and licence of each module of another ontology."""
    for subject, about in trees.about.items():
        if _ONTOLOGY in about.get(RDF_TYPE, ()) and subject != head:
            name = _words(subject).rpartition("/")[2]
            version, licence = (_text(about.get(ox.NamedNode(iri), ())) for iri in _SAID)
            yield f"{name} {version} ({licence})"


def _text(values: Iterable[Object]) -> str:
    return min((_words(value) for value in values), default="")


def _words(term: object) -> str:
    """The IRI, or the words of a literal."""
    return str(getattr(term, "value", term))
