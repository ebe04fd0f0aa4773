"""Other constraints (section 4.8): `sh:closed`, `sh:hasValue`, `sh:in`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.shacl import literal_expressions
from exordf.shacl.blocks import Block, Combinable, joined
from exordf.shacl.compiler import Component

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.shacl.blocks import Constraint, Scope
    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape


def _closed(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    value, pattern = compiler.values(shape, scope)
    path, object_ = compiler.fresh("path"), compiler.fresh("value")
    allowed = [other.path for other in compiler.referred(shape, "property") if isinstance(other.path, ox.NamedNode)]
    allowed += [shape.iri_of("ignoredProperties", term) for terms in shape.lists("ignoredProperties") for term in terms]
    other = f"FILTER({path} NOT IN ({', '.join(sorted(set(map(str, allowed))))}))" if allowed else ""
    triples = f"{pattern} {value} {path} {object_} . {other}"
    # a result for each triple (section 4.8.1), so that the value node counts too
    yield Block(scope, triples, ((constraint, "true"),), object_, path, also=(value,))


def _has_value_test(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    if shape.path is None:
        for term in shape.terms("hasValue"):
            yield f"!{literal_expressions.same(value, shape.constant('hasValue', term))}"


def _has_value(compiler: Compiler, shape: Shape, scope: Scope, constraint: Constraint) -> Iterator[Block]:
    for term in shape.terms("hasValue") if shape.path is not None else ():
        constant = shape.constant("hasValue", term)
        if isinstance(shape.path, ox.NamedNode):
            test = f"!EXISTS {{ {scope.focus} {shape.path} {constant} }}"
            pattern = f"{scope.pattern} FILTER({test})"
            yield Block(scope, pattern, ((constraint, test),), combinable=Combinable("missing"))
        else:
            value, pattern = compiler.values(shape, scope)
            present = f"{pattern} FILTER({literal_expressions.same(value, constant)})"
            yield Block(scope, f"{scope.pattern} MINUS {{ {present} }}", ((constraint, "true"),))


def _in(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    for members in shape.lists("in"):
        yield f"!{_is_one_of(value, [shape.constant('in', member) for member in members])}"


def _is_one_of(value: str, constants: list[ox.NamedNode | ox.Literal]) -> str:
    iris = [str(constant) for constant in constants if isinstance(constant, ox.NamedNode)]
    tests = [literal_expressions.same(value, constant) for constant in constants if isinstance(constant, ox.Literal)]
    if iris:  # IN compares by value, which for IRIs is the same and much shorter
        tests.append(f"(isIRI({value}) && {value} IN ({', '.join(iris)}))")
    return f"({joined(' || ', tests) or 'false'})"


CLOSED = Component(
    "closed",
    "The property is not among those that the shape allows.",
    blocks=_closed,
    companions=("ignoredProperties",),
    is_flag=True,
)
HAS_VALUE = Component("hasValue", "The value {} is missing.", tests=_has_value_test, blocks=_has_value, is_single=False)
IN = Component("in", "The value is not one of {}.", tests=_in)
