"""The review as it is read: every review, one with its sections, a section; and the page of each thing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from exordf.browse.content import page_pictures, page_views, review_text
from exordf.browse.model.pagination import page_of
from exordf.browse.model.urls import path_of
from exordf.rdf.prefixes import EXO
from exordf.rdf.rows import text
from exordf.server.http.rendering import RequestLocale, render
from exordf.server.routes import record_routes, reference_routes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer

_REVIEWS, _UNPLACED = 100, 200  # on one page


def review(request: Request) -> Response:
    """The one review that there is, or a list of them; `review` in the address names one of many by its IRI."""
    explorer: Explorer = request.app.state.explorer
    facts = explorer.facts
    every = facts.all_of("Review")
    said = request.query_params.get("review", "")
    chosen = [node for node in every if node.value == said] if said else every
    if said and not chosen:
        raise HTTPException(404)
    loose = [] if said else facts.rest("Section", {node: facts.sections.get(node, []) for node in every})
    if len(chosen) == 1 and not loose:
        return _review(request, chosen[0])
    page = page_of(request, chosen, _REVIEWS)
    facts.load((*page.rows, *loose))
    shown = [page_views.head(facts, node) | {"sections": len(facts.sections.get(node, []))} for node in page.rows]
    return render(
        request,
        "reviews.html",
        page=page,
        reviews=shown,
        loose=[page_views.head(facts, node) for node in loose],
        unplaced=len(explorer.once(_unplaced_nodes)),
    )


def unplaced(request: Request) -> Response:
    """The sentences, claims and citations that stand in no section."""
    explorer: Explorer = request.app.state.explorer
    page = page_of(request, explorer.once(_unplaced_nodes), _UNPLACED)
    return render(request, "unplaced.html", page=page, view=page_views.unplaced(explorer.facts, list(page.rows)))


def _unplaced_nodes(explorer: Explorer) -> list[ox.NamedNode]:
    return page_views.unplaced_nodes(explorer.facts)


def show(request: Request, node: ox.NamedNode) -> Response | None:
    """The page of a review or of something in it; None for a thing of another class."""
    explorer: Explorer = request.app.state.explorer
    for prop, value in explorer.facts.about(node):
        if prop.endswith("#type") and text(value) in _SHOWN:
            return _SHOWN[text(value)](request, node)
    return None


def _review(request: Request, node: ox.NamedNode) -> Response:
    explorer: Explorer = request.app.state.explorer
    return render(
        request,
        "review.html",
        view=review_text.review_view(explorer.facts, node),
        unplaced=len(explorer.once(_unplaced_nodes)),
    )


def _section(request: Request, node: ox.NamedNode) -> Response:
    """A section; its picture, which is heavy, only where `picture` in the address asks for it."""
    explorer: Explorer = request.app.state.explorer
    view = review_text.section_view(explorer.facts, node)
    picture = None
    if "picture" in request.query_params:
        tongue = RequestLocale(request)
        picture = page_pictures.section(explorer, view["curie"], tongue.language, tongue.link)
    return render(request, "section.html", view=view, picture=picture)


def _in_section(request: Request, node: ox.NamedNode) -> Response | None:
    """A sentence or a citation stands in its section; None for one of no section."""
    explorer: Explorer = request.app.state.explorer
    spot = explorer.facts.places.of(node)
    section = explorer.facts.places.section_of(node)
    if spot is None or section is None:
        return None
    address = RequestLocale(request).to(path_of(section.value), anchor=quote(spot.anchor))
    return RedirectResponse(address, 303)


_SHOWN: dict[str, Callable[[Request, ox.NamedNode], Response | None]] = {
    f"{EXO}Review": _review,
    f"{EXO}Section": _section,
    f"{EXO}Sentence": _in_section,
    "http://purl.org/spar/cito/Citation": _in_section,
    f"{EXO}Reference": reference_routes.reference,
    f"{EXO}Finding": record_routes.finding,
    f"{EXO}Conflict": record_routes.conflict,
    f"{EXO}Gap": record_routes.gap,
}

routes = [
    Route("/review", review),
    Route("/unplaced", unplaced),
    *reference_routes.routes,
    *record_routes.routes,
]
