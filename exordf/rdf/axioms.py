"""OWL axioms in triples: their triples, the names in them, and their text in Manchester syntax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import OWL, RDF, RDF_TYPE, RDFS
from exordf.rdf.tree import Trees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.rdf.rows import Term

_LOGICAL = (
    *(f"{RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(
        f"{OWL}{name}"
        for name in (
            "equivalentClass",
            "disjointWith",
            "propertyChainAxiom",
            "equivalentProperty",
            "inverseOf",
            "disjointUnionOf",
        )
    ),
)
_AXIOM_TYPES = frozenset(f"{OWL}{name}" for name in ("AllDisjointClasses", "AllDifferent", "AllDisjointProperties"))


@dataclass(frozen=True)
class Axiom:
    """One axiom: the triple that states it, and the triples of the blank nodes below that."""

    head: ox.Triple
    triples: frozenset[ox.Triple]

    def names(self) -> set[str]:
        """The IRIs in it, without those of RDF, RDFS and OWL."""
        terms = {term for triple in self.triples for term in (triple.subject, triple.object)}
        return {
            term.value
            for term in terms
            if isinstance(term, ox.NamedNode) and not term.value.startswith((OWL, RDF, RDFS))
        }

    def text(self, name: Callable[[ox.NamedNode], str]) -> str:
        """The axiom in Manchester syntax, with `name` of each IRI."""
        values: dict[tuple[Term | None, str], Term] = {
            (triple.subject, triple.predicate.value): triple.object for triple in self.triples
        }

        def expression(term: Term | None) -> str:
            if isinstance(term, ox.NamedNode):
                return name(term)
            if (term, f"{OWL}onProperty") in values:
                filler = values.get((term, f"{OWL}someValuesFrom"))
                return f"({expression(values[term, f'{OWL}onProperty'])} some {expression(filler)})"
            if (term, f"{OWL}intersectionOf") in values:
                return " and ".join(members(values[term, f"{OWL}intersectionOf"]))
            if (term, f"{OWL}unionOf") in values:
                return f"({' or '.join(members(values[term, f'{OWL}unionOf']))})"
            if (term, f"{RDF}first") in values:
                return " o ".join(members(term))
            return str(term)

        def members(head: Term | None) -> list[str]:
            expressions, item = [], head
            while (item, f"{RDF}first") in values:
                expressions.append(expression(values[item, f"{RDF}first"]))
                item = values[item, f"{RDF}rest"]
            return expressions

        lists = [
            values[self.head.subject, key]
            for key in (f"{OWL}members", f"{OWL}distinctMembers")
            if (self.head.subject, key) in values
        ]
        if lists:
            return f"{name(self.head.object)}: {', '.join(members(lists[0]))}"  # type: ignore[arg-type]
        return f"{expression(self.head.subject)} {name(self.head.predicate)} {expression(self.head.object)}"


def axioms(quads: Iterable[ox.Quad]) -> list[Axiom]:
    """The logical axioms among `quads`, in an order that depends on the axioms alone."""
    trees = Trees(quads)
    heads = [quad.triple for quad in trees.quads(trees.about) if _states_an_axiom(quad.triple)]
    return sorted((Axiom(head, frozenset(_built_on(head, trees))) for head in heads), key=_order)


def _order(axiom: Axiom) -> tuple[str, list[str], str]:
    subject = axiom.head.subject
    iri = subject.value if isinstance(subject, ox.NamedNode) else ""  # names of blank nodes are arbitrary
    return iri, sorted(axiom.names()), axiom.head.predicate.value


def _states_an_axiom(triple: ox.Triple) -> bool:
    if triple.predicate == RDF_TYPE:
        kind = triple.object
        if not isinstance(kind, ox.NamedNode):
            return True
        if isinstance(triple.subject, ox.BlankNode):
            return kind.value in _AXIOM_TYPES
        return True
    return triple.predicate.value in _LOGICAL


def _built_on(head: ox.Triple, trees: Trees) -> Iterator[ox.Triple]:
    yield head
    nodes = [node for node in (head.subject, head.object) if isinstance(node, ox.BlankNode)]
    yield from (quad.triple for quad in trees.quads(trees.closure(*nodes)))
