"""The list of SHACL shapes: path, constraints and messages of each, in groups by target class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.cells import Cell, cell
from exordf.rdf.prefixes import RDF_TYPE, SH
from exordf.rdf.rows import text
from exordf.shacl import paths
from exordf.shacl.shapes_graph import Graph, indexed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

_SHAPES = {f"{SH}NodeShape", f"{SH}PropertyShape"}
_IN_OTHER_FIELDS = ("path", "message", "sparql", "property", "targetClass", "prefixes")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A parameter of a shape, such as `minCount`, and its value as text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape by its CURIE; `path` is in the syntax of SPARQL, `queries` are those of its SPARQL constraints."""

    name: str
    anchor: str
    path: str
    constraints: list[Constraint]
    messages: list[Bilingual]
    queries: list[str]


@dataclass(frozen=True, slots=True)
class ShapeGroup:
    """The shapes of a target class; the class is None for those without one."""

    target: Cell | None
    shapes: list[Shape]


def list_shapes(facts: Facts) -> list[ShapeGroup]:
    """The shapes that have an IRI, in groups by target class, those without one last.

    A shape that only gathers others is left out, as these are listed themselves.
    """
    graph = indexed(facts.dataset.shapes)
    shapes = sorted(
        (node for node in graph.about if isinstance(node, ox.NamedNode) and _classes(graph, node) & _SHAPES),
        key=lambda node: node.value,
    )
    owner = {
        part: node for node in shapes for part in graph.objects(node, f"{SH}property") if isinstance(part, ox.NamedNode)
    }
    groups: dict[str, ShapeGroup] = {}
    for node in shapes:
        if graph.objects(node, f"{SH}path") or _messages(graph, node):
            target = _target(graph, owner.get(node, node))
            group = groups.setdefault(text(target), ShapeGroup(cell(facts, target) if target else None, []))
            group.shapes.append(_shape(facts, graph, node))
    return [groups[name] for name in sorted(groups, key=lambda name: (not name, name))]


def _shape(facts: Facts, graph: Graph, node: ox.NamedNode) -> Shape:
    path = next(iter(graph.objects(node, f"{SH}path")), None)
    return Shape(
        name=facts.curie(node),
        anchor=node.value.rpartition("/")[2],
        path=_path(facts, graph, path) if path else "",
        constraints=[
            Constraint(predicate.removeprefix(SH), ", ".join(_values(facts, graph, objects)))
            for predicate, objects in sorted(graph.about[node].items())
            if predicate.startswith(SH) and predicate.removeprefix(SH) not in _IN_OTHER_FIELDS
        ],
        messages=_messages(graph, node),
        queries=[
            text(select).strip("\n")
            for constraint in graph.objects(node, f"{SH}sparql")
            for select in graph.objects(constraint, f"{SH}select")
        ],
    )


def _path(facts: Facts, graph: Graph, path: Term) -> str:
    """A path in the syntax of SPARQL, with prefixed names."""
    sparql = paths.sparql(paths.read(graph, path))
    for prefix, namespace in sorted(facts.dataset.prefixes.table.items(), key=lambda pair: -len(pair[1])):
        sparql = sparql.replace(f"<{namespace}", f"{prefix}:<")
    return sparql.replace("<", "").replace(">", "")


def _values(facts: Facts, graph: Graph, objects: Iterable[Term]) -> list[str]:
    """The values of a parameter: CURIEs, literals, lists in parentheses, blank nodes in brackets."""
    values = []
    for term in objects:
        if isinstance(term, ox.NamedNode):
            values.append(facts.curie(term))
        elif graph.is_list(term):
            values.append(f"({' '.join(_values(facts, graph, graph.items(term)))})")
        elif isinstance(term, ox.BlankNode):
            parameters = sorted(graph.about.get(term, {}).items())
            parts = (f"{name.removeprefix(SH)} {' '.join(_values(facts, graph, inner))}" for name, inner in parameters)
            values.append(f"[{'; '.join(parts)}]")
        else:
            values.append(text(term))
    return values


def _messages(graph: Graph, node: ox.NamedNode) -> list[Bilingual]:
    """The messages of a shape and of its queries, in both languages."""
    messages = []
    for part in (node, *graph.objects(node, f"{SH}sparql")):
        by_language = {
            message.language or "en": message.value
            for message in graph.objects(part, f"{SH}message")
            if isinstance(message, ox.Literal)
        }
        if by_language:
            messages.append(Bilingual(by_language.get("en", ""), by_language.get("zh", "")))
    return messages


def _target(graph: Graph, node: ox.NamedNode) -> ox.NamedNode | None:
    return next((term for term in graph.objects(node, f"{SH}targetClass") if isinstance(term, ox.NamedNode)), None)


def _classes(graph: Graph, node: ox.NamedNode) -> set[str]:
    return {text(term) for term in graph.objects(node, RDF_TYPE.value)}
