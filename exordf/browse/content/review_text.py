"""A review as it is read: its sections with what stands in them, a section sentence by sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.content import page_views
from exordf.browse.content.records import brief
from exordf.browse.model.bilingual_names import NONE
from exordf.browse.model.cells import stated
from exordf.browse.model.facts import TITLE
from exordf.rdf.rows import text

if TYPE_CHECKING:
    from exordf.browse.model.facts import Facts

View = dict[str, Any]

# What is counted in a section, by the pattern that leads from a sentence to it.
_COUNTED = {
    "claims": "?counted a exo:Claim ; exo:sentence ?sentence",
    "citations": "?counted cito:hasCitingEntity ?sentence",
    "gaps": "?counted a exo:Gap ; exo:sentence ?sentence",
    "findings": "?counted a exo:Finding ; exo:concerns/(exo:sentence|cito:hasCitingEntity)? ?sentence",
}


def review_view(facts: Facts, node: ox.NamedNode) -> View:
    """A review: its head, what is known of it, and its sections with how much of what stands in each.

    A finding counts for every section in which a claim, a citation or a sentence stands that it concerns.
    """
    sections = facts.sections.get(node, [])
    facts.load([node, *sections])
    counts = {name: _counts(facts, node, pattern) for name, pattern in _COUNTED.items()}
    done: dict[str, Counter[ox.NamedNode | None]] = {}
    for section, disposition, number in facts.dataset.query(
        f"""SELECT ?section ?disposition (COUNT(?sentence) AS ?number) WHERE {{
              ?section exo:review <{node.value}> .
              ?sentence exo:section ?section OPTIONAL {{ ?sentence exo:disposition ?disposition }}
            }} GROUP BY ?section ?disposition"""
    ).terms:
        named = disposition if isinstance(disposition, ox.NamedNode) else None
        done.setdefault(text(section), Counter())[named] += int(text(number))
    shown = [
        page_views.head(facts, section)
        | {name: found.get(section.value, 0) for name, found in counts.items()}
        | {
            "sentences": len(facts.sentences.get(section, [])),
            "done": _parts(facts, done.get(section.value, Counter())),
        }
        for section in sections
    ]
    return {
        **page_views.head(facts, node),
        "title": facts.said(node, TITLE, "en"),
        "authors": next((text(value) for value in facts.values(node, "authors")), ""),
        "year": next((text(value) for prop, value in facts.about(node) if prop.endswith("/issued")), ""),
        "sections": shown,
        "totals": {name: sum(section[name] for section in shown) for name in ("sentences", "claims", "citations")},
        "dispositions": _parts(facts, sum(done.values(), Counter())),
    }


def section_view(facts: Facts, node: ox.NamedNode) -> View:
    """A section as the site has it, with the number, findings and gaps of each sentence, and its neighbours."""
    shown = page_views.section(facts, node)
    of = next((value for value in facts.values(node, "review") if isinstance(value, ox.NamedNode)), None)
    around = facts.sections.get(of, []) if of else []
    at = around.index(node) if node in around else -1
    nodes = {sentence["iri"]: ox.NamedNode(sentence["iri"]) for sentence in shown["sentences"]}
    found = {iri: facts.linked(thing, "60-findings", "finding") for iri, thing in nodes.items()}
    unknown = {iri: facts.linked(thing, "80-gaps", "gap") for iri, thing in nodes.items()}
    facts.load(each for named in (found, unknown) for every in named.values() for each in every)  # all at once
    sentences = []
    for sentence in shown["sentences"]:
        thing, findings, gaps = nodes[sentence["iri"]], found[sentence["iri"]], unknown[sentence["iri"]]
        sentences.append(
            sentence
            | {
                "number": next((text(value) for value in facts.values(thing, "ordinal")), sentence["curie"]),
                "findings": [brief(facts, each) for each in findings],
                "gaps": [page_views.head(facts, each) for each in gaps],
                "misfits": sum(each["fit"] == "misfit" for each in sentence["citations"]),
            }
        )
    return shown | {
        "sentences": sentences,
        "findings": len({each["iri"] for sentence in sentences for each in sentence["findings"]}),
        "gaps": sum(len(sentence["gaps"]) for sentence in sentences),
        "citations": sum(len(sentence["citations"]) for sentence in sentences),
        "review": page_views.head(facts, of) if of else None,
        "before": page_views.head(facts, around[at - 1]) if at > 0 else None,
        "after": page_views.head(facts, around[at + 1]) if 0 <= at < len(around) - 1 else None,
    }


def _counts(facts: Facts, review_: ox.NamedNode, pattern: str) -> dict[str, int]:
    answer = facts.dataset.query(
        f"""SELECT ?section (COUNT(DISTINCT ?counted) AS ?number) WHERE {{
              ?section exo:review <{review_.value}> .
              ?sentence exo:section ?section .
              {pattern} }} GROUP BY ?section"""
    )
    return {text(section): int(text(number)) for section, number in answer.terms}


def _parts(facts: Facts, done: Counter[ox.NamedNode | None]) -> list[View]:
    """What the sentences do, the most frequent first, with where each begins in a bar of their sum."""
    found, begin = [], 0
    for value, number in sorted(done.items(), key=lambda pair: (-pair[1], text(pair[0]))):
        words = stated(facts, value)
        name = text(value).rpartition("/")[2] or NONE
        found.append({"words": words, "name": name, "number": number, "begin": begin})
        begin += number
    return found
