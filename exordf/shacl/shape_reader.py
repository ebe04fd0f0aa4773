"""Reading shapes from a shapes graph; what this engine cannot check is refused, with the shape and the term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import RDF_TYPE, RDFS, SH, did_you_mean
from exordf.shacl import paths, vocabulary
from exordf.shacl.shape_model import Shape, flag, messages, refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from exordf.shacl.shapes_graph import Graph, Node

_VIOLATION = ox.NamedNode(f"{SH}Violation")
_SEVERITIES = frozenset(f"{SH}{name}" for name in ("Violation", "Warning", "Info"))
_TYPES = (f"{SH}NodeShape", f"{SH}PropertyShape")


def roots(graph: Graph) -> list[Shape]:
    """Every shape that is declared or targeted. Raises InputError for an `sh:` term that the W3C does not list."""
    _only_terms_of_the_w3c(graph)
    for node in graph.subjects(f"{SH}entailment"):
        raise refused(graph, node, "entailment", "asks for inference, which is not supported")
    targets = tuple(SH + name for name in (*vocabulary.TARGETS, "target"))
    nodes = [
        node
        for node, values_of in graph.about.items()
        if (RDF_TYPE.value in values_of and any(graph.is_a(node, type_) for type_ in _TYPES))
        or any(target in values_of for target in targets)
    ]
    custom = custom_parameters(graph)
    return [read(graph, node, custom) for node in sorted(nodes, key=str)]


def read(graph: Graph, node: Node, custom: Collection[str]) -> Shape:
    """The shape at `node`; `custom` are the parameters of constraint components that the graph declares.

    Raises InputError for any `sh:` term on the shape that this engine does not evaluate.
    """
    values_of = graph.about.get(node, {})
    for predicate, objects in values_of.items():
        name = predicate.removeprefix(SH)
        if predicate in custom:
            raise refused(graph, node, predicate, "belongs to a custom constraint component, which is not supported")
        if predicate.startswith(SH) and name not in vocabulary.ON_A_SHAPE:
            raise refused(graph, node, name, "is not supported on a shape")
        if predicate.startswith(SH) and name in vocabulary.ONCE and len(objects) > 1:
            raise refused(graph, node, name, "stands there more than once")
    path = next(iter(graph.objects(node, f"{SH}path")), None)
    for name in sorted(vocabulary.NEEDS_PATH):
        if path is None and SH + name in values_of:
            raise refused(graph, node, name, "needs a property shape, and this shape has no sh:path")
    counts = [name for name in ("qualifiedMinCount", "qualifiedMaxCount") if SH + name in values_of]
    if path is not None and bool(counts) != (f"{SH}qualifiedValueShape" in values_of):
        raise refused(
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


def is_its_own_target(shape: Shape) -> bool:
    """Whether the shape is also a class, so that its instances are its focus nodes."""
    graph = shape.graph
    return graph.is_a(shape.node, f"{RDFS}Class") and any(graph.is_a(shape.node, type_) for type_ in _TYPES)


def _severity(graph: Graph, node: Node) -> ox.NamedNode:
    severity = next(iter(graph.objects(node, f"{SH}severity")), _VIOLATION)
    if not isinstance(severity, ox.NamedNode) or (severity.value.startswith(SH) and severity.value not in _SEVERITIES):
        raise refused(graph, node, "severity", f"is {severity}, not a severity")
    return severity


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
    """Refuse misspelt terms, which would silently check nothing, on every node that has other terms of SHACL."""
    for node, values_of in graph.about.items():
        predicates = {predicate for predicate in values_of if predicate in vocabulary.W3C}
        types = values_of.get(RDF_TYPE.value, [])
        if not predicates and not any(str(type_).startswith(f"<{SH}") for type_ in types):
            continue
        objects = [term for predicate in predicates for term in values_of[predicate]]
        for iri in [*values_of, *(term.value for term in (*types, *objects) if isinstance(term, ox.NamedNode))]:
            if iri.startswith(SH) and iri not in vocabulary.W3C | {SH}:
                raise InputError(
                    f"{graph.called(node)} says sh:{iri.removeprefix(SH)}, which is not a term of SHACL",
                    mend=did_you_mean(iri.replace(SH, "sh:"), (term.replace(SH, "sh:") for term in vocabulary.W3C)),
                )
