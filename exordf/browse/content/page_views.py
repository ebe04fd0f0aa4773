"""Pages as plain values: each function takes what is known and gives what a template shows, wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.model.cells import Cell, cell, stated, table
from exordf.browse.model.facts import CITATION, COMMENT, DEFINITION, SYNONYM, TITLE
from exordf.browse.model.locations import UNPLACED
from exordf.rdf.prefixes import EXO, OWL, SKOS
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts
    from exordf.rdf.rows import Term

View = dict[str, Any]

_CONTEXT = ("vesicle", "recipient", "site", "species", "model", "condition", "evidence")
_ROLES = (("30-acts", "As subject", "作为主语"), ("31-acted-upon", "As object", "作为宾语"))
# What the head of a page, or another part of it, already says.
_SAID = ("rdf-schema#label", "#altLabel", "#definition", "#type", "rdf-schema#comment")


def head(facts: Facts, node: ox.NamedNode) -> View:
    """What every thing has: CURIE, IRI, name and text in both languages."""
    prose = [prop for prop in (DEFINITION, COMMENT) if facts.said(node, prop, "en")]
    return {
        "curie": facts.curie(node),
        "iri": node.value,
        "name": facts.name(node),
        "zh": facts.name(node, "zh"),
        "text": facts.said(node, prose[0], "en") if prose else "",
        "text_zh": facts.said(node, prose[0], "zh") if prose else "",
        "spot": facts.places.of(node),
    }


def claim(facts: Facts, node: ox.NamedNode, role: str = "") -> View:
    """A claim: what it says, how firmly, in which context, where, and what is cited with which verdict."""
    if node not in facts.claims:
        facts.claims[node] = _claim(facts, node)  # it stands on the pages of all its terms
    return facts.claims[node] | {"role": role}


def _claim(facts: Facts, node: ox.NamedNode) -> View:
    sources = facts.facet(node, "50-sources")
    certainty = facts.one(node, "certainty")
    return {
        **head(facts, node),
        "certainty": stated(facts, certainty),
        "firmness": text(certainty).rpartition("/")[2].lower() if isinstance(certainty, ox.NamedNode) else "",
        "negated": any(text(value) in ("true", "1") for value in facts.values(node, "negated")),
        "edge": [stated(facts, facts.one(node, name)) for name in ("subject", "predicate", "object")],
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
                "zh": facts.chinese.get(text(row["verdict"]), ""),
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


def tables(facts: Facts, node: ox.NamedNode, facets: tuple[str, ...]) -> list[View]:
    """The tables of some facets of a thing, those that have a row."""
    thing = facts.things[node]
    return [
        {
            "facet": name,
            **table(facts, thing.facets[name], thing.titles[name], facts.dataset.facets[name].title.get("zh", "")),
        }
        for name in facets
        if name in thing.facets
    ]


def properties(facts: Facts, node: ox.NamedNode, *, links: bool) -> list[tuple[Cell, list[Cell]]]:
    """What `about` says of a thing, by property: its links outward alone, or all else that the head does not say."""
    about = facts.facet(node, "10-about")
    found: dict[ox.NamedNode, list[Cell]] = {}
    for prop, value, label in about.terms:
        match = text(prop).startswith(SKOS) and text(prop).endswith("Match")
        if isinstance(prop, ox.NamedNode) and match == links and not prop.value.endswith(_SAID):
            shown = cell(facts, value)
            shown["hint"] = text(label) if links else shown["hint"]
            found.setdefault(prop, []).append(shown)
    return [(cell(facts, prop), values) for prop, values in found.items()]


def kind(facts: Facts, node: ox.NamedNode) -> ox.NamedNode | None:
    """The kind of a term: the class of its individual or property, or the most precise kind above it."""
    for term in facts.linked(node, "20-above", "class"):
        if term in facts.kinds:
            return term
    types = [value for prop, value in facts.about(node) if prop.endswith("#type") and isinstance(value, ox.NamedNode)]
    ours = [value for value in types if value.value.startswith(EXO)]
    return next(iter(ours), next((value for value in types if value.value != f"{OWL}Class"), None))


def term(facts: Facts, node: ox.NamedNode) -> View:
    """A class, a property or a value of the ontology."""
    own = kind(facts, node)
    above = _classes(facts, node, "20-above")
    synonyms = facts.words.get((node.value, SYNONYM), {})
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
        "synonyms": [{"text": said, "lang": language} for language, every in synonyms.items() for said in every],
        "above": [each for each in reversed(above) if each["spot"]],
        "above_elsewhere": [each for each in reversed(above) if not each["spot"]],
        "below": _classes(facts, node, "21-below"),
        "links": properties(facts, node, links=True),
        "properties": properties(facts, node, links=False),
        "claims": [group for group in claims if group["claims"]],
        "tables": tables(facts, node, ("60-findings", "70-conflicts", "80-gaps")),
    }


def section(facts: Facts, node: ox.NamedNode) -> View:
    """A section: its sentences in order, with what each does, what it cites, and its claims."""
    sentences = _sentences(facts, facts.sentences.get(node, []))
    return {
        **head(facts, node),
        "sentences": sentences,
        "claims": sum(len(sentence["claims"]) for sentence in sentences),
    }


def unplaced_nodes(facts: Facts) -> list[ox.NamedNode]:
    """The sentences, claims and citations that stand in no section, in this order."""
    nodes = [node for kind in ("Sentence", "Claim", CITATION) for node in facts.all_of(kind)]
    places = ((node, facts.places.of(node)) for node in nodes)
    return [node for node, place in places if place is not None and place.kind == UNPLACED.kind]


def unplaced(facts: Facts, nodes: list[ox.NamedNode]) -> View:
    """Some of these: sentences as in a section, then the claims and citations that are in none of them."""
    facts.load(nodes)
    of_kind = {kind: set(facts.all_of(kind)) for kind in ("Sentence", "Claim", CITATION)}
    sentences = _sentences(facts, [node for node in nodes if node in of_kind["Sentence"]])
    shown = {each["iri"] for sentence in sentences for each in (*sentence["claims"], *sentence["citations"])}
    rest = [node for node in nodes if node.value not in shown]
    return {
        "sentences": sentences,
        "claims": [claim(facts, node) for node in rest if node in of_kind["Claim"]],
        "citations": [citation(facts, node) for node in rest if node in of_kind[CITATION]],
    }


def _sentences(facts: Facts, nodes: list[ox.NamedNode]) -> list[View]:
    """Sentences with what each does, what it cites, its claims and gaps."""
    facts.load(nodes)
    facts.load(each for sentence in nodes for each in facts.citations.get(sentence, []))
    facts.load(each for sentence in nodes for each in facts.linked(sentence, "40-claims", "claim"))
    return [
        head(facts, sentence)
        | {
            "disposition": stated(facts, facts.one(sentence, "disposition")),
            "claims": [claim(facts, each) for each in _claims(facts, sentence, "40-claims")],
            "citations": [citation(facts, each) for each in facts.citations.get(sentence, [])],
            "tables": tables(facts, sentence, ("80-gaps",)),
        }
        for sentence in nodes
    ]


def citation(facts: Facts, node: ox.NamedNode) -> View:
    """A sentence's reference, with the verdict on how well it fits, on what that rests, and what was meant."""
    about: dict[str, Term] = {}
    for name, value in facts.about(node):
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
    every = facts.words.get((node.value, TITLE), {})
    doi = [text(value) for name, value in facts.about(node) if name.endswith("/doi")]
    return {
        **head(facts, node),
        "titles": [{"text": said, "lang": language} for language, all_of in sorted(every.items()) for said in all_of],
        "properties": [
            (name, values)
            for name, values in properties(facts, node, links=False)
            if name["text"] not in ("dcterms:title", "bibo:doi")
        ],
        "doi": doi[0] if doi else "",
        "claims": [claim(facts, each) for each in _claims(facts, node, "40-claims")],
        "citations": [citation(facts, each) for each in facts.cited_by.get(node, [])],
        "tables": tables(facts, node, ("60-findings",)),
    }


def _claims(facts: Facts, node: ox.NamedNode, facet: str) -> list[ox.NamedNode]:
    """The claims in a facet that are on record, loaded all at once."""
    found = [each for each in facts.linked(node, facet, "claim") if each in facts.things]
    facts.load(found)
    return found


def _classes(facts: Facts, node: ox.NamedNode, facet: str) -> list[Cell]:
    return [cell(facts, each) for each in facts.linked(node, facet, "class")]
