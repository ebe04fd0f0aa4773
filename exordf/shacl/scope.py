"""What every part of the compiler needs: fresh variables, the shapes by node, and where focus nodes come from."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.shacl import paths, shape_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyoxigraph as ox

    from exordf.shacl.constraints import Constraint
    from exordf.shacl.paths import Path
    from exordf.shacl.shape_model import Shape
    from exordf.shacl.shapes_graph import Graph, Node

_TOGETHER = 16
# Where a path may be empty the pattern of its focus nodes stands twice in that of its values, and so on inside.
_LONGEST = 50_000


def joined(operator: str, parts: Sequence[str], brackets: str = "()") -> str:
    """Parts with an operator between them that is associative; many of them in brackets, some at a time.

    A parser makes a tree of them as tall as there are parts in a row.

    >>> joined(" || ", [f"?{n}" for n in range(20)])
    '(?0 || ?1 || ... || ?15) || (?16 || ?17 || ?18 || ?19)'
    """
    while len(parts) > _TOGETHER:
        rows = [operator.join(parts[at : at + _TOGETHER]) for at in range(0, len(parts), _TOGETHER)]
        parts = [f"{brackets[0]}{row}{brackets[1]}" for row in rows]
    return operator.join(parts)


class Context:
    """One compilation: it counts its variables and reads each shape once.

    `classes` gives each class with its subclasses; None where a subclass has no name and cannot be written in a query.
    """

    def __init__(self, graph: Graph, classes: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...] | None]) -> None:
        self.graph = graph
        self.classes = classes
        self._numbers = itertools.count()
        self._custom = shape_model.custom_parameters(graph)
        self._shapes: dict[Node, Shape] = {}

    def fresh(self, stem: str) -> str:
        """A variable that no other part of the query has."""
        return f"?{stem}_{next(self._numbers)}"

    def shape(self, node: Node) -> Shape:
        """The shape at `node`. Raises InputError where it cannot be checked."""
        if node not in self._shapes:
            self._shapes[node] = shape_model.read(self.graph, node, self._custom)
        return self._shapes[node]

    def referred(self, shape: Shape, parameter: str) -> tuple[Shape, ...]:
        """The shapes that a parameter of a shape refers to."""
        return tuple(map(self.shape, shape.nodes(parameter)))

    def properties(self, shape: Shape) -> tuple[Shape, ...]:
        """The property shapes of a shape, without those that are switched off."""
        found = self.referred(shape, "property")
        for other in found:
            if other.path is None:
                raise shape.refused("property", f"leads to {self.graph.called(other.node)}, which has no sh:path")
        return tuple(other for other in found if not other.deactivated)

    def listed(self, shape: Shape, parameter: str) -> tuple[tuple[Shape, ...], ...]:
        """The lists of shapes that a parameter of a shape refers to."""
        return tuple(
            tuple(self.shape(shape.node_of(parameter, member)) for member in members)
            for members in shape.lists(parameter)
        )


@dataclass(frozen=True)
class Scope:
    """Where focus nodes come from: a pattern that binds `focus`, and the variables that tell its solutions apart.

    `test` holds of focus nodes alone; it is there where they are so many that another pattern finds them sooner.
    """

    pattern: str
    focus: str
    keys: tuple[str, ...]
    test: str = ""

    def values(self, path: Path | None, value: str) -> str:
        """The pattern, with the value nodes of each focus node bound to `value`; as it is where there is no path."""
        if path is None:
            return self.pattern
        step = f"{self.pattern} {self.focus} {paths.sparql(path)} {value} ."
        if paths.may_be_empty(path):  # a focus node that the data does not hold is still its own value
            return f"{{ {{ {step} }} UNION {{ {self.pattern} BIND({self.focus} AS {value}) }} }}"
        return step

    def within(self, path: Path | None, value: str) -> Scope:
        """The scope whose focus nodes are the value nodes, told apart by the focus nodes that they come from."""
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
        """The same focus nodes, once each, whatever they come from."""
        if self.keys == (self.focus,):
            return self
        return Scope(f"{{ SELECT DISTINCT {self.focus} WHERE {{ {self.pattern} }} }}", self.focus, (self.focus,))


@dataclass(frozen=True)
class Block:
    """A pattern whose solutions are what breaks its constraints.

    Each constraint has an expression that is true in the solutions that break it; where there is but one, it is "true".
    `path` is the variable of a path that differs by solution, `also` what else tells two results apart.
    """

    scope: Scope
    pattern: str
    checks: tuple[tuple[Constraint, str], ...]
    value: str | None = None
    path: str | None = None
    also: tuple[str, ...] = ()
