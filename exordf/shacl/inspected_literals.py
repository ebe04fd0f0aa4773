"""Literals that shapes inspect: those in the shapes themselves, and the values of the predicates that decide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf.rdf import lexical_spaces
from exordf.rdf.literals import changed_literals, incomparable_literals
from exordf.rdf.prefixes import XSD
from exordf.shacl import paths
from exordf.shacl.components import property_pair, string_based, value_range
from exordf.shacl.embedded_queries import query_tokens, sparql_constraints, variables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exordf.rdf.literals import Inexact
    from exordf.shacl.plan import Plan
    from exordf.shacl.shape_model import Shape
    from exordf.sparql.lexer import Token

_PREDICATES = (*property_pair.PARAMETERS, "targetObjectsOf")
_BY_VALUE = frozenset(("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"))


class Doubt(NamedTuple):
    """A literal that a store does not represent exactly, its predicate, and the shape that inspects it."""

    literal: ox.Literal
    shape: str
    predicate: ox.NamedNode | None = None

    def __str__(self) -> str:
        if self.predicate is None:
            return f"{short(self.literal)} in the shape {self.shape}"
        return f"{short(self.literal)}, a value of {self.predicate}, which the shape {self.shape} looks at"


def doubts(plan: Plan, inexact: Inexact) -> Iterator[Doubt]:
    """Why a store could answer wrongly: first literals of the shapes themselves, then of the data.

    A literal whose spelling alone was changed matters only to constraints that read its text.
    """
    yield from _in_shapes(plan, inexact)
    for shape in plan.reached:
        for literals, predicates in ((inexact.lost, looked_at), (inexact.respelt, read_as_text)):
            looks = predicates(shape) if literals else frozenset()
            for predicate in sorted(literals, key=str):
                if looks is None or predicate.value in looks:
                    yield Doubt(literals[predicate], _called(shape), predicate)


def short(literal: ox.Literal) -> str:
    """A literal as Turtle writes it.

    >>> short(ox.Literal("01", datatype=ox.NamedNode(f"{XSD}integer")))
    '"01"^^xsd:integer'
    """
    return re.sub(rf"\^\^<{re.escape(XSD)}(\w+)>$", r"^^xsd:\1", str(literal))


def _called(shape: Shape) -> str:
    return shape.graph.called(shape.node)


def looked_at(shape: Shape) -> frozenset[str] | None:
    """The predicates whose values a shape inspects itself; None for all of them."""
    if shape.flag("closed"):
        return None
    iris = {iri.value for name in _PREDICATES for iri in shape.iris(name)}
    if shape.path is not None:
        iris |= paths.predicates(shape.path)
    for _, query in sparql_constraints.queries(shape):
        if variables.takes_any_predicate(query):
            return None
        iris |= {token.text[1:-1] for token in query if token.kind == "iri"}
    return frozenset(iris)


def read_as_text(shape: Shape) -> frozenset[str] | None:
    """The predicates whose values a shape reads as text; None for all of them."""
    iris: set[str] = set()
    if any(shape.terms(name) for name in string_based.READ_AS_TEXT) and not _is_of_nodes(shape):
        if shape.path is None:
            return None
        iris |= paths.predicates(shape.path)
    for _, query in sparql_constraints.queries(shape):
        predicates = variables.read_as_text(query)
        if predicates is None:
            return None
        iris |= predicates
    return frozenset(iris)


def _is_of_nodes(shape: Shape) -> bool:
    """Whether no literal is a value node: those of a node shape for classes and subjects that nothing refers to."""
    literals = shape.terms("targetNode") or shape.terms("targetObjectsOf")
    is_referred = any(
        shape.node in objects for values_of in shape.graph.about.values() for objects in values_of.values()
    )
    return shape.path is None and not literals and not is_referred


def _in_shapes(plan: Plan, inexact: Inexact) -> Iterator[Doubt]:
    terms: list[tuple[ox.Literal, Shape]] = []
    bounds: list[tuple[ox.Literal, Shape]] = []
    for shape in plan.reached:
        members = [term for head in shape.terms("in") for term in shape.graph.items(head)]
        same = [*members, *shape.terms("hasValue"), *shape.terms("targetNode")]
        terms += [(term, shape) for term in same if isinstance(term, ox.Literal)]
        terms += [(term, shape) for _, query in sparql_constraints.queries(shape) for term in constants(query)]
        bounds += [
            (term, shape)
            for name in value_range.PARAMETERS
            for term in shape.terms(name)
            if isinstance(term, ox.Literal)
        ]
    changed = changed_literals({term for term, _ in [*terms, *bounds]})
    without = incomparable_literals({term for term, _ in bounds})
    for term, shape in terms:  # the data must have it spelt as it is here, or not at all
        if inexact.spellings.get(changed.get(term, term), term) != term or (
            term in changed and changed[term] not in inexact.spellings
        ):
            yield Doubt(term, _called(shape))
    for term, shape in bounds:  # the spelling of a bound does not matter, if it is well formed
        if term in without or (term in changed and not lexical_spaces.is_well_formed(term)):
            yield Doubt(term, _called(shape))


def constants(query: Sequence[Token]) -> Iterator[ox.Literal]:
    """The literals of a query, except those that are only compared or computed with."""
    for position, token in enumerate(query):
        literal, width = _literal(query, position)
        around = [query[n].text for n in (position - 1, position + width) if 0 <= n < len(query)]
        if literal is not None and not (token.kind == "number" and _BY_VALUE & set(around)):
            yield literal


def _literal(query: Sequence[Token], position: int) -> tuple[ox.Literal | None, int]:
    token = query[position]
    if token.kind == "number":
        kind = "double" if re.search("[eE]", token.text) else "decimal" if "." in token.text else "integer"
        return ox.Literal(token.text, datatype=ox.NamedNode(XSD + kind)), 1
    if (
        token.kind == "string"
        and position + 2 < len(query)
        and query[position + 1].text == "^^"
        and query[position + 2].kind == "iri"
    ):
        return ox.Literal(query_tokens.unquoted(token), datatype=ox.NamedNode(query[position + 2].text[1:-1])), 3
    return None, 1
