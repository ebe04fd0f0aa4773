"""The compiler: shapes to blocks, each constraint by its component, nested shapes as sets of nodes that break them.

No pattern has an EXISTS over a join: that is quadratic in Oxigraph (issue 885). The nodes that break a nested shape
are joined or subtracted.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from exordf.rdf.prefixes import SH
from exordf.rdf.rows import Term
from exordf.shacl import plain_paths
from exordf.shacl.blocks import Block, Combinable, Constraint, Scope, any_of, in_parts, joined
from exordf.shacl.shape_model import Shape
from exordf.shacl.shapes_graph import Graph, Node

Classes = Mapping[ox.NamedNode, tuple[ox.NamedNode, ...] | None]


def _for_each_term(shape: Shape, constraint: Constraint, parameter: str) -> list[Constraint]:
    return [constraint for _ in shape.terms(parameter)]


@dataclass(frozen=True)
class Component:
    """A constraint component of SHACL: its parameter (without `sh:`), its message, and the SPARQL that checks it.

    `tests` gives expressions that are true where one value breaks the constraint; `blocks` gives the patterns for what
    needs more than the value itself. `members` are the shapes that a value is checked against, one tuple for each
    constraint: where a look at the value decides about them all, `tests` is used, else `blocks`.
    """

    parameter: str
    message: str
    tests: Callable[[Compiler, Shape, str], Iterable[str]] | None = None
    blocks: Callable[[Compiler, Shape, Scope, Constraint], Iterable[Block]] | None = None
    members: Callable[[Compiler, Shape], Sequence[tuple[Shape, ...]]] | None = None
    constraints: Callable[[Shape, Constraint, str], Sequence[Constraint]] = _for_each_term
    companions: tuple[str, ...] = ()  # further parameters that belong to it
    is_single: bool = True  # whether a shape may have one value of it only
    is_flag: bool = False  # whether it constrains only where its value is true
    on_node_shapes: Literal["checked", "refused", "ignored"] = "checked"

    @property
    def iri(self) -> str:
        """The IRI of the component.

        >>> Component("minCount", "").iri
        'http://www.w3.org/ns/shacl#MinCountConstraintComponent'
        """
        name = "SPARQL" if self.parameter == "sparql" else self.parameter[0].upper() + self.parameter[1:]
        return f"{SH}{name}ConstraintComponent"

    def constraint(self, shape: Shape) -> Constraint:
        """The constraint that the component makes of a shape, with the messages of the shape or else its own."""
        messages = shape.messages or (("en", self._message(shape)),)
        return Constraint(ox.NamedNode(self.iri), shape.node, shape.path, shape.severity, messages)

    def is_used(self, shape: Shape) -> bool:
        """Whether the shape has the parameter, and it means something there."""
        if not shape.terms(self.parameter) or (shape.path is None and self.on_node_shapes != "checked"):
            return False
        return not self.is_flag or shape.flag(self.parameter)

    def _message(self, shape: Shape) -> str:
        graph = shape.graph
        terms = shape.terms(self.parameter)
        members = [member for term in terms for member in (graph.items(term) if graph.is_list(term) else [term])]
        return self.message.format(", ".join(map(_short, members)))


def _short(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value.replace(SH, "sh:") if term.value.startswith(SH) else str(term)
    return term.value if isinstance(term, ox.Literal) else "without a name"


class Compiler:
    """One compilation: it numbers its variables, reads each shape once, and writes the blocks of shapes.

    `classes` maps each class to its subclasses; None where a subclass is a blank node, which no query can name.
    `read` gives the shape at a node, and raises InputError where it cannot be checked.
    """

    def __init__(
        self, graph: Graph, classes: Classes, components: Sequence[Component], read: Callable[[Node], Shape]
    ) -> None:
        self.graph = graph
        self.classes = classes
        self.components = components
        self._read = read
        self._numbers = itertools.count()
        self._shapes: dict[Node, Shape] = {}

    def fresh(self, stem: str) -> str:
        """A variable that no other part of the query has."""
        return f"?{stem}_{next(self._numbers)}"

    def shape(self, node: Node) -> Shape:
        """The shape at `node`. Raises InputError where it cannot be checked."""
        if node not in self._shapes:
            self._shapes[node] = self._read(node)
        return self._shapes[node]

    def referred(self, shape: Shape, parameter: str) -> tuple[Shape, ...]:
        """The shapes that a parameter of a shape refers to."""
        return tuple(map(self.shape, shape.nodes(parameter)))

    def listed(self, shape: Shape, parameter: str) -> list[tuple[Shape, ...]]:
        """The lists of shapes that a parameter of a shape refers to."""
        return [
            tuple(self.shape(shape.node_of(parameter, member)) for member in members)
            for members in shape.lists(parameter)
        ]

    def properties(self, shape: Shape) -> tuple[Shape, ...]:
        """The property shapes of a shape that are not deactivated."""
        shapes = self.referred(shape, "property")
        for other in shapes:
            if other.path is None:
                raise shape.refused("property", f"leads to {self.graph.called(other.node)}, which has no sh:path")
        return tuple(other for other in shapes if not other.deactivated)

    def members(self, shape: Shape) -> Iterator[Shape]:
        """The shapes that the logical and shape-based constraints of a shape refer to."""
        for component in self.components:
            if component.members is not None:
                yield from itertools.chain.from_iterable(component.members(self, shape))

    def constraints(self, shape: Shape) -> list[Constraint]:
        """Every constraint of the shape itself, without those of its property shapes."""
        return [
            constraint
            for component in sorted(self.components, key=lambda component: component.parameter)
            if component.is_used(shape)
            for constraint in component.constraints(shape, component.constraint(shape), component.parameter)
        ]

    def is_test(self, shape: Shape) -> bool:
        """Whether a look at the node itself decides if it conforms to the shape."""
        if shape.deactivated:
            return True
        if shape.path is not None or shape.terms("property"):
            return False
        used = [component for component in self.components if component.is_used(shape)]
        return all(component.tests for component in used) and all(map(self.is_test, self.members(shape)))

    def tests(self, shape: Shape, value: str) -> list[tuple[Constraint, str]]:
        """The constraints that one value decides, each with an expression that is true where `value` breaks it."""
        return [
            (component.constraint(shape), expression)
            for component in self.components
            if component.tests is not None and component.is_used(shape)
            for expression in component.tests(self, shape, value)
        ]

    def broken(self, shape: Shape, value: str) -> str:
        """An expression that is true where `value` breaks a shape that `is_test` holds for; "false" where none can."""
        tests = [] if shape.deactivated else self.tests(shape, value)
        return f"({any_of(tests)})" if tests else "false"

    def breaking(self, shapes: Sequence[Shape], scope: Scope) -> str | None:
        """The SELECT of the focus nodes of `scope` that break any of the shapes; None where none can."""
        patterns = [pattern for shape in shapes for pattern in self.breakers(shape, scope)]
        union = joined(" UNION ", [f"{{ {pattern} }}" for pattern in patterns], "{}")
        return f"SELECT DISTINCT {scope.focus} WHERE {{ {union} }}" if patterns else None

    def breakers(self, shape: Shape, scope: Scope) -> list[str]:
        """The patterns that together bind the focus nodes of `scope` that break the shape."""
        return [block.pattern for block in self.blocks((shape,), scope)]

    def values(self, shape: Shape, scope: Scope) -> tuple[str, str]:
        """A variable for the value nodes of a shape, and the pattern that binds it."""
        value = scope.focus if shape.path is None else self.fresh("value")
        return value, scope.values(shape.path, value)

    def blocks(self, shapes: Iterable[Shape], scope: Scope) -> Iterator[Block]:
        """The blocks that check the focus nodes of `scope` against the shapes and their property shapes."""
        properties: list[Shape] = []
        for shape in shapes:
            if shape.deactivated:
                continue
            if shape.path is not None:
                properties.append(shape)
                continue
            for tests in in_parts(self.tests(shape, scope.focus)):
                yield Block(scope, f"{scope.pattern} FILTER({any_of(tests)})", tuple(tests), scope.focus)
            yield from self._patterns(shape, scope)
            properties += self.properties(shape)
        if properties:
            yield from self._properties(properties, scope)

    def _properties(self, shapes: Sequence[Shape], scope: Scope) -> Iterator[Block]:
        value = self.fresh("value")  # of all tests, so that they can be merged
        blocks: list[Block] = []
        for shape in shapes:
            for tests in in_parts(self.tests(shape, value)):
                property_ = shape.path if isinstance(shape.path, ox.NamedNode) else None
                combinable = Combinable("value", property_, shape.number("minCount") or 0)
                pattern = f"{scope.values(shape.path, value)} FILTER({any_of(tests)})"
                blocks.append(Block(scope, pattern, tuple(tests), value, combinable=combinable))
            blocks += self._patterns(shape, scope)
            if nested := self.properties(shape):
                blocks += self._properties(nested, scope.within(shape.path, self.fresh("node")))
        yield from plain_paths.combine(self.fresh, blocks, scope)

    def _patterns(self, shape: Shape, scope: Scope) -> Iterator[Block]:
        for component in self.components:
            if component.blocks is not None and component.is_used(shape):
                yield from component.blocks(self, shape, scope, component.constraint(shape))
