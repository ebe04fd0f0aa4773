"""The references: a table that can be filtered, sorted and downloaded, and the page of a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from exordf.browse.content.reference_list import SORTS, ReferenceFilter
from exordf.browse.content.reference_page import reference_page
from exordf.server.http.rendering import render

if TYPE_CHECKING:
    import pyoxigraph as ox
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer

_ROWS = 100  # on one page
_FORMS = {
    "bib": "application/x-bibtex",
    "json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv; charset=utf-8; header=present",
}


def references(request: Request) -> Response:
    """The references that pass the filter of an address."""
    chosen = ReferenceFilter(request)
    page = chosen.page(request, _ROWS)
    return render(request, "references.html", chosen=chosen, page=page, sorts=SORTS)


def download(request: Request) -> Response:
    """The references that pass the filter as a file."""
    form = request.url.path.rpartition(".")[2]
    headers = {"Content-Disposition": f'attachment; filename="references.{form}"', "Cache-Control": "no-cache"}
    return Response(ReferenceFilter(request).download(form), media_type=_FORMS[form], headers=headers)


def reference(request: Request, node: ox.NamedNode) -> Response:
    """A work that is cited, or that is plainly meant instead of one."""
    explorer: Explorer = request.app.state.explorer
    return render(request, "reference.html", view=reference_page(explorer.facts, node))


routes = [Route("/references", references), *(Route(f"/references.{form}", download) for form in _FORMS)]
