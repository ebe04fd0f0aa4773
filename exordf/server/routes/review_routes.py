"""The reviews, the sections of one, the sentences of a section; and the page of each record in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from exordf.browse.content import page_pictures, review_text
from exordf.browse.content.unplaced_records import unplaced_nodes, unplaced_page
from exordf.browse.model.parameters import paginate
from exordf.browse.model.resource import Resource, head, resource
from exordf.browse.model.urls import path_of
from exordf.rdf.prefixes import CITO, EXO
from exordf.server.http.rendering import RequestLocale, render
from exordf.server.routes import record_routes, reference_routes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer

_REVIEWS, _UNPLACED = 100, 200  # on one page


@dataclass(frozen=True, slots=True)
class ListedReview(Resource):
    """A review with the number of its sections."""

    sections: int


def review(request: Request) -> Response:
    """The only review, or a list of them; `review` in the address selects one of many by its IRI."""
    explorer: Explorer = request.app.state.explorer
    facts = explorer.facts
    nodes = facts.all_of("Review")
    iri = request.query_params.get("review", "")
    chosen = [node for node in nodes if node.value == iri] if iri else nodes
    if iri and not chosen:
        raise HTTPException(404)
    loose = [] if iri else facts.ungrouped("Section", {node: facts.sections.get(node, []) for node in nodes})
    if len(chosen) == 1 and not loose:
        return _review(request, chosen[0])
    page = paginate(request.query_params, chosen, _REVIEWS)
    facts.load((*page.rows, *loose))
    reviews = [ListedReview(*head(facts, node), len(facts.sections.get(node, []))) for node in page.rows]
    return render(
        request,
        "reviews.html",
        page=page,
        reviews=reviews,
        loose=[resource(facts, node) for node in loose],
        unplaced=len(explorer.once(unplaced_nodes)),
    )


def unplaced(request: Request) -> Response:
    """The sentences, claims and citations that are in no section."""
    explorer: Explorer = request.app.state.explorer
    page = paginate(request.query_params, explorer.once(unplaced_nodes), _UNPLACED)
    return render(request, "unplaced.html", page=page, view=unplaced_page(explorer.facts, list(page.rows)))


def show(request: Request, node: ox.NamedNode) -> Response | None:
    """The page of a review or of a record in it; None for a resource of another class."""
    explorer: Explorer = request.app.state.explorer
    for kind in explorer.facts.classes(node):
        if kind.value in _PAGES:
            return _PAGES[kind.value](request, node)
    return None


def _review(request: Request, node: ox.NamedNode) -> Response:
    explorer: Explorer = request.app.state.explorer
    unplaced = len(explorer.once(unplaced_nodes))
    return render(request, "review.html", view=review_text.review_page(explorer.facts, node), unplaced=unplaced)


def _section(request: Request, node: ox.NamedNode) -> Response:
    """Return the page of a section; its picture, which is large, only if the address has `picture`."""
    explorer: Explorer = request.app.state.explorer
    view = review_text.section_page(explorer.facts, node)
    picture = None
    if "picture" in request.query_params:
        locale = RequestLocale(request)
        picture = page_pictures.section(explorer, view.curie, locale.language, locale.link)
    return render(request, "section.html", view=view, picture=picture)


def _in_section(request: Request, node: ox.NamedNode) -> Response | None:
    """Redirect a sentence or a citation to its place in its section; None for one in no section."""
    explorer: Explorer = request.app.state.explorer
    location = explorer.facts.locations.of(node)
    section = explorer.facts.locations.section_of(node)
    if location is None or section is None:
        return None
    address = RequestLocale(request).to(path_of(section.value), anchor=quote(location.anchor))
    return RedirectResponse(address, 303)


_PAGES: dict[str, Callable[[Request, ox.NamedNode], Response | None]] = {
    f"{EXO}Review": _review,
    f"{EXO}Section": _section,
    f"{EXO}Sentence": _in_section,
    f"{CITO}Citation": _in_section,
    f"{EXO}Reference": reference_routes.reference,
    f"{EXO}Finding": record_routes.finding,
    f"{EXO}Conflict": record_routes.conflict,
    f"{EXO}Gap": record_routes.gap,
}

routes = [Route("/review", review), Route("/unplaced", unplaced)]
