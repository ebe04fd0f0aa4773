"""Blocks: graph patterns whose solutions break constraints, and the scopes that their focus nodes come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from exordf.errors import InputError
from exordf.shacl import paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyoxigraph as ox

    from exordf.shacl.paths import Path
    from exordf.shacl.shape_model import Messages
    from exordf.shacl.shapes_graph import Node

T = TypeVar("T")

_TOGETHER = 16
# The most checks of one query: each is a column, and each property of a combined query an IF inside another.
_AT_ONCE = 40
# Where a path may be empty, the pattern of the focus nodes occurs twice in that of the values, and so on inside.
_LONGEST = 50_000


@dataclass(frozen=True)
class Constraint:
    """One constraint of one shape; `node` is the node of the `sh:sparql` constraint, None for all others."""

    component: ox.NamedNode
    source_shape: Node
    path: Path | None
    severity: ox.NamedNode
    messages: Messages
    node: Node | None = None


Checks = tuple[tuple[Constraint, str], ...]


@dataclass(frozen=True)
class Scope:
    """Where focus nodes come from: a pattern that binds `focus`, and `keys`, the variables that identify a solution.

    `test` is a pattern that holds for focus nodes alone; it is set where they are so many that another pattern finds
    them sooner.
    """

    pattern: str
    focus: str
    keys: tuple[str, ...]
    test: str = ""

    def values(self, path: Path | None, value: str) -> str:
        """The pattern that also binds the value nodes to `value`; the pattern itself where there is no path."""
        if path is None:
            return self.pattern
        step = f"{self.pattern} {self.focus} {paths.sparql(path)} {value} ."
        if paths.may_be_empty(path):  # a focus node that the data does not contain is still its own value
            return f"{{ {{ {step} }} UNION {{ {self.pattern} BIND({self.focus} AS {value}) }} }}"
        return step

    def within(self, path: Path | None, value: str) -> Scope:
        """The scope whose focus nodes are the value nodes, kept apart by the focus nodes that they come from."""
        if path is None:
            return self
        if len(self.pattern) > _LONGEST:
            raise InputError(
                f"the shapes at {paths.sparql(path)} are nested too deep to be checked by one query",
                mend="Give the inner shapes targets of their own.",
            )
        pattern = f"{{ SELECT DISTINCT {' '.join((*self.keys, value))} WHERE {{ {self.values(path, value)} }} }}"
        return Scope(pattern, value, (*self.keys, value))

    def alone(self) -> Scope:
        """The same focus nodes, each once, whatever they come from."""
        if self.keys == (self.focus,):
            return self
        return Scope(f"{{ SELECT DISTINCT {self.focus} WHERE {{ {self.pattern} }} }}", self.focus, (self.focus,))


@dataclass(frozen=True)
class Combinable:
    """How a block may be merged with others of its scope (`plain_paths`).

    `missing`: its checks concern the focus node alone. `value`: they concern one value; `property` is the plain path
    that leads there, None for any other path, `number` the `sh:minCount` of the shape. `excess`: it finds more than
    `number` values of a plain path.
    """

    kind: Literal["missing", "value", "excess"]
    property: ox.NamedNode | None = None
    number: int = 0


@dataclass(frozen=True)
class Block:
    """A pattern whose solutions break its constraints.

    Each constraint has an expression that is true in the solutions that break it; "true" where every solution does.
    `path` is the variable of a path that differs by solution, `also` are further variables that keep two results apart.
    """

    scope: Scope
    pattern: str
    checks: Checks
    value: str | None = None
    path: str | None = None
    also: tuple[str, ...] = ()
    combinable: Combinable | None = None


def joined(operator: str, parts: Sequence[str], brackets: str = "()") -> str:
    """Parts with an associative operator between them; where there are many, some at a time in brackets.

    A parser builds a tree as tall as there are parts in a row.

    >>> joined(" || ", [f"?{n}" for n in range(20)])
    '(?0 || ?1 || ... || ?15) || (?16 || ?17 || ?18 || ?19)'
    """
    while len(parts) > _TOGETHER:
        rows = [operator.join(parts[start : start + _TOGETHER]) for start in range(0, len(parts), _TOGETHER)]
        parts = [f"{brackets[0]}{row}{brackets[1]}" for row in rows]
    return operator.join(parts)


def any_of(checks: Sequence[tuple[Constraint, str]]) -> str:
    """The expression that is true where one of the constraints is broken."""
    return joined(" || ", [expression for _, expression in checks])


def in_parts(checks: Sequence[T]) -> Iterator[Sequence[T]]:
    """The checks, in parts of as many as one query may have."""
    return (checks[start : start + _AT_ONCE] for start in range(0, len(checks), _AT_ONCE))


def grouped(keys: Sequence[str], pattern: str, having: str) -> str:
    """The subquery for the groups of solutions, by `keys`, that fulfil a condition.

    >>> grouped(["?this"], "?this <urn:p> ?value .", "COUNT(?value) > 1")
    '{ SELECT ?this WHERE { ?this <urn:p> ?value . } GROUP BY ?this HAVING (COUNT(?value) > 1) }'
    """
    names = " ".join(keys)
    return f"{{ SELECT {names} WHERE {{ {pattern} }} GROUP BY {names} HAVING ({having}) }}"
