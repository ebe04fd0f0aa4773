"""The filter of the table of claims: read from an address, applied to the claims, written as an address again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exordf.browse.claim_list.facet_index import CERTAINTIES, FACETS, build_facet_index
from exordf.browse.model.bilingual_names import name_of
from exordf.browse.model.parameters import paginate, parse_choice, parse_number
from exordf.browse.model.refusals import Offer, Refusal
from exordf.browse.search.search_index import search_index
from exordf.rdf.prefixes import nearest_names
from exordf.rdf.sorting import natural_key
from exordf.rdf.symbols import may_be_meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.browse.claim_list.facet_index import FacetIndex
    from exordf.browse.model.explorer import Explorer

    Pairs = list[tuple[str, str]]

SORTS = ("number", "subject", "predicate", "object", "certainty")
SIZES = (100, 1000)
LONGEST, MOST = 200, 60  # characters of a question, values selected at once
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Values by facet (any of them), words (all of them), terms that a claim is about (all of them); order and page."""

    values: Mapping[str, tuple[str, ...]]
    words: str = ""
    about: tuple[str, ...] = ()
    sort: str = "number"
    down: bool = False
    rows: int = SIZES[0]
    page: int = 1

    def pairs(self, *, page: int = 1) -> Pairs:
        """The parameters of its address, without defaults."""
        pairs = [("q", self.words), *(("about", term) for term in self.about)]
        pairs += [(name, value) for name in FACETS for value in self.values.get(name, ())]
        if self.sort != "number" or self.down:
            pairs.append(("sort", ("-" if self.down else "") + self.sort))
        if self.rows != SIZES[0]:
            pairs.append(("rows", str(self.rows)))
        if page != 1:
            pairs.append(("page", str(page)))
        return [(name, value) for name, value in pairs if value]

    def toggle(self, facet: str, value: str) -> ClaimFilter:
        """The filter with a value of a facet added or, where it is selected, removed."""
        values = self.values.get(facet, ())
        toggled = tuple(other for other in values if other != value) if value in values else (*values, value)
        return replace(self, values={**self.values, facet: toggled}, page=1)

    def without(self, name: str, value: str = "") -> ClaimFilter:
        """The filter without a facet, without the words, or without a term that claims are about."""
        if name == "q":
            return replace(self, words="", page=1)
        if name == "about":
            return replace(self, about=tuple(term for term in self.about if term != value), page=1)
        return replace(self, values={**self.values, name: ()}, page=1)

    def sorted_by(self, column: str) -> ClaimFilter:
        """The filter sorted by a column, in the reverse order where it is already."""
        return replace(self, sort=column, down=column == self.sort and not self.down, page=1)


def parse_filter(explorer: Explorer, pairs: Sequence[tuple[str, str]]) -> ClaimFilter:
    """The filter of the parameters of an address. Raises Refusal for a value that claims cannot be filtered by."""
    if len(pairs) > MOST:
        raise Refusal("Too many filters are selected.", "Choose at most {most} values.", most=MOST)
    parameters: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            parameters.setdefault(name, []).append(value.strip())
    index = explorer.once(build_facet_index)
    words = " ".join(parameters.get("q", []))
    if len(words) > LONGEST:
        raise Refusal("The search text is too long.", "Write at most {most} characters.", most=LONGEST)
    last = {name: values[-1] for name, values in parameters.items()}
    sort = parse_choice(last, "sort", [*SORTS, *(f"-{name}" for name in SORTS)]) or SORTS[0]
    criteria = ClaimFilter(
        values={name: _values(index, name, parameters[name]) for name in FACETS if name in parameters},
        words=words,
        about=tuple(dict.fromkeys(_entity(explorer, index, name) for name in parameters.get("about", []))),
        sort=sort.removeprefix("-"),
        down=sort.startswith("-"),
        rows=parse_number(last, "rows", range(1, SIZES[-1] + 1), SIZES[0]),
    )
    number = matching_claims(index, criteria).bit_count()
    return replace(criteria, page=paginate(last, range(number), criteria.rows).number)


def matching_claims(index: FacetIndex, criteria: ClaimFilter, *, ignoring: str = "") -> int:
    """The bits of the claims that pass a filter, `ignoring` one of its facets."""
    bits = index.all
    for name, values in criteria.values.items():
        if values and name != ignoring:
            bits &= union_of(index.facets[name][value] for value in values)
    for term in criteria.about:
        bits &= index.about.get(term, 0)
    if criteria.words:
        bits &= index.with_words(criteria.words)
    return bits


def union_of(sets: Iterable[int]) -> int:
    """The bits of the claims that are in any of some sets."""
    union = 0
    for bits in sets:
        union |= bits
    return union


def sort_claims(explorer: Explorer, criteria: ClaimFilter, language: str) -> list[int]:
    """The positions of the claims that pass a filter, in its order; equals stay in the order of the review."""
    index = explorer.once(build_facet_index)
    positions = index.positions(matching_claims(index, criteria))
    if criteria.sort != "number":
        ranks = explorer.once(_ranks, criteria.sort, language)
        positions.sort(key=ranks.__getitem__, reverse=criteria.down)  # equals stay in order either way
    elif criteria.down:
        positions.reverse()
    return positions


def _ranks(explorer: Explorer, column: str, language: str) -> list[int]:
    """The rank of each claim in the order of a column, by its position; equals have the same."""
    rows = explorer.once(build_facet_index).rows
    if column == "certainty":
        return [
            CERTAINTIES.index(row["certainty"]) if row["certainty"] in CERTAINTIES else len(CERTAINTIES) for row in rows
        ]
    keys = [natural_key(name_of(explorer, str(row[column] or "")).in_language(language).casefold()) for row in rows]
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return [ranks[key] for key in keys]


def _values(index: FacetIndex, facet: str, values: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        if value not in index.facets[facet]:
            raise Refusal(
                'No claim has the value "{value}" of the filter "{facet}".',
                "Choose among those that the page of claims lists.",
                [Offer(name, facet, value, name) for name in nearest_names(value[:LONGEST], index.facets[facet])],
                value=value[:LONGEST],
                facet=facet,
            )
    return tuple(dict.fromkeys(values))


def _entity(explorer: Explorer, index: FacetIndex, name: str) -> str:
    """The CURIE of a term that claims name by its CURIE or IRI, or of an entity by any of its names."""
    search = explorer.once(search_index)
    if (curie := search.curie(name[:LONGEST])) in index.about:
        return curie
    if entity := search.entity(name):
        return entity
    raise Refusal(
        'No entity is called "{name}".',
        "Search for it by another name.",
        similar_entities(explorer, "about", name),
        name=name[:LONGEST],
    )


def similar_entities(explorer: Explorer, parameter: str, name: str) -> list[Offer]:
    """The entities with names similar to one that none has; no molecules, as a similar name is another molecule."""
    hits = explorer.once(search_index).find(name[:LONGEST], most=_OFFERED, groups=("entity",)).hits
    return [
        Offer(hit.thing.name.en or hit.thing.curie, parameter, name, hit.thing.curie, hit.thing.name.zh)
        for hit in hits
        if not hit.thing.molecule and may_be_meant(name[:LONGEST], hit.name)
    ]
