"""Choosing: which claims an address asks for, in which order, which page of them, and the addresses beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from exordf.browse.claim_list.facet_index import CERTAINTIES, FACETS, build_facet_index
from exordf.browse.model.bilingual_names import name_of
from exordf.browse.model.parameters import paginate, parse_choice, parse_number
from exordf.browse.model.refusals import Offer, Refusal
from exordf.browse.search.search_index import search_index
from exordf.rdf.prefixes import nearest_names
from exordf.rdf.sorting import natural_key
from exordf.rdf.symbols import may_be_meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from exordf.browse.claim_list.facet_index import FacetIndex
    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row

    Pairs = list[tuple[str, str]]

SORTS = ("number", "subject", "predicate", "object", "certainty")
SIZES = (100, 1000)
LONGEST, MOST = 200, 60  # characters of a question, values chosen at once
_OFFERED = 5


@dataclass(frozen=True)
class ClaimFilter:
    """What is chosen: values by facet (any of them), words (all of them), terms that it is about (all of them)."""

    values: Mapping[str, tuple[str, ...]]
    words: str = ""
    about: tuple[str, ...] = ()
    sort: str = "number"
    down: bool = False
    rows: int = SIZES[0]
    page: int = 1

    def pairs(self, *, page: int = 1) -> Pairs:
        """The parameters of its address; what is as always is left out."""
        said = [("q", self.words), *(("about", each) for each in self.about)]
        said += [(name, value) for name in FACETS for value in self.values.get(name, ())]
        if self.sort != "number" or self.down:
            said.append(("sort", ("-" if self.down else "") + self.sort))
        if self.rows != SIZES[0]:
            said.append(("rows", str(self.rows)))
        if page != 1:
            said.append(("page", str(page)))
        return [(name, value) for name, value in said if value]

    def turned(self, facet: str, value: str) -> ClaimFilter:
        """The same with a value of a facet chosen, or no longer so."""
        now = self.values.get(facet, ())
        then = tuple(each for each in now if each != value) if value in now else (*now, value)
        return replace(self, values={**self.values, facet: then}, page=1)

    def without(self, name: str, value: str = "") -> ClaimFilter:
        """The same without a facet, the words, or what it is about."""
        if name == "q":
            return replace(self, words="", page=1)
        if name == "about":
            return replace(self, about=tuple(each for each in self.about if each != value), page=1)
        return replace(self, values={**self.values, name: ()}, page=1)

    def by(self, column: str) -> ClaimFilter:
        """The same sorted by a column, the other way round where it is already."""
        return replace(self, sort=column, down=column == self.sort and not self.down, page=1)


def parse_filter(explorer: Explorer, asked: Sequence[tuple[str, str]]) -> ClaimFilter:
    """What an address asks for. Raises Refusal for what no claims can be chosen by."""
    if len(asked) > MOST:
        raise Refusal("More is chosen than can be shown.", "Choose at most {most} values.", most=MOST)
    given: dict[str, list[str]] = {}
    for name, value in asked:
        if value.strip():
            given.setdefault(name, []).append(value.strip())
    known = explorer.once(build_facet_index)
    words = " ".join(given.get("q", []))
    if len(words) > LONGEST:
        raise Refusal("These are too many words to look for.", "Write at most {most} characters.", most=LONGEST)
    last = {name: values[-1] for name, values in given.items()}
    sort = parse_choice(last, "sort", [*SORTS, *(f"-{name}" for name in SORTS)]) or SORTS[0]
    chosen = ClaimFilter(
        values={name: _values(known, name, given[name]) for name in FACETS if name in given},
        words=words,
        about=tuple(dict.fromkeys(_entity(explorer, known, each) for each in given.get("about", []))),
        sort=sort.removeprefix("-"),
        down=sort.startswith("-"),
        rows=parse_number(last, "rows", range(1, SIZES[-1] + 1), SIZES[0]),
    )
    number = matching_claims(known, chosen).bit_count()
    return replace(chosen, page=paginate(last, range(number), chosen.rows).number)


def matching_claims(known: FacetIndex, chosen: ClaimFilter, *, but: str = "") -> int:
    """The claims that are chosen; `but` names a facet that is left out."""
    found = known.all
    for name, values in chosen.values.items():
        if values and name != but:
            found &= union_of(known.facets[name][value] for value in values)
    for each in chosen.about:
        found &= known.about.get(each, 0)
    if chosen.words:
        found &= known.with_words(chosen.words)
    return found


def union_of(sets: Iterable[int]) -> int:
    """The claims that are in any of some sets."""
    found = 0
    for each in sets:
        found |= each
    return found


def sort_claims(explorer: Explorer, chosen: ClaimFilter, language: str) -> list[int]:
    """The places of the chosen claims in the order that is asked for; equals stay in the order of the review."""
    known = explorer.once(build_facet_index)
    places = known.places(matching_claims(known, chosen))
    if chosen.sort != "number":
        ranks = explorer.once(_ranks)
        if (chosen.sort, language) not in ranks:
            key = _key(explorer, chosen.sort, language)
            ranks[chosen.sort, language] = [key(row) for row in known.rows]
        places.sort(
            key=ranks[chosen.sort, language].__getitem__, reverse=chosen.down
        )  # equals stay in order either way
    elif chosen.down:
        places.reverse()
    return places


def _ranks(_: Explorer) -> dict[tuple[str, str], list[Any]]:
    """What each claim is sorted by, for every order and language that was asked for."""
    return {}


def _key(explorer: Explorer, column: str, language: str) -> Callable[[Row], Any]:
    if column == "certainty":
        return lambda row: CERTAINTIES.index(row["certainty"]) if row["certainty"] in CERTAINTIES else len(CERTAINTIES)
    return lambda row: natural_key(name_of(explorer, str(row[column] or "")).said(language).casefold())


def _values(known: FacetIndex, facet: str, given: Sequence[str]) -> tuple[str, ...]:
    for value in given:
        if value not in known.facets[facet]:
            raise Refusal(
                'No claim has the value "{value}" of the filter "{facet}".',
                "Choose among those that the page of claims lists.",
                [Offer(near, facet, value, near) for near in nearest_names(value[:LONGEST], known.facets[facet])],
                value=value[:LONGEST],
                facet=facet,
            )
    return tuple(dict.fromkeys(given))


def _entity(explorer: Explorer, known: FacetIndex, name: str) -> str:
    """The CURIE of a term that claims name by its CURIE or IRI, or of an entity by any of its names."""
    found = explorer.once(search_index)
    if (curie := found.curie(name[:LONGEST])) in known.about:
        return curie
    if entity := found.entity(name):
        return entity
    raise Refusal(
        'No entity is called "{name}".',
        "Search for it by another name.",
        near(explorer, "about", name),
        name=name[:LONGEST],
    )


def near(explorer: Explorer, parameter: str, name: str) -> list[Offer]:
    """The entities with names like one that none has, to be put in its place; no molecule, which is another one."""
    hits = explorer.once(search_index).find(name[:LONGEST], most=_OFFERED, groups=("entity",)).hits
    return [
        Offer(hit.thing.name.en or hit.thing.curie, parameter, name, hit.thing.curie, hit.thing.name.zh)
        for hit in hits
        if not hit.thing.molecule and may_be_meant(name[:LONGEST], hit.name)
    ]
