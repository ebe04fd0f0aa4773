"""Terms of pyoxigraph as those of rdflib, and back; what rdflib would misread is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.errors import InputError
from exordf.rdf import lexical_spaces
from exordf.rdf.prefixes import XSD
from exordf.shacl.inspected_literals import short

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from exordf.rdf.rows import Term


def to_graph(quads: Iterable[ox.Quad], checked: Collection[ox.NamedNode], rdflib: Any) -> Any:
    """The quads as a graph of rdflib. Raises InputError for what it cannot represent, or would misread.

    `checked` are the datatypes that `sh:datatype` asks for.
    """

    def term(value: Term) -> Any:
        match value:
            case ox.NamedNode():
                return rdflib.URIRef(value.value)
            case ox.BlankNode():  # the same name, so that results have the same node in both engines
                return rdflib.BNode(value.value)
            case ox.Literal():
                return _literal(value, checked, rdflib)
        raise InputError(f"pySHACL cannot read the triple term {value}")

    graph = rdflib.Graph()
    for quad in quads:
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def _literal(literal: ox.Literal, checked: Collection[ox.NamedNode], rdflib: Any) -> Any:
    plain = literal.language or literal.datatype.value == f"{XSD}string"
    try:
        converted = rdflib.Literal(
            literal.value,
            lang=literal.language,
            datatype=None if plain else rdflib.URIRef(literal.datatype.value),
            normalize=False,
        )
    except ValueError as error:
        raise InputError(f"pySHACL cannot read the literal {short(literal)}: {error}") from error
    if str(converted) != literal.value:
        raise InputError(f"pySHACL would read the literal {short(literal)} as {str(converted)!r}")
    if literal.datatype in checked and (converted.ill_typed is not True) != lexical_spaces.is_well_formed(literal):
        right = "well formed" if lexical_spaces.is_well_formed(literal) else "not well formed"
        raise InputError(f"the literal {short(literal)} is {right}, which pySHACL does not see")
    return converted


def from_term(term: Any, rdflib: Any) -> Term:
    """A term of rdflib as one of pyoxigraph."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or f"{XSD}string")))
