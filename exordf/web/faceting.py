"""Facets: by what claims can be told apart, and which claims have each value.

Sets of claims are integers with a bit for each claim, so that every count of every facet is one `&` away. What a facet
goes by stands in its function; an entity counts for a value when it is the value or, by the hierarchy of the
ontology, a kind of it. Only entities that claims name are values, and no kind as a whole, such as `exo:Process`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.flat.columns import CONTEXT
from exordf.flat.graph import directions
from exordf.flat.tables import listed, plain
from exordf.order import natural
from exordf.rows import text
from exordf.web.folding import compact
from exordf.web.naming import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exordf.flat.tables import Row
    from exordf.web.explorer import Explorer

NONE, YES, NO = "none", "yes", "no"
CERTAINTIES = ("exo:Reported", "exo:Hedged", "exo:Hypothesised")
# Each facet by the name of its parameter, with its heading, and what it is called where a claim has no value.
FACETS = {
    "section": ("Section", ""),
    "source": ("Source cell or tissue", "no source named"),
    "cargo": ("Cargo", "no cargo named"),
    "direction": ("Direction", ""),
    "process": ("Process", "no process named"),
    "disease": ("Disease or sign of it", "no disease named"),
    "species": ("Species", "no species named"),
    "certainty": ("Certainty", ""),
    "verdict": ("Citation verdict", "nothing cited"),
    "conflict": ("In conflict", ""),
    "finding": ("Has an error in print", ""),
}
_NAMED = ("subject", "object", *(role for role in CONTEXT if role != "evidence"))


@dataclass(frozen=True)
class Claims:
    """Every claim in the order of the review, with the bits of each value of each facet, and of each entity."""

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
        wanted = [word for word in map(compact, said.split()) if word]
        return _bits(at for at, there in enumerate(self.words) if all(word in there for word in wanted))


def claims(explorer: Explorer) -> Claims:
    """The claims of a dataset, told apart by every facet."""
    rows = _in_order(explorer)
    kinds = _Kinds(explorer)
    verdicts = _verdicts(explorer, rows)
    values: dict[str, Callable[[int, Row], Iterable[str]]] = {
        "section": lambda _, row: listed(row["section"]),
        "source": kinds.source,
        "cargo": kinds.cargo(rows),
        "direction": _direction(explorer),
        "process": kinds.named("exo:Process"),
        "disease": kinds.named("exo:Disease", "exo:Phenotype"),
        "species": kinds.species,
        "certainty": lambda _, row: listed(row["certainty"]),
        "verdict": lambda at, _: {verdict for _, verdict in verdicts[at]},
        "conflict": _told(explorer, "?record a exo:Conflict ; exo:involves ?claim"),
        "finding": _told(explorer, _CONCERNED),
    }
    about: dict[str, set[int]] = defaultdict(set)
    named: set[str] = set()
    for at, row in enumerate(rows):
        here = _named(row, _NAMED)
        named |= here
        for entity in here:
            for each in (entity, *kinds.above.get(entity, ())):
                about[each].add(at)
    found = {}
    for name, value in values.items():
        places: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            for each in set(value(at, row)) or {NONE}:
                places[each].append(at)
        # A class above, which no claim names, is no value, but for cells: those are named by the vesicle.
        kept = {each for each in places if name not in ("process", "disease", "species") or each in named | {NONE}}
        found[name] = {each: _bits(places[each]) for each in sorted(kept, key=lambda each: (each == NONE, natural(each)))}
    return Claims(rows, found, {each: _bits(places) for each, places in about.items()}, _words(explorer, rows), verdicts)


class _Kinds:
    """What the ontology says of the entities that claims name: their kinds, the classes above them, who secretes them."""

    def __init__(self, explorer: Explorer) -> None:
        entities = explorer.tables["entities"]
        self.kind = {str(row["entity"]): str(row["kind"]) for row in entities}
        self.above = {str(row["entity"]): listed(row["ancestors"]) for row in entities}
        self._whole = set(self.kind.values()) | {"exo:Entity"}
        self._secreted: dict[str, set[str]] = defaultdict(set)
        for vesicle, cell in _pairs(explorer, "?one exo:secretedBy ?other"):
            self._secreted[vesicle].add(cell)
        self._secreting = {cell for cells in self._secreted.values() for cell in cells}

    def with_above(self, entities: Iterable[str]) -> set[str]:
        """Entities and the classes above them, without whole kinds."""
        return {each for entity in entities for each in (entity, *self.above.get(entity, ()))} - self._whole

    def source(self, _: int, row: Row) -> set[str]:
        """Cells that secrete a vesicle which the claim names as subject, object or vesicle, or that it says secrete one."""
        vesicles = _named(row, ("subject", "object", "vesicle"))
        cells = {cell for each in vesicles for one in (each, *self.above.get(each, ())) for cell in self._secreted[one]}
        if row["predicate"] == "exo:secretes":
            cells.add(str(row["subject"]))
        return {each for each in self.with_above(cells) if each in cells or each in self._secreting}

    def cargo(self, rows: Iterable[Row]) -> Callable[[int, Row], set[str]]:
        """Kinds of the molecules, among subject and object, that this or another claim puts into a vesicle.

        A claim does when it says that something carries the molecule, or names the vesicle with which it acts.
        """
        molecules = {each for each, kind in self.kind.items() if "exo:Molecule" in (kind, *self.above.get(kind, ()))}
        carried = set()
        for row in rows:
            if row["predicate"] == "exo:carries" and not row["negated"]:
                carried.add(str(row["object"]))
            if row["vesicle"] and not row["negated"]:
                carried.add(str(row["subject"]))
        carried &= molecules
        return lambda _, row: {self.kind[each] for each in _named(row, ("subject", "object")) & carried}

    def named(self, *kinds: str) -> Callable[[int, Row], set[str]]:
        """Entities of these kinds that the claim names as subject, as object or in its context, and those above them."""
        return lambda _, row: self.with_above(each for each in _named(row, _NAMED) if self.kind.get(each) in kinds)

    def species(self, _: int, row: Row) -> set[str]:
        """The organisms that the claim is about, and those that are its model."""
        models = [each for each in listed(row["model"]) if self.kind.get(each) == "exo:Organism"]
        return self.with_above([*listed(row["species"]), *models])


def _direction(explorer: Explorer) -> Callable[[int, Row], list[str]]:
    """Whether the predicate raises or lowers its object or does neither, also where the claim denies it."""
    toward = directions(explorer.dataset.store, explorer.dataset.prefixes)
    return lambda _, row: [toward.get(str(row["predicate"]), "other")]


def _told(explorer: Explorer, pattern: str) -> Callable[[int, Row], list[str]]:
    """Whether a claim is among those that a pattern finds."""
    found = {plain(claim, explorer.dataset.prefixes) for claim in _things(explorer, pattern)}
    return lambda _, row: [YES if row["claim"] in found else NO]


# A finding concerns a claim itself, or the citation of the reference that the claim rests on.
_CONCERNED = """{ ?record a exo:Finding ; exo:concerns ?claim . ?claim a exo:Claim }
  UNION { ?claim exo:sentence ?sentence ; cito:citesAsEvidence ?reference .
          ?citation cito:hasCitingEntity ?sentence ; cito:hasCitedEntity ?reference .
          ?record a exo:Finding ; exo:concerns ?citation }"""


def _things(explorer: Explorer, pattern: str) -> list[ox.NamedNode]:
    answer = explorer.dataset.query(f"SELECT DISTINCT ?claim WHERE {{ {pattern} }} ORDER BY ?claim")
    return [claim for claim in answer.column("claim") if isinstance(claim, ox.NamedNode)]


def _pairs(explorer: Explorer, pattern: str) -> list[tuple[str, str]]:
    prefixes = explorer.dataset.prefixes
    answer = explorer.dataset.query(f"SELECT ?one ?other WHERE {{ {pattern} }}")
    return [
        (plain(one, prefixes), plain(other, prefixes) if isinstance(other, ox.NamedNode) else text(other))
        for one, other in answer.terms
        if isinstance(one, ox.NamedNode)
    ]


def _in_order(explorer: Explorer) -> list[Row]:
    """The rows by section, sentence and number; those of one review after another."""
    sentence = dict(_pairs(explorer, "?one a exo:Sentence ; exo:ordinal ?other"))
    section = dict(_pairs(explorer, "?one a exo:Section ; exo:ordinal ?other"))

    def key(row: Row) -> tuple[object, ...]:
        numbers = section.get(str(row["section"])), sentence.get(str(row["sentence"]))
        review = str(row["section"] or "").partition(":")[0]
        return review, *(int(number) if (number or "").isdecimal() else 0 for number in numbers), natural(str(row["claim"]))

    return sorted(explorer.tables["claims"], key=key)


def _verdicts(explorer: Explorer, rows: Iterable[Row]) -> list[list[tuple[str, str]]]:
    """The references of each claim with the verdict on the citation by its sentence; NONE where nobody judged it."""
    given = {(row["sentence"], row["reference"]): str(row["verdict"]) for row in explorer.tables["citations"]}
    return [[(each, given.get((row["sentence"], each), NONE)) for each in listed(row["references"])] for row in rows]


def _words(explorer: Explorer, rows: Iterable[Row]) -> list[str]:
    """What `with_words` looks through, folded, a line for each name."""
    entities = {str(row["entity"]): row for row in explorer.tables["entities"]}
    called: dict[str, str] = {}

    def names(curie: str) -> str:
        if curie not in called:
            row = entities.get(curie)
            label = [*name_of(explorer, curie)]
            every = label + [each for column in ("synonyms_en", "synonyms_zh") for each in listed(row[column])] if row else label
            called[curie] = "\n".join(map(compact, every))
        return called[curie]

    return [
        "\n".join(
            [compact(str(row[name] or "")) for name in ("claim", "label_en", "label_zh")]
            + [compact(each) for each in listed(row["printed"])]
            + [names(each) for each in sorted(_named(row, (*_NAMED, "predicate")))]
        )
        for row in rows
    ]


def _named(row: Row, roles: Iterable[str]) -> set[str]:
    return {each for role in roles for each in listed(row[role])}


def _bits(places: Iterable[int]) -> int:
    marks = bytearray()
    for at in places:
        if at >> 3 >= len(marks):
            marks.extend(bytes((at >> 3) + 1 - len(marks)))
        marks[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(marks, "little")
