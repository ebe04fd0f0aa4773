"""Errors in print, conflicts and gaps: the list of each, with a filter, and the page of a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from exordf.browse.content import page_views, records
from exordf.browse.model.cells import stated
from exordf.browse.model.pagination import choice_of, page_of
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
    """Every error in print, or those of one kind."""
    return _listed(request, "Finding", _FINDINGS, "findings", records.finding)


def conflicts(request: Request) -> Response:
    """Every conflict, or those of one kind, each side by side."""
    return _listed(request, "Conflict", _CONFLICTS, "conflicts", records.conflict)


def _listed(
    request: Request, of: str, size: int, name: str, shown: Callable[[Facts, ox.NamedNode], dict[str, Any]]
) -> Response:
    """A page of the records of a class, or of those of one kind, by the template that is called as they are."""
    facts = _facts(request)
    every = facts.all_of(of)
    kinds = _kinds(facts, every)
    kind = choice_of(request, "kind", list(kinds))
    page = page_of(request, kinds[kind]["records"] if kind else every, size)
    facts.load(page.rows)
    views_: dict[str, Any] = {name: [shown(facts, node) for node in page.rows]}
    return render(request, f"{name}.html", page=page, kinds=kinds, chosen=kind, total=len(every), **views_)


def gaps(request: Request) -> Response:
    """What is unknown, section by section."""
    facts = _facts(request)
    placed: dict[ox.NamedNode, ox.NamedNode | None] = {}
    reviewed = [section for review in facts.all_of("Review") for section in facts.sections.get(review, [])]
    for section in (*reviewed, *facts.rest("Section", facts.sections)):
        for each in facts.gaps.get(section, []):
            placed.setdefault(each, section)
    placed |= dict.fromkeys(each for each in facts.all_of("Gap") if each not in placed)
    page = page_of(request, list(placed), _GAPS)
    facts.load(page.rows)
    groups: dict[ox.NamedNode | None, dict[str, Any]] = {}
    for each in page.rows:
        of = placed[each]
        head = page_views.head(facts, of) if of else {"iri": "", "name": "In no section", "zh": "不属于任何章节"}
        groups.setdefault(of, {**head, "gaps": []})["gaps"].append(records.gap(facts, each))
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
    """The kinds that there are by their local names, the most frequent first, with their records in order."""
    known = set(every)
    of_kind = facts.of_kind
    found = {kind: sorted(known.intersection(of), key=facts.curie) for kind, of in of_kind.items()}
    in_order = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0].value))
    rest = known.difference(*found.values())
    kinds = [*in_order, (None, sorted(rest, key=facts.curie))]
    return {records.name_of_kind(kind): {"words": stated(facts, kind), "records": of} for kind, of in kinds if of}


routes = [Route("/findings", findings), Route("/conflicts", conflicts), Route("/gaps", gaps)]
