"""Shapes as values: what a shape says of itself, read from the shapes graph and refused where it cannot be checked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import RDF_TYPE, RDFS, SH, XSD, did_you_mean
from exordf.rdf.rows import Term
from exordf.shacl import paths, vocabulary
from exordf.shacl.shapes_graph import Graph, Node

# A number that nothing reaches which is counted, and that every store can compute with.
_MOST = 10**18

Messages = tuple[tuple[str, str], ...]

VIOLATION = ox.NamedNode(f"{SH}Violation")
_SEVERITIES = frozenset(f"{SH}{name}" for name in ("Violation", "Warning", "Info"))
_TYPES = (f"{SH}NodeShape", f"{SH}PropertyShape")


@dataclass(frozen=True)
class Shape:
    """One shape, and a window on the graph for its parameters, which are named without `sh:`."""

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
        """The value of a parameter that counts."""
        term = next(iter(self.terms(parameter)), None)
        if term is None:
            return None
        whole = isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}integer"
        if whole and re.fullmatch(r"\+?[0-9]+|-0+", term.value):  # type: ignore[union-attr] # it is a literal
            digits = term.value.lstrip("+-0") or "0"  # type: ignore[union-attr] # as above
            return int(digits) if len(digits) < len(str(_MOST)) else _MOST
        raise self.refused(parameter, f"is {term}, not a whole number")

    def flag(self, parameter: str) -> bool:
        """The value of a parameter that is true or false; false where it is not there."""
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
        return _refused(self.graph, self.node, parameter, why)

    def iri_of(self, parameter: str, term: Term) -> ox.NamedNode:
        if not isinstance(term, ox.NamedNode):
            raise self.refused(parameter, f"is {term}, not an IRI")
        return term

    def node_of(self, parameter: str, term: Term) -> Node:
        if not isinstance(term, ox.NamedNode | ox.BlankNode):
            raise self.refused(parameter, f"is {term}, not a shape")
        return term


def read(graph: Graph, node: Node, custom: Collection[str]) -> Shape:
    """The shape at `node`; `custom` are the parameters of constraint components that the graph declares.

    Raises InputError for any `sh:` term on the shape that this engine does not evaluate.
    """
    said = graph.about.get(node, {})
    for predicate, objects in said.items():
        name = predicate.removeprefix(SH)
        if predicate in custom:
            raise _refused(graph, node, predicate, "belongs to a custom constraint component, which is not supported")
        if predicate.startswith(SH) and name not in vocabulary.ON_A_SHAPE:
            raise _refused(graph, node, name, "is not supported on a shape")
        if predicate.startswith(SH) and name in vocabulary.ONCE and len(objects) > 1:
            raise _refused(graph, node, name, "stands there more than once")
    path = next(iter(graph.objects(node, f"{SH}path")), None)
    for name in vocabulary.PROPERTY_CONSTRAINTS - {"qualifiedMinCount", "qualifiedMaxCount"} | {"qualifiedValueShape"}:
        if path is None and SH + name in said:
            raise _refused(graph, node, name, "needs a property shape, and this shape has no sh:path")
    counts = [name for name in ("qualifiedMinCount", "qualifiedMaxCount") if SH + name in said]
    if path is not None and bool(counts) != (f"{SH}qualifiedValueShape" in said):
        raise _refused(
            graph, node, "qualifiedValueShape", "and its sh:qualifiedMinCount or sh:qualifiedMaxCount need each other"
        )
    return Shape(
        node,
        None if path is None else paths.read(graph, path),
        _severity(graph, node),
        messages(graph, node),
        flag(graph, node, "deactivated"),
        graph,
    )


def messages(graph: Graph, node: Node) -> Messages:
    """The `sh:message`s of a shape or constraint: language ("" for none) and text."""
    found: dict[str, list[str]] = {}
    for term in graph.objects(node, f"{SH}message"):
        if not isinstance(term, ox.Literal):
            raise _refused(graph, node, "message", f"is {term}, not a string")
        found.setdefault(term.language or "", []).append(term.value)
    return tuple((language, " ".join(texts)) for language, texts in sorted(found.items()))


def roots(graph: Graph) -> list[Shape]:
    """Every shape that is declared or targeted. Raises InputError for an `sh:` term that the W3C does not list."""
    _only_terms_of_the_w3c(graph)
    for node in graph.subjects(f"{SH}entailment"):
        raise _refused(graph, node, "entailment", "asks for inference, which is not supported")
    targets = tuple(SH + name for name in (*vocabulary.TARGETS, "target"))
    nodes = [
        node
        for node, said in graph.about.items()
        if (RDF_TYPE.value in said and any(graph.is_a(node, type_) for type_ in _TYPES))
        or any(target in said for target in targets)
    ]
    custom = custom_parameters(graph)
    return [read(graph, node, custom) for node in sorted(nodes, key=str)]


def is_its_own_target(shape: Shape) -> bool:
    """Whether the shape is also a class, so that its instances are its focus nodes."""
    graph = shape.graph
    return graph.is_a(shape.node, f"{RDFS}Class") and any(graph.is_a(shape.node, type_) for type_ in _TYPES)


def _severity(graph: Graph, node: Node) -> ox.NamedNode:
    severity = next(iter(graph.objects(node, f"{SH}severity")), VIOLATION)
    if not isinstance(severity, ox.NamedNode) or (severity.value.startswith(SH) and severity.value not in _SEVERITIES):
        raise _refused(graph, node, "severity", f"is {severity}, not a severity")
    return severity


def flag(graph: Graph, node: Node, parameter: str) -> bool:
    """Whether a node says `true` with a parameter; false where it says nothing."""
    term = next(iter(graph.objects(node, SH + parameter)), None)
    if term is None:
        return False
    if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}boolean" and term.value in ("true", "false"):
        return term.value == "true"
    if parameter == "uniqueLang":  # property/uniqueLang-002 of the W3C suite: nothing but the term `true` turns it on
        return False
    raise _refused(graph, node, parameter, f"is {term}; write true or false")


def custom_parameters(graph: Graph) -> set[str]:
    """The properties that are parameters of constraint components which the graph declares."""
    return {
        path.value
        for component in graph.subjects(f"{SH}parameter")
        for parameter in graph.objects(component, f"{SH}parameter")
        for path in graph.objects(parameter, f"{SH}path")
        if isinstance(path, ox.NamedNode) and not path.value.startswith(SH)
    }


def _only_terms_of_the_w3c(graph: Graph) -> None:
    """A misspelt term checks nothing and says nothing, so it is an error on every node that speaks SHACL otherwise."""
    for node, said in graph.about.items():
        speaks = {predicate for predicate in said if predicate in vocabulary.W3C}
        types = said.get(RDF_TYPE.value, [])
        if not speaks and not any(str(type_).startswith(f"<{SH}") for type_ in types):
            continue
        objects = [term for predicate in speaks for term in said[predicate]]
        for iri in [*said, *(term.value for term in (*types, *objects) if isinstance(term, ox.NamedNode))]:
            if iri.startswith(SH) and iri not in vocabulary.W3C | {SH}:
                raise InputError(
                    f"{graph.called(node)} says sh:{iri.removeprefix(SH)}, which is not a term of SHACL",
                    mend=did_you_mean(iri.replace(SH, "sh:"), (known.replace(SH, "sh:") for known in vocabulary.W3C)),
                )


def _refused(graph: Graph, node: Node, parameter: str, why: str) -> InputError:
    term = f"<{parameter}>" if ":" in parameter else f"sh:{parameter}"
    return InputError(f"shape {graph.called(node)}: {term} {why}")
