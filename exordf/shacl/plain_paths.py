"""The optimiser: blocks of one scope merged, so that one query reads each focus node for many plain paths.

A plain path is a property. It leads from a focus node to each value once, so values need not be made distinct before
they are counted. Every block is right by itself; merging changes how many queries are run, not what they find.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exordf.shacl.blocks import Block, any_of, grouped, in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from exordf.shacl.blocks import Combinable, Constraint, Scope

# From so many properties on, reading every triple of a focus node at once costs less than reading these one by one.
_MANY = 3


def combine(fresh: Callable[[str], str], blocks: Sequence[Block], scope: Scope) -> Iterator[Block]:
    """Merge the blocks of property shapes in one scope where they are combinable; `fresh` makes a new variable.

    All value blocks must use the same variable for the value.
    """
    kinds: dict[str, list[tuple[Block, Combinable]]] = {"missing": [], "excess": [], "value": []}
    for block in blocks:
        if block.combinable is not None:
            kinds[block.combinable.kind].append((block, block.combinable))
    yield from _missing([block for block, _ in kinds["missing"]], scope)
    yield from _excess(fresh, kinds["excess"], scope)
    yield from _values(fresh, kinds["value"], scope)
    yield from (block for block in blocks if block.combinable is None)


def _missing(blocks: Sequence[Block], scope: Scope) -> Iterator[Block]:
    for checks in in_parts([check for block in blocks for check in block.checks]):
        yield Block(scope, f"{scope.pattern} FILTER({any_of(checks)})", tuple(checks))


def _excess(fresh: Callable[[str], str], blocks: Sequence[tuple[Block, Combinable]], scope: Scope) -> Iterator[Block]:
    """One block for each number of values that is allowed at most."""
    limits: dict[int, list[tuple[Constraint, str]]] = {}
    for block, combinable in blocks:
        limits.setdefault(combinable.number, []).extend((check, str(combinable.property)) for check, _ in block.checks)
    for most, part in ((most, part) for most, every in limits.items() for part in in_parts(every)):
        path, value = fresh("path"), fresh("value")
        names = sorted({name for _, name in part})
        if len(names) == 1:
            keys, pattern = scope.keys, f"{scope.pattern} {scope.focus} {names[0]} {value} ."
            checks = [(constraint, "true") for constraint, _ in part]
        else:
            keys = (*scope.keys, path)
            pattern = f"{scope.pattern} {scope.focus} {path} {value} . FILTER({path} IN ({', '.join(names)}))"
            checks = [(constraint, f"{path} = {name}") for constraint, name in part]
        yield Block(scope, grouped(keys, pattern, f"COUNT({value}) > {most}"), tuple(checks))


def _values(fresh: Callable[[str], str], blocks: Sequence[tuple[Block, Combinable]], scope: Scope) -> Iterator[Block]:
    properties = {combinable.property for _, combinable in blocks} - {None}
    merged: dict[str, list[tuple[Constraint, str]]] = {}
    value = None
    for block, combinable in sorted(blocks, key=lambda pair: pair[1].number):  # the most frequent property comes last
        if len(properties) >= _MANY and combinable.property is not None:
            merged.setdefault(str(combinable.property), []).extend(block.checks)
            value = block.value
        else:
            yield replace(block, combinable=None)
    path = fresh("path")
    for part in in_parts([(name, check) for name, checks in merged.items() for check in checks]):
        by_name: dict[str, list[tuple[Constraint, str]]] = {}
        for name, check in part:
            by_name.setdefault(name, []).append(check)
        broken = "false"  # IF, as Oxigraph evaluates both sides of && whatever the first comes to
        for name, checks in by_name.items():
            broken = f"IF({path} = {name}, {any_of(checks)}, {broken})"
        yield Block(
            scope,
            f"{scope.pattern} {scope.focus} {path} {value} . FILTER({broken})",
            tuple(
                (constraint, f"IF({path} = {name}, {expression}, false)")
                for name, checks in by_name.items()
                for constraint, expression in checks
            ),
            value,
        )
