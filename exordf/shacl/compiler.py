"""Shapes to a plan: the targets of every shape, and the queries that check them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.errors import InputError
from exordf.names import RDF_TYPE, RDFS
from exordf.shacl import blocks, graph, model, values
from exordf.shacl.constraints import constraints
from exordf.shacl.context import Block, Context, Scope
from exordf.store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph as ox

    from exordf.shacl.constraints import Constraint
    from exordf.shacl.graph import Graph, Node
    from exordf.shacl.model import Shape

FOCUS = "?this"


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
    targeted = tuple(shape for shape in model.roots(shapes_graph) if not shape.deactivated and _targets(context, shape))
    reached: dict[Node, Shape] = {}
    for shape in targeted:
        _reach(context, shape, reached, ())
    plan = Plan(
        shapes_graph,
        targeted,
        tuple(sorted({cls for shape in reached.values() for cls in _classes(shape)}, key=str)),
        tuple(sorted({_pattern(shape) for shape in reached.values() if shape.terms("pattern")})),
        tuple(each for shape in reached.values() for each in constraints(shape)),
        tuple(reached.values()),
    )
    for query in queries(plan, {}):  # whatever has to be refused is refused now
        if any(each.node is not None for each, _ in query.block.checks):  # a query that the shapes bring along
            _parse(query)
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
        for block in blocks.blocks(context, those, scope)
    ]


def tallies(plan: Plan, classes: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...] | None]) -> list[Tally]:
    """What there is to count of the focus nodes of a plan."""
    context = Context(plan.graph, classes)
    found: dict[tuple[str, str], int] = {}
    for shape in plan.shapes:
        for scope, number in _tallied(context, shape, _scope(context, shape)):
            found[scope.pattern, scope.focus] = found.get((scope.pattern, scope.focus), 0) + number
    return [Tally(pattern, focus, number) for (pattern, focus), number in found.items() if number]


def _parse(query: Query) -> None:
    try:
        MemoryStore().query(query.text)
    except InputError as error:
        shapes = sorted({str(each.source_shape) for each, _ in query.block.checks})
        raise InputError(f"shape {', '.join(shapes)}: {error.what}") from None


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
    union = " UNION ".join(f"{{ {target} }}" for target in targets)
    return Scope(f"{{ SELECT DISTINCT {FOCUS} WHERE {{ {union} }} }}", FOCUS, (FOCUS,))


def _targets(context: Context, shape: Shape) -> list[str]:
    """Patterns that bind the focus nodes, each focus node once in each pattern."""
    found = [_instances(context, cls) for cls in _target_classes(shape)]
    if terms := shape.terms("targetNode"):
        constants = " ".join(values.constant(shape, "targetNode", term) for term in terms)
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
    if model.is_its_own_target(shape):
        itself = shape.iri_of("targetClass", shape.node)
        found += [itself] if itself not in found else []
    return found


def _classes(shape: Shape) -> Iterator[ox.NamedNode]:
    yield from shape.iris("class")
    yield from _target_classes(shape)


def _pattern(shape: Shape) -> tuple[str, str]:
    return shape.text("pattern") or "", shape.text("flags") or ""


def _reach(context: Context, shape: Shape, reached: dict[Node, Shape], above: tuple[Node, ...]) -> None:
    if shape.node in above:
        raise InputError(
            f"shape {context.graph.called(shape.node)} refers to itself",
            mend="SHACL leaves recursion undefined; break the circle.",
        )
    if shape.node in reached or shape.deactivated:
        return
    others = [other for _, members in values.operands(context, shape) for other in members]
    others += [*context.properties(shape), *context.referred(shape, "qualifiedValueShape")]
    others += blocks.siblings(context, shape)
    for other in others:
        _reach(context, other, reached, (*above, shape.node))
    reached[shape.node] = shape
