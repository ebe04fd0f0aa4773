"""Plans: the shapes with targets, all that they refer to, and the queries that check them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.shacl import components, shape_reader, shapes_graph, targets
from exordf.shacl.blocks import Block, Constraint, Scope
from exordf.shacl.compiler import Classes, Compiler
from exordf.shacl.components import shape_based
from exordf.shacl.shape_model import Shape
from exordf.shacl.shapes_graph import Graph, Node
from exordf.sparql import nesting
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

# A shape is written into the query of each that refers to it, so that two references at each of 18 levels make 260,000
# copies. A query of so many levels is as tall as an engine may be given (see `nesting`).
_MOST_SHAPES, _MOST_LEVELS = 10_000, 50
_NAMED = 3  # shapes in an error


@dataclass(frozen=True)
class Query:
    """A SELECT, and the block that gives its columns their meaning."""

    text: str
    block: Block


@dataclass(frozen=True)
class Tally:
    """A pattern that binds focus nodes to a variable, and the number of constraints for each of them."""

    pattern: str
    focus: str
    constraints: int


@dataclass(frozen=True)
class Plan:
    """Shapes that this engine can evaluate completely.

    `shapes` are those with a target, `reached` these and all that they refer to; `classes` are those whose subclasses
    must be known before the queries can be written; `patterns` the regular expressions that the store must be able to
    read.
    """

    graph: Graph
    shapes: tuple[Shape, ...]
    classes: tuple[ox.NamedNode, ...]
    patterns: tuple[tuple[str, str], ...]
    constraints: tuple[Constraint, ...]
    reached: tuple[Shape, ...]


def compile_shapes(quads: Iterable[ox.Quad]) -> Plan:
    """The plan for a shapes graph.

    Raises InputError, with the shape and the term, for whatever could not be checked: a term that SHACL does not have,
    a feature outside SHACL Core and `sh:sparql` SELECT constraints, a shape that refers to itself.
    """
    graph = shapes_graph.indexed(quads)
    compiler = _compiler(graph, {})
    targeted = tuple(
        shape for shape in shape_reader.roots(graph) if not shape.deactivated and targets.patterns(shape, {})
    )
    reached: dict[Node, Shape] = {}
    sizes: dict[Node, int] = {}
    for shape in targeted:
        _reach(compiler, shape, reached, sizes, ())
    plan = Plan(
        graph,
        targeted,
        tuple(sorted({cls for shape in reached.values() for cls in _classes(shape)}, key=str)),
        tuple(sorted({_pattern(shape) for shape in reached.values() if shape.terms("pattern")})),
        tuple(constraint for shape in reached.values() for constraint in compiler.constraints(shape)),
        tuple(reached.values()),
    )
    for query in queries(plan, {}):  # whatever has to be refused is refused now
        _refuse_deep(graph, query)
        if any(constraint.node is not None for constraint, _ in query.block.checks):  # a query from the shapes graph
            _parse(graph, query)
    return plan


def queries(plan: Plan, classes: Classes) -> list[Query]:
    """The queries of a plan, for a store in which the classes have these subclasses; shapes of one target together."""
    compiler = _compiler(plan.graph, classes)
    by_scope: dict[Scope, list[Shape]] = {}
    for shape in plan.shapes:
        by_scope.setdefault(targets.scope(shape, classes), []).append(shape)
    return [
        Query(_select(block), block) for scope, shapes in by_scope.items() for block in compiler.blocks(shapes, scope)
    ]


def tallies(plan: Plan, classes: Classes) -> list[Tally]:
    """The patterns with which to count the checks of a plan."""
    compiler = _compiler(plan.graph, classes)
    numbers: dict[tuple[str, str], int] = {}
    for shape in plan.shapes:
        for scope, number in _tallied(compiler, shape, targets.scope(shape, classes)):
            numbers[scope.pattern, scope.focus] = numbers.get((scope.pattern, scope.focus), 0) + number
    return [Tally(pattern, focus, number) for (pattern, focus), number in numbers.items() if number]


def _compiler(graph: Graph, classes: Classes) -> Compiler:
    custom = shape_reader.custom_parameters(graph)
    return Compiler(graph, classes, components.ALL, lambda node: shape_reader.read(graph, node, custom))


def _refuse_deep(shapes: Graph, query: Query) -> None:
    try:
        nesting.refuse_deep_query("query that checks it", query.text)
    except InputError as error:
        mend = "Split its longest path, and give what is nested in it a target of its own."
        raise InputError(f"shape {_called(shapes, query)}: {error.what}", mend=mend) from None


def _parse(shapes: Graph, query: Query) -> None:
    try:
        OxigraphStore().query(query.text)
    except InputError as error:
        raise InputError(f"shape {_called(shapes, query)}: {error.what}") from None


def _called(shapes: Graph, query: Query) -> str:
    names = sorted(
        {str(constraint.source_shape): constraint.source_shape for constraint, _ in query.block.checks}.items()
    )
    return ", ".join(dict.fromkeys(shapes.called(node) for _, node in names[:_NAMED]))


def _tallied(compiler: Compiler, shape: Shape, scope: Scope) -> Iterator[tuple[Scope, int]]:
    yield scope, len(compiler.constraints(shape))
    if nested := compiler.properties(shape):
        inner = scope.within(shape.path, compiler.fresh("node"))
        for other in nested:
            yield from _tallied(compiler, other, inner)


def _select(block: Block) -> str:
    flags = [f"({check} AS ?check_{number})" for number, (_, check) in enumerate(block.checks) if check != "true"]
    columns = [
        *block.scope.keys,
        *([block.value] if block.value else []),
        *([block.path] if block.path else []),
        *block.also,
    ]
    names = "*" if "*" in columns else " ".join(dict.fromkeys([*columns, *flags]))
    return f"SELECT DISTINCT {names} WHERE {{ {block.pattern} }}"


def _classes(shape: Shape) -> Iterator[ox.NamedNode]:
    yield from shape.iris("class")
    yield from targets.target_classes(shape)


def _pattern(shape: Shape) -> tuple[str, str]:
    return shape.text("pattern") or "", shape.text("flags") or ""


def _reach(
    compiler: Compiler, shape: Shape, reached: dict[Node, Shape], sizes: dict[Node, int], above: tuple[Node, ...]
) -> None:
    """Everything that the shape refers to; `sizes` counts how many shapes that is where each reference is written out.

    Raises InputError for a shape that refers to itself, or is too deep or too large to be written out.
    """
    if shape.node in above:
        raise InputError(
            f"shape {compiler.graph.called(shape.node)} refers to itself",
            mend="SHACL leaves recursion undefined; break the circle.",
        )
    if shape.node in reached or shape.deactivated:
        return
    if len(above) >= _MOST_LEVELS:
        raise InputError(
            f"shape {compiler.graph.called(above[0])} has shapes inside it more than {_MOST_LEVELS} levels deep",
            mend="Give the inner shapes targets of their own.",
        )
    others = [*compiler.members(shape), *compiler.properties(shape)]
    others += [*compiler.referred(shape, "qualifiedValueShape"), *shape_based.siblings(compiler, shape)]
    for other in others:
        _reach(compiler, other, reached, sizes, (*above, shape.node))
    reached[shape.node] = shape
    sizes[shape.node] = 1 + sum(sizes.get(other.node, 1) for other in others)
    if sizes[shape.node] > _MOST_SHAPES:
        raise InputError(
            f"shape {compiler.graph.called(shape.node)} leads to other shapes, again and again to the same,"
            f" more than {_MOST_SHAPES:,} times",
            mend="Refer to a shape once, from the one that needs it.",
        )
