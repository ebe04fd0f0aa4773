"""Constraints that one value decides: each is a SPARQL expression that is true where the value breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import RDF_TYPE, RDFS, SH
from exordf.shacl import comparisons, datatypes, vocabulary
from exordf.shacl.constraints import Constraint, constraint
from exordf.shacl.embedded_queries.regular_expressions import NotTranslated, translated
from exordf.shacl.scope import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exordf.rdf.rows import Term
    from exordf.shacl.scope import Context
    from exordf.shacl.shape_model import Shape


_BOUNDS = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_NOT_OF_ONE_VALUE = ("path", "closed", "property", "equals", "disjoint", "sparql")


def is_test(context: Context, shape: Shape) -> bool:
    """Whether a look at the node itself decides if it conforms to the shape."""
    if shape.deactivated:
        return True
    if any(shape.terms(parameter) for parameter in _NOT_OF_ONE_VALUE):
        return False
    return all(is_test(context, other) for members in operands(context, shape) for other in members[1])


def operands(context: Context, shape: Shape) -> list[tuple[str, tuple[Shape, ...]]]:
    """The logical constraints of a shape, by parameter, with the shapes that each is about."""
    found = [(name, (other,)) for name in ("node", "not") for other in context.referred(shape, name)]
    return found + [(name, members) for name in ("and", "or", "xone") for members in context.listed(shape, name)]


def tests(context: Context, shape: Shape, value: str) -> list[tuple[Constraint, str]]:
    """The constraints of the shape that are expressions about `value`."""
    plain = [(constraint(shape, name), broken) for name, broken in _plain(context, shape, value)]
    return plain + [
        (constraint(shape, name), _logical(context, name, members, value))
        for name, members in operands(context, shape)
        if all(is_test(context, other) for other in members)
    ]


def broken(context: Context, shape: Shape, value: str) -> str:
    """An expression that is true where `value` breaks a shape that `is_test` holds of; "false" where none can."""
    found = [] if shape.deactivated else [expression for _, expression in tests(context, shape, value)]
    return f"({joined(' || ', found)})" if found else "false"


def _logical(context: Context, name: str, members: tuple[Shape, ...], value: str) -> str:
    breaks = [broken(context, other, value) for other in members]
    match name:
        case "node" | "and":
            return f"({joined(' || ', breaks) or 'false'})"
        case "not":
            return f"!{breaks[0]}"
        case "or":
            return f"({joined(' && ', breaks) or 'true'})"
        case _:
            return f"(({joined(' + ', [f'IF({each}, 0, 1)' for each in breaks]) or '0'}) != 1)"


def _plain(context: Context, shape: Shape, value: str) -> Iterator[tuple[str, str]]:
    for cls in shape.iris("class"):
        yield "class", f"!{_is_instance(context, cls, value)}"
    for datatype in shape.iris("datatype"):
        other = f"!{comparisons.has_datatype(value, datatype)}"
        ill_formed = datatypes.ill_formed(value, datatype.value)
        yield "datatype", f"({other} || {ill_formed})" if ill_formed else f"({other})"
    for kind in shape.iris("nodeKind"):
        names = vocabulary.NODE_KINDS.get(kind.value.removeprefix(SH))
        if names is None:
            raise shape.refused("nodeKind", f"is {kind}, which is none of the six node kinds")
        yield "nodeKind", f"!({' || '.join(f'{name}({value})' for name in names)})"
    yield from _of_strings(shape, value)
    for name, sign in _BOUNDS.items():
        for bound in shape.terms(name):
            literal = bound if isinstance(bound, ox.Literal) else None
            yield name, f"!{comparisons.stands_to(value, sign, constant(shape, name, bound), literal)}"
    for members in shape.lists("in"):
        yield "in", f"!{_is_one_of(value, [named(shape, 'in', member) for member in members])}"
    if shape.path is None:
        for term in shape.terms("hasValue"):
            yield "hasValue", f"!{comparisons.same(value, named(shape, 'hasValue', term))}"


def _of_strings(shape: Shape, value: str) -> Iterator[tuple[str, str]]:
    if (least := shape.number("minLength")) is not None:
        yield "minLength", f"(isBlank({value}) || STRLEN(STR({value})) < {least})"
    if (most := shape.number("maxLength")) is not None:
        yield "maxLength", f"(isBlank({value}) || STRLEN(STR({value})) > {most})"
    if (pattern := shape.text("pattern")) is not None:
        try:
            arguments = regex(pattern, shape.text("flags"))
        except NotTranslated as why:
            raise shape.refused("pattern", f"{pattern!r} cannot be evaluated: {why}") from None
        yield "pattern", f"(isBlank({value}) || !REGEX(STR({value}), {arguments}))"
    for members in shape.lists("languageIn"):
        tags = [constant(shape, "languageIn", each) for each in members]
        ranges = joined(" || ", [f"LANGMATCHES(LANG({value}), {tag})" for tag in tags])
        yield "languageIn", f'!(isLiteral({value}) && LANG({value}) != "" && ({ranges or "false"}))'


def regex(pattern: str, flags: str | None) -> str:
    """The second and third argument of SPARQL's REGEX, as stores read them. Raises NotTranslated."""
    read = translated(pattern, flags or "")
    return f"{ox.Literal(read.pattern)}, {ox.Literal(read.flags)}" if read.flags else str(ox.Literal(read.pattern))


def constant(shape: Shape, parameter: str, term: Term) -> str:
    """A term as SPARQL writes it. Raises InputError for what a query cannot name."""
    return str(named(shape, parameter, term))


def named(shape: Shape, parameter: str, term: Term) -> ox.NamedNode | ox.Literal:
    """A term that a query can name. Raises InputError for any other."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term
    raise shape.refused(parameter, "is a blank node, which no query can name")


def _is_instance(context: Context, cls: ox.NamedNode, value: str) -> str:
    kind = context.fresh("kind")
    subclasses = context.classes.get(cls, (cls,))
    if subclasses is None:
        return f"EXISTS {{ {value} {RDF_TYPE}/<{RDFS}subClassOf>* {cls} }}"
    if len(subclasses) == 1:
        return f"EXISTS {{ {value} {RDF_TYPE} {cls} }}"
    # not VALUES: a join inside EXISTS is evaluated anew for every row (oxigraph issue 885)
    return f"EXISTS {{ {value} {RDF_TYPE} {kind} FILTER({kind} IN ({', '.join(map(str, subclasses))})) }}"


def _is_one_of(value: str, constants: list[ox.NamedNode | ox.Literal]) -> str:
    names = [str(each) for each in constants if isinstance(each, ox.NamedNode)]
    others = [comparisons.same(value, each) for each in constants if isinstance(each, ox.Literal)]
    if names:  # IN compares by value, which for IRIs is the same thing and much shorter
        others.append(f"(isIRI({value}) && {value} IN ({', '.join(names)}))")
    return f"({joined(' || ', others) or 'false'})"
