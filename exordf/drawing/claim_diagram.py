"""What one claim says as boxes and arrows: cell, vesicle, cargo, recipient, object; and the claims that explain it."""

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

# So many other claims are drawn below the first, on either side of it; the pages of claims list them all.
_MOST = 4
_CARGO = frozenset(kind for kind, column in COLUMN.items() if column in (COLUMN["Molecule"], COLUMN["GeneProduct"]))


@dataclass(frozen=True)
class Box:
    """A thing by its CURIE: what it is called, its kind by the local name of a class, its definition."""

    name: str
    words: str
    kind: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Arrow:
    """What leads from the boxes before it to those after it.

    `certainty` is the CURIE of how firmly it is said, `small` are words about that; both are empty for what the
    ontology, and not the claim, says.
    """

    words: str
    direction: Direction = "other"
    certainty: str = ""
    small: str = ""
    denied: bool = False


@dataclass(frozen=True)
class Line:
    """A claim as stacks of boxes with one arrow fewer, under a caption where it is not the one that is drawn."""

    claim: str
    words: str
    stacks: tuple[tuple[Box, ...], ...]
    arrows: tuple[Arrow, ...]
    caption: str = ""


@dataclass(frozen=True)
class ClaimDiagram:
    """The lines of a picture, the claim itself first, and the circumstances of the claim in words."""

    lines: tuple[Line, ...]
    context: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the claim says."""
        return self.lines[0].words


def claim_diagram(tables: Tables, store: Store, prefixes: Prefixes, claim: str, language: str) -> ClaimDiagram:
    """What a claim says, by its CURIE. Raises UnknownName for what is no claim."""
    return _Reader(tables, store, prefixes, language).said(claim)


class _Reader:
    def __init__(self, tables: Tables, store: Store, prefixes: Prefixes, language: str) -> None:
        self.tables, self.store, self.prefixes, self.language = tables, store, prefixes, language
        self.own = CLAIM_WORDS[language]

    def said(self, claim: str) -> ClaimDiagram:
        row = self.row(CLAIMS.name, "claim", claim)
        if row is None:
            raise UnknownName(f"{claim} is no claim", mend="A claim is named by its CURIE, such as claim:2.1-10b.")
        others = [(self.own["by"], name) for name in as_list(row["mechanism"])[:_MOST]]
        others += [(self.own["for"], name) for name in self.explained(claim)[:_MOST]]
        lines = [self.line(row, whole=True)]
        before = ""
        for caption, name in others:
            other = self.row(CLAIMS.name, "claim", name)
            if other is not None:
                lines.append(self.line(other, caption=caption if caption != before else ""))
                before = caption
        return ClaimDiagram(tuple(lines), tuple(self.context(row)))

    def line(self, row: Row, *, whole: bool = False, caption: str = "") -> Line:
        """A claim from left to right; `whole` with the cells and vesicles around it."""
        subject, target = (self.boxes([str(row[role] or "")]) for role in ("subject", "object"))
        certainty = str(row["certainty"] or "")
        firm = certainty == "exo:Reported"
        small = [] if firm else [self.label(certainty)]
        small += [self.own["denied"]] if row["negated"] else []
        arrow = Arrow(
            self.label(str(row["predicate"] or "")),
            self.directions.get(str(row["predicate"]), "other"),
            certainty,
            self.own["between"].join(small),
            bool(row["negated"]),
        )
        stacks, arrows = [subject, target], [arrow]
        if whole:
            recipients = self.boxes(
                name for name in as_list(row["recipient"]) if name not in (subject[0].name, target[0].name)
            )
            if recipients:
                stacks[1:1] = [recipients]
                arrows[0:0] = [Arrow(self.own["in"])]
            vesicles = self.boxes(name for name in as_list(row["vesicle"]) if name != subject[0].name)
            # What a vesicle carries stands after it; a cell or a process acts through it.
            carried = subject[0].kind in _CARGO
            if vesicles:
                stacks.insert(0 if carried else 1, vesicles)
                arrows.insert(0, Arrow(self.label("exo:carries") if carried else self.own["through"]))
            cells = self.boxes(self.secreting([box.name for box in stacks[0]], {box.name for box in target}))
            if cells:
                stacks.insert(0, cells)
                arrows.insert(0, Arrow(self.label("exo:secretes")))
        return Line(str(row["claim"]), label(row, self.language), tuple(stacks), tuple(arrows), caption)

    def boxes(self, names: Iterable[str]) -> tuple[Box, ...]:
        return tuple(self.box(name) for name in names)

    def box(self, name: str) -> Box:
        row = self.row(ENTITIES.name, "entity", name)
        if row is None:  # a term of others
            return Box(name, self.label(name))
        return Box(name, label(row, self.language), local(row["kind"]), str(row[f"definition_{self.language}"] or ""))

    def context(self, row: Row) -> Iterable[str]:
        """The circumstances that have no box of their own, a role a line."""
        for role in CONTEXT:
            if row[role] and role not in ("vesicle", "recipient"):
                values = self.own["between"].join(self.box(name).words for name in as_list(row[role]))
                yield self.own["context"].format(role=self.label(f"exo:{role}"), values=values)

    def secreting(self, vesicles: Sequence[str], but: set[str]) -> list[str]:
        """The cells that secrete these vesicles, as their definitions have it, in the order of the vesicles."""
        nodes = [node for name in vesicles if (node := self.node(name))]
        place = {node.value: at for at, node in enumerate(nodes)}
        iris = " ".join(map(str, nodes))
        answer = self.store.query(
            f"SELECT ?vesicle ?cell WHERE {{ VALUES ?vesicle {{ {iris} }} ?vesicle <{EXO}secretedBy> ?cell }}"
        )
        cells = sorted(
            (place[text(vesicle)], short_name(cell, self.prefixes))
            for vesicle, cell in answer.terms
            if isinstance(cell, ox.NamedNode)
        )
        return list(dict.fromkeys(name for _, name in cells if name not in but))

    def explained(self, claim: str) -> list[str]:
        """The claims that have this one as their mechanism."""
        answer = self.store.query(
            f"SELECT ?claim WHERE {{ ?claim <{EXO}mechanism> {self.node(claim)} }} ORDER BY ?claim"
        )
        return self.names(answer)

    def names(self, answer: Rows) -> list[str]:
        return [short_name(node, self.prefixes) for (node,) in answer.terms if isinstance(node, ox.NamedNode)]

    def node(self, name: str) -> ox.NamedNode | None:
        """What a table names; None for what is no thing."""
        return node_of(name, self.prefixes)

    def row(self, table: str, key: str, name: str) -> Row | None:
        return find_row(self.tables[table], key, name)

    def label(self, name: str) -> str:
        """What a thing that is in no table is called in this language, else in English, else its CURIE.

        Words that stand for a thing are themselves; of no name there is to say that nothing is stated.
        """
        node = self.node(name)
        if node is None:
            return name or self.own["not stated"]
        answer = self.store.query(f"SELECT ?label WHERE {{ {node} <{RDFS}label> ?label }}")
        labels = {getattr(label, "language", None) or "": text(label) for (label,) in sorted(answer.terms, key=str)}
        return labels.get(self.language) or labels.get("en") or labels.get("") or name

    @cached_property
    def directions(self) -> Mapping[str, Direction]:
        return directions(self.store, self.prefixes)
