"""Shapes (section 4.7): `sh:node`, `sh:qualifiedMinCount`, `sh:qualifiedMaxCount`; `sh:property` is the compiler's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.rdf.prefixes import SH
from exordf.shacl.blocks import Block
from exordf.shacl.compiler import Component
from exordf.shacl.components import cardinality, logical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.shacl.blocks import Constraint, Scope
    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape


def _qualified_min(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    if least := shape.number("qualifiedMinCount"):
        for value, pattern in _qualified(compiler, shape, scope):
            yield Block(scope, cardinality.fewer(scope, pattern, value, least), ((constraint, "true"),))


def _qualified_max(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    if (most := shape.number("qualifiedMaxCount")) is not None:
        for value, pattern in _qualified(compiler, shape, scope):
            yield Block(scope, cardinality.more(scope, pattern, value, most), ((constraint, "true"),))


def _qualified(compiler: Compiler, shape: Shape, scope: Scope) -> Iterator[tuple[str, str]]:
    """A variable and the pattern that binds it to the values that conform to the qualified shape and no sibling."""
    for qualified in compiler.referred(shape, "qualifiedValueShape"):
        value, pattern = compiler.values(shape, scope)
        inner = scope.within(shape.path, value).alone()
        breaks = [compiler.breaking((sibling,), inner) for sibling in siblings(compiler, shape)]
        if all(breaks):
            distinct = " ".join([pattern, *(f"{{ {select} }}" for select in breaks)])
            yield value, logical.conforming(compiler, qualified, distinct, inner)
        else:  # every node conforms to one of the siblings
            yield value, f"{pattern} FILTER(false)"


def siblings(compiler: Compiler, shape: Shape) -> list[Shape]:
    """The sibling shapes (section 4.7.3) of a qualified shape: its values must not conform to them either."""
    own = shape.terms("qualifiedValueShape")
    if not own or not shape.flag("qualifiedValueShapesDisjoint"):
        return []
    graph = compiler.graph
    parents = [node for node in graph.subjects(f"{SH}property") if shape.node in graph.objects(node, f"{SH}property")]
    nodes = {
        node
        for parent in parents
        for other in graph.objects(parent, f"{SH}property")
        for node in graph.objects(other, f"{SH}qualifiedValueShape")
        if node not in own
    }
    return [compiler.shape(shape.node_of("qualifiedValueShape", node)) for node in sorted(nodes, key=str)]


NODE = logical.component(
    "node",
    "The value does not conform to the shape {}.",
    lambda compiler, shape: [(other,) for other in compiler.referred(shape, "node")],
    logical.breaks_any,
    logical.breaking_any,
)
# The W3C suite (node/qualified-001) has these on a node shape, where they mean nothing.
QUALIFIED = (
    Component(
        "qualifiedMinCount",
        "There are fewer than {} values that conform to the qualified shape.",
        blocks=_qualified_min,
        companions=("qualifiedValueShape", "qualifiedValueShapesDisjoint"),
        on_node_shapes="ignored",
    ),
    Component(
        "qualifiedMaxCount",
        "There are more than {} values that conform to the qualified shape.",
        blocks=_qualified_max,
        companions=("qualifiedValueShape", "qualifiedValueShapesDisjoint"),
        on_node_shapes="ignored",
    ),
)
