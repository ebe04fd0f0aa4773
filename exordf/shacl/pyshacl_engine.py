"""The reference engine, pySHACL, with results in our form; where it is known to be wrong, it is refused."""

from __future__ import annotations

import contextlib
import logging
import re
import warnings
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.errors import InputError, MissingExtra
from exordf.rdf import lexical_spaces
from exordf.rdf.prefixes import RDF_TYPE, SH, XSD
from exordf.shacl import paths, rdflib_terms
from exordf.shacl.components.property_pair import ORDER_PARAMETERS
from exordf.shacl.components.value_range import PARAMETERS as BOUNDS
from exordf.shacl.embedded_queries import query_tokens, regex_calls, regular_expressions, sparql_constraints
from exordf.shacl.engine import Result, result
from exordf.shacl.inspected_literals import short
from exordf.shacl.paths import Sequence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from exordf.rdf.rows import Term
    from exordf.shacl.blocks import Constraint
    from exordf.shacl.paths import Path
    from exordf.shacl.plan import Plan
    from exordf.shacl.shape_model import Shape
    from exordf.shacl.shapes_graph import Node

_SLOT = re.compile(r"\{[?$]\w+\}")
_COMPARED = (*BOUNDS, *ORDER_PARAMETERS)


def run(plan: Plan, data: Iterable[ox.Quad], nodes: Collection[Term] | None = None) -> Iterator[Result]:
    """The results for the data, their literals as they were written.

    With `nodes`, those of other focus nodes may be missing. Raises InputError where pySHACL cannot evaluate the shapes,
    or would read a literal otherwise than the recommendation; MissingExtra where it is not installed.
    """
    try:
        import pyshacl  # noqa: PLC0415 - a second that only this engine needs
        import rdflib  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingExtra("pySHACL", "pyshacl") from None
    checked = {iri for shape in plan.reached for iri in shape.iris("datatype")}
    try:
        with _as_written(rdflib):
            graphs = [rdflib_terms.to_graph(quads, checked, rdflib) for quads in (data, _shapes(plan))]
            # its depth of 15 shapes is a limit of its own; a plan has no recursion, so it always comes to an end
            _, report, why = pyshacl.validate(
                graphs[0],
                shacl_graph=graphs[1],
                inference="none",
                max_validation_depth=999,
                focus_nodes=_focus(plan, nodes, rdflib),
            )
    except InputError:
        raise
    except Exception as error:  # what rdflib's parser and evaluator raise has no common ancestor
        raise InputError(f"pySHACL cannot evaluate the shapes: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"pySHACL cannot evaluate the shapes: {why}")
    yield from _results(plan, report, rdflib)


def check(plan: Plan, data: Iterable[ox.Quad]) -> None:
    """Raise InputError where pySHACL is known to answer otherwise than the recommendation.

    It puts any two values in an order, and compares only whole and decimal numbers, and strings, with their like as
    SPARQL does; a blank node has a length to it.
    """
    compared: set[str] | None = set()
    less = False
    for shape in plan.reached:
        if shape.number("minLength") == 0:
            raise shape.refused("minLength", "is 0, which pySHACL takes for nothing where the value is a blank node")
        bounds = [term for name in BOUNDS for term in shape.terms(name)]
        for bound in bounds:
            if _kind(bound) not in ("number", "string"):
                raise _unordered(shape, bound)
        less = less or any(shape.terms(name) for name in ORDER_PARAMETERS)
        if bounds or any(shape.terms(name) for name in ORDER_PARAMETERS):
            own = (
                None
                if shape.path is None
                else _ends(shape.path) | {iri.value for name in ORDER_PARAMETERS for iri in shape.iris(name)}
            )
            compared = None if own is None or compared is None else compared | own
    if compared == set():
        return
    (first,) = [shape for shape in plan.reached if any(shape.terms(name) for name in _COMPARED)][:1]
    allowed = {"number", "string"} if less else {"number", "string", "node"}
    values: list[Term] = [
        term for shape in plan.shapes for term in shape.terms("targetNode") if isinstance(term, ox.Literal)
    ]
    values += [quad.object for quad in data if quad.predicate != RDF_TYPE and _is_among(quad, compared)]
    for value in values:
        if _kind(value) not in allowed:
            raise _unordered(first, value)


def _is_among(quad: ox.Quad, predicates: Collection[str] | None) -> bool:
    return predicates is None or quad.predicate.value in predicates


def _ends(path: Path) -> frozenset[str]:
    """The predicates whose values a path may end in, and in some cases more."""
    last = path.paths[-1] if isinstance(path, Sequence) else path
    return paths.predicates(last if isinstance(last, ox.NamedNode) else path)


def _unordered(shape: Shape, term: Term) -> InputError:
    what = short(term) if isinstance(term, ox.Literal) else term
    return InputError(
        f"the shape {shape.graph.called(shape.node)} compares values, and pySHACL puts {what} in no right order"
    )


def _kind(term: Term) -> str:
    if not isinstance(term, ox.Literal):
        return "node"
    if term.datatype.value == f"{XSD}string":
        return "string"
    return (
        "number"
        if lexical_spaces.datatype_name(term) in lexical_spaces.EXACT_NUMBERS and lexical_spaces.is_well_formed(term)
        else "other"
    )


def _focus(plan: Plan, nodes: Collection[Term] | None, rdflib: Any) -> list[Any] | None:
    """The nodes as pySHACL takes them; None where it has to look at all, or would miss results of theirs."""
    inner = any(shape.path is not None and shape.terms("property") for shape in plan.reached)
    if nodes is None or inner or not all(isinstance(node, ox.NamedNode) for node in nodes):
        return None
    return [rdflib.URIRef(node.value) for node in sorted(nodes, key=str)]  # type: ignore[union-attr] # all are named


@contextlib.contextmanager
def _as_written(rdflib: Any) -> Iterator[None]:
    """Stop rdflib from respelling every number that it reads, and from logging a traceback for ill-formed ones."""
    logger = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, logger.disabled
    rdflib.NORMALIZE_LITERALS, logger.disabled = False, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        rdflib.NORMALIZE_LITERALS, logger.disabled = before


def _shapes(plan: Plan) -> Iterator[ox.Quad]:
    """The shapes graph, with the regular expressions of XPath as Python reads them."""
    texts: dict[tuple[Node, str], str] = {}
    for shape in plan.reached:
        texts |= _patterns(shape)
        for node, query in sparql_constraints.queries(shape):
            try:
                read = regex_calls.translated(query, "python")
            except query_tokens.Refused as why:
                raise shape.refused("select", f"cannot be evaluated by pySHACL: {why}") from None
            if read != query:
                texts[node, f"{SH}select"] = query_tokens.written(read)
    for subject, values_of in plan.graph.about.items():
        for predicate, objects in values_of.items():
            text = texts.get((subject, predicate))
            for term in objects:
                yield ox.Quad(subject, ox.NamedNode(predicate), term if text is None else ox.Literal(text))


def _patterns(shape: Shape) -> dict[tuple[Node, str], str]:
    pattern, flags = shape.text("pattern"), shape.text("flags")
    if pattern is None:
        return {}
    try:
        read = regular_expressions.translated(pattern, flags or "", "python")
    except regular_expressions.NotTranslated as why:
        raise shape.refused("pattern", f"{pattern!r} cannot be evaluated by pySHACL: {why}") from None
    return {(shape.node, f"{SH}pattern"): read.pattern, (shape.node, f"{SH}flags"): read.flags}


def _results(plan: Plan, report: Any, rdflib: Any) -> Iterator[Result]:
    constraints: dict[tuple[Term, Term, Term | None], Constraint] = {
        (constraint.source_shape, constraint.component, constraint.node): constraint for constraint in plan.constraints
    }
    for node in report.objects(predicate=rdflib.URIRef(f"{SH}result")):
        values = {
            str(name).removeprefix(SH): rdflib_terms.from_term(term, rdflib)
            for name, term in report.predicate_objects(node)
        }
        constraint = constraints[
            values["sourceShape"], values["sourceConstraintComponent"], values.get("sourceConstraint")
        ]
        path = values.get("resultPath")
        texts = [str(message) for message in report.objects(node, rdflib.URIRef(f"{SH}resultMessage"))]
        yield result(
            constraint,
            values["focusNode"],
            path if isinstance(path, ox.NamedNode) else constraint.path,
            values.get("value"),
            {language: _filled(template, texts) for language, template in constraint.messages},
        )


def _filled(template: str, texts: list[str]) -> str:
    """The text that came of the template: pySHACL fills the slots, and loses the language on the way."""
    if not _SLOT.search(template):
        return template
    pattern = re.compile("(.*)".join(map(re.escape, _SLOT.split(template))), re.DOTALL)
    return next((filled for filled in sorted(texts) if pattern.fullmatch(filled)), template)
