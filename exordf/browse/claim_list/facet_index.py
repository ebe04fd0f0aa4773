"""Facets: the properties by which claims are filtered, and which claims have each value.

Sets of claims are integers with a bit for each claim, so that every count of every facet is one `&` away. How a facet
gets its values is in `facet_values`. Of processes, diseases and species only those that claims name are values.
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
    entities_of,
    facet_pairs,
    matches_pattern,
)
from exordf.browse.model.bilingual import bilingual
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
# Each facet by the name of its parameter, with its heading, and the label for claims that have no value.
FACETS = {
    "section": ("Section", NOT_STATED),
    "source": ("Source cell or tissue", "no source named"),
    "cargo": ("Cargo", "no cargo named"),
    "direction": ("Direction", ""),
    "process": ("Process", "no process named"),
    "disease": ("Disease or phenotype", "no disease named"),
    "species": ("Species", "no species named"),
    "certainty": ("Certainty", NOT_STATED),
    "verdict": ("Citation verdict", "nothing cited"),
    "conflict": ("In conflict", ""),
    "finding": ("Has an error in print", ""),
}


@dataclass(frozen=True, slots=True)
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

    def positions(self, bits: int) -> list[int]:
        """The positions of the claims whose bits are set, in order."""
        return [position for position, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]

    def with_words(self, question: str) -> int:
        """The claims whose text, entities' names or number contain every word of a question."""
        folded = [word for word in map(fold_compact, question.split()) if word]
        return _bits(position for position, words in enumerate(self.words) if all(word in words for word in folded))


def number_about(explorer: Explorer, curie: str) -> int:
    """The number of claims about a term, by its CURIE; the table of claims lists them."""
    return explorer.once(build_facet_index).about.get(curie, 0).bit_count()


def claim_positions(explorer: Explorer) -> dict[str, int]:
    """The position of each claim in the order of the review, from 0, by its CURIE."""
    rows = explorer.once(build_facet_index).rows
    return {str(row["claim"]): position for position, row in enumerate(rows)}


def build_facet_index(explorer: Explorer) -> FacetIndex:
    """The claims of a dataset by every facet."""
    rows = _in_order(explorer)
    kinds = Kinds(explorer, rows)
    verdicts = _verdicts(explorer, rows)
    values_of: dict[str, Callable[[int, Row], Iterable[str]]] = {
        "section": lambda _, row: as_list(row["section"]),
        "source": kinds.source,
        "cargo": kinds.cargo(rows),
        "direction": direction(explorer),
        "process": kinds.of_kinds("exo:Process"),
        "disease": kinds.of_kinds("exo:Disease", "exo:Phenotype"),
        "species": kinds.species,
        "certainty": lambda _, row: as_list(row["certainty"]),
        "verdict": lambda position, _: {verdict for _, verdict in verdicts[position]},
        "conflict": matches_pattern(explorer, "?record a exo:Conflict ; exo:involves ?claim"),
        "finding": matches_pattern(explorer, CONCERNED),
    }
    about: dict[str, set[int]] = defaultdict(set)
    named_entities: set[str] = {NONE}
    for position, row in enumerate(rows):
        named_entities |= entities_of(row, NAMED)
        for term in entities_of(row, ABOUT):
            for name in (term, *kinds.above.get(term, ())):
                about[name].add(position)
    facets = {}
    for facet, values in values_of.items():
        positions: dict[str, list[int]] = defaultdict(list)
        for position, row in enumerate(rows):
            for value in set(values(position, row)) or {NONE}:
                positions[value].append(position)
        if facet in {"process", "disease", "species"}:  # a class above, which no claim names, is not a value
            positions = {value: claims for value, claims in positions.items() if value in named_entities}
        # The values are in the order in which the review comes to them.
        facets[facet] = {
            value: _bits(positions[value])
            for value in sorted(positions, key=lambda value: (value == NONE, positions[value][0], value))
        }
    bits_about = {name: _bits(positions) for name, positions in about.items()}
    return FacetIndex(rows, facets, bits_about, _words(explorer, rows), verdicts)


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
    verdicts = {
        (row["sentence"], row["reference"]): str(row["verdict"] or NONE) for row in explorer.tables["citations"]
    }
    return [
        [(name, verdicts.get((row["sentence"], name), NONE)) for name in as_list(row["references"])] for row in rows
    ]


def _words(explorer: Explorer, rows: Iterable[Row]) -> list[str]:
    """The folded texts in which `with_words` searches, a line for each name."""
    entities = {str(row["entity"]): row for row in explorer.tables["entities"]}
    folded: dict[str, str] = {}

    def names(curie: str) -> str:
        if curie not in folded:
            row = entities.get(curie)
            synonyms = (
                [name for column in ("synonyms_en", "synonyms_zh") for name in as_list(row[column])] if row else []
            )
            folded[curie] = "\n".join(map(fold_compact, (*name_of(explorer, curie), *synonyms)))
        return folded[curie]

    return [
        "\n".join(
            [fold_compact(name) for name in (str(row["claim"]), *bilingual(row, "label"), *as_list(row["printed"]))]
            + [names(name) for name in sorted(entities_of(row, (*NAMED, "predicate")))]
        )
        for row in rows
    ]


def _bits(positions: Iterable[int]) -> int:
    marks = bytearray()
    for position in positions:
        if position >> 3 >= len(marks):
            marks.extend(bytes((position >> 3) + 1 - len(marks)))
        marks[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(marks, "little")
