"""A shapes graph indexed by subject; lists as tuples, and a name for every node in an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import RDF, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.rdf.rows import Term

Node = ox.NamedNode | ox.BlankNode

_FIRST, _REST = f"{RDF}first", f"{RDF}rest"
_NIL = ox.NamedNode(f"{RDF}nil")


@dataclass(frozen=True)
class Graph:
    """Triples by subject and predicate; the order of every result depends on the triples alone."""

    about: dict[Node, dict[str, list[Term]]]

    def objects(self, node: Term, predicate: str) -> tuple[Term, ...]:
        """The objects of the triples with the subject `node` and `predicate`, a full IRI."""
        if isinstance(node, ox.Literal | ox.Triple):
            return ()
        return tuple(self.about.get(node, {}).get(predicate, ()))

    def subjects(self, predicate: str) -> list[Node]:
        """The subjects of the triples with `predicate`."""
        return [node for node, values_of in self.about.items() if predicate in values_of]

    def items(self, head: Term) -> tuple[Term, ...]:
        """The members of an RDF list. Raises InputError where it is broken or circular."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            first, rest = self.objects(head, _FIRST), self.objects(head, _REST)
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise InputError(f"{self.called(head)} is not a well-formed list")
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return tuple(members)

    def is_list(self, node: Term) -> bool:
        """Whether `node` begins a list."""
        return node == _NIL or bool(self.objects(node, _FIRST))

    def is_a(self, node: Node, cls: str) -> bool:
        """Whether `node` is an instance of the class or of a subclass that this very graph declares."""
        todo = list(self.objects(node, RDF_TYPE.value))
        seen: set[Term] = set()
        while todo:
            current = todo.pop()
            if current == ox.NamedNode(cls):
                return True
            if current not in seen:
                seen.add(current)
                todo += self.objects(current, f"{RDFS}subClassOf")
        return False

    def called(self, node: Term) -> str:
        """The name of a node in an error: a blank node by the IRI that leads to it."""
        seen: set[Term] = set()
        while isinstance(node, ox.BlankNode) and node not in seen:
            seen.add(node)
            node = next(
                (
                    subject
                    for subject, values_of in self.about.items()
                    if any(node in objects for objects in values_of.values())
                ),
                node,
            )
        return f"a node without a name under {node}" if seen else str(node)


def indexed(quads: Iterable[ox.Quad]) -> Graph:
    """The graph of the quads, whatever graphs they are in."""
    about: dict[Node, dict[str, list[Term]]] = {}
    for quad in sorted(set(quads), key=str):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
            values = about.setdefault(quad.subject, {}).setdefault(quad.predicate.value, [])
            if quad.object not in values:
                values.append(quad.object)
    return Graph(about)
