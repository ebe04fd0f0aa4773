"""Blocks for several property shapes at once: one look at each focus node for all that their plain paths ask.

A plain path is a property. It leads from a focus node to each value once, so that its values need not be distinguished
to be counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from exordf.shacl import value_constraints
from exordf.shacl.constraints import constraint
from exordf.shacl.scope import Block, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exordf.shacl.constraints import Constraint
    from exordf.shacl.scope import Context, Scope
    from exordf.shacl.shape_model import Shape

T = TypeVar("T")

# From so many properties on, every triple of a focus node at once costs less than these one by one.
_MANY = 3
# So many at most: each is a column of the query, and each property an IF inside another.
_AT_ONCE = 40


def missing(context: Context, shapes: Sequence[Shape], scope: Scope) -> Iterator[Block]:
    """What must be there at the end of a plain path."""
    checks: list[tuple[Constraint, str]] = []
    for shape in _plain(shapes):
        other, least = context.fresh("other"), shape.number("minCount") or 0
        if least > 1:
            found = f"{scope.pattern} OPTIONAL {{ {scope.focus} {shape.path} {other} }}"
            fewer = grouped(scope.keys, found, f"COUNT({other}) < {least}", scope.keys)
            yield Block(scope, fewer, ((constraint(shape, "minCount"), "true"),))
        if least == 1:
            checks.append((constraint(shape, "minCount"), f"!EXISTS {{ {scope.focus} {shape.path} {other} }}"))
        for term in shape.terms("hasValue"):
            wanted = value_constraints.constant(shape, "hasValue", term)
            checks.append((constraint(shape, "hasValue"), f"!EXISTS {{ {scope.focus} {shape.path} {wanted} }}"))
    for some in in_parts(checks):
        yield Block(scope, f"{scope.pattern} {any_of(some)}", tuple(some))


def too_many(context: Context, shapes: Sequence[Shape], scope: Scope) -> Iterator[Block]:
    """What there may be only so many of at the end of a plain path, by how many."""
    limited: dict[int, list[Shape]] = {}
    for shape in _plain(shapes):
        if (most := shape.number("maxCount")) is not None:
            limited.setdefault(most, []).append(shape)
    for most, those in ((most, some) for most, every in limited.items() for some in in_parts(every)):
        path, value = context.fresh("path"), context.fresh("value")
        names = sorted({str(shape.path) for shape in those})
        if len(names) == 1:
            keys, found = scope.keys, f"{scope.pattern} {scope.focus} {names[0]} {value} ."
            checks = [(constraint(shape, "maxCount"), "true") for shape in those]
        else:
            keys = (*scope.keys, path)
            found = f"{scope.pattern} {scope.focus} {path} {value} . FILTER({path} IN ({', '.join(names)}))"
            checks = [(constraint(shape, "maxCount"), f"{path} = {shape.path}") for shape in those]
        yield Block(scope, grouped(keys, found, f"COUNT({value}) > {most}", keys), tuple(checks))


def tested(context: Context, shapes: Sequence[Shape], scope: Scope) -> Iterator[Block]:
    """What each value at the end of a path decides by itself; a path that is not plain has a block of its own."""
    path, value = context.fresh("path"), context.fresh("value")
    every = [(shape, tests) for shape in shapes if (tests := value_constraints.tests(context, shape, value))]
    together = {shape.path for shape in _plain([shape for shape, _ in every])}
    checks: dict[str, list[tuple[Constraint, str]]] = {}
    for shape, tests in sorted(every, key=lambda each: each[0].number("minCount") or 0):  # the most frequent comes last
        if len(together) >= _MANY and shape.path in together:
            checks.setdefault(str(shape.path), []).extend(tests)
        else:
            for some in in_parts(tests):
                yield Block(scope, f"{scope.values(shape.path, value)} {any_of(some)}", tuple(some), value)
    for part in in_parts([(name, each) for name, tests in checks.items() for each in tests]):
        by_name: dict[str, list[tuple[Constraint, str]]] = {}
        for name, each in part:
            by_name.setdefault(name, []).append(each)
        broken = "false"  # IF, as Oxigraph evaluates both sides of && whatever the first comes to
        for name, tests in by_name.items():
            broken = f"IF({path} = {name}, {_any(each for _, each in tests)}, {broken})"
        yield Block(
            scope,
            f"{scope.pattern} {scope.focus} {path} {value} . FILTER({broken})",
            tuple(
                (itself, f"IF({path} = {name}, {each}, false)")
                for name, tests in by_name.items()
                for itself, each in tests
            ),
            value,
        )


def in_parts(checks: Sequence[T]) -> Iterator[Sequence[T]]:
    """What is checked, as many as one query may have at a time."""
    return (checks[at : at + _AT_ONCE] for at in range(0, len(checks), _AT_ONCE))


def grouped(keys: Sequence[str], pattern: str, having: str, projected: Sequence[str]) -> str:
    """The groups of the solutions of a pattern for which something holds."""
    return f"{{ SELECT {' '.join(projected)} WHERE {{ {pattern} }} GROUP BY {' '.join(keys)} HAVING ({having}) }}"


def any_of(checks: Sequence[tuple[Constraint, str]]) -> str:
    """The filter that keeps what breaks one of the constraints."""
    return f"FILTER({_any(expression for _, expression in checks)})"


def _any(expressions: Iterable[str]) -> str:
    return joined(" || ", list(expressions))


def _plain(shapes: Sequence[Shape]) -> list[Shape]:
    return [shape for shape in shapes if isinstance(shape.path, ox.NamedNode)]
