"""The references: a table that can be filtered, sorted and taken away, and the page of a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from starlette.responses import Response
from starlette.routing import Route

from exordf.names import EXO
from exordf.rows import text
from exordf.site import views
from exordf.site.cells import cell
from exordf.web import records
from exordf.web.portion import portion
from exordf.web.rendering import render
from exordf.web.works import SORTS, Chosen

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.web.explorer import Explorer

_ROWS = 200  # on one page
_FORMS = {
    "bib": "application/x-bibtex",
    "json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv; charset=utf-8; header=present",
}
# What the page of a reference shows by itself, or what says nothing to its reader.
_SHOWN = (f"{EXO}authors", f"{EXO}journal", f"{EXO}unconfirmedDoi", f"{EXO}doiBasis", f"{EXO}review", f"{EXO}ordinal")


def references(request: Request) -> Response:
    """The references that the address asks for."""
    chosen = Chosen(request)
    page = portion(request, chosen.rows, _ROWS)
    rows = [chosen.shown(row) for row in page.rows]
    return render(request, "references.html", chosen=chosen, page=page, rows=rows, sorts=SORTS)


def download(request: Request) -> Response:
    """The same as a file."""
    form = request.url.path.rpartition(".")[2]
    headers = {"Content-Disposition": f'attachment; filename="references.{form}"', "Cache-Control": "no-cache"}
    return Response(Chosen(request).download(form), media_type=_FORMS[form], headers=headers)


def reference(request: Request, node: ox.NamedNode) -> Response:
    """A work that is cited, or that is plainly meant."""
    explorer: Explorer = request.app.state.explorer
    facts = explorer.facts
    facts.load(facts.cited_by.get(node, []))
    rows = facts.things[node].facets.get("60-findings")
    findings = [each for each in rows.column("finding") if isinstance(each, ox.NamedNode)] if rows else []
    facts.load(findings)
    view = views.reference(facts, node)
    view["properties"] = [pair for pair in view["properties"] if pair[0]["iri"] not in _SHOWN]
    for name in ("authors", "journal", "unconfirmedDoi", "ordinal"):
        view[name] = next((text(value) for value in facts.values(node, name)), "")
    view["basis"] = next((cell(facts, value) for value in facts.values(node, "doiBasis")), None)
    view["findings"] = [records.brief(facts, each) for each in findings]
    return render(request, "reference.html", view=view)


routes = [Route("/references", references), *(Route(f"/references.{form}", download) for form in _FORMS)]
