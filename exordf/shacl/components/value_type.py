"""Value type (section 4.1): `sh:class`, `sh:datatype`, `sh:nodeKind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.rdf.prefixes import RDF_TYPE, RDFS, SH
from exordf.shacl import literal_expressions
from exordf.shacl.compiler import Component

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from exordf.shacl.compiler import Compiler
    from exordf.shacl.shape_model import Shape

NODE_KINDS = {
    "BlankNode": ("isBlank",),
    "IRI": ("isIRI",),
    "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}


def _class(compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    for cls in shape.iris("class"):
        yield f"!{_is_instance(compiler, cls, value)}"


def _is_instance(compiler: Compiler, cls: ox.NamedNode, value: str) -> str:
    kind = compiler.fresh("kind")
    subclasses = compiler.classes.get(cls, (cls,))
    if subclasses is None:
        return f"EXISTS {{ {value} {RDF_TYPE}/<{RDFS}subClassOf>* {cls} }}"
    if len(subclasses) == 1:
        return f"EXISTS {{ {value} {RDF_TYPE} {cls} }}"
    # not VALUES: a join inside EXISTS is evaluated again for every row (oxigraph issue 885)
    return f"EXISTS {{ {value} {RDF_TYPE} {kind} FILTER({kind} IN ({', '.join(map(str, subclasses))})) }}"


def _datatype(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    for datatype in shape.iris("datatype"):
        other = f"!{literal_expressions.has_datatype(value, datatype)}"
        ill_formed = literal_expressions.ill_formed(value, datatype.value)
        yield f"({other} || {ill_formed})" if ill_formed else f"({other})"


def _node_kind(_compiler: Compiler, shape: Shape, value: str) -> Iterator[str]:
    for kind in shape.iris("nodeKind"):
        functions = NODE_KINDS.get(kind.value.removeprefix(SH))
        if functions is None:
            raise shape.refused("nodeKind", f"is {kind}, which is none of the six node kinds")
        yield f"!({' || '.join(f'{function}({value})' for function in functions)})"


COMPONENTS = (
    Component("class", "The value is not an instance of {}.", tests=_class, is_single=False),
    Component("datatype", "The value is not a well-formed literal of the datatype {}.", tests=_datatype),
    Component("nodeKind", "The value is not of the node kind {}.", tests=_node_kind),
)
