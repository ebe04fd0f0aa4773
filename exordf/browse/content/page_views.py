"""Pages as plain values: each function takes what is known and gives what a template shows, wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.content.properties import record_tables
from exordf.browse.content.static_pictures import picture
from exordf.browse.model.cells import Cell, cell, stated
from exordf.browse.model.facts import CITATION
from exordf.browse.model.locations import TERMS, UNPLACED
from exordf.browse.model.texts import COMMENT, DEFINITION, SYNONYM, TITLE
from exordf.rdf.prefixes import EXO, OWL, SKOS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.cells import Table
    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

View = dict[str, Any]

_CONTEXT = ("vesicle", "recipient", "site", "species", "model", "condition", "evidence")
_ROLES = (("30-acts", "As subject", "作为主语"), ("31-acted-upon", "As object", "作为宾语"))
# What the head of a page, or another part of it, already says.
_SAID = ("rdf-schema#label", "#altLabel", "#definition", "#type", "rdf-schema#comment")
_RECORD_FACETS = ("50-sources", "60-findings", "61-concerns", "70-conflicts", "80-gaps", "90-mechanism")


def head(facts: Facts, node: ox.NamedNode) -> View:
    """What every thing has: CURIE, IRI, name and text in both languages."""
    prose = [prop for prop in (DEFINITION, COMMENT) if facts.texts.first(node, prop, "en")]
    return {
        "curie": facts.curie(node),
        "iri": node.value,
        "name": facts.name(node),
        "zh": facts.name(node, "zh"),
        "text": facts.texts.first(node, prose[0], "en") if prose else "",
        "text_zh": facts.texts.first(node, prose[0], "zh") if prose else "",
        "spot": facts.locations.of(node),
    }


def claim(facts: Facts, node: ox.NamedNode, role: str = "") -> View:
    """A claim: what it says, how firmly, in which context, where, and what is cited with which verdict."""
    return _claim(facts, node) | {"role": role}


def _claim(facts: Facts, node: ox.NamedNode) -> View:
    sources = facts.facet(node, "50-sources")
    certainty = facts.value(node, "certainty")
    return {
        **head(facts, node),
        "certainty": stated(facts, certainty),
        "firmness": text(certainty).rpartition("/")[2].lower() if isinstance(certainty, ox.NamedNode) else "",
        "negated": any(text(value) in ("true", "1") for value in facts.values(node, "negated")),
        "edge": [stated(facts, facts.value(node, name)) for name in ("subject", "predicate", "object")],
        "context": [
            {"role": cell(facts, ox.NamedNode(EXO + name)), "value": cell(facts, value)}
            for name in _CONTEXT
            for value in facts.values(node, name)
        ],
        "sentence": cell(facts, next(iter(sources.column("sentence")), None)) if len(sources) else None,
        "sources": [
            {
                "reference": cell(facts, row["reference"]),
                "title": text(row["title"]),
                "verdict": text(row["verdict"]),
                "zh": facts.texts.chinese.get(text(row["verdict"]), ""),
                "fit": facts.fit(facts.verdicts.get((text(row["sentence"]), text(row["reference"])))),
                "meant": cell(facts, row["meant"]) if row["meant"] else None,
            }
            for row in sources
            if row["reference"]
        ],
        "flags": [
            {"facet": facet, "words": words, "zh": zh, "cell": cell(facts, row[0])}
            for facet, words, zh in (
                ("60-findings", "error in print", "印刷问题"),
                ("70-conflicts", "conflict", "分歧"),
            )
            for row in facts.facet(node, facet)
        ],
    }


def tables(facts: Facts, node: ox.NamedNode, facets: tuple[str, ...]) -> list[Table]:
    """The tables of some facets of a thing, those that have a row."""
    return record_tables(facts, node, *facets)


def properties(facts: Facts, node: ox.NamedNode, *, links: bool) -> list[tuple[Cell, list[Cell]]]:
    """What `about` says of a thing, by property: its links outward alone, or all else that the head does not say."""
    about = facts.facet(node, "10-about")
    found: dict[ox.NamedNode, list[Cell]] = {}
    for prop, value, label in about.terms:
        match = text(prop).startswith(SKOS) and text(prop).endswith("Match")
        if isinstance(prop, ox.NamedNode) and match == links and not prop.value.endswith(_SAID):
            shown = cell(facts, value)
            shown = replace(shown, hint=text(label)) if links else shown
            found.setdefault(prop, []).append(shown)
    return [(cell(facts, prop), values) for prop, values in found.items()]


def kind(facts: Facts, node: ox.NamedNode) -> ox.NamedNode | None:
    """The kind of a term: the class of its individual or property, or the most precise kind above it."""
    for term in facts.linked(node, "20-above", "class"):
        if term in facts.kinds:
            return term
    types = [
        value for prop, value in facts.properties(node) if prop.endswith("#type") and isinstance(value, ox.NamedNode)
    ]
    ours = [value for value in types if value.value.startswith(EXO)]
    return next(iter(ours), next((value for value in types if value.value != f"{OWL}Class"), None))


def term(facts: Facts, node: ox.NamedNode) -> View:
    """A class, a property or a value of the ontology."""
    own = kind(facts, node)
    above = _classes(facts, node, "20-above")
    synonyms = facts.texts.by_language(node, SYNONYM)
    claims = [
        {"title": title, "zh": zh, "claims": [claim(facts, each) for each in _claims(facts, node, facet)]}
        for facet, title, zh in _ROLES
    ]
    _claims(facts, node, "32-context")
    shown = [
        claim(facts, row["claim"], text(row["role"]))
        for row in facts.facet(node, "32-context")
        if isinstance(row["claim"], ox.NamedNode) and row["claim"] in facts.things
    ]
    claims.append({"title": "As context", "zh": "作为语境", "claims": shown})
    if used := facts.by_predicate.get(node):
        facts.load(used)
        claims.append(
            {"title": "With this predicate", "zh": "以此为谓词", "claims": [claim(facts, each) for each in used]}
        )
    return {
        **head(facts, node),
        "kind": cell(facts, own) if own else None,
        "picture": picture(facts, node),
        "synonyms": [{"text": said, "lang": language} for language, every in synonyms.items() for said in every],
        "above": [each for each in reversed(above) if each.location],
        "above_elsewhere": [each for each in reversed(above) if not each.location],
        "below": _classes(facts, node, "21-below"),
        "links": properties(facts, node, links=True),
        "properties": properties(facts, node, links=False),
        "claims": [group for group in claims if group["claims"]],
        "tables": tables(facts, node, ("60-findings", "70-conflicts", "80-gaps")),
    }


def terms(facts: Facts) -> list[View]:
    """Every term, in groups by kind, with the number of claims on its page, which are those that name it."""
    groups: dict[str, View] = {}
    for node in facts.things:
        spot = facts.locations.of(node)
        if spot and spot.kind in TERMS:
            own = kind(facts, node)
            name = facts.name(own) if own else "kinds and other classes"
            group = groups.setdefault(name, {"kind": cell(facts, own) if own else None, "name": name, "terms": []})
            group["terms"].append(head(facts, node) | {"claims": len(_naming(facts, node))})
    for group in groups.values():
        group["terms"].sort(key=lambda shown: (shown["name"].casefold(), shown["curie"]))
    return [groups[name] for name in sorted(groups, key=str.casefold)]


def _naming(facts: Facts, node: ox.NamedNode) -> set[Term]:
    """The claims that name a term, in whatever role."""
    facets = ("30-acts", "31-acted-upon", "32-context")
    named: set[Term] = {claim for name in facets for claim in facts.linked(node, name, "claim")}
    return named | set(facts.by_predicate.get(node, ()))


def section(facts: Facts, node: ox.NamedNode) -> View:
    """A section: its sentences in order, with what each does, what it cites, and its claims."""
    sentences = _sentences(facts, facts.sentences.get(node, []))
    return {
        **head(facts, node),
        "picture": picture(facts, node, section=True),
        "sentences": sentences,
        "claims": sum(len(sentence["claims"]) for sentence in sentences),
        "loose": [],
        "citations": [],
    }


def unplaced(facts: Facts) -> View:
    """What stands in no section, as if it were one: sentences, then the `loose` claims and citations of no sentence."""
    spots = {kind: [each for each in facts.all_of(kind) if _unplaced(facts, each)] for kind in ("Sentence", "Claim")}
    sentences = _sentences(facts, spots["Sentence"])
    there = {claim["iri"] for sentence in sentences for claim in sentence["claims"]}
    loose = [claim(facts, each) for each in spots["Claim"] if each.value not in there]
    cited = {each["iri"] for sentence in sentences for each in sentence["citations"]}
    return {
        **dict.fromkeys(("curie", "iri", "text", "text_zh"), ""),
        "name": "In no section",
        "zh": "不属于任何章节",
        "spot": UNPLACED,
        "picture": None,
        "sentences": sentences,
        "claims": len(loose) + len(there),
        "loose": loose,
        "citations": [
            citation(facts, each)
            for each in facts.all_of(CITATION)
            if _unplaced(facts, each) and each.value not in cited
        ],
    }


def _unplaced(facts: Facts, node: ox.NamedNode) -> bool:
    spot = facts.locations.of(node)
    return spot is not None and spot.kind == UNPLACED.kind


def _sentences(facts: Facts, nodes: list[ox.NamedNode]) -> list[View]:
    """Sentences with what each does, what it cites, its claims and gaps."""
    facts.load(nodes)
    facts.load(each for sentence in nodes for each in facts.citations.get(sentence, []))
    facts.load(each for sentence in nodes for each in facts.linked(sentence, "40-claims", "claim"))
    return [
        head(facts, sentence)
        | {
            "disposition": stated(facts, facts.value(sentence, "disposition")),
            "claims": [claim(facts, each) for each in _claims(facts, sentence, "40-claims")],
            "citations": [citation(facts, each) for each in facts.citations.get(sentence, [])],
            "tables": tables(facts, sentence, ("80-gaps",)),
        }
        for sentence in nodes
    ]


def citation(facts: Facts, node: ox.NamedNode) -> View:
    """A sentence's reference, with the verdict on how well it fits, on what that rests, and what was meant."""
    about: dict[str, Term] = {}
    for name, value in facts.properties(node):
        about.setdefault(name.rpartition("/")[2], value)
    cited, verdict, meant = (about.get(name) for name in ("hasCitedEntity", "verdict", "intendedReference"))
    return {
        **head(facts, node),
        "sentence": stated(facts, about.get("hasCitingEntity")),
        "reference": stated(facts, cited),
        "title": facts.name(cited) if isinstance(cited, ox.NamedNode) else "",
        "verdict": stated(facts, verdict),
        "basis": stated(facts, about.get("basis")),
        "fit": facts.fit(verdict),
        "meant": cell(facts, meant) if isinstance(meant, ox.NamedNode) else None,
    }


def reference(facts: Facts, node: ox.NamedNode) -> View:
    """A work that the review cites, or that it plainly means."""
    every = facts.texts.by_language(node, TITLE)
    doi = [text(value) for name, value in facts.properties(node) if name.endswith("/doi")]
    return {
        **head(facts, node),
        "titles": [{"text": said, "lang": language} for language, all_of in sorted(every.items()) for said in all_of],
        "properties": [
            (name, values)
            for name, values in properties(facts, node, links=False)
            if name.label.en not in ("dcterms:title", "bibo:doi")
        ],
        "doi": doi[0] if doi else "",
        "claims": [claim(facts, each) for each in _claims(facts, node, "40-claims")],
        "citations": [citation(facts, each) for each in facts.cited_by.get(node, [])],
        "tables": tables(facts, node, ("60-findings",)),
    }


def record(facts: Facts, node: ox.NamedNode) -> View:
    """A finding, a conflict or a gap, with everything that is said of it."""
    facets = tuple(name for name in facts.things[node].facets if name in _RECORD_FACETS)
    return {
        **head(facts, node),
        "properties": properties(facts, node, links=False),
        "tables": tables(facts, node, facets),
    }


def _claims(facts: Facts, node: ox.NamedNode, facet: str) -> list[ox.NamedNode]:
    """The claims in a facet that are on record, loaded all at once."""
    found = [each for each in facts.linked(node, facet, "claim") if each in facts.things]
    facts.load(found)
    return found


def _classes(facts: Facts, node: ox.NamedNode, facet: str) -> list[Cell]:
    return [cell(facts, each) for each in facts.linked(node, facet, "class")]
