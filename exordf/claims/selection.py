"""Selection: some claims of a dataset with the records that they depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import CITO, EXO, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from exordf.rdf.tree import Subject

_CLASSES, _RECORD = f"{RDFS}subClassOf", ox.NamedNode(f"{EXO}Record")
_CITATION = ox.NamedNode(f"{CITO}Citation")


def select_layers(
    layers: Mapping[str, Sequence[ox.Quad]], claims: Collection[ox.NamedNode]
) -> dict[str, list[ox.Quad]]:
    """The layers with only these claims and the records that they depend on, without the views.

    A claim depends on its sentence with section and review, the citations and gaps of that sentence, the references
    that either cites, the findings about one of these, and the conflicts whose claims are all selected. Statements
    about other records are left out. Raises InputError if none of `claims` is a claim of the dataset.
    """
    stated = {name: list(quads) for name, quads in layers.items() if not name.startswith("views/")}
    every = [quad for quads in stated.values() for quad in quads]
    records = _records(every)
    kept = _kept(every, records, set(claims))
    left_out = records.keys() - kept
    predicates = _predicates(every)
    return {
        name: [
            quad
            for quad in quads
            if quad.subject not in left_out and quad.object not in left_out and not _is_edge(quad, predicates)
        ]
        for name, quads in stated.items()
    }


def _is_edge(quad: ox.Quad, predicates: set[Subject | ox.Triple]) -> bool:
    """Whether it is a claim as a direct edge, which is made anew from the claims that are kept."""
    return quad.predicate in predicates and isinstance(quad.object, ox.NamedNode)


def _predicates(quads: Collection[ox.Quad]) -> set[Subject | ox.Triple]:
    """The predicates of claims: the properties that state which subjects they take, and those below them."""
    predicates = {quad.subject for quad in quads if quad.predicate.value == f"{EXO}subjectKind"}
    pairs = [(quad.subject, quad.object) for quad in quads if quad.predicate.value == f"{RDFS}subPropertyOf"]
    while lower := {low for low, high in pairs if high in predicates} - predicates:
        predicates |= lower
    return predicates


def _records(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, str]:
    """Every record with the local name of its class; a citation is one, though its class is not ours."""
    quads = list(quads)
    classes = {
        quad.subject: quad.subject.value
        for quad in quads
        if quad.predicate.value == _CLASSES and quad.object == _RECORD and isinstance(quad.subject, ox.NamedNode)
    } | {_CITATION: _CITATION.value}
    return {
        quad.subject: classes[quad.object].rpartition("/")[2]
        for quad in quads
        if quad.predicate == RDF_TYPE and isinstance(quad.subject, ox.NamedNode)
        if isinstance(quad.object, ox.NamedNode) and quad.object in classes
    }


def _kept(
    quads: Sequence[ox.Quad], records: Mapping[ox.NamedNode, str], claims: set[ox.NamedNode]
) -> set[ox.NamedNode]:
    """The claims and the records that they depend on."""
    pairs: dict[str, list[tuple[ox.NamedNode, ox.NamedNode]]] = {}
    for quad in quads:
        if quad.subject in records and isinstance(quad.object, ox.NamedNode):
            pairs.setdefault(quad.predicate.value, []).append((quad.subject, quad.object))  # type: ignore[arg-type]

    def named_by(subjects: set[ox.NamedNode], *properties: str) -> set[ox.NamedNode]:
        return {value for name in properties for subject, value in pairs.get(name, ()) if subject in subjects}

    def naming(objects: set[ox.NamedNode], name: str, kind: str) -> set[ox.NamedNode]:
        return {subject for subject, value in pairs.get(name, ()) if value in objects and records[subject] == kind}

    own = {claim for claim in claims if records.get(claim) == "Claim"}
    if not own:
        raise InputError(
            "the query selects no claim",
            mend="Its first column must hold claims, such as ?claim in { ?claim a exo:Claim }.",
        )
    sentences = named_by(own, f"{EXO}sentence")
    sections = named_by(sentences, f"{EXO}section")
    citations = naming(sentences, f"{CITO}hasCitingEntity", "Citation")
    references = named_by(own, f"{CITO}citesAsEvidence", f"{EXO}attributedTo")
    references |= named_by(citations, f"{CITO}hasCitedEntity", f"{EXO}intendedReference")
    selected = own | sentences | sections | named_by(sections, f"{EXO}review") | citations | references
    selected |= naming(selected, f"{EXO}concerns", "Finding") | naming(sentences, f"{EXO}sentence", "Gap")
    others = naming(records.keys() - own, f"{EXO}involves", "Conflict")
    return selected | (naming(own, f"{EXO}involves", "Conflict") - others)
