"""Validation: the data of a store checked against shapes, by our own engine or by pySHACL, with one kind of report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from exordf import shacl
from exordf.errors import InputError, MissingExtra, StoreError
from exordf.rdf.literals import changed_literals
from exordf.rdf.prefixes import EXO, nearest_names
from exordf.rdf.rows import Term, text
from exordf.shacl.report import ValidationReport, ValidationResult

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from exordf.errors import Place
    from exordf.store.store_protocol import Store

Engine = Literal["sparql", "pyshacl"]

_OFFERS = {"zh": "是否指 {}？"}
_OFFER = " Did you mean {}?"


def validate(  # noqa: PLR0913 - what is checked, how, and what the report speaks of
    store: Store,
    shapes: Iterable[ox.Quad],
    *,
    engine: Engine = "sparql",
    places: Mapping[str, Place] | None = None,
    focus: Mapping[Term, bool] | None = None,
    reloaded: Callable[[], Store] | None = None,
) -> ValidationReport:
    """Check the data in the store against the shapes; `places` gives the place of each IRI.

    With `focus`, the report is of those nodes only; each says whether it counts as a subject of its own. Where the
    store changed a literal that the shapes look at, pySHACL checks the data as they were written; `reloaded` gives a
    store that still knows how, where this one does not.

    Both engines give the same results in the same order: by place, then by focus node, shape, component, path, value.
    Raises InputError where a shape cannot be checked, or where neither engine is right about a literal; MissingExtra
    where pySHACL is wanted and absent.
    """
    plan = shacl.compile_shapes(shapes)
    inexact = store.inexact
    if inexact is None and reloaded is not None:
        store, reloaded = reloaded(), None
        inexact = store.inexact
    if inexact is None:
        raise StoreError(
            "this store is from before it was known which literals a store changes, so that it cannot be validated",
            mend="Build it again: exordf build FOLDER... --store",
        )
    doubt = next(shacl.doubts(plan, inexact), None)
    if doubt is None and engine == "sparql":
        outcome = shacl.run(plan, store, focus, inexact.spellings)
    else:
        quads = _as_written(store, reloaded, doubt)
        outcome = shacl.Outcome(
            tuple(_by_pyshacl(plan, quads, focus, doubt if engine == "sparql" else None)),
            shacl.checks(plan, store, focus),
        )
    places_by_iri = places or {}
    results = (
        ValidationResult(**vars(result), place=places_by_iri.get(text(result.focus)))
        for result in _with_offers(outcome.results, store)
        if focus is None or result.focus in focus
    )
    own, beneath, unchecked = outcome.checks
    return ValidationReport(
        tuple(sorted(results, key=_order)),
        own,
        beneath=beneath,
        nodes=None if focus is None else sum(focus.values()),
        unchecked=() if focus is None else tuple(node for node in unchecked if focus[node]),
        reason="" if doubt is None or engine == "pyshacl" else f"pySHACL, as our store is not exact about {doubt}",
    )


def _as_written(store: Store, reloaded: Callable[[], Store] | None, doubt: shacl.Doubt | None) -> list[ox.Quad]:
    """The data with their literals as they came. Raises InputError where nobody knows them any more."""
    quads = store.as_written()
    if quads is None and reloaded is not None:
        return _as_written(reloaded(), None, doubt)
    if quads is None and doubt is not None and doubt.predicate is not None:
        raise _not_exact(doubt, "Validate the files that the store was built from.")
    return list(store.quads() if quads is None else quads)


def _by_pyshacl(
    plan: shacl.Plan, quads: list[ox.Quad], nodes: Collection[Term] | None, doubt: shacl.Doubt | None
) -> Iterator[shacl.Result]:
    """The results of pySHACL; where it replaces our engine because of a doubt, its known errors are refused."""
    try:
        if doubt is not None:
            shacl.pyshacl_engine.check(plan, quads)
        yield from shacl.pyshacl_engine.run(plan, quads, nodes)
    except MissingExtra as missing:
        if doubt is None:
            raise
        raise _not_exact(doubt, str(missing.mend)) from None
    except InputError as error:
        if doubt is None:
            raise
        raise _not_exact(doubt, "", error) from None


def _not_exact(doubt: shacl.Doubt, mend: str, why: InputError | None = None) -> InputError:
    """The error for a literal that the store is not exact about, and why pySHACL cannot replace it."""
    stored = changed_literals([doubt.literal]).get(doubt.literal)
    effect = f"keeps it as {shacl.short(stored)}" if stored else "cannot compute with it"
    alternative = f"{'Or write' if mend else 'Write'} {shacl.short(stored)}, if that is meant." if stored else ""
    return InputError(
        f"{doubt}: the store {effect}, so that it cannot be checked" + (f", nor by pySHACL: {why.what}" if why else ""),
        mend="\n".join(filter(None, (mend, alternative))) or "Write it within 64 bits, and 18 digits after the point.",
    )


def _order(result: ValidationResult) -> tuple[object, ...]:
    place = result.place
    terms = (result.focus, result.source_shape, result.component, result.path, result.value)
    return (
        ("", 0, 0) if place is None else (str(place.path), place.line or 0, place.column or 0),
        *("" if isinstance(term, ox.BlankNode) else str(term) for term in terms),
        sorted(result.messages.items()),
        *map(str, terms),  # a blank node has another name in every run, so that it comes last
    )


def _with_offers(results: Iterable[shacl.Result], store: Store) -> Iterator[shacl.Result]:
    """The results, with the nearest declared name where a name of ours is not declared in the store."""
    reported = list(results)
    names = {term for result in reported for term in (result.value, result.path) if isinstance(term, ox.NamedNode)}
    ours = {name for name in names if name.value.startswith(EXO)}
    unknown = ours - _declared(store, "VALUES ?name { " + " ".join(sorted(map(str, ours))) + " }") if ours else ours
    declared = _declared(store) if unknown else set()  # reads the whole store, which most reports do not need
    offers = {name: _nearest(name, declared) for name in unknown}
    for result in reported:
        wrong = [term for term in (result.value, result.path) if isinstance(term, ox.NamedNode)]
        offered = [offer for name in wrong for offer in offers.get(name, [])]
        yield replace(result, messages=_offering(result.messages, offered)) if offered else result


def _declared(store: Store, among: str = "") -> set[Term | None]:
    start = ox.Literal(EXO)
    rows = store.query(
        f"SELECT DISTINCT ?name WHERE {{ {among} ?name a ?type FILTER(STRSTARTS(STR(?name), {start})) }}"
    )
    return set(rows.column("name"))


def _nearest(name: ox.NamedNode, declared: set[Term | None]) -> list[str]:
    return nearest_names(_short(name), (_short(term) for term in declared), most=1)


def _short(name: Term | None) -> str:
    return text(name).replace(EXO, "exo:")


def _offering(messages: Mapping[str, str], offers: list[str]) -> dict[str, str]:
    return {
        language: message + "".join(_OFFERS.get(language.partition("-")[0], _OFFER).format(offer) for offer in offers)
        for language, message in messages.items()
    }
