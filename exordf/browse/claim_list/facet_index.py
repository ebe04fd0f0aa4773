"""Facets: by what claims can be told apart, and which claims have each value.

Sets of claims are integers with a bit for each claim, so that every count of every facet is one `&` away. What a facet
goes by stands in `telling`. Of processes, diseases and species only those that claims name are values.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exordf.browse.claim_list.facet_values import (
    ABOUT,
    CONCERNED,
    NAMED,
    Kinds,
    direction,
    facet_pairs,
    matches_pattern,
    named_in,
)
from exordf.browse.model.bilingual_names import NONE, name_of
from exordf.browse.search.text_folding import fold_compact
from exordf.claims.tables import as_list
from exordf.rdf.rows import whole_number
from exordf.rdf.sorting import natural_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row

NOT_STATED = "not stated"
CERTAINTIES = ("exo:Reported", "exo:Hedged", "exo:Hypothesised")
# Each facet by the name of its parameter, with its heading, and what it is called where a claim has no value.
FACETS = {
    "section": ("Section", NOT_STATED),
    "source": ("Source cell or tissue", "no source named"),
    "cargo": ("Cargo", "no cargo named"),
    "direction": ("Direction", ""),
    "process": ("Process", "no process named"),
    "disease": ("Disease or sign of it", "no disease named"),
    "species": ("Species", "no species named"),
    "certainty": ("Certainty", NOT_STATED),
    "verdict": ("Citation verdict", "nothing cited"),
    "conflict": ("In conflict", ""),
    "finding": ("Has an error in print", ""),
}


@dataclass(frozen=True)
class FacetIndex:
    """Every claim in the order of the review, with the bits of each value of each facet, and of each term.

    A claim is about a term where it names the term, or a kind of it, as subject, predicate, object or in its context.
    """

    rows: list[Row]
    facets: Mapping[str, Mapping[str, int]]
    about: Mapping[str, int]
    words: list[str]
    verdicts: list[list[tuple[str, str]]]  # of each claim: reference and verdict

    @property
    def all(self) -> int:
        """The bits of every claim."""
        return (1 << len(self.rows)) - 1

    def places(self, bits: int) -> list[int]:
        """The places of the claims whose bits are set, in order."""
        return [at for at, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]

    def with_words(self, said: str) -> int:
        """The claims whose words, names of what they name, or number have every word of what is said."""
        wanted = [word for word in map(fold_compact, said.split()) if word]
        return _bits(at for at, there in enumerate(self.words) if all(word in there for word in wanted))


def number_about(explorer: Explorer, curie: str) -> int:
    """How many claims are about a term, by its CURIE; the table of claims lists them."""
    return explorer.once(build_facet_index).about.get(curie, 0).bit_count()


def build_facet_index(explorer: Explorer) -> FacetIndex:
    """The claims of a dataset, told apart by every facet."""
    rows = _in_order(explorer)
    kinds = Kinds(explorer, rows)
    verdicts = _verdicts(explorer, rows)
    values: dict[str, Callable[[int, Row], Iterable[str]]] = {
        "section": lambda _, row: as_list(row["section"]),
        "source": kinds.source,
        "cargo": kinds.cargo(rows),
        "direction": direction(explorer),
        "process": kinds.named("exo:Process"),
        "disease": kinds.named("exo:Disease", "exo:Phenotype"),
        "species": kinds.species,
        "certainty": lambda _, row: as_list(row["certainty"]),
        "verdict": lambda at, _: {verdict for _, verdict in verdicts[at]},
        "conflict": matches_pattern(explorer, "?record a exo:Conflict ; exo:involves ?claim"),
        "finding": matches_pattern(explorer, CONCERNED),
    }
    about: dict[str, set[int]] = defaultdict(set)
    named: set[str] = set()
    for at, row in enumerate(rows):
        named |= named_in(row, NAMED)
        for term in named_in(row, ABOUT):
            for each in (term, *kinds.above.get(term, ())):
                about[each].add(at)
    found = {}
    for name, value in values.items():
        places: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            for each in set(value(at, row)) or {NONE}:
                places[each].append(at)
        # A class above, which no claim names, is no value, but for cells: those are named by the vesicle.
        kept = {each for each in places if name not in ("process", "disease", "species") or each in named | {NONE}}
        # The values stand as the review comes to them.
        found[name] = {
            each: _bits(places[each]) for each in sorted(kept, key=lambda each: (each == NONE, places[each][0], each))
        }
    return FacetIndex(
        rows, found, {each: _bits(places) for each, places in about.items()}, _words(explorer, rows), verdicts
    )


def _in_order(explorer: Explorer) -> list[Row]:
    """The rows by section, sentence and number; those of one review after another."""
    sentence = dict(facet_pairs(explorer, "?one a exo:Sentence ; exo:ordinal ?other"))
    section = dict(facet_pairs(explorer, "?one a exo:Section ; exo:ordinal ?other"))

    def key(row: Row) -> tuple[object, ...]:
        numbers = section.get(str(row["section"])), sentence.get(str(row["sentence"]))
        review = str(row["section"] or "").partition(":")[0]
        return (
            review,
            *(whole_number(number) or 0 for number in numbers),
            natural_key(str(row["claim"])),
        )

    return sorted(explorer.tables["claims"], key=key)


def _verdicts(explorer: Explorer, rows: Iterable[Row]) -> list[list[tuple[str, str]]]:
    """The references of each claim with the verdict on the citation by its sentence; NONE where nobody judged it."""
    given = {(row["sentence"], row["reference"]): str(row["verdict"] or NONE) for row in explorer.tables["citations"]}
    return [[(each, given.get((row["sentence"], each), NONE)) for each in as_list(row["references"])] for row in rows]


def _words(explorer: Explorer, rows: Iterable[Row]) -> list[str]:
    """What `with_words` looks through, folded, a line for each name."""
    entities = {str(row["entity"]): row for row in explorer.tables["entities"]}
    called: dict[str, str] = {}

    def names(curie: str) -> str:
        if curie not in called:
            row = entities.get(curie)
            label = [*name_of(explorer, curie)]
            every = (
                label + [each for column in ("synonyms_en", "synonyms_zh") for each in as_list(row[column])]
                if row
                else label
            )
            called[curie] = "\n".join(map(fold_compact, every))
        return called[curie]

    return [
        "\n".join(
            [fold_compact(str(row[name] or "")) for name in ("claim", "label_en", "label_zh")]
            + [fold_compact(each) for each in as_list(row["printed"])]
            + [names(each) for each in sorted(named_in(row, (*NAMED, "predicate")))]
        )
        for row in rows
    ]


def _bits(places: Iterable[int]) -> int:
    marks = bytearray()
    for at in places:
        if at >> 3 >= len(marks):
            marks.extend(bytes((at >> 3) + 1 - len(marks)))
        marks[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(marks, "little")
