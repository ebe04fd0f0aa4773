"""The resources by their IRIs: as a page for a browser, as RDF or CSV for clients that prefer that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, cast

import pyoxigraph as ox
from markupsafe import Markup
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from exordf.browse.content import page_pictures, representations
from exordf.browse.content.claim_page import claim_page
from exordf.browse.content.term_page import term_page
from exordf.browse.model.locations import TERMS
from exordf.browse.model.refusals import Offer, Refusal
from exordf.browse.model.urls import BASE, ELSEWHERE, path_of
from exordf.browse.search.suggestions import own_terms_of, suggest_resources
from exordf.claims.tables import iri_of, short_name
from exordf.export import images as drawings
from exordf.rdf.prefixes import EXO
from exordf.server.http import negotiation
from exordf.server.http.error_pages import accepts_page, refuse
from exordf.server.http.rendering import VARY, RequestLocale, render
from exordf.server.routes import review_routes

if TYPE_CHECKING:
    from starlette.requests import Request

    from exordf.browse.model.explorer import Explorer


def resource(request: Request) -> Response:
    """The resource whose IRI ends with the path of the address."""
    return _respond(request, BASE + str(request.path_params["path"]))


def by_iri(request: Request) -> Response:
    """The resource with the IRI in the parameter `iri`; ours are redirected to their own addresses."""
    iri = request.query_params.get("iri", "")
    if not iri:
        raise Refusal("Which resource?", "Give its IRI: {address}", address=f"{ELSEWHERE}?iri=https://...")
    if not path_of(iri).startswith(f"{ELSEWHERE}?"):
        rest = [(key, value) for key, value in request.query_params.multi_items() if key == "format"]
        return RedirectResponse(RequestLocale(request).to(path_of(iri), rest), 303)
    return _respond(request, iri)


def _respond(request: Request, iri: str) -> Response:
    """Return a resource in the format that `format` names or that the client prefers (RFC 9110, 12.5.1)."""
    explorer: Explorer = request.app.state.explorer
    if explorer.source.about.iri in (iri, f"{iri}/"):
        return RedirectResponse(RequestLocale(request).to("/terms"), 303)
    node = explorer.find(iri)
    if node is None and iri in explorer.entities:  # an external term, of which we have only the claims
        about = {"about": str(explorer.entities[iri]["entity"])}
        return RedirectResponse(RequestLocale(request).to("/claims", about), 303)
    if node is None:
        return _missing(request, iri)
    available = representations.available_forms(explorer, node)
    name = request.query_params.get("format", "")
    if name and name not in representations.NAMES:
        offers = [Offer(representations.NAMES[form], "format", name, form) for form in available]
        raise Refusal('There is no format "{name}".', offers=offers, name=name[:40])
    if name:
        form: str | None = name if name in available else None
    else:
        by_type = {representations.TYPES[form]: form for form in available}
        preferred = negotiation.media_type(request.headers.get("accept", ""), list(by_type))
        form = by_type[preferred] if preferred else None
    if form is None:
        return _not_acceptable(request, iri, available)
    if form != "html":
        body = representations.serialize_resource(explorer, node, form)
        return Response(
            body, media_type=representations.TYPES[form], headers={"Vary": VARY, "Cache-Control": "no-cache"}
        )
    return _render_page(request, node, available)


def _not_acceptable(request: Request, iri: str, available: tuple[str, ...]) -> Response:
    """Return 406 with the available formats, as links on a page or in plain text."""
    if accepts_page(request.headers.get("accept", "")):
        locale = RequestLocale(request)
        links = [(representations.NAMES[name], locale.to(path_of(iri), {"format": name})) for name in available]
        return refuse(request, 406, links=links)
    types = "".join(f"{representations.TYPES[name]}  ?format={name}\n" for name in available)
    return PlainTextResponse(f"This thing can be had as:\n{types}", 406, {"Vary": VARY})


def _render_page(request: Request, node: ox.NamedNode, available: tuple[str, ...]) -> Response:
    explorer: Explorer = request.app.state.explorer
    facts, prefixes, locale = explorer.facts, explorer.dataset.prefixes, RequestLocale(request)
    others = [
        (representations.NAMES[name], representations.TYPES[name], locale.to(path_of(node.value), {"format": name}))
        for name in available
        if name != "html"
    ]
    links = [(name, address) for name, _, address in others]
    location = facts.locations.of(node)
    if ox.NamedNode(f"{EXO}Claim") in facts.classes(node):
        svg = drawings.claim(
            explorer.source,
            short_name(node, prefixes),
            language=cast("Literal['en', 'zh']", locale.language),
            address=partial(_address, explorer, locale),
            place="page",
        )
        picture = Markup(svg.decode())  # noqa: S704 - every text in it was escaped when it was drawn
        page = claim_page(explorer, node)
        return render(
            request, "claim.html", resource=page.claim, view=page, picture=picture, forms=links, others=others
        )
    response = review_routes.show(request, node) if location is None or location.kind not in TERMS else None
    if response is None:  # a term, or a resource of no other class
        around = page_pictures.around(explorer, short_name(node, prefixes), locale.language, locale.link, depth=1)
        term = term_page(explorer, node, locale.language, whole=request.app.state.frozen is not None)
        response = render(request, "term.html", resource=term, view=term, picture=around, forms=links, others=others)
    return response


def _address(explorer: Explorer, locale: RequestLocale, name: str) -> str:
    """Return the link of a box by the CURIE of its resource, empty if that has no page."""
    iri = iri_of(name, explorer.dataset.prefixes)
    return locale.link(iri) if iri and explorer.find(iri) else ""


def _missing(request: Request, iri: str) -> Response:
    """Return 404 with resources of similar names; for an external term, with our terms that link to it."""
    explorer: Explorer = request.app.state.explorer
    linked = own_terms_of(explorer, iri)
    similar = [] if linked else suggest_resources(explorer, iri)
    if not accepts_page(request.headers.get("accept", "")):
        lines = [
            "Nothing here has this name.",
            *(f"{cell.label.en}  {cell.iri}" for cell in linked or similar),
        ]
        return PlainTextResponse("".join(f"{line}\n" for line in lines), 404, {"Vary": VARY})
    return render(request, "missing.html", status=404, iri=iri[:300], linked=linked, offered=similar)


routes = [Route(ELSEWHERE, by_iri), Route("/{path:path}", resource)]
