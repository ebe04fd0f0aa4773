"""The page of the table of claims: the rows of the claims that pass a filter, and the filters beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exordf.browse.claim_list.claim_filter import SIZES, sort_claims
from exordf.browse.claim_list.facet_index import FACETS, NOT_STATED, build_facet_index
from exordf.browse.claim_list.facet_values import YES
from exordf.browse.claim_list.filter_panel import facet, filter_chips
from exordf.browse.model.bilingual_names import NONE, name_of
from exordf.browse.model.parameters import paginate
from exordf.browse.model.translations import translate
from exordf.claims.claim_graph import fit_by_name
from exordf.claims.tables import as_list, iri_of, label

if TYPE_CHECKING:
    from exordf.browse.claim_list.claim_filter import ClaimFilter
    from exordf.browse.claim_list.facet_index import FacetIndex
    from exordf.browse.claim_list.filter_panel import Facet, FilterChip
    from exordf.browse.model.explorer import Explorer
    from exordf.claims.claim_graph import Fit
    from exordf.claims.tables import Row, Value


@dataclass(frozen=True, slots=True)
class EntityLink:
    """An entity by its IRI, empty where it has none, and its name; its kind as a class name and in words."""

    iri: str
    name: str
    kind: str = ""
    kind_name: str = ""


@dataclass(frozen=True, slots=True)
class VerdictBadge:
    """A reference by its number and IRI, the verdict on its citation in words, and whether it fits."""

    reference: str
    iri: str
    verdict: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as a row of the table, in the language of the page."""

    iri: str
    number: str
    label: str
    subject: EntityLink
    predicate: str
    direction: str
    object: EntityLink
    vesicles: list[EntityLink]
    certainty: str
    firmness: str
    negated: bool
    deprecated: bool
    verdicts: list[VerdictBadge]
    conflict: bool
    finding: bool


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A page of `number` claims of `total`, from row `first` to row `last`, with facets and filters."""

    rows: list[ClaimRow]
    number: int
    total: int
    first: int
    last: int
    page: int
    pages: int
    sizes: list[int]
    facets: list[Facet]
    chips: list[FilterChip]


def listing_page(explorer: Explorer, criteria: ClaimFilter, language: str) -> ListingPage:
    """The page of the claims that pass a filter."""
    index = explorer.once(build_facet_index)
    positions = sort_claims(explorer, criteria, language)
    page = paginate({"page": str(criteria.page)}, positions, criteria.rows)
    first = (page.number - 1) * criteria.rows
    return ListingPage(
        rows=[_row(explorer, index, position, language) for position in page.rows],
        number=len(positions),
        total=len(index.rows),
        first=first + 1,
        last=first + len(page.rows),
        page=page.number,
        pages=page.pages,
        sizes=[size for size in SIZES if size < len(positions) or size == SIZES[0]],
        facets=[facet(explorer, criteria, name, language) for name in FACETS],
        chips=filter_chips(explorer, criteria, language, is_empty=not positions),
    )


def fits(explorer: Explorer) -> dict[str, Fit]:
    """How well a citation with a verdict fits, by the CURIE of the verdict; verdicts that leave it open are absent."""
    return fit_by_name(explorer.dataset.store, explorer.dataset.prefixes)


def _row(explorer: Explorer, index: FacetIndex, position: int, language: str) -> ClaimRow:
    row = index.rows[position]
    return ClaimRow(
        iri=str(row["iri"]),
        number=str(row["claim"]).partition(":")[2],
        label=label(row, language),
        subject=_end(explorer, row, "subject", language),
        predicate=_name(explorer, row["predicate"], language),
        direction=next(value for value, bits in index.facets["direction"].items() if bits >> position & 1),
        object=_end(explorer, row, "object", language),
        vesicles=[_entity(explorer, curie, language) for curie in as_list(row["vesicle"])],
        certainty=_name(explorer, row["certainty"], language),
        firmness=str(row["certainty"] or "").partition(":")[2].lower(),
        negated=bool(row["negated"]),
        deprecated=bool(row["deprecated"]),
        verdicts=[
            VerdictBadge(
                reference.partition(":")[2],
                iri_of(reference, explorer.dataset.prefixes),
                "" if verdict == NONE else name_of(explorer, verdict).in_language(language),
                explorer.once(fits).get(verdict, "open"),
            )
            for reference, verdict in index.verdicts[position]
        ],
        conflict=bool(index.facets["conflict"].get(YES, 0) >> position & 1),
        finding=bool(index.facets["finding"].get(YES, 0) >> position & 1),
    )


def _entity(explorer: Explorer, curie: str, language: str) -> EntityLink:
    return EntityLink(iri_of(curie, explorer.dataset.prefixes), _name(explorer, curie, language))


def _name(explorer: Explorer, curie: Value, language: str) -> str:
    """The name of a term in a table; of an empty cell, that nothing is stated."""
    return name_of(explorer, str(curie)).in_language(language) if curie else translate(NOT_STATED, language)


def _end(explorer: Explorer, row: Row, role: str, language: str) -> EntityLink:
    kind = str(row[f"{role}_kind"] or "")
    return replace(
        _entity(explorer, str(row[role] or ""), language),
        kind=kind.partition(":")[2],
        kind_name=name_of(explorer, kind).in_language(language) if kind and kind != row[role] else "",
    )
