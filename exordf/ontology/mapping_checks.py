"""Comparison of the mappings with our modules of external ontologies, and of both with newer releases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.dataset.external_terms import Term
from exordf.dataset.mappings import CLOSE, EXACT, NO_TERM
from exordf.rdf.prefixes import OWL, RDFS
from exordf.rdf.rows import Rows, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from exordf.dataset.external_terms import Release
    from exordf.dataset.mappings import Mapping as Row
    from exordf.rdf.prefixes import Prefixes

_ABOVE = (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf", "http://purl.obolibrary.org/obo/RO_0001000")
_REFERENCE = "http://www.geneontology.org/formats/oboInOwl#hasDbXref"
GENES = "NCBIGene"
_MODULE_OF = {"BFO": "RO", "mirbase.mature": "mirbase"}  # the module that holds the terms of a prefix
_ABOVE_A_LINK = "a term above"  # the place of a term that is in no row
COLUMNS = ("change", "term", "was", "now", "place")


@dataclass(frozen=True, order=True)
class Change:
    """A difference: its kind, the term, the value in the mappings or modules, the current value, the row."""

    kind: str
    term: str
    was: str
    now: str
    place: str


def rows(changes: Iterable[Change]) -> Rows:
    """Changes as a table: change, term, was, now, place."""
    return Rows(
        COLUMNS,
        [
            tuple(ox.Literal(value) for value in (change.kind, change.term, change.was, change.now, change.place))
            for change in sorted(changes)
        ],
    )


def terms_of(quads: Iterable[ox.Quad], prefixes: Prefixes) -> dict[str, Term]:
    """The terms of modules, by CURIE."""
    labels: dict[str, str] = {}
    parents: dict[str, set[str]] = {}
    references: dict[str, set[str]] = {}
    obsolete: set[str] = set()
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        name = prefixes.curie(quad.subject)
        if quad.predicate.value == f"{RDFS}label":
            labels[name] = text(quad.object)
        elif quad.predicate.value in _ABOVE and isinstance(quad.object, ox.NamedNode):
            parents.setdefault(name, set()).add(prefixes.curie(quad.object))
        elif quad.predicate.value == _REFERENCE:
            references.setdefault(name, set()).add(text(quad.object))
        elif quad.predicate.value == f"{OWL}deprecated" and text(quad.object) == "true":
            obsolete.add(name)
    return {
        name: Term(
            name,
            label,
            tuple(sorted(parents.get(name, ()))),
            name in obsolete,
            cross_references=tuple(sorted(references.get(name, ()))),
        )
        for name, label in labels.items()
    }


def versions(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """The release that each module was made from, by the name of the module."""
    return {
        quad.subject.value.rpartition("/")[2]: text(quad.object)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value == f"{OWL}versionInfo"
    }


def compare_own(
    mappings: Sequence[Row], modules: Mapping[str, Term], releases: Mapping[str, str], labels: Mapping[str, str]
) -> list[Change]:
    """Differences between the rows and our own terms (`labels`, by CURIE) and modules, and obsolete terms there.

    Empty if all agree and no term is obsolete.
    """
    references = {reference for term in modules.values() for reference in term.cross_references}
    places = _places(mappings)
    changes = [
        Change("obsolete", name, term.label, "", places.get(name, _ABOVE_A_LINK))
        for name, term in modules.items()
        if term.obsolete
    ]
    for row in mappings:
        place = str(row.place)
        if row.subject not in labels:
            changes.append(Change("no such term of ours", row.subject, row.subject_label, "", place))
        elif labels[row.subject] != row.subject_label:
            changes.append(Change("relabelled", row.subject, row.subject_label, labels[row.subject], place))
        if not row.holds or row.object in references:
            continue
        if row.object not in modules:
            changes.append(Change("not in the modules", row.object, row.object_label, "", place))
            continue
        term = modules[row.object]
        if term.label != row.object_label:
            changes.append(Change("relabelled", row.object, row.object_label, term.label, place))
        release = releases.get(_MODULE_OF.get(row.source, row.source), "")
        if row.version != release:
            changes.append(Change("of another release", row.object, row.version, release, place))
        if row.source == GENES and row.predicate in (EXACT, CLOSE) and row.subject_label != term.label:
            changes.append(Change("not the symbol of this gene", row.object, row.subject_label, term.label, place))
    return changes


def compare_release(mappings: Sequence[Row], modules: Mapping[str, Term], newer: Release) -> list[Change]:
    """Differences from a newer release: terms gone, merged, obsolete, relabelled, reparented; genes renamed."""
    covered = newer.prefixes()
    places = _places(mappings)
    linked = {row.object for row in mappings if row.holds}
    aliases = {alias: term for term in newer.terms.values() for alias in term.synonyms if term.id.startswith(GENES)}
    changes = []
    for name, term in sorted(modules.items()):
        if name.partition(":")[0] in covered:
            changes += _changes(term, newer, places.get(name, _ABOVE_A_LINK), name in linked)
    for row in mappings:
        if row.holds and row.source in covered and row.object not in modules:
            changes.append(Change("not in the modules", row.object, row.object_label, "", str(row.place)))
        if row.holds and row.source == GENES and GENES in covered:
            symbol, other = row.subject_label, aliases.get(row.subject_label)
            own_term = newer.terms.get(row.object)
            if other is not None and own_term is not None and symbol != own_term.label:
                changes.append(Change("an alias of another gene", row.object, symbol, other.label, str(row.place)))
    return changes


def _places(mappings: Sequence[Row]) -> dict[str, str]:
    """The place of the first row of each external term."""
    return {row.object: str(row.place) for row in reversed(mappings) if row.object != NO_TERM}


def _changes(term: Term, newer: Release, place: str, linked: bool) -> list[Change]:  # noqa: FBT001 - private
    if term.id in newer.merged:
        return [Change("merged", term.id, term.label, newer.merged[term.id], place)]
    now = newer.terms.get(term.id)
    if now is None:
        return [Change("gone", term.id, term.label, "", place)]
    if now.obsolete:
        return [Change("obsolete", term.id, term.label, " ".join(now.replaced_by), place)]
    changes = []
    if now.label != term.label:
        changes.append(Change("relabelled", term.id, term.label, now.label, place))
    parents = sorted(parent for parent in now.parents if parent in newer.terms)
    if linked and parents != list(term.parents):
        changes.append(Change("reparented", term.id, " ".join(term.parents), " ".join(parents), place))
    return changes


def compare_hierarchies(
    mappings: Sequence[Row], ours: Mapping[str, Collection[str]], theirs: Mapping[str, Term]
) -> Rows:
    """Pairs of exactly matched terms where only one of the two ontologies puts the one below the other.

    `ours` maps our terms to those above them, before any link.
    Columns: below, above, said_by, their_below, their_above.
    """
    matched = [row for row in mappings if row.holds and row.predicate == EXACT and row.object in theirs]
    exact = {(row.subject, row.object) for row in matched}
    above = {name: _above(name, theirs) for _, name in exact}
    rows = []
    for low, their_low in sorted(exact):
        for high, their_high in sorted(exact):
            if low == high or their_low.partition(":")[0] != their_high.partition(":")[0]:
                continue
            ours_says, theirs_says = high in ours.get(low, ()), their_high in above[their_low]
            if ours_says != theirs_says:
                by = "us" if ours_says else "them"
                rows.append(tuple(ox.Literal(value) for value in (low, high, by, their_low, their_high)))
    return Rows(("below", "above", "said_by", "their_below", "their_above"), rows)


def _above(name: str, terms: Mapping[str, Term]) -> set[str]:
    ancestors: set[str] = set()
    todo = [name]
    while todo:
        term = todo.pop()
        for parent in terms[term].parents if term in terms else ():
            if parent not in ancestors:
                ancestors.add(parent)
                todo.append(parent)
    return ancestors
