"""Quads as trees: values by subject and property, and the blank nodes that can be written inside their subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from exordf.rdf.prefixes import RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_FIRST, _REST, _NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))


class Trees:
    """The triples of `quads` as trees: `about` holds the values of each subject by property, in the order given.

    A blank node is nested if it is the value of exactly one triple and not part of a cycle; then it needs no name.

    >>> outer, inner = ox.BlankNode("outer"), ox.BlankNode("inner")
    >>> label, part = ox.NamedNode("urn:label"), ox.NamedNode("urn:part")
    >>> trees = Trees([ox.Quad(outer, part, inner), ox.Quad(inner, label, ox.Literal("in"))])
    >>> trees.roots() == [outer], trees.is_nested(inner), len(list(trees.block(outer)))
    (True, True, 2)
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.about: dict[Subject, dict[ox.NamedNode, list[Object]]] = {}
        self._parents: dict[ox.BlankNode, list[Subject]] = {}
        for quad in quads:
            subject = quad.subject
            if isinstance(subject, ox.Triple):
                raise TypeError("a triple term is not a subject")  # RDF 1.2 has them as objects only
            self.about.setdefault(subject, {}).setdefault(quad.predicate, []).append(quad.object)
            if isinstance(quad.object, ox.BlankNode):
                self._parents.setdefault(quad.object, []).append(subject)
            for inner in blank_nodes(quad.object) if isinstance(quad.object, ox.Triple) else ():
                self._parents.setdefault(inner, []).extend((subject, subject))  # it needs a name there
        self._cyclic: dict[Subject, bool] = {}
        self._nested = {
            node for node, parents in self._parents.items() if len(parents) == 1 and not self._is_cyclic(node)
        }

    def roots(self) -> list[Subject]:
        """The subjects that are not nested in another, in the order in which they came."""
        return [subject for subject in self.about if subject not in self._nested]

    def is_nested(self, node: object) -> bool:
        """Whether it is a blank node that can be written inside the one subject whose value it is."""
        return node in self._nested

    def is_value(self, node: ox.BlankNode) -> bool:
        """Whether some subject has this blank node as a value."""
        return node in self._parents

    def block(self, root: Subject) -> Iterator[ox.Quad]:
        """The quads of a subject and of the blank nodes nested in it. Every quad is in the block of one root."""
        return self.quads(self._below([root], self.is_nested))

    def closure(self, *subjects: Subject) -> list[Subject]:
        """The subjects and every blank node that they lead to, shared and cyclic ones too, each once."""
        return self._below(subjects, lambda _: True)

    def quads(self, subjects: Iterable[Subject]) -> Iterator[ox.Quad]:
        """The quads of these subjects, in the default graph."""
        for subject in subjects:
            for prop, values in self.about.get(subject, {}).items():
                yield from (ox.Quad(subject, prop, value) for value in values)

    def items(self, head: object) -> list[Object] | None:
        """The members of an RDF list with nested cells; None if `head` is not the head of such a list."""
        members: list[Object] = []
        while head != _NIL:
            cell = self.about.get(head, {}) if isinstance(head, ox.BlankNode) and self.is_nested(head) else {}
            if set(cell) != {_FIRST, _REST} or any(len(values) != 1 for values in cell.values()):
                return None
            members += cell[_FIRST]
            head = cell[_REST][0]
        return members

    def _below(self, subjects: Iterable[Subject], follows: Callable[[ox.BlankNode], bool]) -> list[Subject]:
        """The subjects, and the blank nodes below them for which `follows` is true, depth first."""
        seen: dict[Subject, None] = {}
        todo = list(subjects)
        while todo:
            subject = todo.pop()
            if subject not in seen:
                seen[subject] = None
                for values in self.about.get(subject, {}).values():
                    todo += [value for value in values if isinstance(value, ox.BlankNode) and follows(value)]
        return list(seen)

    def _is_cyclic(self, node: ox.BlankNode) -> bool:
        """Whether the path up from a node, as long as each node has one parent, leads back to the path."""
        path: dict[Subject, None] = {}
        parent: Subject = node
        while isinstance(parent, ox.BlankNode) and len(self._parents.get(parent, ())) == 1:
            if parent in path or parent in self._cyclic:
                break
            path[parent] = None
            parent = self._parents[parent][0]
        cyclic = parent in path or self._cyclic.get(parent, False)
        self._cyclic |= dict.fromkeys(path, cyclic)
        return cyclic


def blank_nodes(term: object) -> list[ox.BlankNode]:
    """The blank nodes in a term: itself, or those inside a triple term, in their order."""
    if isinstance(term, ox.Triple):
        return blank_nodes(term.subject) + blank_nodes(term.object)
    return [term] if isinstance(term, ox.BlankNode) else []
