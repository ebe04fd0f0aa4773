"""Validation: shapes checked against the data of a store, by our own engine or by pySHACL, with one kind of report."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from exordf import shacl
from exordf.errors import InputError, MissingExtra
from exordf.names import EXO, SH, XSD, nearest
from exordf.report import ValidationReport, ValidationResult
from exordf.rows import Term, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from exordf.errors import Place
    from exordf.store import Store

Engine = Literal["sparql", "pyshacl"]

_OFFERS = {"zh": "是否指 {}？"}
_OFFER = " Did you mean {}?"
_SLOT = re.compile(r"\{[?$]\w+\}")


def validate(
    store: Store,
    shapes: Iterable[ox.Quad],
    *,
    engine: Engine = "sparql",
    places: Mapping[str, Place] | None = None,
    focus: Collection[str] | None = None,
) -> ValidationReport:
    """Check the data in the store against the shapes; `places` says where each IRI stands.

    With `focus`, the report is of those nodes only, by IRI.

    Both engines give the same results in the same order: by place, then by focus node, shape, component, path, value.
    Raises InputError where a shape cannot be checked, MissingExtra where pySHACL is wanted and absent.
    """
    quads = list(shapes)
    plan = shacl.compile_shapes(quads)
    if engine == "sparql":
        outcome = shacl.run(plan, store)
    else:
        outcome = shacl.Outcome(tuple(_by_pyshacl(plan, store, quads, focus)), shacl.checks(plan, store))
    at = places or {}
    results = (
        ValidationResult(**vars(result), place=at.get(text(result.focus)))
        for result in _with_offers(outcome.results, store)
        if focus is None or text(result.focus) in focus
    )
    return ValidationReport(tuple(sorted(results, key=_order)), outcome.checks)


def _order(result: ValidationResult) -> tuple[object, ...]:
    place = result.place
    said = (result.focus, result.source_shape, result.component, result.path, result.value)
    return (
        ("", 0, 0) if place is None else (str(place.path), place.line or 0, place.column or 0),
        *("" if isinstance(each, ox.BlankNode) else str(each) for each in said),
        sorted(result.messages.items()),
        *map(str, said),  # the name of a blank node is another one in every run, so it counts last
    )


def _with_offers(results: Iterable[shacl.Result], store: Store) -> Iterator[shacl.Result]:
    """The results, with the nearest known name offered where a name of ours is not declared in the store."""
    found = list(results)
    names = {term for result in found for term in (result.value, result.path) if isinstance(term, ox.NamedNode)}
    ours = {name for name in names if name.value.startswith(EXO)}
    unknown = ours - _declared(store, "VALUES ?name { " + " ".join(sorted(map(str, ours))) + " }") if ours else ours
    known = _declared(store) if unknown else set()  # a look at everything, which most reports do not need
    offers = {name: _nearest(name, known) for name in unknown}
    for result in found:
        wrong = [term for term in (result.value, result.path) if isinstance(term, ox.NamedNode)]
        offered = [offer for name in wrong for offer in offers.get(name, [])]
        yield replace(result, messages=_offering(result.messages, offered)) if offered else result


def _declared(store: Store, among: str = "") -> set[Term | None]:
    start = ox.Literal(EXO)
    rows = store.query(
        f"SELECT DISTINCT ?name WHERE {{ {among} ?name a ?type FILTER(STRSTARTS(STR(?name), {start})) }}"
    )
    return set(rows.column("name"))


def _nearest(name: ox.NamedNode, known: set[Term | None]) -> list[str]:
    return nearest(_short(name), (_short(term) for term in known), most=1)


def _short(name: Term | None) -> str:
    return text(name).replace(EXO, "exo:")


def _offering(messages: Mapping[str, str], offers: list[str]) -> dict[str, str]:
    return {
        language: message + "".join(_OFFERS.get(language.partition("-")[0], _OFFER).format(offer) for offer in offers)
        for language, message in messages.items()
    }


def _by_pyshacl(
    plan: shacl.Plan, store: Store, shapes: list[ox.Quad], focus: Collection[str] | None
) -> Iterator[shacl.Result]:
    try:
        import pyshacl  # noqa: PLC0415 - a second that only this engine needs
        import rdflib  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingExtra("pySHACL", "pyshacl") from None
    data, shapes_graph = _to_rdflib(store.quads(), rdflib), _to_rdflib(_as_stored(shapes, store), rdflib)
    try:
        # its depth of 15 shapes is a limit of its own; a plan has no recursion, so it always comes to an end
        _, report, why = pyshacl.validate(
            data,
            shacl_graph=shapes_graph,
            inference="none",
            max_validation_depth=999,
            focus_nodes=None if focus is None else [rdflib.URIRef(node) for node in sorted(focus)],
        )
    except Exception as error:  # what rdflib's parser and evaluator raise has no common ancestor
        raise InputError(f"pySHACL cannot evaluate the shapes: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"pySHACL cannot evaluate the shapes: {why}")
    known: dict[tuple[Term, Term, Term | None], shacl.Constraint] = {
        (each.source_shape, each.component, each.node): each for each in plan.constraints
    }
    for node in report.objects(predicate=rdflib.URIRef(f"{SH}result")):
        said = {str(name).removeprefix(SH): _from_rdflib(term, rdflib) for name, term in report.predicate_objects(node)}
        constraint = known[said["sourceShape"], said["sourceConstraintComponent"], said.get("sourceConstraint")]
        path = said.get("resultPath")
        texts = [str(message) for message in report.objects(node, rdflib.URIRef(f"{SH}resultMessage"))]
        yield shacl.result(
            constraint,
            said["focusNode"],
            path if isinstance(path, ox.NamedNode) else constraint.path,
            said.get("value"),
            {language: _filled_by_pyshacl(template, texts) for language, template in constraint.messages},
        )


def _filled_by_pyshacl(template: str, texts: list[str]) -> str:
    """The text that came of the template: pySHACL fills the slots, and loses the language on the way."""
    if not _SLOT.search(template):
        return template
    pattern = re.compile("(.*)".join(map(re.escape, _SLOT.split(template))), re.DOTALL)
    return next((filled for filled in sorted(texts) if pattern.fullmatch(filled)), template)


def _as_stored(quads: list[ox.Quad], store: Store) -> list[ox.Quad]:
    """The quads with their literals as the store would give them back: Oxigraph keeps numbers, not their spelling."""
    literals = list({quad.object for quad in quads if isinstance(quad.object, ox.Literal)})
    table = " ".join(f"({number} {literal})" for number, literal in enumerate(literals))
    rows = store.query(f"SELECT ?number ?term WHERE {{ VALUES (?number ?term) {{ {table} }} }}")
    kept = {literals[int(text(row["number"]))]: row["term"] or ox.Literal("") for row in rows}
    return [
        ox.Quad(quad.subject, quad.predicate, kept[quad.object] if isinstance(quad.object, ox.Literal) else quad.object)
        for quad in quads
    ]


def _to_rdflib(quads: Iterable[ox.Quad], rdflib: Any) -> Any:
    def term(each: Term) -> Any:
        match each:
            case ox.NamedNode():
                return rdflib.URIRef(each.value)
            case ox.BlankNode():  # keeps its name, so that results speak of the same node in both engines
                return rdflib.BNode(each.value)
            case ox.Literal(language=None):
                return rdflib.Literal(each.value, datatype=_datatype(each, rdflib), normalize=False)
            case ox.Literal():
                return rdflib.Literal(each.value, lang=each.language)
        raise InputError(f"pySHACL cannot read the triple term {each}")

    graph = rdflib.Graph()
    for quad in quads:
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def _datatype(literal: ox.Literal, rdflib: Any) -> Any:
    plain = literal.datatype.value == f"{XSD}string"
    return None if plain else rdflib.URIRef(literal.datatype.value)


def _from_rdflib(term: Any, rdflib: Any) -> Term:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or f"{XSD}string")))
