"""What shapes look at: the predicates whose values decide, and the literals that the shapes themselves hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exordf import lexical
from exordf.names import XSD
from exordf.shacl import paths, sparql, tokens
from exordf.written import changes, valueless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from exordf.shacl.compiler import Plan
    from exordf.shacl.model import Shape
    from exordf.shacl.tokens import Token

BOUNDS = ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
LESS = ("lessThan", "lessThanOrEquals")
_OTHERS = ("equals", "disjoint", *LESS, "targetObjectsOf")
_ENDS = frozenset(("iri", "variable", "blank", "text", "number", "language"))
_BY_VALUE = frozenset(("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"))


class Doubt(NamedTuple):
    """A literal that a store is not exact about, where it stands, and the shape that looks at it."""

    literal: ox.Literal
    shape: str
    predicate: ox.NamedNode | None = None

    def __str__(self) -> str:
        if self.predicate is None:
            return f"{short(self.literal)} in the shape {self.shape}"
        return f"{short(self.literal)}, a value of {self.predicate}, which the shape {self.shape} looks at"


def doubts(plan: Plan, inexact: Mapping[ox.NamedNode, ox.Literal]) -> Iterator[Doubt]:
    """Why a store could answer wrongly: first what the shapes themselves hold, then the data.

    `inexact` has a literal for each predicate with a value that the store changed, or cannot compute with.
    """
    yield from _in_shapes(plan)
    for shape in plan.reached if inexact else ():
        predicates = looked_at(shape)
        for predicate in sorted(inexact, key=str):
            if predicates is None or predicate.value in predicates:
                yield Doubt(inexact[predicate], _called(shape), predicate)


def short(literal: ox.Literal) -> str:
    """A literal as Turtle writes it.

    >>> short(ox.Literal("01", datatype=ox.NamedNode(f"{XSD}integer")))
    '"01"^^xsd:integer'
    """
    return re.sub(rf"\^\^<{re.escape(XSD)}(\w+)>$", r"^^xsd:\1", str(literal))


def _called(shape: Shape) -> str:
    return shape.graph.called(shape.node)


def looked_at(shape: Shape) -> frozenset[str] | None:
    """The predicates whose values a shape looks at by itself; None for all of them."""
    if shape.flag("closed"):
        return None
    found = {iri.value for name in _OTHERS for iri in shape.iris(name)}
    if shape.path is not None:
        found |= paths.predicates(shape.path)
    for _, query in sparql.queries(shape):
        if _takes_any(query):
            return None
        found |= {token.text[1:-1] for token in query if token.kind == "iri"}
    return frozenset(found)


def _in_shapes(plan: Plan) -> Iterator[Doubt]:
    terms: list[tuple[ox.Literal, Shape]] = []
    bounds: list[tuple[ox.Literal, Shape]] = []
    for shape in plan.reached:
        same = [*shape.terms("hasValue"), *shape.terms("targetNode")]
        terms += [(term, shape) for term in same if isinstance(term, ox.Literal)]
        terms += [(term, shape) for _, query in sparql.queries(shape) for term in constants(query)]
        bounds += [(term, shape) for name in BOUNDS for term in shape.terms(name) if isinstance(term, ox.Literal)]
    changed = changes({term for term, _ in [*terms, *bounds]})
    without = valueless({term for term, _ in bounds})
    yield from (Doubt(term, _called(shape)) for term, shape in terms if term in changed)
    for term, shape in bounds:  # a bound that is spelt otherwise is the same bound, where it is one at all
        if term in without or (term in changed and not lexical.is_well_formed(term)):
            yield Doubt(term, _called(shape))


def constants(query: Sequence[Token]) -> Iterator[ox.Literal]:
    """The literals of a query, but for those that are only compared or computed with."""
    for at, token in enumerate(query):
        literal, width = _literal(query, at)
        around = [query[n].text for n in (at - 1, at + width) if 0 <= n < len(query)]
        if literal is not None and not (token.kind == "number" and _BY_VALUE & set(around)):
            yield literal


def _literal(query: Sequence[Token], at: int) -> tuple[ox.Literal | None, int]:
    token = query[at]
    if token.kind == "number":
        number = token.text.removesuffix(".")
        kind = "double" if re.search("[eE]", number) else "decimal" if "." in number else "integer"
        return ox.Literal(number, datatype=ox.NamedNode(XSD + kind)), 1
    if token.kind == "text" and at + 2 < len(query) and query[at + 1].text == "^^" and query[at + 2].kind == "iri":
        return ox.Literal(tokens.unquoted(token), datatype=ox.NamedNode(query[at + 2].text[1:-1])), 3
    return None, 1


def _takes_any(query: Iterable[Token]) -> bool:
    """Whether a triple of the query may have any predicate: a variable, or all but some."""
    listed = list(query)
    for before, token, after in zip(listed, listed[1:], listed[2:], strict=False):
        starts = _is_term(before) or before.text in (";", "[", "]", ")")
        ends = _is_term(after) or after.text in ("[", "(")
        negated = (token, after) if (before.text, token.text) == ("!", "(") else (before, token)
        if token.variable and token.variable != "PATH" and starts and ends:
            return True
        if (
            negated[0].text in ("!", "(")
            and before.text == "!"
            and (negated[1].kind == "iri" or negated[1].text in ("^", "a"))
        ):
            return True
    return False


def _is_term(token: Token) -> bool:
    return token.kind in _ENDS or token.text in ("true", "false")
