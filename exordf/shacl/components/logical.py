"""Logic (section 4.6): `sh:not`, `sh:and`, `sh:or`, `sh:xone`.

Where a look at the value decides about every member, the constraint is an expression; else the values that break a
member are a subquery, joined or subtracted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from exordf.shacl.blocks import Block, grouped, joined
from exordf.shacl.compiler import Component

if TYPE_CHECKING:
    from exordf.shacl.blocks import Constraint, Scope
    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape

Shapes = tuple["Shape", ...]
# From the expressions that are true where a value breaks each member, the one that is true where it breaks them as one.
Expression = Callable[[Sequence[str]], str]
# The pattern for the values that break the constraint, from one that binds them; None where none can.
Pattern = Callable[["Compiler", Shapes, str, "Scope"], str | None]


def component(
    parameter: str,
    message: str,
    members: Callable[[Compiler, Shape], Sequence[Shapes]],
    expression: Expression,
    pattern: Pattern,
) -> Component:
    """The component of a constraint that says to which shapes, of some, a value conforms."""

    def tests(compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
        for shapes in members(compiler, shape):
            if all(map(compiler.is_test, shapes)):
                yield expression([compiler.broken(other, value) for other in shapes])

    def blocks(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
        value, values = compiler.values(shape, scope)
        inner = scope.within(shape.path, value).alone()
        for shapes in members(compiler, shape):
            if not all(map(compiler.is_test, shapes)):
                breaking = pattern(compiler, shapes, values, inner)
                if breaking is not None:
                    yield Block(scope, breaking, ((constraint, "true"),), value)

    return Component(parameter, message, tests, blocks, members, is_single=False)


def breaks_any(expressions: Sequence[str]) -> str:
    """The expression for a value that breaks one of the members."""
    return f"({joined(' || ', expressions) or 'false'})"


def breaking_any(compiler: Compiler, shapes: Shapes, values: str, inner: Scope) -> str | None:
    """The pattern for the values that break one of the members."""
    breaking = compiler.breaking(shapes, inner)
    return None if breaking is None else f"{values} {{ {breaking} }}"


def conforming(compiler: Compiler, shape: Shape, values: str, inner: Scope) -> str:
    """The pattern for the values that conform to a shape."""
    breaking = compiler.breaking((shape,), inner)
    return f"{values} MINUS {{ {breaking} }}" if breaking else values


def _breaking_all(compiler: Compiler, shapes: Shapes, values: str, inner: Scope) -> str | None:
    breaking = [compiler.breaking((shape,), inner) for shape in shapes]
    return f"{values} {' '.join(f'{{ {select} }}' for select in breaking)}" if all(breaking) else None


def _breaks_all_or_few(expressions: Sequence[str]) -> str:
    return f"(({joined(' + ', [f'IF({expression}, 0, 1)' for expression in expressions]) or '0'}) != 1)"


def _breaking_all_or_few(compiler: Compiler, shapes: Shapes, values: str, inner: Scope) -> str | None:
    """The pattern for the values that do not break exactly all members except one."""
    number = compiler.fresh("number")
    numbered = [
        f"{{ {pattern} BIND({position} AS {number}) }}"
        for position, shape in enumerate(shapes)
        for pattern in compiler.breakers(shape, inner)
    ]
    if not numbered:
        return values if len(shapes) != 1 else None
    counted = f"{inner.pattern} OPTIONAL {{ {joined(' UNION ', numbered, '{}')} }}"
    return f"{values} {grouped(inner.keys, counted, f'COUNT(DISTINCT {number}) != {len(shapes) - 1}')}"


COMPONENTS = (
    component(
        "not",
        "The value conforms to the shape {}, which it must not.",
        lambda compiler, shape: [(other,) for other in compiler.referred(shape, "not")],
        lambda expressions: f"!{expressions[0]}",
        lambda compiler, shapes, values, inner: conforming(compiler, shapes[0], values, inner),
    ),
    component(
        "and",
        "The value does not conform to every shape of sh:and.",
        lambda compiler, shape: compiler.listed(shape, "and"),
        breaks_any,
        breaking_any,
    ),
    component(
        "or",
        "The value conforms to no shape of sh:or.",
        lambda compiler, shape: compiler.listed(shape, "or"),
        lambda expressions: f"({joined(' && ', expressions) or 'true'})",
        _breaking_all,
    ),
    component(
        "xone",
        "The value does not conform to exactly one shape of sh:xone.",
        lambda compiler, shape: compiler.listed(shape, "xone"),
        _breaks_all_or_few,
        _breaking_all_or_few,
    ),
)
