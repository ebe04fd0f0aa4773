"""The filters beside the table of claims: the facets with counts, and the filters that are on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exordf.browse.claim_list.claim_filter import matching_claims
from exordf.browse.claim_list.facet_index import FACETS, build_facet_index
from exordf.browse.claim_list.facet_values import NO, YES
from exordf.browse.model.bilingual_names import NONE, name_of
from exordf.browse.model.translations import translate
from exordf.drawing.labels import does

if TYPE_CHECKING:
    from exordf.browse.claim_list.claim_filter import ClaimFilter, Pairs
    from exordf.browse.model.explorer import Explorer

_MOST_AT_FIRST = 8  # values of a facet that are listed before it is unfolded
_OPEN = ("section", "source", "cargo", "direction", "disease")  # facets that are open at first
_PLAIN = {"other": "neither", YES: "yes", NO: "no"}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: `count` of its claims pass the other filters, `after` remain once the value is toggled."""

    value: str
    label: str
    count: int
    after: int
    selected: bool
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: the values that are listed at first and those that are folded, and how many values it has."""

    name: str
    title: str
    first: list[FacetValue]
    folded: list[FacetValue]
    number: int
    open: bool


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is on: the address without it, the address with it alone, and how many claims each of them has.

    The numbers are counted only where the filters together leave no claim.
    """

    title: str
    label: str
    pairs: Pairs
    only: Pairs
    number: int
    alone: int


def facet(explorer: Explorer, criteria: ClaimFilter, name: str, language: str) -> Facet:
    """A facet with the values that claims have which pass the other filters; those with most claims first."""
    index = explorer.once(build_facet_index)
    bits_of_others = matching_claims(index, criteria, ignoring=name)
    selected = criteria.values.get(name, ())
    values = [
        FacetValue(
            value=value,
            label=_label(explorer, name, value, language),
            count=(bits & bits_of_others).bit_count(),
            after=matching_claims(index, criteria.toggle(name, value)).bit_count(),
            selected=value in selected,
            pairs=criteria.toggle(name, value).pairs(),
        )
        for value, bits in index.facets[name].items()
        if bits & bits_of_others or value in selected
    ]
    if name != "section":  # those stay in the order of the review
        values.sort(key=lambda value: (value.value == NONE, -value.count, value.label.casefold()))
    first = [
        value
        for position, value in enumerate(values)
        if position < _MOST_AT_FIRST or value.selected or len(values) <= _MOST_AT_FIRST + 2
    ]
    return Facet(
        name=name,
        title=FACETS[name][0],
        first=first,
        folded=[value for value in values if value not in first],
        number=sum(value.value != NONE for value in values),
        open=bool(selected) or name in _OPEN,
    )


def filter_chips(explorer: Explorer, criteria: ClaimFilter, language: str, *, is_empty: bool) -> list[FilterChip]:
    """The filters that are on, with numbers where together they leave no claim."""
    index = explorer.once(build_facet_index)
    nothing = replace(criteria, values={}, words="", about=())
    filters = [
        (
            FACETS[name][0],
            _label(explorer, name, value, language),
            criteria.toggle(name, value),
            nothing.toggle(name, value),
        )
        for name, values in criteria.values.items()
        for value in values
    ]
    filters += [
        (
            "Names",
            name_of(explorer, term).in_language(language),
            criteria.without("about", term),
            replace(nothing, about=(term,)),
        )
        for term in criteria.about
    ]
    if criteria.words:
        filters.append(("Words", criteria.words, criteria.without("q"), replace(nothing, words=criteria.words)))
    return [
        FilterChip(
            title=translate(title, language),
            label=text,
            pairs=without.pairs(),
            only=alone.pairs(),
            number=matching_claims(index, without).bit_count() if is_empty else 0,
            alone=matching_claims(index, alone).bit_count() if is_empty else 0,
        )
        for title, text, without, alone in filters
    ]


def _label(explorer: Explorer, facet: str, value: str, language: str) -> str:
    """The label of a value of a facet."""
    if value == NONE:
        return translate(FACETS[facet][1], language)
    if facet == "direction" and value not in _PLAIN:
        return does(value, language)
    if value in _PLAIN:
        return translate(_PLAIN[value], language)
    return name_of(explorer, value).in_language(language)
