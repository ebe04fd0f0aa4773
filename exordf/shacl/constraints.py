"""Constraints: what a shape asks, one by one, with the words for the case that it does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import SH
from exordf.shacl import shape_model, vocabulary

if TYPE_CHECKING:
    from exordf.rdf.rows import Term
    from exordf.shacl.paths import Path
    from exordf.shacl.shape_model import Messages, Shape
    from exordf.shacl.shapes_graph import Node


@dataclass(frozen=True)
class Constraint:
    """One constraint of one shape; `node` is the `sh:sparql` constraint where it is one."""

    component: ox.NamedNode
    source_shape: Node
    path: Path | None
    severity: ox.NamedNode
    messages: Messages
    node: Node | None = None


_WORDS = {
    "class": "The value is not an instance of {}.",
    "datatype": "The value is not a well-formed literal of the datatype {}.",
    "nodeKind": "The value is not of the node kind {}.",
    "minExclusive": "The value is not greater than {}.",
    "minInclusive": "The value is not {} or greater.",
    "maxExclusive": "The value is not less than {}.",
    "maxInclusive": "The value is not {} or less.",
    "minLength": "The value has fewer than {} characters.",
    "maxLength": "The value has more than {} characters.",
    "pattern": "The value does not match the pattern {}.",
    "languageIn": "The language of the value is not one of {}.",
    "in": "The value is not one of {}.",
    "hasValue": "The value {} is missing.",
    "node": "The value does not conform to the shape {}.",
    "not": "The value conforms to the shape {}, which it must not.",
    "and": "The value does not conform to every shape of sh:and.",
    "or": "The value conforms to no shape of sh:or.",
    "xone": "The value does not conform to exactly one shape of sh:xone.",
    "equals": "The values are not the same as those of {}.",
    "disjoint": "The value is also a value of {}.",
    "closed": "The property is not among those that the shape allows.",
    "minCount": "There are fewer than {} values.",
    "maxCount": "There are more than {} values.",
    "uniqueLang": "There are several values in one language.",
    "lessThan": "The value is not less than every value of {}.",
    "lessThanOrEquals": "The value is greater than a value of {}.",
    "qualifiedMinCount": "There are fewer than {} values that conform to the qualified shape.",
    "qualifiedMaxCount": "There are more than {} values that conform to the qualified shape.",
    "sparql": "The query of sh:sparql found the value.",
}


def constraint(shape: Shape, name: str, node: Node | None = None) -> Constraint:
    """The constraint that the parameter `name` of the shape makes.

    Its messages are those of the `sh:sparql` constraint at `node`, else those of the shape, else a sentence of ours.
    """
    own = shape_model.messages(shape.graph, node) if node is not None else ()
    return Constraint(
        ox.NamedNode(vocabulary.component(name)),
        shape.node,
        shape.path,
        shape.severity,
        own or shape.messages or (("en", _words(shape, name)),),
        node,
    )


def constraints(shape: Shape) -> list[Constraint]:
    """Every constraint that the shape itself makes, without those of the shapes at its `sh:property`."""
    names = vocabulary.CONSTRAINTS | vocabulary.PROPERTY_CONSTRAINTS
    if shape.path is None:  # the W3C suite (node/qualified-001) has these on a node shape, where they mean nothing
        names -= {"qualifiedMinCount", "qualifiedMaxCount"}
    names -= {name for name in ("closed", "uniqueLang") if not shape.flag(name)}
    return [
        constraint(shape, name, node if name == "sparql" else None)
        for name in sorted(names)
        for node in (shape.nodes(name) if name == "sparql" else [None for _ in shape.terms(name)])
        if node is None or not is_deactivated(shape, node)
    ]


def is_deactivated(shape: Shape, node: Node) -> bool:
    """Whether the `sh:sparql` constraint at `node` is switched off."""
    return shape_model.flag(shape.graph, node, "deactivated")


def _words(shape: Shape, name: str) -> str:
    terms = shape.terms(name)
    members = [
        member for term in terms for member in (shape.graph.items(term) if shape.graph.is_list(term) else [term])
    ]
    return _WORDS[name].format(", ".join(map(_short, members)))


def _short(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value.replace(SH, "sh:") if term.value.startswith(SH) else str(term)
    return term.value if isinstance(term, ox.Literal) else "without a name"
