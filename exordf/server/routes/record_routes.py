"""Errors in print, conflicts and gaps: their lists, with a filter by kind, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from exordf.browse.content import records
from exordf.browse.model.bilingual import Bilingual
from exordf.browse.model.cells import stated
from exordf.browse.model.parameters import paginate, parse_choice
from exordf.browse.model.resource import resource
from exordf.server.http.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.cells import Cell
    from exordf.browse.model.explorer import Explorer
    from exordf.browse.model.facts import Facts

_FINDINGS, _CONFLICTS, _GAPS = 100, 40, 200  # on one page


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of finding or conflict, with its records in order."""

    label: Cell
    records: list[ox.NamedNode]


@dataclass(frozen=True, slots=True)
class GapGroup:
    """The gaps of a section, with its IRI and name; the IRI is empty for those in no section."""

    iri: str
    name: Bilingual
    gaps: list[records.Gap]


def findings(request: Request) -> Response:
    """Every error in print, or those of one kind."""
    return _listed(request, "Finding", _FINDINGS, "findings.html", records.finding)


def conflicts(request: Request) -> Response:
    """Every conflict, or those of one kind, with the sides next to each other."""
    return _listed(request, "Conflict", _CONFLICTS, "conflicts.html", records.conflict)


def _listed(
    request: Request,
    kind: str,
    size: int,
    template: str,
    record: Callable[[Facts, ox.NamedNode], records.RecordSummary],
) -> Response:
    """A page of the records of a class, or of those of one kind of them."""
    facts = _facts(request)
    nodes = facts.all_of(kind)
    kinds = _kinds(facts, nodes)
    chosen = parse_choice(request.query_params, "kind", list(kinds))
    page = paginate(request.query_params, kinds[chosen].records if chosen else nodes, size)
    facts.load(page.rows)
    shown = [record(facts, node) for node in page.rows]
    return render(request, template, page=page, kinds=kinds, chosen=chosen, total=len(nodes), records=shown)


def gaps(request: Request) -> Response:
    """The gaps in knowledge, section by section."""
    facts = _facts(request)
    section_of: dict[ox.NamedNode, ox.NamedNode | None] = {}
    in_review = [section for review in facts.all_of("Review") for section in facts.sections.get(review, [])]
    for section in (*in_review, *facts.ungrouped("Section", facts.sections)):
        for node in facts.gaps.get(section, []):
            section_of.setdefault(node, section)
    section_of |= dict.fromkeys(node for node in facts.all_of("Gap") if node not in section_of)
    page = paginate(request.query_params, list(section_of), _GAPS)
    facts.load(page.rows)
    groups: dict[ox.NamedNode | None, GapGroup] = {}
    for node in page.rows:
        section_node = section_of[node]
        if section_node not in groups:
            head = resource(facts, section_node) if section_node else None
            name = head.name if head else Bilingual("In no section", "不属于任何章节")
            groups[section_node] = GapGroup(head.iri if head else "", name, [])
        groups[section_node].gaps.append(records.gap(facts, node))
    return render(request, "gaps.html", page=page, groups=list(groups.values()))


def finding(request: Request, node: ox.NamedNode) -> Response:
    """One error in print."""
    return render(request, "finding.html", view=records.finding(_facts(request), node))


def conflict(request: Request, node: ox.NamedNode) -> Response:
    """One conflict."""
    return render(request, "conflict.html", view=records.conflict(_facts(request), node))


def gap(request: Request, node: ox.NamedNode) -> Response:
    """One gap."""
    return render(request, "gap.html", view=records.gap(_facts(request), node))


def _facts(request: Request) -> Facts:
    explorer: Explorer = request.app.state.explorer
    return explorer.facts


def _kinds(facts: Facts, nodes: list[ox.NamedNode]) -> dict[str, RecordKind]:
    """The kinds of some records by their local names, the most frequent first, then the records of no kind."""
    by_kind = {kind: sorted(set(nodes).intersection(of), key=facts.curie) for kind, of in facts.of_kind.items()}
    frequent = sorted(by_kind.items(), key=lambda pair: (-len(pair[1]), pair[0].value))
    rest = sorted(set(nodes).difference(*by_kind.values()), key=facts.curie)
    kinds = [*frequent, (None, rest)]
    return {records.kind_name(kind): RecordKind(stated(facts, kind), of) for kind, of in kinds if of}


routes = [Route("/findings", findings), Route("/conflicts", conflicts), Route("/gaps", gaps)]
