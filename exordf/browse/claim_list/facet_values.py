"""Telling: what each facet of the claims goes by.

An entity counts for a value when it is the value or, by the hierarchy of the ontology, a kind of it. A whole kind, such
as `exo:Process`, is no value.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims.claim_graph import directions
from exordf.claims.columns import CONTEXT
from exordf.claims.tables import as_list, short_name
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row

YES, NO = "yes", "no"
SECRETES = "exo:secretes"
NAMED = ("subject", "object", *(role for role in CONTEXT if role != "evidence"))
ABOUT = ("subject", "predicate", "object", *CONTEXT)


class Kinds:
    """What the ontology says of entities: their kinds, the classes above them, the cells that secrete them."""

    def __init__(self, explorer: Explorer, rows: Iterable[Row]) -> None:
        entities = explorer.tables["entities"]
        self.kind = {str(row["entity"]): str(row["kind"] or "") for row in entities}
        self.above = {str(row["entity"]): as_list(row["ancestors"]) for row in entities}
        for predicate, higher in facet_pairs(
            explorer, "?one exo:subjectKind ?kind ; rdfs:subPropertyOf ?other FILTER(?one != ?other)"
        ):
            self.above.setdefault(predicate, [])
            if higher not in self.above[predicate]:
                self.above[predicate].append(higher)
        self._whole = set(self.kind.values()) | {"exo:Entity"}
        self._secreted: dict[str, set[str]] = defaultdict(set)
        for vesicle, cell in facet_pairs(explorer, "?one exo:secretedBy ?other"):
            self._secreted[vesicle].add(cell)
        self._secreting = {cell for cells in self._secreted.values() for cell in cells}
        self._secreting |= {each for row in rows if row["predicate"] == SECRETES for each in as_list(row["subject"])}

    def with_above(self, entities: Iterable[str]) -> set[str]:
        """Entities and the classes above them, without whole kinds."""
        return {each for entity in entities for each in (entity, *self.above.get(entity, ()))} - self._whole

    def source(self, _: int, row: Row) -> set[str]:
        """What secretes a vesicle that the claim names as subject, object or vesicle, and what it says secretes one."""
        vesicles = named_in(row, ("subject", "object", "vesicle"))
        cells = {cell for each in vesicles for one in (each, *self.above.get(each, ())) for cell in self._secreted[one]}
        if row["predicate"] == SECRETES:
            cells.update(as_list(row["subject"]))
        return self.with_above(cells) & self._secreting

    def cargo(self, rows: Iterable[Row]) -> Callable[[int, Row], set[str]]:
        """Kinds of the molecules, among subject and object, that this or another claim puts into a vesicle.

        A claim does when it says that something carries the molecule, or names the vesicle with which it acts.
        """
        molecules = {each for each, kind in self.kind.items() if "exo:Molecule" in (kind, *self.above.get(kind, ()))}
        carried = set()
        for row in rows:
            if row["predicate"] == "exo:carries" and not row["negated"]:
                carried.update(as_list(row["object"]))
            if row["vesicle"] and not row["negated"]:
                carried.update(as_list(row["subject"]))
        carried &= molecules
        return lambda _, row: {self.kind[each] for each in named_in(row, ("subject", "object")) & carried}

    def named(self, *kinds: str) -> Callable[[int, Row], set[str]]:
        """Entities of these kinds that the claim names as subject, as object or in its context, and above those."""
        return lambda _, row: self.with_above(each for each in named_in(row, NAMED) if self.kind.get(each) in kinds)

    def species(self, _: int, row: Row) -> set[str]:
        """The organisms that the claim is about, and those that are its model."""
        models = [each for each in as_list(row["model"]) if self.kind.get(each) == "exo:Organism"]
        return self.with_above([*as_list(row["species"]), *models])


def direction(explorer: Explorer) -> Callable[[int, Row], list[str]]:
    """Whether the predicate raises or lowers its object or does neither, also where the claim denies it."""
    toward = directions(explorer.dataset.store, explorer.dataset.prefixes)
    return lambda _, row: [toward.get(str(row["predicate"]), "other")]


def matches_pattern(explorer: Explorer, pattern: str) -> Callable[[int, Row], list[str]]:
    """Whether a claim is among those that a pattern finds."""
    found = {short_name(claim, explorer.dataset.prefixes) for claim in _things(explorer, pattern)}
    return lambda _, row: [YES if row["claim"] in found else NO]


# A finding concerns a claim itself, or the citation of the reference that the claim rests on.
CONCERNED = """{ ?record a exo:Finding ; exo:concerns ?claim . ?claim a exo:Claim }
  UNION { ?claim exo:sentence ?sentence ; cito:citesAsEvidence ?reference .
          ?citation cito:hasCitingEntity ?sentence ; cito:hasCitedEntity ?reference .
          ?record a exo:Finding ; exo:concerns ?citation }"""


def _things(explorer: Explorer, pattern: str) -> list[ox.NamedNode]:
    answer = explorer.dataset.query(f"SELECT DISTINCT ?claim WHERE {{ {pattern} }}")
    return [claim for claim in answer.column("claim") if isinstance(claim, ox.NamedNode)]


def facet_pairs(explorer: Explorer, pattern: str) -> list[tuple[str, str]]:
    prefixes = explorer.dataset.prefixes
    answer = explorer.dataset.query(f"SELECT ?one ?other WHERE {{ {pattern} }}")
    return [
        (short_name(one, prefixes), short_name(other, prefixes) if isinstance(other, ox.NamedNode) else text(other))
        for one, other in answer.terms
        if isinstance(one, ox.NamedNode)
    ]


def named_in(row: Row, roles: Iterable[str]) -> set[str]:
    """What a claim names in some roles."""
    return {each for role in roles for each in as_list(row[role])}
