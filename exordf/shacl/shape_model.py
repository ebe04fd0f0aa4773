"""Shapes as values, each with access to its parameters in the shapes graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import SH, XSD
from exordf.rdf.rows import Term
from exordf.shacl import paths
from exordf.shacl.shapes_graph import Graph, Node

# No count reaches this number, and every store can compute with it.
_MOST = 10**18

Messages = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shape:
    """One shape; its methods read its parameters, which are named without `sh:`, from the graph."""

    node: Node
    path: paths.Path | None
    severity: ox.NamedNode
    messages: Messages
    deactivated: bool
    graph: Graph = field(repr=False, compare=False)

    def terms(self, parameter: str) -> tuple[Term, ...]:
        """The values of a parameter, in a fixed order."""
        return self.graph.objects(self.node, SH + parameter)

    def nodes(self, parameter: str) -> tuple[Node, ...]:
        """The values of a parameter whose values are shapes or other nodes."""
        return tuple(self.node_of(parameter, term) for term in self.terms(parameter))

    def iris(self, parameter: str) -> tuple[ox.NamedNode, ...]:
        """The values of a parameter whose values are IRIs."""
        return tuple(self.iri_of(parameter, term) for term in self.terms(parameter))

    def lists(self, parameter: str) -> tuple[tuple[Term, ...], ...]:
        """The values of a parameter whose values are lists."""
        return tuple(self.graph.items(head) for head in self.terms(parameter))

    def number(self, parameter: str) -> int | None:
        """The value of a parameter that is a number."""
        term = next(iter(self.terms(parameter)), None)
        if term is None:
            return None
        whole = isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}integer"
        if whole and re.fullmatch(r"\+?[0-9]+|-0+", term.value):  # type: ignore[union-attr] # it is a literal
            digits = term.value.lstrip("+-0") or "0"  # type: ignore[union-attr] # as above
            return int(digits) if len(digits) < len(str(_MOST)) else _MOST
        raise self.refused(parameter, f"is {term}, not a whole number")

    def flag(self, parameter: str) -> bool:
        """The value of a parameter that is true or false; false where it is absent."""
        return flag(self.graph, self.node, parameter)

    def text(self, parameter: str) -> str | None:
        """The value of a parameter that is a string."""
        term = next(iter(self.terms(parameter)), None)
        if term is None:
            return None
        if not isinstance(term, ox.Literal):
            raise self.refused(parameter, f"is {term}, not a string")
        return term.value

    def refused(self, parameter: str, why: str) -> InputError:
        """The error for a parameter that cannot be checked as it stands."""
        return refused(self.graph, self.node, parameter, why)

    def constant(self, parameter: str, term: Term) -> ox.NamedNode | ox.Literal:
        """A term that a query can name. Raises InputError for any other."""
        if isinstance(term, ox.NamedNode | ox.Literal):
            return term
        raise self.refused(parameter, "is a blank node, which no query can name")

    def iri_of(self, parameter: str, term: Term) -> ox.NamedNode:
        if not isinstance(term, ox.NamedNode):
            raise self.refused(parameter, f"is {term}, not an IRI")
        return term

    def node_of(self, parameter: str, term: Term) -> Node:
        if not isinstance(term, ox.NamedNode | ox.BlankNode):
            raise self.refused(parameter, f"is {term}, not a shape")
        return term


def messages(graph: Graph, node: Node) -> Messages:
    """The `sh:message`s of a shape or constraint: language ("" for none) and text."""
    texts: dict[str, list[str]] = {}
    for term in graph.objects(node, f"{SH}message"):
        if not isinstance(term, ox.Literal):
            raise refused(graph, node, "message", f"is {term}, not a string")
        texts.setdefault(term.language or "", []).append(term.value)
    return tuple((language, " ".join(several)) for language, several in sorted(texts.items()))


def flag(graph: Graph, node: Node, parameter: str) -> bool:
    """Whether a parameter of a node is true; false where it is absent."""
    term = next(iter(graph.objects(node, SH + parameter)), None)
    if term is None:
        return False
    if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}boolean" and term.value in ("true", "false"):
        return term.value == "true"
    if parameter == "uniqueLang":  # property/uniqueLang-002 of the W3C suite: nothing but the term `true` turns it on
        return False
    raise refused(graph, node, parameter, f"is {term}; write true or false")


def refused(graph: Graph, node: Node, parameter: str, why: str) -> InputError:
    """The error for a parameter of a node that cannot be checked as it stands."""
    term = f"<{parameter}>" if ":" in parameter else f"sh:{parameter}"
    return InputError(f"shape {graph.called(node)}: {term} {why}")
