"""SHACL property paths: read from a shapes graph, written as SPARQL, and written back as triples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import RDF, SH

if TYPE_CHECKING:
    from exordf.rdf.rows import Term
    from exordf.shacl.shapes_graph import Graph


@dataclass(frozen=True)
class Inverse:
    """`sh:inversePath`."""

    path: Path


@dataclass(frozen=True)
class Sequence:
    """A list of paths, one after the other."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """`sh:alternativePath`."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Repeat:
    """`sh:zeroOrMorePath` (`*`), `sh:oneOrMorePath` (`+`) or `sh:zeroOrOnePath` (`?`)."""

    path: Path
    sign: str


Path = ox.NamedNode | Inverse | Sequence | Alternative | Repeat

_SIGNS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_KINDS = ("inversePath", "alternativePath", *_SIGNS)
_ENOUGH = 2
_MOST_LEVELS = 50


def read(graph: Graph, node: Term, above: tuple[Term, ...] = ()) -> Path:
    """The path at `node`. A node that is a list is a sequence, whatever other triples it has. Raises InputError."""
    if node in above:
        raise InputError(f"the path at {graph.called(node)} contains itself")
    if len(above) > _MOST_LEVELS:
        raise InputError(f"the path at {graph.called(above[0])} is nested more than {_MOST_LEVELS} levels deep")
    if isinstance(node, ox.NamedNode) and not graph.is_list(node):
        return node
    if graph.is_list(node):
        return Sequence(_several(graph, node, (*above, node)))
    kinds = [(kind, object_) for kind in _KINDS for object_ in graph.objects(node, SH + kind)]
    if len(kinds) != 1:
        raise InputError(f"{graph.called(node)} is not a well-formed path")
    kind, object_ = kinds[0]
    if kind == "alternativePath":
        return Alternative(_several(graph, object_, (*above, node)))
    inner = read(graph, object_, (*above, node))
    return Inverse(inner) if kind == "inversePath" else Repeat(inner, _SIGNS[kind])


def sparql(path: Path) -> str:
    """The path as SPARQL writes it."""
    match path:
        case Inverse(inner):
            return f"(^{sparql(inner)})"
        case Sequence(paths):
            return f"({'/'.join(map(sparql, paths))})"
        case Alternative(paths):
            return f"({'|'.join(map(sparql, paths))})"
        case Repeat(inner, sign):
            return f"({sparql(inner)}{sign})"
        case _:
            return str(path)


def may_be_empty(path: Path) -> bool:
    """Whether the path leads from every node to itself, even from one that is not in the graph."""
    match path:
        case Inverse(inner):
            return may_be_empty(inner)
        case Sequence(paths):
            return all(map(may_be_empty, paths))
        case Alternative(paths):
            return any(map(may_be_empty, paths))
        case Repeat(inner, sign):
            return sign != "+" or may_be_empty(inner)
        case _:
            return False


def predicates(path: Path) -> frozenset[str]:
    """The predicates that the path follows, one way or the other, by IRI."""
    match path:
        case Inverse(inner) | Repeat(inner, _):
            return predicates(inner)
        case Sequence(paths) | Alternative(paths):
            return frozenset().union(*map(predicates, paths))
        case _:
            return frozenset((path.value,))


def triples(path: Path) -> tuple[Term, list[ox.Quad]]:
    """The node that represents the path, and the triples that describe it."""
    if isinstance(path, ox.NamedNode):
        return path, []
    if isinstance(path, Sequence):
        return _list(path.paths)
    node = ox.BlankNode()
    if isinstance(path, Alternative):
        kind, (inner, quads) = "alternativePath", _list(path.paths)
    else:
        inner, quads = triples(path.path)
        kind = "inversePath" if isinstance(path, Inverse) else next(k for k, s in _SIGNS.items() if s == path.sign)
    return node, [ox.Quad(node, ox.NamedNode(SH + kind), inner), *quads]


def _several(graph: Graph, head: Term, above: tuple[Term, ...]) -> tuple[Path, ...]:
    members = graph.items(head)
    if len(members) < _ENOUGH:
        raise InputError(f"the path at {graph.called(head)} needs at least two members")
    return tuple(read(graph, member, above) for member in members)


def _list(paths: tuple[Path, ...]) -> tuple[Term, list[ox.Quad]]:
    rest: Term = ox.NamedNode(f"{RDF}nil")
    quads: list[ox.Quad] = []
    for path in reversed(paths):
        member, inner = triples(path)
        cell = ox.BlankNode()
        quads += [
            ox.Quad(cell, ox.NamedNode(f"{RDF}first"), member),
            ox.Quad(cell, ox.NamedNode(f"{RDF}rest"), rest),
            *inner,
        ]
        rest = cell
    return rest, quads
