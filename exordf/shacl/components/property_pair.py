"""Property pairs (section 4.5): `sh:equals`, `sh:disjoint`, `sh:lessThan`, `sh:lessThanOrEquals`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.shacl import literal_expressions
from exordf.shacl.blocks import Block
from exordf.shacl.compiler import Component

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.shacl.blocks import Constraint, Scope
    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape


def _equals(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    """Values that the other property does not have, then its values that the path does not lead to."""
    checks = ((constraint, "true"),)
    value, pattern = compiler.values(shape, scope)
    for other in shape.iris("equals"):
        missing = f"{pattern} FILTER NOT EXISTS {{ {scope.focus} {other} {value} }}"
        yield Block(scope, missing, checks, value)
        theirs = compiler.fresh("value")
        if shape.path is None:
            surplus = f"{scope.pattern} {scope.focus} {other} {theirs} . FILTER(!sameTerm({theirs}, {scope.focus}))"
        else:
            ours = scope.values(shape.path, theirs)
            surplus = f"{scope.pattern} {scope.focus} {other} {theirs} . MINUS {{ {ours} }}"
        yield Block(scope, surplus, checks, theirs)


def _disjoint(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    value, pattern = compiler.values(shape, scope)
    for other in shape.iris("disjoint"):
        yield Block(scope, f"{pattern} {scope.focus} {other} {value} .", ((constraint, "true"),), value)


def _less(parameter: str, sign: str, message: str) -> Component:
    def blocks(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
        value, pattern = compiler.values(shape, scope)
        for other in shape.iris(parameter):
            theirs = compiler.fresh("other")
            compared = literal_expressions.compared(value, sign, theirs)
            unordered = f"{pattern} {scope.focus} {other} {theirs} . FILTER(!{compared})"
            yield Block(scope, unordered, ((constraint, "true"),), value, also=(theirs,))

    return Component(parameter, message, blocks=blocks, is_single=False, on_node_shapes="refused")


ORDERS = (
    _less("lessThan", "<", "The value is not less than every value of {}."),
    _less("lessThanOrEquals", "<=", "The value is greater than a value of {}."),
)
COMPONENTS = (
    Component("equals", "The values are not the same as those of {}.", blocks=_equals, is_single=False),
    Component("disjoint", "The value is also a value of {}.", blocks=_disjoint, is_single=False),
    *ORDERS,
)
PARAMETERS = tuple(component.parameter for component in COMPONENTS)
ORDER_PARAMETERS = tuple(component.parameter for component in ORDERS)
