"""Errors in print, conflicts and gaps: their lists, with a filter by kind, and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from exordf.browse.content import page_views, records
from exordf.browse.model.cells import stated
from exordf.browse.model.parameters import paginate, parse_choice
from exordf.server.http.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer
    from exordf.browse.model.facts import Facts

_FINDINGS, _CONFLICTS, _GAPS = 100, 40, 200  # on one page


def findings(request: Request) -> Response:
    """The errors in print, all or those of one kind."""
    return _record_list(request, "Finding", _FINDINGS, "findings", records.finding)


def conflicts(request: Request) -> Response:
    """The conflicts, all or those of one kind, each with its sides."""
    return _record_list(request, "Conflict", _CONFLICTS, "conflicts", records.conflict)


def _record_list(
    request: Request, record_class: str, size: int, name: str, view: Callable[[Facts, ox.NamedNode], dict[str, Any]]
) -> Response:
    """Return a page of the records of a class, all or those of one kind; `name` is that of the template, too."""
    facts = _facts(request)
    every = facts.all_of(record_class)
    kinds = _kinds(facts, every)
    kind = parse_choice(request.query_params, "kind", list(kinds))
    page = paginate(request.query_params, kinds[kind]["records"] if kind else every, size)
    facts.load(page.rows)
    views: dict[str, Any] = {name: [view(facts, node) for node in page.rows]}
    return render(request, f"{name}.html", page=page, kinds=kinds, chosen=kind, total=len(every), **views)


def gaps(request: Request) -> Response:
    """The gaps in knowledge, section by section."""
    facts = _facts(request)
    section_of: dict[ox.NamedNode, ox.NamedNode | None] = {}
    in_reviews = [section for review in facts.all_of("Review") for section in facts.sections.get(review, [])]
    for section in (*in_reviews, *facts.rest("Section", facts.sections)):
        for node in facts.gaps.get(section, []):
            section_of.setdefault(node, section)
    section_of |= dict.fromkeys(node for node in facts.all_of("Gap") if node not in section_of)
    page = paginate(request.query_params, list(section_of), _GAPS)
    facts.load(page.rows)
    groups: dict[ox.NamedNode | None, dict[str, Any]] = {}
    for node in page.rows:
        parent = section_of[node]
        head = (
            page_views.head(facts, parent) if parent else {"iri": "", "name": "In no section", "zh": "不属于任何章节"}
        )
        groups.setdefault(parent, {**head, "gaps": []})["gaps"].append(records.gap(facts, node))
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


def _kinds(facts: Facts, every: list[ox.NamedNode]) -> dict[str, dict[str, Any]]:
    """Return the kinds of some records by their local names, the most frequent first, with their records in order."""
    nodes = set(every)
    by_kind = {kind: sorted(nodes.intersection(own), key=facts.curie) for kind, own in facts.of_kind.items()}
    in_order = sorted(by_kind.items(), key=lambda pair: (-len(pair[1]), pair[0].value))
    rest = nodes.difference(*by_kind.values())
    kinds = [*in_order, (None, sorted(rest, key=facts.curie))]
    return {records.name_of_kind(kind): {"words": stated(facts, kind), "records": own} for kind, own in kinds if own}


routes = [Route("/findings", findings), Route("/conflicts", conflicts), Route("/gaps", gaps)]
