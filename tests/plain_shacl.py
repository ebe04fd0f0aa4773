"""A plain interpreter of SHACL Core: each constraint as the recommendation defines it, on terms as they are written.

It is slow and uses neither stores nor queries, so that engines that do can be compared with it.
"""

# ruff: noqa: C901, PLR0911, PLR0912 - a branch for each constraint, as the recommendation has a section for each

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.rdf.prefixes import RDF_TYPE, RDFS, SH, XSD
from exordf.shacl import paths, shapes_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from exordf.rdf.rows import Term

Row = tuple[str, str, str, str]  # focus node, component, path, value

LIMITS: dict[str, tuple[float, float]] = {
    "integer": (-math.inf, math.inf),
    "nonNegativeInteger": (0, math.inf),
    "positiveInteger": (1, math.inf),
    "nonPositiveInteger": (-math.inf, 0),
    "negativeInteger": (-math.inf, -1),
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
}
NODE_KINDS = {
    "BlankNode": (ox.BlankNode,),
    "IRI": (ox.NamedNode,),
    "Literal": (ox.Literal,),
    "BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    "BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    "IRIOrLiteral": (ox.NamedNode, ox.Literal),
}
# Datatypes that SPARQL does not compare, as its function library has no `<` for them.
OPEN = ("duration", "dayTimeDuration", "yearMonthDuration", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay")
FARTHEST = 14 * 3600  # the largest offset of a time zone from UTC, in seconds
ZONE = r"(Z|[+-]\d\d:\d\d)?"


@dataclass(frozen=True)
class Value:
    """The value of a literal: values of one kind have an order, in which `at` is the position."""

    kind: str
    at: Any
    zoned: bool | None = None


def value(literal: ox.Literal) -> Value | None:
    """The value of a literal; None if its text is not one of its datatype, or the datatype is unknown."""
    name, text = literal.datatype.value.removeprefix(XSD), literal.value
    if literal.language:
        return None
    if name == "string":
        return Value("string", text)
    if name == "boolean":
        return Value("boolean", text in ("true", "1")) if text in ("true", "false", "1", "0") else None
    if name in LIMITS:
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            return None
        low, high = LIMITS[name]
        return Value("exact", Fraction(int(text))) if low <= int(text) <= high else None
    if name == "decimal":
        return Value("exact", Fraction(text)) if re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", text) else None
    if name in ("double", "float"):
        if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN", text):
            return None
        number = float(text.replace("INF", "inf"))
        return Value(name, single(number) if name == "float" else number)
    try:
        return moment(name, text)
    except ValueError:
        return None


def single(number: float) -> float:
    """The nearest number of 32 bits."""
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return math.copysign(math.inf, number)


def moment(name: str, text: str) -> Value | None:
    """The value of a date, a time or both, with its seconds to any number of digits."""
    clock = r"(\d\d):(\d\d):(\d\d)(\.\d+)?"
    day = r"(\d{4})-(\d\d)-(\d\d)"
    form = {"dateTime": f"{day}T{clock}{ZONE}", "date": f"{day}{ZONE}", "time": f"{clock}{ZONE}"}.get(name)
    found = re.fullmatch(form, text, re.ASCII) if form else None
    if not found:
        return None
    parts = [part for part in found.groups()[:-1] if part is None or part[0] != "."]
    fraction = Fraction(Decimal("0" + next((part for part in found.groups()[:-1] if part and part[0] == "."), ".0")))
    zone = found.groups()[-1]
    numbers = [int(part) for part in parts if part is not None]
    days = date(*numbers[:3]).toordinal() if name != "time" else 0
    hours = numbers[3:] if name == "dateTime" else numbers if name == "time" else [0, 0, 0]
    end_of_day = hours == [24, 0, 0] and not fraction
    if not end_of_day:
        time(hours[0], hours[1], hours[2])
    seconds = days * 86_400 + hours[0] * 3600 + hours[1] * 60 + hours[2] + fraction
    if name == "time" and end_of_day:
        seconds = Fraction(0)
    if zone and zone != "Z":
        sign, hour, minute = zone[0], int(zone[1:3]), int(zone[4:6])
        offset = timedelta(hours=hour, minutes=minute)
        datetime.now(timezone(offset))  # raises ValueError where there is no such zone
        if minute >= 60 or offset > timedelta(hours=14):
            raise ValueError(zone)
        seconds -= int(offset.total_seconds()) * (1 if sign == "+" else -1)
    return Value(name, seconds, zoned=bool(zone))


class Unordered(Exception):  # noqa: N818 - what it is
    """SPARQL leaves the order of two values undefined, so an engine may define one."""


def order(one: Term, other: Term) -> int | None:
    """Less than, equal, greater as -1, 0, 1; None if they have no order, as a number and a string."""
    if not isinstance(one, ox.Literal) or not isinstance(other, ox.Literal):
        return None
    if one.datatype == other.datatype and one.datatype.value.removeprefix(XSD) in OPEN:
        raise Unordered(f"{one} and {other}")
    left, right = value(one), value(other)
    if left is None or right is None:
        return None
    a, b = left.at, right.at
    kinds = {left.kind, right.kind}
    if kinds <= {"exact", "double", "float"}:
        if "double" in kinds:
            a, b = rounded(a), rounded(b)
        elif "float" in kinds:
            a, b = single(rounded(a)), single(rounded(b))
    elif left.zoned is not right.zoned or left.kind != right.kind:
        return zoneless(left, right)
    return -1 if a < b else 1 if a > b else 0 if a == b else None


def zoneless(left: Value, right: Value) -> int | None:
    """The order of two dates of which one has no time zone: defined if it is the same in every zone."""
    if left.kind != right.kind or left.kind not in ("dateTime", "date"):
        return None
    apart = Fraction(left.at) - Fraction(right.at)
    if abs(apart) <= FARTHEST:
        return None
    return -1 if apart < 0 else 1


def rounded(number: Any) -> float:
    """The nearest number of 64 bits."""
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def fits(literal: ox.Literal, datatype: ox.NamedNode) -> bool:
    """Whether a literal has the datatype and, if SPARQL knows the datatype, a text in its lexical space."""
    if literal.datatype != datatype:
        return False
    name = datatype.value.removeprefix(XSD)
    is_checked = name in LIMITS or name in ("boolean", "decimal", "double", "float", "dateTime", "date", "time")
    return not is_checked or value(literal) is not None


class Plain:
    """A data graph and a shapes graph, and the results of validating the one with the other."""

    def __init__(self, data: Iterable[ox.Quad], shapes: Iterable[ox.Quad]) -> None:
        self.data = shapes_graph.indexed(data)
        self.triples = [(s, p, o) for s, pairs in self.data.about.items() for p, os in pairs.items() for o in os]
        self.shapes = shapes_graph.indexed(shapes)

    def results(self) -> Counter[Row]:
        """Every result of every shape that has a target."""
        rows: Counter[Row] = Counter()
        for node in self.shapes.about:
            for focus in dict.fromkeys(self.targets(node)):
                rows.update(self.check(node, focus))
        return rows

    def objects(self, node: Term, name: str) -> tuple[Term, ...]:
        return self.shapes.objects(node, SH + name)

    def targets(self, node: Term) -> Iterator[Term]:
        for cls in self.objects(node, "targetClass"):
            yield from (s for s in self.data.about if self.is_a(s, cls))
        if {f"{SH}NodeShape", f"{SH}PropertyShape"} & self.kinds(node) and f"{RDFS}Class" in self.kinds(node):
            yield from (s for s in self.data.about if self.is_a(s, node))
        yield from self.objects(node, "targetNode")
        for name, at in (("targetSubjectsOf", 0), ("targetObjectsOf", 1)):
            for predicate in self.objects(node, name):
                yield from (pair[at] for s, p, o in self.triples if p == text(predicate) for pair in [(s, o)])

    def kinds(self, node: Term) -> set[str]:
        return {term.value for term in above(self.shapes, self.shapes.objects(node, RDF_TYPE.value))}  # type: ignore[union-attr]

    def is_a(self, node: Term, cls: Term) -> bool:
        return cls in above(self.data, self.data.objects(node, RDF_TYPE.value))

    def step(self, path: paths.Path, node: Term) -> list[Term]:
        """The nodes that the path leads to, once each."""
        match path:
            case ox.NamedNode():
                return list(self.data.objects(node, path.value))
            case paths.Inverse(ox.NamedNode() as inner):
                return list(dict.fromkeys(s for s, p, o in self.triples if p == inner.value and o == node))
            case paths.Inverse(inner):
                everything = dict.fromkeys([t for s, _, o in self.triples for t in (s, o)] + [node])
                return [other for other in everything if node in self.step(inner, other)]
            case paths.Sequence(members):
                at = [node]
                for member in members:
                    at = list(dict.fromkeys(end for start in at for end in self.step(member, start)))
                return at
            case paths.Alternative(members):
                return list(dict.fromkeys(end for member in members for end in self.step(member, node)))
            case paths.Repeat(inner, "?"):
                return list(dict.fromkeys([node, *self.step(inner, node)]))
            case paths.Repeat(inner, sign):
                reached: dict[Term, None] = {node: None} if sign == "*" else {}
                todo = [node]
                seen = {node}
                while todo:
                    for end in self.step(inner, todo.pop()):
                        reached[end] = None
                        if end not in seen:
                            seen.add(end)
                            todo.append(end)
                return list(reached)

    def conforms(self, node: Term, focus: Term) -> bool:
        return not self.check(node, focus)

    def check(self, node: Term, focus: Term) -> list[Row]:
        """The results of one shape for one focus node, including those of its property shapes."""
        if any(getattr(term, "value", "") == "true" for term in self.objects(node, "deactivated")):
            return []
        at = self.objects(node, "path")
        path = paths.read(self.shapes, at[0]) if at else None
        values = [focus] if path is None else self.step(path, focus)
        shown = "" if path is None else paths.sparql(path)
        rows: list[Row] = []

        def broken(component: str, bad: Term | None = None, where: str | None = None) -> None:
            rows.append((str(focus), component, shown if where is None else where, "" if bad is None else str(bad)))

        for each in values:
            for component, test in self.tests(node):
                if not test(each):
                    broken(component, each)
            if any(getattr(term, "value", "") == "true" for term in self.objects(node, "closed")):
                allowed = {str(p) for s in self.objects(node, "property") for p in self.objects(s, "path")}
                allowed |= {str(p) for head in self.objects(node, "ignoredProperties") for p in self.shapes.items(head)}
                for s, p, o in self.triples:
                    if s == each and f"<{p}>" not in allowed:
                        broken("Closed", o, f"<{p}>")
        self.check_values(node, focus, values, path, broken)
        for each in values:
            for inner in self.objects(node, "property"):
                rows += self.check(inner, each)
        return rows

    def tests(self, node: Term) -> Iterator[tuple[str, Callable[[Term], bool]]]:
        """The constraints on single value nodes: the component, and the condition that a value must meet."""
        for cls in self.objects(node, "class"):
            yield "Class", lambda v, cls=cls: self.is_a(v, cls)  # type: ignore[misc]
        for kind in self.objects(node, "datatype"):
            yield "Datatype", lambda v, kind=kind: isinstance(v, ox.Literal) and fits(v, kind)  # type: ignore[misc]
        for kind in self.objects(node, "nodeKind"):
            yield "NodeKind", lambda v, kind=kind: isinstance(v, NODE_KINDS[kind.value.removeprefix(SH)])  # type: ignore[misc]
        bounds = {"MinExclusive": (1,), "MinInclusive": (0, 1), "MaxExclusive": (-1,), "MaxInclusive": (0, -1)}
        for name, right in bounds.items():
            for bound in self.objects(node, name[0].lower() + name[1:]):
                yield name, lambda v, bound=bound, right=right: order(v, bound) in right  # type: ignore[misc]
        for least in self.objects(node, "minLength"):
            yield "MinLength", lambda v, n=int(least.value): length(v) is not None and length(v) >= n  # type: ignore[misc, union-attr]
        for most in self.objects(node, "maxLength"):
            yield "MaxLength", lambda v, n=int(most.value): length(v) is not None and length(v) <= n  # type: ignore[misc, union-attr]
        for pattern in self.objects(node, "pattern"):
            yield (
                "Pattern",
                lambda v, p=pattern.value: not isinstance(v, ox.BlankNode) and bool(re.search(p, text(v))),  # type: ignore[misc, union-attr]
            )
        for head in self.objects(node, "languageIn"):
            tags = [tag.value.lower() for tag in self.shapes.items(head)]  # type: ignore[union-attr]
            yield "LanguageIn", lambda v, tags=tags: any(speaks(v, tag) for tag in tags)  # type: ignore[misc]
        for head in self.objects(node, "in"):
            members = self.shapes.items(head)
            yield "In", lambda v, members=members: v in members  # type: ignore[misc]
        for shape in self.objects(node, "node"):
            yield "Node", lambda v, shape=shape: self.conforms(shape, v)  # type: ignore[misc]
        for shape in self.objects(node, "not"):
            yield "Not", lambda v, shape=shape: not self.conforms(shape, v)  # type: ignore[misc]
        ways: dict[str, Callable[[list[bool]], bool]] = {"And": all, "Or": any, "Xone": lambda each: sum(each) == 1}
        for name, way in ways.items():
            for head in self.objects(node, name.lower()):
                shapes = self.shapes.items(head)
                yield name, lambda v, m=shapes, way=way: way([self.conforms(shape, v) for shape in m])  # type: ignore[misc]

    def check_values(
        self,
        node: Term,
        focus: Term,
        values: list[Term],
        path: paths.Path | None,
        broken: Callable[..., None],
    ) -> None:
        """Check the constraints on all value nodes together."""
        if path is not None:
            for least in self.objects(node, "minCount"):
                if len(values) < int(least.value):  # type: ignore[union-attr]
                    broken("MinCount")
            for most in self.objects(node, "maxCount"):
                if len(values) > int(most.value):  # type: ignore[union-attr]
                    broken("MaxCount")
        for term in self.objects(node, "hasValue"):
            if term not in values:
                broken("HasValue")
        if any(getattr(term, "value", "") == "true" for term in self.objects(node, "uniqueLang")):
            tags = Counter(v.language.lower() for v in values if isinstance(v, ox.Literal) and v.language)
            for times in tags.values():
                if times > 1:
                    broken("UniqueLang")
        for other in self.objects(node, "equals"):
            theirs = self.step(other, focus)  # type: ignore[arg-type]
            for each in [v for v in values if v not in theirs] + [v for v in theirs if v not in values]:
                broken("Equals", each)
        for other in self.objects(node, "disjoint"):
            for each in values:
                if each in self.step(other, focus):  # type: ignore[arg-type]
                    broken("Disjoint", each)
        for name, right in (("lessThan", (-1,)), ("lessThanOrEquals", (-1, 0))):
            for other in self.objects(node, name):
                for each in values:
                    for theirs_ in self.step(other, focus):  # type: ignore[arg-type]
                        if order(each, theirs_) not in right:
                            broken(name[0].upper() + name[1:], each)


def above(within: shapes_graph.Graph, classes: Iterable[Term]) -> set[Term]:
    """The classes and all their superclasses."""
    reached, todo = set(classes), list(classes)
    while todo:
        new = set(within.objects(todo.pop(), f"{RDFS}subClassOf")) - reached
        reached |= new
        todo += new
    return reached


def text(term: Term) -> str:
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else str(term)


def length(term: Term) -> int | None:
    return None if isinstance(term, ox.BlankNode) else len(text(term))


def speaks(term: Term, tag: str) -> bool:
    own = (term.language or "").lower() if isinstance(term, ox.Literal) else ""
    return bool(own) and (tag in ("*", own) or own.startswith(f"{tag}-"))
