"""Results as the W3C defines them: the triples of a `sh:ValidationReport`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.rdf.prefixes import RDF_TYPE, SH
from exordf.shacl import paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.rdf.rows import Term
    from exordf.shacl.engine import Result


def report(results: Iterable[Result], *, checked: bool = True) -> list[ox.Quad]:
    """The report. By the W3C's definition, data conform where there is no result at all, of whatever severity.

    Where nothing was `checked`, it leaves that open.
    """
    node = ox.BlankNode()
    quads, conforms = [ox.Quad(node, RDF_TYPE, _sh("ValidationReport"))], True
    for result in results:
        conforms = False
        inner = ox.BlankNode()
        quads += [ox.Quad(node, _sh("result"), inner), *_result(inner, result)]
    return [*quads, ox.Quad(node, _sh("conforms"), ox.Literal(conforms))] if checked else quads


def _result(node: ox.BlankNode, result: Result) -> list[ox.Quad]:
    values: list[tuple[str, Term | None]] = [
        ("focusNode", result.focus),
        ("resultSeverity", result.severity),
        ("sourceConstraintComponent", result.component),
        ("sourceShape", result.source_shape),
        ("sourceConstraint", result.source_constraint),
        ("value", result.value),
    ]
    values += [
        ("resultMessage", ox.Literal(text, language=language) if language else ox.Literal(text))
        for language, text in result.messages.items()
    ]
    quads = [ox.Quad(node, RDF_TYPE, _sh("ValidationResult"))]
    if result.path is not None:
        path, inner = paths.triples(result.path)
        quads += inner
        values.append(("resultPath", path))
    return quads + [ox.Quad(node, _sh(name), term) for name, term in values if term is not None]


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)
