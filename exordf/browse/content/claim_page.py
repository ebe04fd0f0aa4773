"""What the page of a claim shows: where it is said, what is cited with which verdict, its chain, neighbours, Turtle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from exordf.browse.content import description_graph, page_views
from exordf.browse.model.cells import cell
from exordf.claims.bibliography import works
from exordf.claims.columns import CLAIMS, REFERENCES
from exordf.claims.tables import as_list, find_row, node_of, short_name
from exordf.export import bibtex, delimited
from exordf.rdf import turtle_writer
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text
from exordf.rdf.text_tables import escape_bidi

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exordf.browse.model.explorer import Explorer
    from exordf.claims.tables import Row, Value

View = dict[str, Any]

# Of a chain, so many claims on either side are shown.
_MOST = 25
_QUANTITIES = ("minimum", "maximum", "unit")
# What has a place of its own on the page.
_ELSEWHERE = tuple(
    EXO + name
    for name in (
        *("subject", "predicate", "object", "certainty", "negated", "printed", "attributedTo", *_QUANTITIES),
        *("vesicle", "recipient", "site", "species", "model", "condition", "evidence"),
    )
)
# A string with its language, or a name that may be a link.
_TURTLE = re.compile(r'("(?:[^"\\]|\\.)*"(?:@[\w-]+)?)|([A-Za-z][\w.-]*:[\w.-]*\w)')


def claim_page(explorer: Explorer, node: ox.NamedNode) -> View:
    """A claim with everything that one needs to judge how far to trust it."""
    facts, prefixes = explorer.facts, explorer.dataset.prefixes
    shown = page_views.claim(facts, node)
    row = find_row(explorer.tables[CLAIMS.name], "claim", short_name(node, prefixes)) or {}
    sentence = _node(explorer, row.get("sentence"))
    cited = _sources(explorer, row, sentence)
    named = [each["iri"] for one in cited for each in (one["cell"], one["meant"]) if each and each["iri"]]
    entries = works(facts.store, prefixes, map(ox.NamedNode, named))
    return shown | {
        "sentence": _sentence(explorer, sentence, row),
        "cited": cited,
        "quantity": _quantity(row),
        "printed": as_list(row.get("printed")),
        "more": [
            (name, values)
            for name, values in page_views.properties(facts, node, links=False)
            if name["iri"] not in _ELSEWHERE
        ],
        "tables": page_views.tables(facts, node, ("60-findings", "70-conflicts")),
        "chain": _chain(explorer, row),
        "turtle": _turtle(explorer, node),
        "place": explorer.dataset.places.get(node.value) if explorer.dataset.paths else None,
        "bibtex": bibtex.write(entries).decode().strip(),
        **_neighbours(explorer, node),
    }


def _quantity(row: Row) -> str:
    """A measured value, or the bounds of one, with its unit as a UCUM code; nothing where none is said."""
    bounds = list(
        dict.fromkeys(delimited.cell(row.get(name)) for name in ("minimum", "maximum") if row.get(name) is not None)
    )
    unit = str(row.get("unit") or "")
    return f"{' – '.join(bounds)} {'' if unit == '1' else unit}".strip()


def _node(explorer: Explorer, name: Value) -> ox.NamedNode | None:
    """What a table names, by CURIE or IRI; None for no value, and for words."""
    return node_of(name, explorer.dataset.prefixes)


def _sentence(explorer: Explorer, sentence: ox.NamedNode | None, row: Row) -> View | None:
    if sentence is None:
        return None
    facts, section = explorer.facts, _node(explorer, row.get("section"))
    return {
        "cell": cell(facts, sentence),
        "number": next((text(value) for value in facts.values(sentence, "ordinal")), ""),
        "digest": next((text(value) for value in facts.values(sentence, "digest")), ""),
        "section": cell(facts, section),
        "name": facts.name(section) if section else "",
        "zh": facts.name(section, "zh") if section else "",
    }


def _sources(explorer: Explorer, row: Row, sentence: ox.NamedNode | None) -> list[View]:
    """Each reference that is cited, or to which it is given in words, with what its citation here is judged to be."""
    facts = explorer.facts
    citations = facts.citations.get(sentence, []) if sentence else []
    facts.load(citations)
    judged = {each["reference"]["iri"]: each for each in (page_views.citation(facts, one) for one in citations)}
    named = [("", name) for name in as_list(row.get("references"))]
    named += [("attributed", name) for name in as_list(row.get("attributed_to"))]
    every = []
    for how, name in named:
        node = _node(explorer, name)
        work = find_row(explorer.tables[REFERENCES.name], "reference", name) or {}
        verdict = judged.get(node.value, {}) if node else {}
        meant = verdict.get("meant")
        every.append(
            {
                "cell": cell(facts, node or ox.Literal(name)),
                "attributed": how == "attributed",
                "work": work,
                "judged": verdict,
                "meant": meant,
                "meant_work": (
                    find_row(explorer.tables[REFERENCES.name], "reference", meant["text"]) if meant else None
                )
                or {},
            }
        )
    return every


def _chain(explorer: Explorer, row: Row) -> View:
    """The claims by which it comes about, the most remote first, and those of which it is part of the mechanism."""
    rows = explorer.tables[CLAIMS.name]

    def by(name: str) -> list[str]:
        return as_list((find_row(rows, "claim", name) or {}).get("mechanism"))

    def through(name: str) -> list[str]:
        node = _node(explorer, name)
        if node is None:
            return []
        answer = explorer.facts.store.query(f"SELECT ?claim WHERE {{ ?claim <{EXO}mechanism> {node} }} ORDER BY ?claim")
        names = (each for (each,) in answer.terms if isinstance(each, ox.NamedNode))
        return [short_name(each, explorer.dataset.prefixes) for each in names]

    def walked(step: Any) -> list[View]:
        seen, frontier, depth = [str(row.get("claim"))], [str(row.get("claim"))], 0
        claims: list[View] = []
        while frontier and len(claims) < _MOST:
            depth += 1
            frontier = [
                name for name in dict.fromkeys(each for one in frontier for each in step(one)) if name not in seen
            ]
            seen += frontier
            nodes = [node for node in (_node(explorer, name) for name in frontier) if node in explorer.facts.things]
            explorer.facts.load(node for node in nodes if node)
            claims += [page_views.claim(explorer.facts, node) | {"depth": depth} for node in nodes if node]
        return claims[:_MOST]

    return {"by": sorted(walked(by), key=lambda each: -each["depth"]), "through": walked(through)}


def _turtle(explorer: Explorer, node: ox.NamedNode) -> list[tuple[str, str]]:
    """The claim as Turtle in pieces: words, and the IRI of what they name where that has a page."""
    prefixes = explorer.dataset.prefixes
    own = description_graph.own_description(explorer.facts.store, node, explorer.facts.curie(node))
    block = (
        turtle_writer.write(own.chapters, prefixes, turtle_writer.Heads())
        .decode()
        .partition("\n### ")[2]
        .partition("\n\n")[2]
    )
    block = escape_bidi(block)
    pieces: list[tuple[str, str]] = []
    at = 0
    for match in _TURTLE.finditer(block):
        prefix = (match[2] or "").partition(":")[0]
        iri = prefixes.iri(match[2]).value if prefix and prefix in prefixes.table else ""
        if iri and explorer.known(iri):
            pieces += [(block[at : match.start()], ""), (match[0], iri)]
            at = match.end()
    return [*pieces, (block[at:], "")]


def _neighbours(explorer: Explorer, node: ox.NamedNode) -> View:
    """The claims before and after it in the order of the review."""
    facts = explorer.facts
    order, at = facts.in_the_order_of_the_review, facts.place_of[node]
    beside: Iterable[tuple[str, int]] = (("before", at - 1), ("after", at + 1))
    return {name: page_views.head(facts, order[place]) if 0 <= place < len(order) else None for name, place in beside}
