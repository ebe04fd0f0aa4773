"""Findings, conflicts and gaps as plain values: what each says, what it concerns, and on which side a claim stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.content import page_views
from exordf.browse.content.conflict_sides import conflict_sides
from exordf.browse.model.bilingual_names import NONE
from exordf.browse.model.cells import cell, stated
from exordf.rdf.prefixes import EXO

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

View = dict[str, Any]

_CLAUSE = re.compile(r"[.:;](?:\s+|$)|[。：；]")


def brief(facts: Facts, node: ox.NamedNode) -> View:
    """A finding or a conflict in short: its kind and what there is to say of it."""
    kind = facts.one(node, "kind")
    shown = {**page_views.head(facts, node), "kind": stated(facts, kind), "of_kind": name_of_kind(kind)}
    for end in ("", "_zh"):
        shown[f"first{end}"], shown[f"rest{end}"] = _parted(shown[f"text{end}"])
    return shown


def name_of_kind(kind: Term | None) -> str:
    """The name by which lists choose a kind of record; NONE for what is of no kind, or of words instead of one."""
    return kind.value.removeprefix(EXO) if isinstance(kind, ox.NamedNode) else NONE


def _parted(words: str) -> tuple[str, str]:
    """What is said of a record as a heading, its first clause, and what follows."""
    first, sign, rest = words, "", ""
    if match := _CLAUSE.search(words):
        first, sign, rest = words[: match.start()], match[0].strip(), words[match.end() :]
    # What follows a colon becomes a sentence; a name such as miR-21 stays as it is written.
    begin = rest.partition(" ")[0]
    return first, rest[:1].upper() + rest[1:] if sign in ":;" and begin.islower() and begin.isalpha() else rest


def finding(facts: Facts, node: ox.NamedNode) -> View:
    """An error in print: what is printed, what is meant, how sure that is, and what it concerns."""
    concerned = _concerned(facts, node)
    facts.load(concerned)
    return {
        **brief(facts, node),
        "printed": [cell(facts, value) for value in facts.values(node, "printed")],
        "intended": [cell(facts, value) for value in facts.values(node, "intended")],
        "confidence": next((cell(facts, value) for value in facts.values(node, "confidence")), None),
        "concerns": [_mentioned(facts, each) for each in concerned],
    }


def gap(facts: Facts, node: ox.NamedNode) -> View:
    """What is unknown, of what, and the sentence that says so."""
    return {
        **page_views.head(facts, node),
        "about": [cell(facts, value) for value in facts.values(node, "about")],
        "sentences": [_mentioned(facts, each) for each in dict.fromkeys(facts.linked(node, "50-sources", "sentence"))],
    }


def conflict(facts: Facts, node: ox.NamedNode) -> View:
    """A conflict: its kind, the sides with their claims, and in what the sides differ."""
    claims = [each for each in _concerned(facts, node) if each in facts.things]
    facts.load(claims)
    facts.load(each for claim in claims if isinstance(each := facts.one(claim, "subject"), ox.NamedNode))
    differs = [value for value in facts.values(node, "differsIn") if isinstance(value, ox.NamedNode)]
    return {
        **brief(facts, node),
        "differs": [cell(facts, each) for each in differs],
        "sides": [_side(facts, side, differs) for side in conflict_sides(facts, node, claims)],
    }


def _side(facts: Facts, claims: list[ox.NamedNode], differs: list[ox.NamedNode]) -> View:
    """One side: what it says is done, its claims, and what they name for each thing in which the sides differ."""
    does = dict.fromkeys((facts.one(claim, "predicate"), facts.one(claim, "object")) for claim in claims)
    context = []
    for prop in differs:
        named = [facts.values(claim, prop.value.removeprefix(EXO)) or _itself(facts, claim, prop) for claim in claims]
        values = dict.fromkeys(value for each in named for value in each)
        context.append(
            {
                "role": cell(facts, prop),
                "values": [cell(facts, value) for value in values],
                "unnamed": sum(not each for each in named),
            }
        )
    return {
        "does": [{"predicate": stated(facts, predicate), "object": stated(facts, what)} for predicate, what in does],
        "claims": [page_views.claim(facts, claim) for claim in claims],
        "context": context,
    }


def _itself(facts: Facts, claim: ox.NamedNode, prop: ox.NamedNode) -> list[ox.NamedNode]:
    """The subject of a claim, where it is itself the vesicle that is asked for."""
    subject = facts.one(claim, "subject")
    if prop.value != f"{EXO}vesicle" or not isinstance(subject, ox.NamedNode):
        return []
    return [subject] if ox.NamedNode(f"{EXO}Vesicle") in facts.linked(subject, "20-above", "class") else []


def _concerned(facts: Facts, node: ox.NamedNode) -> list[ox.NamedNode]:
    return facts.linked(node, "61-concerns", "record")


def _mentioned(facts: Facts, node: ox.NamedNode) -> View:
    """A record that another one is about: where it is, what it says if it says something, what it cites."""
    curie, name = facts.curie(node), facts.name(node)
    cited = _cited(facts, node)
    return {
        "iri": node.value,
        "curie": curie,
        "prefix": curie.partition(":")[0].rpartition(".")[2],
        "local": curie.partition(":")[2],
        "name": "" if name == curie else name,
        "zh": facts.name(node, "zh"),
        "known": node in facts.things,
        "cites": cell(facts, cited) if cited else None,
        "title": facts.name(cited) if cited else "",
    }


def _cited(facts: Facts, node: ox.NamedNode) -> ox.NamedNode | None:
    """What a citation cites; None for anything else."""
    cited = (value for prop, value in facts.about(node) if prop.endswith("/hasCitedEntity"))
    return next((value for value in cited if isinstance(value, ox.NamedNode)), None)
