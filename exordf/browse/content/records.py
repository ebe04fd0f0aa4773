"""Findings, conflicts and gaps: what each says, what it concerns, and on which side of a conflict a claim is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exordf.browse.content.conflict_sides import conflict_sides
from exordf.browse.model import facet_names
from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.bilingual_names import NONE
from exordf.browse.model.cells import Cell, cell, cells, stated
from exordf.browse.model.claim import Claim, claims
from exordf.browse.model.resource import Head, Resource, head
from exordf.rdf.prefixes import EXO

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

_CLAUSE = re.compile(r"[.:;](?:\s+|$)|[。：；]")


@dataclass(frozen=True, slots=True)
class RecordSummary(Resource):
    """A finding or a conflict in short: its kind, the first clause of its comment as a heading, and the rest."""

    kind: Cell
    kind_name: str
    heading: Bilingual
    rest: Bilingual


@dataclass(frozen=True, slots=True)
class Mention:
    """A record that another one concerns; `cites` and `title` are the reference and its title for a citation.

    `prefix` is the class in the prefix of its CURIE, such as `claim`; `has_page` is false for one not on record.
    """

    iri: str
    curie: str
    prefix: str
    number: str
    name: Bilingual
    has_page: bool
    cites: Cell | None
    title: str


@dataclass(frozen=True, slots=True)
class Finding(RecordSummary):
    """An error in print: what is printed, what is meant, how sure that is, and what it concerns."""

    printed: list[Cell]
    intended: list[Cell]
    confidence: Cell | None
    concerns: list[Mention]


@dataclass(frozen=True, slots=True)
class Gap(Resource):
    """Something unknown: the terms that it is about, and the sentences that say so."""

    about: list[Cell]
    sentences: list[Mention]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a claim says is done: its predicate and its object."""

    predicate: Cell
    object: Cell


@dataclass(frozen=True, slots=True)
class SideContext:
    """The values that the claims of a side have in one role, and how many of the claims have none."""

    role: Cell
    values: list[Cell]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a conflict: what it says is done, its claims, and what they name where the sides differ."""

    effects: list[Effect]
    claims: list[Claim]
    context: list[SideContext]


@dataclass(frozen=True, slots=True)
class Conflict(RecordSummary):
    """A conflict: the roles in which its claims differ, and its sides."""

    differs: list[Cell]
    sides: list[Side]


def record_summary(facts: Facts, node: ox.NamedNode) -> RecordSummary:
    """A finding or a conflict in short."""
    return RecordSummary(*_summary(facts, node))


def _summary(facts: Facts, node: ox.NamedNode) -> tuple[*Head, Cell, str, Bilingual, Bilingual]:
    fields = head(facts, node)
    kind = facts.value(node, "kind")
    en, zh = (_split(text) for text in fields[3])
    return (*fields, stated(facts, kind), kind_name(kind), Bilingual(en[0], zh[0]), Bilingual(en[1], zh[1]))


def kind_name(kind: Term | None) -> str:
    """The name by which lists filter records of a kind; NONE for a record without one, or with words instead of one."""
    return kind.value.removeprefix(EXO) if isinstance(kind, ox.NamedNode) else NONE


def _split(comment: str) -> tuple[str, str]:
    """The first clause of a comment, which is its heading, and the rest; after a colon that becomes a sentence.

    >>> _split("Two names for one gene: both are printed. See miR-21.")
    ('Two names for one gene', 'Both are printed. See miR-21.')
    """
    match = _CLAUSE.search(comment)
    if match is None:
        return comment, ""
    sign, rest = match[0].strip(), comment[match.end() :]
    word = rest.partition(" ")[0]  # a name such as miR-21 stays as it is written
    is_lower = word.islower() and word.isalpha()
    return comment[: match.start()], rest[:1].upper() + rest[1:] if sign in ":;" and is_lower else rest


def finding(facts: Facts, node: ox.NamedNode) -> Finding:
    """An error in print."""
    concerned = facts.linked(node, facet_names.CONCERNS, "record")
    facts.load(concerned)
    return Finding(
        *_summary(facts, node),
        printed=cells(facts, facts.values(node, "printed")),
        intended=cells(facts, facts.values(node, "intended")),
        confidence=next((cell(facts, value) for value in facts.values(node, "confidence")), None),
        concerns=[_mention(facts, record) for record in concerned],
    )


def gap(facts: Facts, node: ox.NamedNode) -> Gap:
    """Something that the review says is unknown."""
    sentences = dict.fromkeys(facts.linked(node, facet_names.SOURCES, "sentence"))
    return Gap(
        *head(facts, node),
        about=cells(facts, facts.values(node, "about")),
        sentences=[_mention(facts, sentence) for sentence in sentences],
    )


def conflict(facts: Facts, node: ox.NamedNode) -> Conflict:
    """A conflict with its sides."""
    nodes = [record for record in facts.linked(node, facet_names.CONCERNS, "record") if record in facts.things]
    facts.load(nodes)
    subjects = (facts.value(claim, "subject") for claim in nodes)
    facts.load(subject for subject in subjects if isinstance(subject, ox.NamedNode))
    roles = [value for value in facts.values(node, "differsIn") if isinstance(value, ox.NamedNode)]
    return Conflict(
        *_summary(facts, node),
        differs=[cell(facts, role) for role in roles],
        sides=[_side(facts, side, roles) for side in conflict_sides(facts, node, nodes)],
    )


def _side(facts: Facts, nodes: list[ox.NamedNode], roles: list[ox.NamedNode]) -> Side:
    effects = dict.fromkeys((facts.value(claim, "predicate"), facts.value(claim, "object")) for claim in nodes)
    return Side(
        effects=[Effect(stated(facts, predicate), stated(facts, obj)) for predicate, obj in effects],
        claims=claims(facts, nodes),
        context=[_side_context(facts, nodes, role) for role in roles],
    )


def _side_context(facts: Facts, nodes: list[ox.NamedNode], role: ox.NamedNode) -> SideContext:
    values = [facts.values(claim, role.value.removeprefix(EXO)) or _vesicle(facts, claim, role) for claim in nodes]
    return SideContext(
        role=cell(facts, role),
        values=cells(facts, list(dict.fromkeys(value for of_claim in values for value in of_claim))),
        unnamed=sum(not of_claim for of_claim in values),
    )


def _vesicle(facts: Facts, claim: ox.NamedNode, role: ox.NamedNode) -> list[Term]:
    """The subject of a claim where the role is the vesicle and the subject is one."""
    subject = facts.value(claim, "subject")
    if role.value != f"{EXO}vesicle" or not isinstance(subject, ox.NamedNode):
        return []
    is_vesicle = ox.NamedNode(f"{EXO}Vesicle") in facts.linked(subject, facet_names.ABOVE, "class")
    return [subject] if is_vesicle else []


def _mention(facts: Facts, node: ox.NamedNode) -> Mention:
    curie, name = facts.curie(node), facts.names(node)
    cited = (value for prop, value in facts.properties(node) if prop.endswith("/hasCitedEntity"))
    reference = next((value for value in cited if isinstance(value, ox.NamedNode)), None)
    prefix, _, number = curie.partition(":")
    return Mention(
        iri=node.value,
        curie=curie,
        prefix=prefix.rpartition(".")[2],
        number=number,
        name=name if name.en != curie else Bilingual(),
        has_page=node in facts.things,
        cites=cell(facts, reference) if reference else None,
        title=facts.name(reference) if reference else "",
    )
