"""Cardinality (section 4.2): `sh:minCount`, `sh:maxCount`; and the patterns that count values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.shacl.blocks import Block, Combinable, grouped
from exordf.shacl.compiler import Component

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.shacl.blocks import Constraint, Scope
    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape


def _min_count(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    least = shape.number("minCount")
    if not least:
        return
    value, pattern = compiler.values(shape, scope)
    checks = ((constraint, "true"),)
    if isinstance(shape.path, ox.NamedNode):
        step = f"{{ {scope.focus} {shape.path} {value} }}"
        if least == 1:
            test = f"!EXISTS {step}"
            pattern = f"{scope.pattern} FILTER({test})"
            yield Block(scope, pattern, ((constraint, test),), combinable=Combinable("missing"))
        else:
            yield Block(
                scope, grouped(scope.keys, f"{scope.pattern} OPTIONAL {step}", f"COUNT({value}) < {least}"), checks
            )
    elif least == 1:
        yield Block(scope, f"{scope.pattern} MINUS {{ {pattern} }}", checks)
    else:
        yield Block(scope, fewer(scope, pattern, value, least), checks)


def _max_count(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    most = shape.number("maxCount")
    if most is None:
        return
    value, pattern = compiler.values(shape, scope)
    checks = ((constraint, "true"),)
    if isinstance(shape.path, ox.NamedNode):
        counted = grouped(scope.keys, pattern, f"COUNT({value}) > {most}")
        yield Block(scope, counted, checks, combinable=Combinable("excess", shape.path, most))
    else:
        yield Block(scope, more(scope, pattern, value, most), checks)


def fewer(scope: Scope, pattern: str, value: str, least: int) -> str:
    """The pattern for the focus nodes for which `pattern` gives fewer values than `least`, none at all included."""
    values = f"{{ SELECT DISTINCT {' '.join((*scope.keys, value))} WHERE {{ {pattern} }} }}"
    return grouped(scope.keys, f"{scope.pattern} OPTIONAL {{ {values} }}", f"COUNT(DISTINCT {value}) < {least}")


def more(scope: Scope, pattern: str, value: str, most: int) -> str:
    """The pattern for the focus nodes for which `pattern` gives more values than `most`."""
    return grouped(scope.keys, pattern, f"COUNT(DISTINCT {value}) > {most}")


COMPONENTS = (
    Component("minCount", "There are fewer than {} values.", blocks=_min_count, on_node_shapes="refused"),
    Component("maxCount", "There are more than {} values.", blocks=_max_count, on_node_shapes="refused"),
)
