"""Shapes to a plan: the targets of every shape, and the queries that check them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.rdf import bounds
from exordf.rdf.prefixes import RDF_TYPE, RDFS
from exordf.shacl import shape_model, shape_patterns, value_constraints
from exordf.shacl import shapes_graph as graph
from exordf.shacl.constraints import constraints
from exordf.shacl.scope import Block, Context, Scope, joined
from exordf.store.oxigraph import OxigraphStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph as ox

    from exordf.shacl.constraints import Constraint
    from exordf.shacl.shape_model import Shape
    from exordf.shacl.shapes_graph import Graph, Node

FOCUS = "?this"
# A shape is written into the query of each that refers to it, so that two references at each of 18 levels make 260,000
# copies. A query of so many levels is as tall as an engine may be given (see `bounds`).
_MOST_SHAPES, _MOST_LEVELS = 10_000, 50
_NAMED = 3  # shapes in an error


@dataclass(frozen=True)
class Query:
    """A SELECT, and what its columns mean."""

    text: str
    block: Block


@dataclass(frozen=True)
class Tally:
    """A pattern that binds focus nodes to a variable, and how many constraints each of them is checked against."""

    pattern: str
    focus: str
    constraints: int


@dataclass(frozen=True)
class Plan:
    """Shapes that have been read, and that this engine can evaluate to the last term.

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
    shapes_graph = graph.indexed(quads)
    context = Context(shapes_graph, {})
    targeted = tuple(
        shape for shape in shape_model.roots(shapes_graph) if not shape.deactivated and _targets(context, shape)
    )
    reached: dict[Node, Shape] = {}
    sizes: dict[Node, int] = {}
    for shape in targeted:
        _reach(context, shape, reached, sizes, ())
    plan = Plan(
        shapes_graph,
        targeted,
        tuple(sorted({cls for shape in reached.values() for cls in _classes(shape)}, key=str)),
        tuple(sorted({_pattern(shape) for shape in reached.values() if shape.terms("pattern")})),
        tuple(each for shape in reached.values() for each in constraints(shape)),
        tuple(reached.values()),
    )
    for query in queries(plan, {}):  # whatever has to be refused is refused now
        _refuse_deep(shapes_graph, query)
        if any(each.node is not None for each, _ in query.block.checks):  # a query that the shapes bring along
            _parse(shapes_graph, query)
    return plan


def queries(plan: Plan, classes: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...] | None]) -> list[Query]:
    """The queries of a plan, for a store in which the classes have these subclasses; shapes of one target together."""
    context = Context(plan.graph, classes)
    shapes: dict[Scope, list[Shape]] = {}
    for shape in plan.shapes:
        shapes.setdefault(_scope(context, shape), []).append(shape)
    return [
        Query(_select(block), block)
        for scope, those in shapes.items()
        for block in shape_patterns.blocks(context, those, scope)
    ]


def tallies(plan: Plan, classes: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...] | None]) -> list[Tally]:
    """What there is to count of the focus nodes of a plan."""
    context = Context(plan.graph, classes)
    found: dict[tuple[str, str], int] = {}
    for shape in plan.shapes:
        for scope, number in _tallied(context, shape, _scope(context, shape)):
            found[scope.pattern, scope.focus] = found.get((scope.pattern, scope.focus), 0) + number
    return [Tally(pattern, focus, number) for (pattern, focus), number in found.items() if number]


def _refuse_deep(shapes: Graph, query: Query) -> None:
    try:
        bounds.refuse_deep_query("query that checks it", query.text)
    except InputError as error:
        mend = "Split its longest path, and give what is nested in it a target of its own."
        raise InputError(f"shape {_called(shapes, query)}: {error.what}", mend=mend) from None


def _parse(shapes: Graph, query: Query) -> None:
    try:
        OxigraphStore().query(query.text)
    except InputError as error:
        raise InputError(f"shape {_called(shapes, query)}: {error.what}") from None


def _called(shapes: Graph, query: Query) -> str:
    names = sorted({str(each.source_shape): each.source_shape for each, _ in query.block.checks}.items())
    return ", ".join(dict.fromkeys(shapes.called(node) for _, node in names[:_NAMED]))


def _tallied(context: Context, shape: Shape, scope: Scope) -> Iterator[tuple[Scope, int]]:
    yield scope, len(constraints(shape))
    if nested := context.properties(shape):
        inner = scope.within(shape.path, context.fresh("node"))
        for other in nested:
            yield from _tallied(context, other, inner)


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


def _scope(context: Context, shape: Shape) -> Scope:
    targets = _targets(context, shape)
    if len(targets) == 1:
        nearly_all = shape.iris("targetSubjectsOf") == (RDF_TYPE,)
        return Scope(targets[0], FOCUS, (FOCUS,), f"{FOCUS} {RDF_TYPE} []" if nearly_all else "")
    union = joined(" UNION ", [f"{{ {target} }}" for target in targets], "{}")
    return Scope(f"{{ SELECT DISTINCT {FOCUS} WHERE {{ {union} }} }}", FOCUS, (FOCUS,))


def _targets(context: Context, shape: Shape) -> list[str]:
    """Patterns that bind the focus nodes, each focus node once in each pattern."""
    found = [_instances(context, cls) for cls in _target_classes(shape)]
    if terms := shape.terms("targetNode"):
        constants = " ".join(value_constraints.constant(shape, "targetNode", term) for term in terms)
        found.append(f"{{ SELECT DISTINCT {FOCUS} WHERE {{ VALUES {FOCUS} {{ {constants} }} }} }}")
    for parameter, triple in (
        ("targetSubjectsOf", f"{FOCUS} %s ?any"),
        ("targetObjectsOf", f"?any %s {FOCUS}"),
    ):
        iris = shape.iris(parameter)
        if len(iris) == 1:
            found.append(_distinct(triple % iris[0]))
        elif iris:  # in one pattern each node is held once, not once for each property that it has
            found.append(_distinct(f"VALUES ?of {{ {' '.join(map(str, iris))} }} {triple % '?of'}"))
    return found


def _instances(context: Context, cls: ox.NamedNode) -> str:
    subclasses = context.classes.get(cls, (cls,))
    if subclasses is None:
        return _distinct(f"?type <{RDFS}subClassOf>* {cls} . {FOCUS} {RDF_TYPE} ?type")
    if len(subclasses) == 1:
        return f"{FOCUS} {RDF_TYPE} {cls} ."
    return _distinct(f"VALUES ?type {{ {' '.join(map(str, subclasses))} }} {FOCUS} {RDF_TYPE} ?type")


def _distinct(pattern: str) -> str:
    # not DISTINCT, through which Oxigraph moves the filters that follow: they would see each node many times
    return f"{{ SELECT {FOCUS} WHERE {{ {pattern} }} GROUP BY {FOCUS} }}"


def _target_classes(shape: Shape) -> list[ox.NamedNode]:
    found = list(shape.iris("targetClass"))
    if shape_model.is_its_own_target(shape):
        itself = shape.iri_of("targetClass", shape.node)
        found += [itself] if itself not in found else []
    return found


def _classes(shape: Shape) -> Iterator[ox.NamedNode]:
    yield from shape.iris("class")
    yield from _target_classes(shape)


def _pattern(shape: Shape) -> tuple[str, str]:
    return shape.text("pattern") or "", shape.text("flags") or ""


def _reach(
    context: Context, shape: Shape, reached: dict[Node, Shape], sizes: dict[Node, int], above: tuple[Node, ...]
) -> None:
    """Everything that the shape refers to; `sizes` counts how many shapes that is where each reference is written out.

    Raises InputError for a shape that refers to itself, or is too deep or too large to be written out.
    """
    if shape.node in above:
        raise InputError(
            f"shape {context.graph.called(shape.node)} refers to itself",
            mend="SHACL leaves recursion undefined; break the circle.",
        )
    if shape.node in reached or shape.deactivated:
        return
    if len(above) >= _MOST_LEVELS:
        raise InputError(
            f"shape {context.graph.called(above[0])} has shapes inside it more than {_MOST_LEVELS} levels deep",
            mend="Give the inner shapes targets of their own.",
        )
    others = [other for _, members in value_constraints.operands(context, shape) for other in members]
    others += [*context.properties(shape), *context.referred(shape, "qualifiedValueShape")]
    others += shape_patterns.siblings(context, shape)
    for other in others:
        _reach(context, other, reached, sizes, (*above, shape.node))
    reached[shape.node] = shape
    sizes[shape.node] = 1 + sum(sizes.get(other.node, 1) for other in others)
    if sizes[shape.node] > _MOST_SHAPES:
        raise InputError(
            f"shape {context.graph.called(shape.node)} leads to other shapes, again and again to the same,"
            f" more than {_MOST_SHAPES:,} times",
            mend="Refer to a shape once, from the one that needs it.",
        )
