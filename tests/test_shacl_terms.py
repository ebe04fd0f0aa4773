"""Validation on terms as they were written: held against a plain interpreter, right or refused by name, never wrong."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from exordf.errors import InputError
from exordf.rdf.literals import changed_literals, incomparable_literals
from exordf.rdf.prefixes import RDF, RDF_TYPE, SH, XSD
from exordf.shacl import paths
from exordf.shacl.validation import validate
from exordf.store.oxigraph import OxigraphStore
from tests.plain_shacl import Plain, Unordered

if TYPE_CHECKING:
    from exordf.rdf.rows import Term
    from tests.plain_shacl import Row

pytest.importorskip("pyshacl")

EX = "http://example.org/"
NIL = ox.NamedNode(f"{RDF}nil")
INTEGERS = (
    "0",
    "7",
    "07",
    "-0",
    "+7",
    "128",
    "-129",
    "65536",
    "4294967296",
    "9223372036854775808",
    "x",
    "7.0",
    " 7",
    "",
)
DERIVED = (
    *("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
)
TEXTS: dict[str, tuple[str, ...]] = {
    "integer": (*INTEGERS, "-1", "99999999999999999999999999999999999999999", "1_0", "٧"),
    "decimal": ("7", "7.0", "7.10", ".5", "7.", "-2.5", "0.12345678901234567890123", "7e0", "INF", "2.50"),
    "double": ("7", "7.0", "7E0", "2.5", "INF", "+INF", "-INF", "inf", "NaN", "nan", "1e400", "-0", "infinity", "1_0"),
    "float": ("7", "2.5", "0.1", "16777217", "INF", "Infinity", "1e39", "2.50"),
    "boolean": ("true", "false", "1", "0", "TRUE", "yes"),
    "date": ("2024-02-29", "2023-02-29", "2024-02-29Z", "2024-02-29+00:00", "2024-3-1", "2024-12-31"),
    "dateTime": (
        *("2024-02-29T10:00:00", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00+00:00", "2024-02-29T11:00:00+01:00"),
        *(
            "2024-02-29T24:00:00",
            "2024-02-29T10:00:00.50",
            "2024-02-29T10:00",
            "2024-02-29 10:00:00",
            "2025-01-01T00:00:00Z",
        ),
    ),
    "time": ("10:00:00", "24:00:00", "10:00:00.0", "10:00", "25:00:00", "23:59:59"),
    "gYear": ("2024", "24", "2024+00:00"),
    "gYearMonth": ("2024-02", "2024-13"),
    "gMonth": ("--02",),
    "gMonthDay": ("--02-29",),
    "gDay": ("---31",),
    "duration": ("P1D", "PT24H", "P12M", "P"),
    "dayTimeDuration": ("P1D", "PT24H"),
    "yearMonthDuration": ("P1Y", "P12M"),
    "string": ("7", "07", "x", "", "Ω≈ç", "a b"),
    "normalizedString": ("a b", "a\tb"),
    "token": ("a b", "a  b"),
    "language": ("en", "12"),
    "anyURI": ("http://example.org/a", "a b"),
    "hexBinary": ("0f", "0F", "xyz"),
    "base64Binary": ("YQ==", "a"),
}


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


LITERALS = [typed(text, name) for name, texts in TEXTS.items() for text in texts]
LITERALS += [typed(text, name) for name in DERIVED for text in INTEGERS]
LITERALS += [ox.Literal("7", language="en"), ox.Literal("x", language="en-GB"), ox.Literal("y", language="EN")]
LITERALS += [ox.Literal("7", datatype=ox.NamedNode(f"{EX}own"))]
CHANGED = changed_literals(LITERALS).keys() | incomparable_literals(LITERALS)
KEPT = [literal for literal in LITERALS if literal not in CHANGED]
NODES: list[Term] = [ox.NamedNode(EX + name) for name in "abc"]
PREDICATES = [ox.NamedNode(EX + name) for name in "pq"]
CLASSES = [ox.NamedNode(EX + name) for name in "CD"]
NUMBERS = [0, 1, 2, 3, 10**30]
PATTERNS = [r"^7", r"^0*7(\.0)?$", r"\S", r"[^0-9]", r"^.?$"]


def sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


class Shapes:
    """Shapes at random, whose constants are of the literals that are given, and their triples."""

    def __init__(self, draw: st.DrawFn, literals: list[ox.Literal]) -> None:
        self.draw = draw
        self.literals: list[Term] = list(literals)
        self.quads: list[ox.Quad] = []
        self.numbers = itertools.count()

    def pick(self, options: list[Term]) -> Term:
        return self.draw(st.sampled_from(options))

    def say(self, node: Term, name: str, term: Term) -> None:
        self.quads.append(ox.Quad(node, sh(name), term))  # type: ignore[arg-type]

    def listed(self, terms: list[Term]) -> Term:
        head: Term = NIL
        for term in reversed(terms):
            cell = ox.BlankNode(f"n{next(self.numbers)}")
            self.quads.append(ox.Quad(cell, ox.NamedNode(f"{RDF}first"), term))
            self.quads.append(ox.Quad(cell, ox.NamedNode(f"{RDF}rest"), head))
            head = cell
        return head

    def shape(self, node: ox.NamedNode | ox.BlankNode, depth: int, *, prop: bool) -> ox.NamedNode | ox.BlankNode:
        self.quads.append(ox.Quad(node, RDF_TYPE, sh("PropertyShape" if prop else "NodeShape")))
        if prop:
            self.say(node, "path", PREDICATES[0])
        names = [*OF_VALUES, *(OF_ALL if prop else ()), *(NESTED if depth else ())]
        for name in self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
            self.constraint(node, name, depth - 1)
        return node

    def inner(self, depth: int, *, prop: bool) -> Term:
        return self.shape(ox.BlankNode(f"n{next(self.numbers)}"), depth, prop=prop)

    def constraint(self, node: Term, name: str, depth: int) -> None:
        if name == "in":
            terms = self.draw(st.lists(st.sampled_from([*NODES, *self.literals]), max_size=3))
            self.say(node, name, self.listed(terms))
        elif name == "languageIn":
            self.say(node, name, self.listed([ox.Literal("en")]))
        elif name == "closed":
            self.say(node, name, ox.Literal(value=True))
        elif name in ("not", "node", "property"):
            self.say(node, name, self.inner(depth, prop=name == "property"))
        elif name in ("or", "and", "xone"):
            self.say(node, name, self.listed([self.inner(depth, prop=False) for _ in range(2)]))
        else:
            counts: list[Term] = [typed(str(number), "integer") for number in NUMBERS]
            options: dict[str, list[Term]] = {
                "datatype": sorted({literal.datatype for literal in LITERALS}, key=str),
                "nodeKind": [sh("IRI"), sh("Literal"), sh("BlankNodeOrIRI")],
                "class": list(CLASSES),
                "pattern": [ox.Literal(pattern) for pattern in PATTERNS],
                "uniqueLang": [ox.Literal(value=True)],
                "hasValue": [*NODES, *self.literals],
                **{key: [PREDICATES[1]] for key in ("equals", "disjoint", "lessThan", "lessThanOrEquals")},
                **dict.fromkeys(("minCount", "maxCount", "maxLength"), counts),
                "minLength": counts[1:],
            }
            self.say(node, name, self.pick(options.get(name, self.literals)))


BOUNDS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
OF_VALUES = (
    *("datatype", "datatype", "nodeKind", "class", "pattern", "minLength", "maxLength", "in", "hasValue"),
    *("languageIn", "equals", "disjoint", "closed", *BOUNDS),
)
OF_ALL = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals")
NESTED = ("not", "node", "or", "and", "xone", "property")


@st.composite
def cases(draw: st.DrawFn, literals: list[ox.Literal]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Data and shapes whose literals are a few of these, so that they meet."""
    few = draw(st.lists(st.sampled_from(literals), min_size=1, max_size=5))
    links = st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from([*few, *few, *NODES]))
    triples = draw(st.lists(links, min_size=1, max_size=8))
    triples += [(node, RDF_TYPE, draw(st.sampled_from(CLASSES))) for node in NODES[:2]]
    shapes = Shapes(draw, few)
    prop = draw(st.booleans())
    root = shapes.shape(ox.NamedNode(f"{EX}S"), 1, prop=prop)
    targets: dict[str, list[Term]] = {
        "targetClass": list(CLASSES),
        "targetNode": [*NODES, *few],
        "targetObjectsOf": list(PREDICATES),
    }
    target = draw(st.sampled_from(sorted(targets)))
    shapes.say(root, target, shapes.pick(targets[target]))
    return [ox.Quad(*triple) for triple in triples], shapes.quads  # type: ignore[arg-type]


def rows(data: list[ox.Quad], shapes: list[ox.Quad]) -> Counter[Row]:
    store = OxigraphStore()
    store.load(data)
    return Counter(
        (
            str(result.focus),
            result.component.value.removeprefix(SH).removesuffix("ConstraintComponent"),
            "" if result.path is None else paths.sparql(result.path),
            "" if result.value is None else str(result.value),
        )
        for result in validate(store, shapes).results
    )


def plainly(data: list[ox.Quad], shapes: list[ox.Quad]) -> Counter[Row]:
    try:
        return Plain(data, shapes).results()
    except Unordered:
        assume(False)  # noqa: FBT003 - hypothesis has it so
        raise


@settings(deadline=None, derandomize=True, max_examples=200, suppress_health_check=list(HealthCheck))
@given(cases(KEPT))
def test_literals_that_the_store_keeps_are_validated_as_the_recommendation_says(
    case: tuple[list[ox.Quad], list[ox.Quad]],
) -> None:
    data, shapes = case
    assert rows(data, shapes) == plainly(data, shapes)


@settings(deadline=None, derandomize=True, max_examples=120, suppress_health_check=list(HealthCheck))
@given(cases(LITERALS))
def test_any_literals_are_validated_as_the_recommendation_says_or_refused(
    case: tuple[list[ox.Quad], list[ox.Quad]],
) -> None:
    data, shapes = case
    wanted = plainly(data, shapes)
    try:
        found = rows(data, shapes)
    except InputError:
        assert CHANGED & {quad.object for quad in [*data, *shapes]}
    else:
        assert found == wanted
