"""The address of each thing, which is the thing: as a page to people, as RDF or CSV to who asks for that."""

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


def thing(request: Request) -> Response:
    """The thing whose IRI ends as the path of the address does."""
    return _answer(request, BASE + str(request.path_params["path"]))


def elsewhere(request: Request) -> Response:
    """The thing whose IRI is given; one of ours has an address of its own."""
    iri = request.query_params.get("iri", "")
    if not iri:
        raise Refusal("Which resource?", "Give its IRI: {address}", address=f"{ELSEWHERE}?iri=https://...")
    if not path_of(iri).startswith(f"{ELSEWHERE}?"):
        rest = [(key, value) for key, value in request.query_params.multi_items() if key == "format"]
        return RedirectResponse(RequestLocale(request).to(path_of(iri), rest), 303)
    return _answer(request, iri)


def _answer(request: Request, iri: str) -> Response:
    """A thing in the form that is asked for by `format` or preferred by the client (RFC 9110, 12.5.1)."""
    explorer: Explorer = request.app.state.explorer
    if explorer.source.about.iri in (iri, f"{iri}/"):
        return RedirectResponse(RequestLocale(request).to("/terms"), 303)
    node = explorer.find(iri)
    if node is None and iri in explorer.entities:  # a term of others, of which there is no more than its claims
        about = {"about": str(explorer.entities[iri]["entity"])}
        return RedirectResponse(RequestLocale(request).to("/claims", about), 303)
    if node is None:
        return _missing(request, iri)
    fit = representations.available_forms(explorer, node)
    asked = request.query_params.get("format", "")
    if asked and asked not in representations.NAMES:
        offers = [Offer(representations.NAMES[name], "format", asked, name) for name in fit]
        raise Refusal('There is no format "{name}".', offers=offers, name=asked[:40])
    if asked:
        form: str | None = asked if asked in fit else None
    else:
        kinds = {representations.TYPES[name]: name for name in fit}
        best = negotiation.media_type(request.headers.get("accept", ""), list(kinds))
        form = kinds[best] if best else None
    if form is None:
        return _not_acceptable(request, iri, fit)
    if form != "html":
        body = representations.serialize_resource(explorer, node, form)
        return Response(
            body, media_type=representations.TYPES[form], headers={"Vary": VARY, "Cache-Control": "no-cache"}
        )
    return _page(request, node, fit)


def _not_acceptable(request: Request, iri: str, fit: tuple[str, ...]) -> Response:
    """406 with the forms that there are: as links on a page, or in plain text."""
    if accepts_page(request.headers.get("accept", "")):
        tongue = RequestLocale(request)
        links = [(representations.NAMES[name], tongue.to(path_of(iri), {"format": name})) for name in fit]
        return refuse(request, 406, links=links)
    types = "".join(f"{representations.TYPES[name]}  ?format={name}\n" for name in fit)
    return PlainTextResponse(f"This thing can be had as:\n{types}", 406, {"Vary": VARY})


def _page(request: Request, node: ox.NamedNode, fit: tuple[str, ...]) -> Response:
    explorer: Explorer = request.app.state.explorer
    facts, prefixes, tongue = explorer.facts, explorer.dataset.prefixes, RequestLocale(request)
    others = [
        (representations.NAMES[name], representations.TYPES[name], tongue.to(path_of(node.value), {"format": name}))
        for name in fit
        if name != "html"
    ]
    links = [(name, address) for name, _, address in others]
    location = facts.locations.of(node)
    if ox.NamedNode(f"{EXO}Claim") in facts.classes(node):
        drawn = drawings.claim(
            explorer.source,
            short_name(node, prefixes),
            language=cast("Literal['en', 'zh']", tongue.language),
            address=partial(_address, explorer, tongue),
            place="page",
        )
        picture = Markup(drawn.decode())  # noqa: S704 - every text in it was escaped when it was drawn
        page = claim_page(explorer, node)
        return render(
            request, "claim.html", resource=page.claim, view=page, picture=picture, forms=links, others=others
        )
    answer = review_routes.show(request, node) if location is None or location.kind not in TERMS else None
    if answer is None:  # a term, or a resource of no other class
        around = page_pictures.around(explorer, short_name(node, prefixes), tongue.language, tongue.link, depth=1)
        term = term_page(explorer, node, tongue.language)
        answer = render(request, "term.html", resource=term, view=term, picture=around, forms=links, others=others)
    return answer


def _address(explorer: Explorer, tongue: RequestLocale, name: str) -> str:
    """Where a box leads, by the CURIE of what it stands for: nowhere if that has no page."""
    iri = iri_of(name, explorer.dataset.prefixes)
    return tongue.link(iri) if iri and explorer.find(iri) else ""


def _missing(request: Request, iri: str) -> Response:
    """There is no such thing: what is called much like it is offered; for a term of others, ours that link to it."""
    explorer: Explorer = request.app.state.explorer
    linked = own_terms_of(explorer, iri)
    offered = [] if linked else suggest_resources(explorer, iri)
    if not accepts_page(request.headers.get("accept", "")):
        lines = [
            "Nothing here has this name.",
            *(f"{cell.label.en}  {cell.iri}" for cell in linked or offered),
        ]
        return PlainTextResponse("".join(f"{line}\n" for line in lines), 404, {"Vary": VARY})
    return render(request, "missing.html", status=404, iri=iri[:300], linked=linked, offered=offered)


routes = [Route(ELSEWHERE, elsewhere), Route("/{path:path}", thing)]
