"""`sh:sparql` (section 5): the SELECT queries that a shape contains, as blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf.prefixes import OWL, SH
from exordf.shacl import paths, shape_model
from exordf.shacl.blocks import Block
from exordf.shacl.compiler import Component
from exordf.shacl.embedded_queries import prebinding, query_tokens
from exordf.sparql import nesting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.rdf.rows import Term
    from exordf.shacl.blocks import Constraint, Scope
    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape
    from exordf.shacl.shapes_graph import Graph, Node
    from exordf.sparql.lexer import Token

_ON_A_CONSTRAINT = frozenset(f"{SH}{name}" for name in ("select", "prefixes", "message", "deactivated"))


def _constraints(shape: Shape, itself: Constraint, parameter: str) -> list[Constraint]:
    """One constraint for each node of `sh:sparql` that is not deactivated, with its own messages where it has any."""
    return [
        replace(itself, node=node, messages=shape_model.messages(shape.graph, node) or itself.messages)
        for node in shape.nodes(parameter)
        if not shape_model.flag(shape.graph, node, "deactivated")
    ]


def _blocks(_compiler: Compiler, shape: Shape, scope: Scope, itself: Constraint) -> Iterator[Block]:
    for constraint in _constraints(shape, itself, "sparql"):
        yield _block(shape, scope, constraint)


def queries(shape: Shape) -> Iterator[tuple[Node, list[Token]]]:
    """The `sh:sparql` constraints of the shape that are not deactivated, each with the tokens of its query."""
    for node in shape.nodes("sparql"):
        if not shape_model.flag(shape.graph, node, "deactivated"):
            try:
                yield node, query_tokens.tokens_of(_query(shape, node), _prefixes(shape.graph, node))
            except query_tokens.Refused as why:
                raise shape.refused("select", f"cannot be evaluated: {why}") from None


def _block(shape: Shape, scope: Scope, constraint: Constraint) -> Block:
    node = constraint.node or shape.node
    once = scope.alone()
    try:
        select = prebinding.prebind(
            _query(shape, node),
            prefixes=_prefixes(shape.graph, node),
            targets=once.pattern,
            focus=once.focus,
            test=once.test,
            constants={
                "PATH": None if shape.path is None else paths.sparql(shape.path),
                "currentShape": str(shape.node) if isinstance(shape.node, ox.NamedNode) else None,
            },
        )
    except query_tokens.Refused as why:
        raise shape.refused("select", f"cannot be evaluated: {why}") from None
    subquery = f"{{ {select.text} }}"
    return Block(
        scope,
        subquery if scope == once else f"{scope.pattern} {subquery}",
        ((constraint, "true"),),
        also=tuple(name if name == "*" else f"?{name}" for name in select.projected if f"?{name}" not in scope.keys),
    )


def _query(shape: Shape, node: Node) -> str:
    for predicate in shape.graph.about.get(node, {}):
        if predicate.startswith(SH) and predicate not in _ON_A_CONSTRAINT:
            raise shape.refused(predicate.removeprefix(SH), "is not supported on a constraint at sh:sparql")
    texts = shape.graph.objects(node, f"{SH}select")
    if len(texts) != 1 or not isinstance(texts[0], ox.Literal):
        raise shape.refused("sparql", "needs exactly one sh:select, a string")
    try:
        nesting.refuse_deep_query("query", texts[0].value)
    except InputError as error:
        raise shape.refused("select", f"cannot be evaluated: {error.what}") from None
    return texts[0].value


def _prefixes(graph: Graph, node: Node) -> dict[str, str]:
    prefixes: dict[str, str] = {}
    todo = list(graph.objects(node, f"{SH}prefixes"))
    seen: set[Term] = set()
    while todo:
        ontology = todo.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        todo += graph.objects(ontology, f"{OWL}imports")
        for declaration in graph.objects(ontology, f"{SH}declare"):
            prefix, namespace = (_string(graph, declaration, f"{SH}{name}") for name in ("prefix", "namespace"))
            if prefixes.setdefault(prefix, namespace) != namespace:
                raise InputError(f'the prefix "{prefix}:" is declared twice, as <{prefixes[prefix]}> and <{namespace}>')
    return prefixes


def _string(graph: Graph, node: Term, predicate: str) -> str:
    texts = graph.objects(node, predicate)
    if len(texts) != 1 or not isinstance(texts[0], ox.Literal):
        raise InputError(
            f"{graph.called(node)}: a prefix declaration needs one {predicate.replace(SH, 'sh:')}, a string"
        )
    return texts[0].value


COMPONENT = Component(
    "sparql",
    "The query of sh:sparql found the value.",
    blocks=_blocks,
    constraints=_constraints,
    is_single=False,
)
