"""Listing: the page of claims as plain values: its rows, facets with counts, what is chosen, what to drop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from exordf.browse.claim_list.claim_filter import SIZES, matching_claims, sort_claims
from exordf.browse.claim_list.facet_index import FACETS, NOT_STATED, build_facet_index
from exordf.browse.claim_list.facet_values import NO, YES
from exordf.browse.model.bilingual_names import NONE, name_of
from exordf.browse.model.parameters import paginate
from exordf.browse.model.translations import translate
from exordf.claims.claim_graph import fit_by_name
from exordf.claims.tables import as_list, iri_of, label
from exordf.drawing.labels import does

if TYPE_CHECKING:
    from collections.abc import Callable

    from exordf.browse.claim_list.claim_filter import ClaimFilter
    from exordf.browse.claim_list.facet_index import FacetIndex
    from exordf.browse.model.explorer import Explorer
    from exordf.claims.claim_graph import Fit
    from exordf.claims.tables import Row, Value

View = dict[str, Any]

_SHOWN = 8  # values of a facet that are listed at first
_OPEN = ("section", "source", "cargo", "direction", "disease")  # facets that are open at first
_PLAIN = {"other": "neither", YES: "yes", NO: "no"}


def listing_page(explorer: Explorer, chosen: ClaimFilter, language: str, t: Callable[[str], str]) -> View:
    """What is shown of the chosen claims: a page of rows, the facets, the filters that are on."""
    known = explorer.once(build_facet_index)
    places = sort_claims(explorer, chosen, language)
    page = paginate({"page": str(chosen.page)}, places, chosen.rows)
    first = (page.number - 1) * chosen.rows
    return {
        "rows": [_line(explorer, known, at, language) for at in page.rows],
        "number": len(places),
        "of": len(known.rows),
        "first": first + 1,
        "last": first + len(page.rows),
        "page": page.number,
        "pages": page.pages,
        "sizes": [size for size in SIZES if size < len(places) or size == SIZES[0]],
        "facets": [_facet(explorer, known, chosen, name, language, t) for name in FACETS],
        "chips": _chips(explorer, known, chosen, language, t, empty=not places),
    }


def fits(explorer: Explorer) -> dict[str, Fit]:
    """What each verdict means for a citation, by its CURIE; one that leaves it open is absent."""
    return fit_by_name(explorer.dataset.store, explorer.dataset.prefixes)


def words_of(explorer: Explorer, facet: str, value: str, language: str, t: Callable[[str], str]) -> str:
    """What a value of a facet is called."""
    if value == NONE:
        return t(FACETS[facet][1])
    if facet == "direction" and value not in _PLAIN:
        return does(value, language)
    return t(_PLAIN[value]) if value in _PLAIN else name_of(explorer, value).said(language)


def _line(explorer: Explorer, known: FacetIndex, at: int, language: str) -> View:
    row = known.rows[at]
    verdicts = [(each, "" if verdict == NONE else verdict) for each, verdict in known.verdicts[at]]
    return {
        "iri": row["iri"],
        "number": str(row["claim"]).partition(":")[2],
        "label": label(row, language),
        "subject": _end(explorer, row, "subject", language),
        "predicate": _stated(explorer, row["predicate"], language),
        "toward": next(name for name, there in known.facets["direction"].items() if there >> at & 1),
        "object": _end(explorer, row, "object", language),
        "vesicles": [_entity(explorer, each, language) for each in as_list(row["vesicle"])],
        "certainty": _stated(explorer, row["certainty"], language),
        "firmness": str(row["certainty"] or "").partition(":")[2].lower(),
        "negated": row["negated"],
        "deprecated": row["deprecated"],
        "verdicts": [
            {
                "reference": each.partition(":")[2],
                "iri": iri_of(each, explorer.dataset.prefixes),
                "words": name_of(explorer, verdict).said(language) if verdict else "",
                "fit": explorer.once(fits).get(verdict, "open"),
            }
            for each, verdict in verdicts
        ],
        "conflict": bool(known.facets["conflict"].get(YES, 0) >> at & 1),
        "finding": bool(known.facets["finding"].get(YES, 0) >> at & 1),
    }


def _entity(explorer: Explorer, curie: str, language: str) -> View:
    return {"iri": iri_of(curie, explorer.dataset.prefixes), "name": _stated(explorer, curie, language)}


def _stated(explorer: Explorer, name: Value, language: str) -> str:
    """What a table names in words; of no value, that there is none."""
    return name_of(explorer, str(name)).said(language) if name else translate(NOT_STATED, language)


def _end(explorer: Explorer, row: Row, role: str, language: str) -> View:
    kind = str(row[f"{role}_kind"] or "")
    return _entity(explorer, str(row[role] or ""), language) | {
        "kind": kind.partition(":")[2],
        "kind_name": name_of(explorer, kind).said(language) if kind and kind != row[role] else "",
    }


def _facet(  # noqa: PLR0913, PLR0917 - what a facet is shown by
    explorer: Explorer, known: FacetIndex, chosen: ClaimFilter, name: str, language: str, t: Callable[[str], str]
) -> View:
    """A facet: each value with how many claims it has among those that the other filters leave; most first.

    `chosen` is how many there are once the value is turned on or off: those of any value that is on.
    """
    left = matching_claims(known, chosen, but=name)
    on = chosen.values.get(name, ())
    values: list[View] = [
        {
            "value": value,
            "words": words_of(explorer, name, value, language, t),
            "count": (there & left).bit_count(),
            "chosen": matching_claims(known, chosen.turned(name, value)).bit_count(),
            "on": value in on,
            "pairs": chosen.turned(name, value).pairs(),
        }
        for value, there in known.facets[name].items()
        if there & left or value in on
    ]
    if name != "section":  # those stay in the order of the review
        values.sort(key=lambda each: (each["value"] == NONE, -each["count"], each["words"].casefold()))
    top = [each for at, each in enumerate(values) if at < _SHOWN or each["on"] or len(values) <= _SHOWN + 2]
    rest = [each for each in values if each not in top]
    named = sum(each["value"] != NONE for each in values)
    return {
        "name": name,
        "title": FACETS[name][0],
        "top": top,
        "rest": rest,
        "number": named,
        "open": bool(on) or name in _OPEN,
    }


def _chips(  # noqa: PLR0913 - what they are shown by
    explorer: Explorer, known: FacetIndex, chosen: ClaimFilter, language: str, t: Callable[[str], str], *, empty: bool
) -> list[View]:
    """The filters that are on, each with the address without it and, where nothing is left, what it is to blame for."""
    bare = replace(chosen, values={}, words="", about=())
    chips = [
        (
            t(FACETS[name][0]),
            words_of(explorer, name, value, language, t),
            chosen.turned(name, value),
            bare.turned(name, value),
        )
        for name, values in chosen.values.items()
        for value in values
    ]
    chips += [
        (
            t("Names"),
            name_of(explorer, each).said(language),
            chosen.without("about", each),
            replace(bare, about=(each,)),
        )
        for each in chosen.about
    ]
    if chosen.words:
        chips.append((t("Words"), chosen.words, chosen.without("q"), replace(bare, words=chosen.words)))
    return [
        {
            "title": title,
            "words": words,
            "pairs": without.pairs(),
            "only": only.pairs(),
            "number": matching_claims(known, without).bit_count() if empty else 0,
            "alone": matching_claims(known, only).bit_count() if empty else 0,
        }
        for title, words, without, only in chips
    ]
