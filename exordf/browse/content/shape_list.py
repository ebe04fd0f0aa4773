"""The SHACL shapes as plain values: path, constraints and messages of each, in groups by target class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.model.cells import cell
from exordf.rdf.prefixes import RDF_TYPE, SH
from exordf.rdf.rows import text
from exordf.shacl import paths
from exordf.shacl.shapes_graph import Graph, indexed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

View = dict[str, Any]

_SHAPES = (f"{SH}NodeShape", f"{SH}PropertyShape")
_SHOWN_APART = ("path", "message", "sparql", "property", "targetClass", "prefixes")


def list_shapes(facts: Facts) -> list[View]:
    """The shapes that have an IRI, in groups by target class; those without one come last."""
    graph = indexed(facts.dataset.shapes)
    named = sorted(
        (node for node in graph.about if isinstance(node, ox.NamedNode) and _types(graph, node) & set(_SHAPES)),
        key=lambda node: node.value,
    )
    owner = {
        part: node for node in named for part in graph.objects(node, f"{SH}property") if isinstance(part, ox.NamedNode)
    }
    groups: dict[str, View] = {}
    for node in named:
        if not graph.objects(node, f"{SH}path") and not _messages(graph, node):
            continue  # it only gathers others, which stand here themselves
        target = _target(graph, owner.get(node, node))
        group = groups.setdefault(text(target), {"target": cell(facts, target) if target else None, "shapes": []})
        group["shapes"].append(_shape(facts, graph, node))
    return [groups[name] for name in sorted(groups, key=lambda name: (not name, name))]


def _shape(facts: Facts, graph: Graph, node: ox.NamedNode) -> View:
    path = next(iter(graph.objects(node, f"{SH}path")), None)
    rules = [
        (predicate.removeprefix(SH), ", ".join(_words(facts, graph, objects)))
        for predicate, objects in sorted(graph.about[node].items())
        if predicate.startswith(SH) and predicate.removeprefix(SH) not in _SHOWN_APART
    ]
    return {
        "name": facts.curie(node),
        "anchor": node.value.rpartition("/")[2],
        "path": _path(facts, graph, path) if path else "",
        "rules": rules,
        "messages": _messages(graph, node),
        "sparql": [
            text(select).strip("\n")
            for constraint in graph.objects(node, f"{SH}sparql")
            for select in graph.objects(constraint, f"{SH}select")
        ],
    }


def _path(facts: Facts, graph: Graph, path: Term) -> str:
    words = paths.sparql(paths.read(graph, path))
    for prefix, namespace in sorted(facts.dataset.prefixes.table.items(), key=lambda each: -len(each[1])):
        words = words.replace(f"<{namespace}", f"{prefix}:<")
    return words.replace("<", "").replace(">", "")


def _words(facts: Facts, graph: Graph, objects: Iterable[Term]) -> list[str]:
    words = []
    for term in objects:
        if isinstance(term, ox.NamedNode):
            words.append(facts.curie(term))
        elif graph.is_list(term):
            words.append(f"({' '.join(_words(facts, graph, graph.items(term)))})")
        elif isinstance(term, ox.BlankNode):
            inner = sorted(graph.about.get(term, {}).items())
            said = (f"{name.removeprefix(SH)} {' '.join(_words(facts, graph, values))}" for name, values in inner)
            words.append(f"[{'; '.join(said)}]")
        else:
            words.append(text(term))
    return words


def _messages(graph: Graph, node: ox.NamedNode) -> list[tuple[str, str]]:
    """The messages of a shape and of its queries, in English and in Chinese."""
    said = []
    for each in (node, *graph.objects(node, f"{SH}sparql")):
        by_language = {
            message.language or "en": message.value
            for message in graph.objects(each, f"{SH}message")
            if isinstance(message, ox.Literal)
        }
        if by_language:
            said.append((by_language.get("en", ""), by_language.get("zh", "")))
    return said


def _target(graph: Graph, node: ox.NamedNode) -> ox.NamedNode | None:
    return next((each for each in graph.objects(node, f"{SH}targetClass") if isinstance(each, ox.NamedNode)), None)


def _types(graph: Graph, node: ox.NamedNode) -> set[str]:
    return {text(each) for each in graph.objects(node, RDF_TYPE.value)}
