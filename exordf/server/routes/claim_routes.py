"""The claims: a table with facets, and the selected claims as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from exordf.browse.claim_list.claim_downloads import FORMS
from exordf.browse.claim_list.claim_filter import parse_filter, sort_claims
from exordf.browse.claim_list.claim_listing import listing_page
from exordf.browse.claim_list.facet_index import build_facet_index
from exordf.server.http import negotiation
from exordf.server.http.concurrency import ConcurrencyLimit
from exordf.server.http.rendering import VARY, RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.claim_list.claim_downloads import Form
    from exordf.browse.claim_list.claim_filter import ClaimFilter
    from exordf.browse.model.explorer import Explorer

_HTML = "text/html"
_BY_TYPE = {form.media_type: form for form in FORMS}
_BY_SUFFIX = {form.suffix: form for form in FORMS}


def claims(request: Request) -> Response:
    """The table of claims, or the format that the client prefers."""
    explorer: Explorer = request.app.state.explorer
    selection = _selection(request)
    preferred = negotiation.media_type(request.headers.get("accept", ""), (_HTML, *_BY_TYPE))
    if preferred is None:
        raise HTTPException(406)
    if preferred != _HTML:
        return _file(explorer, selection, _BY_TYPE[preferred])
    locale = RequestLocale(request)
    view = listing_page(explorer, selection, locale.language)
    forms = [(form.name, locale.to(f"/claims.{form.suffix}", selection.pairs())) for form in FORMS]
    return render(request, "claims.html", view=view, chosen=selection, forms=forms)


def download(request: Request) -> Response:
    """The selected claims as a file."""
    form = _BY_SUFFIX.get(request.path_params["suffix"])
    if form is None:
        raise HTTPException(404)
    return _file(request.app.state.explorer, _selection(request), form)


def _export_limit(_: Explorer) -> ConcurrencyLimit:
    return ConcurrencyLimit()


def _selection(request: Request) -> ClaimFilter:
    return parse_filter(request.app.state.explorer, request.query_params.multi_items())


def _file(explorer: Explorer, selection: ClaimFilter, form: Form) -> Response:
    rows = explorer.once(build_facet_index).rows
    selected = [rows[index] for index in sort_claims(explorer, selection, "en")]
    with explorer.once(_export_limit).slot():
        content = form.make(explorer, selected)
    headers = {
        "Content-Disposition": f'attachment; filename="claims.{form.suffix}"',
        "Vary": VARY,
        "Cache-Control": "no-cache",
    }
    return Response(content, media_type=f"{form.media_type}; charset=utf-8", headers=headers)


routes = [Route("/claims", claims), Route("/claims.{suffix}", download)]
