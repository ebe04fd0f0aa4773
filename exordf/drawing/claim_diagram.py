"""One claim as boxes and arrows: cell, vesicle, cargo, recipient, object; and the claims that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.claims.claim_graph import directions
from exordf.claims.columns import CLAIMS, CONTEXT, ENTITIES
from exordf.claims.tables import as_list, find_row, label, node_of, short_name
from exordf.drawing.labels import CLAIM_WORDS
from exordf.drawing.layout import COLUMN, local
from exordf.errors import UnknownName
from exordf.rdf.prefixes import EXO, RDFS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exordf.claims.claim_graph import Direction
    from exordf.claims.tables import Row, Tables
    from exordf.rdf.prefixes import Prefixes
    from exordf.rdf.rows import Rows
    from exordf.store.store_protocol import Store

# The most mechanisms, and the most consequences, drawn below a claim; the pages of claims list them all.
_MOST_RELATED = 4
_CARGO = frozenset(kind for kind, column in COLUMN.items() if column in (COLUMN["Molecule"], COLUMN["GeneProduct"]))


@dataclass(frozen=True)
class Box:
    """An entity: its CURIE, label, kind as the local name of a class, and definition."""

    name: str
    label: str
    kind: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Arrow:
    """The relation between two neighbouring stacks of boxes.

    `certainty` is the CURIE of the certainty of the claim, `note` a remark on it; both are empty for a relation that
    the ontology states and not the claim.
    """

    label: str
    direction: Direction = "other"
    certainty: str = ""
    note: str = ""
    negated: bool = False


@dataclass(frozen=True)
class Line:
    """A claim as stacks of boxes and the arrows between them; a related claim may have a caption above it."""

    claim: str
    label: str
    stacks: tuple[tuple[Box, ...], ...]
    arrows: tuple[Arrow, ...]
    caption: str = ""


@dataclass(frozen=True)
class ClaimDiagram:
    """The lines of a picture, the claim itself first, and the context of the claim as text."""

    lines: tuple[Line, ...]
    context: tuple[str, ...]

    @property
    def title(self) -> str:
        """The label of the claim."""
        return self.lines[0].label


def claim_diagram(tables: Tables, store: Store, prefixes: Prefixes, claim: str, language: str) -> ClaimDiagram:
    """The diagram of a claim, by its CURIE. Raises UnknownName if there is no such claim."""
    return _Reader(tables, store, prefixes, language).diagram(claim)


class _Reader:
    def __init__(self, tables: Tables, store: Store, prefixes: Prefixes, language: str) -> None:
        self.tables, self.store, self.prefixes, self.language = tables, store, prefixes, language
        self.phrases = CLAIM_WORDS[language]

    def diagram(self, claim: str) -> ClaimDiagram:
        row = self.row(CLAIMS.name, "claim", claim)
        if row is None:
            raise UnknownName(f"{claim} is no claim", mend="A claim is named by its CURIE, such as claim:2.1-10b.")
        related = [(self.phrases["by"], name) for name in as_list(row["mechanism"])[:_MOST_RELATED]]
        related += [(self.phrases["for"], name) for name in self.consequences(claim)[:_MOST_RELATED]]
        lines = [self.line(row, whole=True)]
        previous = ""
        for caption, name in related:
            related_row = self.row(CLAIMS.name, "claim", name)
            if related_row is not None:
                lines.append(self.line(related_row, caption=caption if caption != previous else ""))
                previous = caption
        return ClaimDiagram(tuple(lines), tuple(self.context(row)))

    def line(self, row: Row, *, whole: bool = False, caption: str = "") -> Line:
        """A claim from left to right; if `whole`, with its cells, vesicles and recipients."""
        subject, target = (self.boxes([str(row[role] or "")]) for role in ("subject", "object"))
        certainty = str(row["certainty"] or "")
        notes = [] if certainty == "exo:Reported" else [self.label(certainty)]
        notes += [self.phrases["denied"]] if row["negated"] else []
        arrow = Arrow(
            self.label(str(row["predicate"] or "")),
            self.directions.get(str(row["predicate"]), "other"),
            certainty,
            self.phrases["between"].join(notes),
            bool(row["negated"]),
        )
        stacks, arrows = [subject, target], [arrow]
        if whole:
            recipients = self.boxes(
                name for name in as_list(row["recipient"]) if name not in (subject[0].name, target[0].name)
            )
            if recipients:
                stacks[1:1] = [recipients]
                arrows[0:0] = [Arrow(self.phrases["in"])]
            vesicles = self.boxes(name for name in as_list(row["vesicle"]) if name != subject[0].name)
            # A vesicle stands before its cargo, and after a cell or a process that acts through it.
            is_cargo = subject[0].kind in _CARGO
            if vesicles:
                stacks.insert(0 if is_cargo else 1, vesicles)
                arrows.insert(0, Arrow(self.label("exo:carries") if is_cargo else self.phrases["through"]))
            cells = self.boxes(self.secreting_cells([box.name for box in stacks[0]], {box.name for box in target}))
            if cells:
                stacks.insert(0, cells)
                arrows.insert(0, Arrow(self.label("exo:secretes")))
        return Line(str(row["claim"]), label(row, self.language), tuple(stacks), tuple(arrows), caption)

    def boxes(self, names: Iterable[str]) -> tuple[Box, ...]:
        return tuple(self.box(name) for name in names)

    def box(self, name: str) -> Box:
        row = self.row(ENTITIES.name, "entity", name)
        if row is None:  # an external term
            return Box(name, self.label(name))
        return Box(name, label(row, self.language), local(row["kind"]), str(row[f"definition_{self.language}"] or ""))

    def context(self, row: Row) -> Iterable[str]:
        """The context of a claim that has no box, one line for each role."""
        for role in CONTEXT:
            if row[role] and role not in ("vesicle", "recipient"):
                values = self.phrases["between"].join(self.box(name).label for name in as_list(row[role]))
                yield self.phrases["context"].format(role=self.label(f"exo:{role}"), values=values)

    def secreting_cells(self, vesicles: Sequence[str], excluded: set[str]) -> list[str]:
        """The cells that secrete these vesicles by definition, in the order of the vesicles, without those excluded."""
        nodes = [node for name in vesicles if (node := self.node(name))]
        rank = {node.value: number for number, node in enumerate(nodes)}
        iris = " ".join(map(str, nodes))
        answer = self.store.query(
            f"SELECT ?vesicle ?cell WHERE {{ VALUES ?vesicle {{ {iris} }} ?vesicle <{EXO}secretedBy> ?cell }}"
        )
        cells = sorted(
            (rank[text(vesicle)], short_name(cell, self.prefixes))
            for vesicle, cell in answer.terms
            if isinstance(cell, ox.NamedNode)
        )
        return list(dict.fromkeys(name for _, name in cells if name not in excluded))

    def consequences(self, claim: str) -> list[str]:
        """The claims that have this one as a mechanism."""
        answer = self.store.query(
            f"SELECT ?claim WHERE {{ ?claim <{EXO}mechanism> {self.node(claim)} }} ORDER BY ?claim"
        )
        return self.names(answer)

    def names(self, answer: Rows) -> list[str]:
        return [short_name(node, self.prefixes) for (node,) in answer.terms if isinstance(node, ox.NamedNode)]

    def node(self, name: str) -> ox.NamedNode | None:
        """The node that a table names; None for free text."""
        return node_of(name, self.prefixes)

    def row(self, table: str, key: str, name: str) -> Row | None:
        return find_row(self.tables[table], key, name)

    def label(self, name: str) -> str:
        """The label of a node that is in no table: in this language, else in English, else its CURIE.

        Free text is its own label; an empty name becomes the phrase for "not stated".
        """
        node = self.node(name)
        if node is None:
            return name or self.phrases["not stated"]
        answer = self.store.query(f"SELECT ?label WHERE {{ {node} <{RDFS}label> ?label }}")
        labels = {getattr(label, "language", None) or "": text(label) for (label,) in sorted(answer.terms, key=str)}
        return labels.get(self.language) or labels.get("en") or labels.get("") or name

    @cached_property
    def directions(self) -> Mapping[str, Direction]:
        return directions(self.store, self.prefixes)
