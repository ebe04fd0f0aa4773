"""The claims: a table with facets, and the same claims as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from exordf.browse.claim_list.claim_downloads import FORMS
from exordf.browse.claim_list.claim_filter import parse_filter, sort_claims
from exordf.browse.claim_list.claim_listing import listing_page
from exordf.browse.claim_list.facet_index import build_facet_index as every_claim
from exordf.server.http import negotiation
from exordf.server.http.concurrency import ConcurrencyLimit
from exordf.server.http.rendering import VARY, RequestLocale, render

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.claim_list.claim_downloads import Form
    from exordf.browse.claim_list.claim_filter import ClaimFilter
    from exordf.browse.model.explorer import Explorer

_HTML = "text/html"
_writing = ConcurrencyLimit()
_BY_TYPE = {form.media_type: form for form in FORMS}
_BY_SUFFIX = {form.suffix: form for form in FORMS}


def claims(request: Request) -> Response:
    """The table of claims, or what the client prefers to it."""
    explorer: Explorer = request.app.state.explorer
    chosen = _chosen(request)
    preferred = negotiation.media_type(request.headers.get("accept", ""), (_HTML, *_BY_TYPE))
    if preferred is None:
        raise HTTPException(406)
    if preferred != _HTML:
        return _taken(explorer, chosen, _BY_TYPE[preferred])
    tongue = RequestLocale(request)
    view = listing_page(explorer, chosen, tongue.language)
    forms = [(form.name, tongue.to(f"/claims.{form.suffix}", chosen.pairs())) for form in FORMS]
    return render(request, "claims.html", view=view, chosen=chosen, forms=forms)


def taken(request: Request) -> Response:
    """The chosen claims as a file."""
    form = _BY_SUFFIX.get(request.path_params["suffix"])
    if form is None:
        raise HTTPException(404)
    return _taken(request.app.state.explorer, _chosen(request), form)


def _chosen(request: Request) -> ClaimFilter:
    return parse_filter(request.app.state.explorer, request.query_params.multi_items())


def _taken(explorer: Explorer, chosen: ClaimFilter, form: Form) -> Response:
    rows = explorer.once(every_claim).rows
    found = [rows[at] for at in sort_claims(explorer, chosen, "en")]
    with _writing.place():
        content = form.make(explorer, found)
    headers = {
        "Content-Disposition": f'attachment; filename="claims.{form.suffix}"',
        "Vary": VARY,
        "Cache-Control": "no-cache",
    }
    return Response(content, media_type=f"{form.media_type}; charset=utf-8", headers=headers)


routes = [Route("/claims", claims), Route("/claims.{suffix}", taken)]
