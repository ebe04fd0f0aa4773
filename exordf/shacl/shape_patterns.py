"""Shapes to blocks: a few graph patterns for each shape, and each finds the nodes that break some of its constraints.

No pattern has an EXISTS over a join: that is quadratic in Oxigraph (issue 885). Nested shapes are sets of nodes that
break them, joined or taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import SH
from exordf.shacl import comparisons, property_constraints, value_constraints
from exordf.shacl.constraints import constraint
from exordf.shacl.embedded_queries import sparql_constraints
from exordf.shacl.scope import Block, Context, Scope, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exordf.shacl.constraints import Constraint
    from exordf.shacl.shape_model import Shape


def blocks(context: Context, shapes: Iterable[Shape], scope: Scope) -> Iterator[Block]:
    """The blocks that check the focus nodes of `scope` against the shapes and the shapes at their `sh:property`."""
    properties: list[Shape] = []
    for shape in shapes:
        if shape.deactivated:
            continue
        if shape.path is not None:
            properties.append(shape)
            continue
        for tests in property_constraints.in_parts(value_constraints.tests(context, shape, scope.focus)):
            yield Block(scope, f"{scope.pattern} {property_constraints.any_of(tests)}", tuple(tests), scope.focus)
        yield from _values(context, shape, scope)
        properties += context.properties(shape)
    yield from _properties(context, properties, scope)


def _properties(context: Context, shapes: Sequence[Shape], scope: Scope) -> Iterator[Block]:
    yield from property_constraints.missing(context, shapes, scope)
    yield from property_constraints.too_many(context, shapes, scope)
    yield from property_constraints.tested(context, shapes, scope)
    for shape in shapes:
        yield from _values(context, shape, scope)
        yield from _counts(context, shape, scope)
        if nested := context.properties(shape):
            yield from _properties(context, nested, scope.within(shape.path, context.fresh("node")))


def _counts(context: Context, shape: Shape, scope: Scope) -> Iterator[Block]:
    """What else depends on all values of a focus node together."""
    value = context.fresh("value")
    pattern = scope.values(shape.path, value)
    simple = isinstance(shape.path, ox.NamedNode)
    least, most = shape.number("minCount"), shape.number("maxCount")
    if least == 1 and not simple:
        yield _one(scope, f"{scope.pattern} MINUS {{ {pattern} }}", constraint(shape, "minCount"))
    if least is not None and least > 1 and not simple:
        yield _one(scope, _fewer(scope, pattern, value, least), constraint(shape, "minCount"))
    if most is not None and not simple:
        yield _one(scope, _more(scope, pattern, value, most), constraint(shape, "maxCount"))
    if not simple:
        for term in shape.terms("hasValue"):
            wanted = f"{pattern} FILTER({comparisons.same(value, value_constraints.named(shape, 'hasValue', term))})"
            yield _one(scope, f"{scope.pattern} MINUS {{ {wanted} }}", constraint(shape, "hasValue"))
    if shape.flag("uniqueLang"):
        language = context.fresh("language")
        found = f"{pattern} BIND(LCASE(LANG({value})) AS {language})"
        keys = (*scope.keys, language)
        each = value if simple else f"DISTINCT {value}"
        unique = property_constraints.grouped(keys, found, f'COUNT({each}) > 1 && {language} != ""', keys)
        yield Block(scope, unique, ((constraint(shape, "uniqueLang"), "true"),), also=(language,))
    yield from _qualified(context, shape, scope)


def _qualified(context: Context, shape: Shape, scope: Scope) -> Iterator[Block]:
    for wanted in context.referred(shape, "qualifiedValueShape"):
        value = context.fresh("value")
        pattern = scope.values(shape.path, value)
        members = scope.within(shape.path, value).alone()
        breaks = [breaking(context, (sibling,), members) for sibling in siblings(context, shape)]
        if all(breaks):
            conforming = " ".join([pattern, *(f"{{ {each} }}" for each in breaks), *_without(context, wanted, members)])
        else:  # every node conforms to one of the siblings
            conforming = f"{pattern} FILTER(false)"
        least, most = shape.number("qualifiedMinCount"), shape.number("qualifiedMaxCount")
        if least:
            yield _one(scope, _fewer(scope, conforming, value, least), constraint(shape, "qualifiedMinCount"))
        if most is not None:
            yield _one(scope, _more(scope, conforming, value, most), constraint(shape, "qualifiedMaxCount"))


def siblings(context: Context, shape: Shape) -> list[Shape]:
    """The qualified shapes beside the one of this shape that its values must not conform to either."""
    own = shape.terms("qualifiedValueShape")
    if not own or not shape.flag("qualifiedValueShapesDisjoint"):
        return []
    graph = context.graph
    parents = [node for node in graph.subjects(f"{SH}property") if shape.node in graph.objects(node, f"{SH}property")]
    found = {
        wanted
        for parent in parents
        for other in graph.objects(parent, f"{SH}property")
        for wanted in graph.objects(other, f"{SH}qualifiedValueShape")
        if wanted not in own
    }
    return [context.shape(shape.node_of("qualifiedValueShape", node)) for node in sorted(found, key=str)]


def _values(context: Context, shape: Shape, scope: Scope) -> Iterator[Block]:
    """What each value node decides, but not by itself."""
    value = scope.focus if shape.path is None else context.fresh("value")
    pattern = scope.values(shape.path, value)
    members = scope.within(shape.path, value).alone()
    for name, others in value_constraints.operands(context, shape):
        if not all(value_constraints.is_test(context, other) for other in others):
            found = _logical(context, name, others, pattern, members)
            if found is not None:
                yield _one(scope, found, constraint(shape, name), value)
    yield from _pairs(context, shape, scope, value)
    if shape.flag("closed"):
        yield _closed(context, shape, scope, value)
    yield from sparql_constraints.blocks(shape, scope)


def _logical(context: Context, name: str, shapes: tuple[Shape, ...], pattern: str, members: Scope) -> str | None:
    """The pattern for the values that break a logical constraint; None where none can."""
    match name:
        case "not":
            return " ".join([pattern, *_without(context, shapes[0], members)])
        case "node" | "and":
            found = breaking(context, shapes, members)
            return None if found is None else f"{pattern} {{ {found} }}"
        case "or":
            each = [breaking(context, (shape,), members) for shape in shapes]
            return f"{pattern} {' '.join(f'{{ {one} }}' for one in each)}" if all(each) else None
    number = context.fresh("number")
    numbered = [
        f"{{ {one} BIND({at} AS {number}) }}"
        for at, shape in enumerate(shapes)
        for one in _breakers(context, shape, members)
    ]
    found = joined(" UNION ", numbered, "{}")
    if not found:
        return pattern if len(shapes) != 1 else None
    counted = f"{members.pattern} OPTIONAL {{ {found} }}"
    most = f"COUNT(DISTINCT {number}) != {len(shapes) - 1}"
    return f"{pattern} {property_constraints.grouped(members.keys, counted, most, members.keys)}"


def breaking(context: Context, shapes: Sequence[Shape], scope: Scope) -> str | None:
    """The SELECT of the focus nodes of `scope` that break any of the shapes; None where none can."""
    found = [pattern for shape in shapes for pattern in _breakers(context, shape, scope)]
    union = joined(" UNION ", [f"{{ {pattern} }}" for pattern in found], "{}")
    return f"SELECT DISTINCT {scope.focus} WHERE {{ {union} }}" if found else None


def _breakers(context: Context, shape: Shape, scope: Scope) -> list[str]:
    return [block.pattern for block in blocks(context, (shape,), scope)]


def _without(context: Context, shape: Shape, members: Scope) -> list[str]:
    found = breaking(context, (shape,), members)
    return [f"MINUS {{ {found} }}"] if found else []


def _pairs(context: Context, shape: Shape, scope: Scope, value: str) -> Iterator[Block]:
    """Values compared with those of another property of the focus node."""
    focus, pattern = scope.focus, scope.values(shape.path, value)
    for other in shape.iris("equals"):
        itself = constraint(shape, "equals")
        yield _one(scope, f"{pattern} FILTER NOT EXISTS {{ {focus} {other} {value} }}", itself, value)
        theirs = context.fresh("value")
        if shape.path is None:
            found = f"{scope.pattern} {focus} {other} {theirs} . FILTER(!sameTerm({theirs}, {focus}))"
        else:
            ours = scope.values(shape.path, theirs)
            found = f"{scope.pattern} {focus} {other} {theirs} . MINUS {{ {ours} }}"
        yield _one(scope, found, itself, theirs)
    for other in shape.iris("disjoint"):
        yield _one(scope, f"{pattern} {focus} {other} {value} .", constraint(shape, "disjoint"), value)
    for name, sign in (("lessThan", "<"), ("lessThanOrEquals", "<=")):
        for other in shape.iris(name):
            theirs = context.fresh("other")
            found = f"{pattern} {focus} {other} {theirs} . FILTER(!{comparisons.stands_to(value, sign, theirs)})"
            yield Block(scope, found, ((constraint(shape, name), "true"),), value, also=(theirs,))


def _closed(context: Context, shape: Shape, scope: Scope, value: str) -> Block:
    path, object_ = context.fresh("path"), context.fresh("value")
    allowed = [other.path for other in context.referred(shape, "property") if isinstance(other.path, ox.NamedNode)]
    allowed += [shape.iri_of("ignoredProperties", term) for terms in shape.lists("ignoredProperties") for term in terms]
    other = f"FILTER({path} NOT IN ({', '.join(sorted(set(map(str, allowed))))}))" if allowed else ""
    pattern = f"{scope.values(shape.path, value)} {value} {path} {object_} . {other}"
    # a result for each triple (section 4.8.1), so that the value node is told apart too
    return Block(scope, pattern, ((constraint(shape, "closed"), "true"),), object_, path, also=(value,))


def _one(scope: Scope, pattern: str, itself: Constraint, value: str | None = None) -> Block:
    return Block(scope, pattern, ((itself, "true"),), value)


def _fewer(scope: Scope, pattern: str, value: str, least: int) -> str:
    found = f"{{ SELECT DISTINCT {' '.join((*scope.keys, value))} WHERE {{ {pattern} }} }}"
    counted = f"{scope.pattern} OPTIONAL {{ {found} }}"
    return property_constraints.grouped(scope.keys, counted, f"COUNT(DISTINCT {value}) < {least}", scope.keys)


def _more(scope: Scope, pattern: str, value: str, most: int) -> str:
    return property_constraints.grouped(scope.keys, pattern, f"COUNT(DISTINCT {value}) > {most}", scope.keys)
