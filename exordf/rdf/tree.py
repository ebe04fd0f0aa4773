"""Trees: quads by subject and property, and which blank nodes can be written inside what names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from exordf.rdf.prefixes import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_FIRST, _REST, _NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))


class Trees:
    """The triples of `quads` as trees: `about` has the objects of each subject by property, in the order given.

    A blank node hangs on what names it where that is one triple only and no circle, so that it needs no name.

    >>> outer, inner = ox.BlankNode("outer"), ox.BlankNode("inner")
    >>> label, part = ox.NamedNode("urn:label"), ox.NamedNode("urn:part")
    >>> trees = Trees([ox.Quad(outer, part, inner), ox.Quad(inner, label, ox.Literal("in"))])
    >>> trees.roots() == [outer], trees.hangs(inner)
    (True, True)
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.about: dict[Subject, dict[ox.NamedNode, list[Object]]] = {}
        self._above: dict[ox.BlankNode, list[Subject]] = {}
        for quad in quads:
            subject = quad.subject
            if isinstance(subject, ox.Triple):
                raise TypeError("a triple term is no subject")  # RDF 1.2 has them as objects only
            self.about.setdefault(subject, {}).setdefault(quad.predicate, []).append(quad.object)
            if isinstance(quad.object, ox.BlankNode):
                self._above.setdefault(quad.object, []).append(subject)
            for inside in _blank_in(quad.object) if isinstance(quad.object, ox.Triple) else ():
                self._above.setdefault(inside, []).extend((subject, subject))  # it needs a name there
        self._circles: dict[Subject, bool] = {}
        self._hanging = {node for node, above in self._above.items() if len(above) == 1 and not self._is_circle(node)}

    def roots(self) -> list[Subject]:
        """The subjects that hang on nothing, in the order in which they came."""
        return [subject for subject in self.about if subject not in self._hanging]

    def hangs(self, node: object) -> bool:
        """Whether it is a blank node that can be written inside the one thing that names it."""
        return node in self._hanging

    def named(self, node: ox.BlankNode) -> bool:
        """Whether something has this blank node as its value."""
        return node in self._above

    def items(self, head: object) -> list[Object] | None:
        """The members of an RDF list of which nothing names a part; None for what is no such list."""
        found: list[Object] = []
        while head != _NIL:
            cell = self.about.get(head, {}) if isinstance(head, ox.BlankNode) and self.hangs(head) else {}
            if set(cell) != {_FIRST, _REST} or any(len(values) != 1 for values in cell.values()):
                return None
            found += cell[_FIRST]
            head = cell[_REST][0]
        return found

    def _is_circle(self, node: ox.BlankNode) -> bool:
        """Whether the way up from a node, as long as there is one only, leads back to where it was."""
        way: dict[Subject, None] = {}
        above: Subject = node
        while isinstance(above, ox.BlankNode) and len(self._above.get(above, ())) == 1:
            if above in way or above in self._circles:
                break
            way[above] = None
            above = self._above[above][0]
        found = above in way or self._circles.get(above, False)
        self._circles |= dict.fromkeys(way, found)
        return found


def _blank_in(triple: ox.Triple) -> list[ox.BlankNode]:
    found: list[ox.BlankNode] = []
    for term in (triple.subject, triple.object):
        found += _blank_in(term) if isinstance(term, ox.Triple) else [term] if isinstance(term, ox.BlankNode) else []
    return found
