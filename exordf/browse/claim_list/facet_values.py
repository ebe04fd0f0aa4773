"""How each facet of the table of claims gets its values from a claim.

An entity counts for a value when it is the value or, by the hierarchy of the ontology, a kind of it. A whole kind, such
as `exo:Process`, is not a value.
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
    """The ontology of entities: their kinds, the classes above them, the cells that secrete them."""

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
        self._whole_kinds = set(self.kind.values()) | {"exo:Entity"}
        self._cells: dict[str, set[str]] = defaultdict(set)
        for vesicle, cell in facet_pairs(explorer, "?one exo:secretedBy ?other"):
            self._cells[vesicle].add(cell)
        self._secreting = {cell for cells in self._cells.values() for cell in cells}
        self._secreting |= {cell for row in rows if row["predicate"] == SECRETES for cell in as_list(row["subject"])}

    def with_ancestors(self, entities: Iterable[str]) -> set[str]:
        """Entities and the classes above them, without whole kinds."""
        names = {name for entity in entities for name in (entity, *self.above.get(entity, ()))}
        return names - self._whole_kinds

    def source(self, _: int, row: Row) -> set[str]:
        """The cells that secrete a vesicle of the claim, by its definition, or that the claim says secrete one."""
        vesicles = entities_of(row, ("subject", "object", "vesicle"))
        classes = (name for vesicle in vesicles for name in (vesicle, *self.above.get(vesicle, ())))
        cells = {cell for name in classes for cell in self._cells[name]}
        if row["predicate"] == SECRETES:
            cells.update(as_list(row["subject"]))
        return self.with_ancestors(cells) & self._secreting

    def cargo(self, rows: Iterable[Row]) -> Callable[[int, Row], set[str]]:
        """Kinds of the molecules, among subject and object, that this or another claim puts into a vesicle.

        A claim does so when it says that something carries the molecule, or names the vesicle with which it acts.
        """
        molecules = {name for name, kind in self.kind.items() if "exo:Molecule" in (kind, *self.above.get(name, ()))}
        cargo = set()
        for row in rows:
            if row["predicate"] == "exo:carries" and not row["negated"]:
                cargo.update(as_list(row["object"]))
            if row["vesicle"] and not row["negated"]:
                cargo.update(as_list(row["subject"]))
        cargo &= molecules
        return lambda _, row: {self.kind[name] for name in entities_of(row, ("subject", "object")) & cargo}

    def of_kinds(self, *kinds: str) -> Callable[[int, Row], set[str]]:
        """Entities of these kinds that the claim names as subject, as object or in its context, and those above."""
        return lambda _, row: self.with_ancestors(
            name for name in entities_of(row, NAMED) if self.kind.get(name) in kinds
        )

    def species(self, _: int, row: Row) -> set[str]:
        """The organisms that the claim is about, and those that are its model."""
        models = [name for name in as_list(row["model"]) if self.kind.get(name) == "exo:Organism"]
        return self.with_ancestors([*as_list(row["species"]), *models])


def direction(explorer: Explorer) -> Callable[[int, Row], list[str]]:
    """Whether the predicate raises or lowers its object or does neither, also where the claim denies it."""
    by_predicate = directions(explorer.dataset.store, explorer.dataset.prefixes)
    return lambda _, row: [by_predicate.get(str(row["predicate"]), "other")]


def matches_pattern(explorer: Explorer, pattern: str) -> Callable[[int, Row], list[str]]:
    """Whether a claim is a `?claim` of a pattern."""
    answer = explorer.dataset.query(f"SELECT DISTINCT ?claim WHERE {{ {pattern} }}")
    prefixes = explorer.dataset.prefixes
    claims = {short_name(claim, prefixes) for claim in answer.column("claim") if isinstance(claim, ox.NamedNode)}
    return lambda _, row: [YES if row["claim"] in claims else NO]


# A finding concerns a claim itself, or the citation of the reference that the claim rests on.
CONCERNED = """{ ?record a exo:Finding ; exo:concerns ?claim . ?claim a exo:Claim }
  UNION { ?claim exo:sentence ?sentence ; cito:citesAsEvidence ?reference .
          ?citation cito:hasCitingEntity ?sentence ; cito:hasCitedEntity ?reference .
          ?record a exo:Finding ; exo:concerns ?citation }"""


def facet_pairs(explorer: Explorer, pattern: str) -> list[tuple[str, str]]:
    """The pairs `?one`, `?other` of a pattern, IRIs as CURIEs."""
    prefixes = explorer.dataset.prefixes
    answer = explorer.dataset.query(f"SELECT ?one ?other WHERE {{ {pattern} }}")
    return [
        (short_name(one, prefixes), short_name(other, prefixes) if isinstance(other, ox.NamedNode) else text(other))
        for one, other in answer.terms
        if isinstance(one, ox.NamedNode)
    ]


def entities_of(row: Row, roles: Iterable[str]) -> set[str]:
    """The entities that a claim names in some roles, as CURIEs."""
    return {name for role in roles for name in as_list(row[role])}
