"""The addresses of things: the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.routing import Route

from exordf.web.addresses import iri_of
from exordf.web.pages import review

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.web.explorer import Explorer


def thing(request: Request) -> Response:
    """The page of a thing."""
    explorer: Explorer = request.app.state.explorer
    node = explorer.known(iri_of(request.url.path))
    answer = review.show(request, node) if node else None
    if answer is None:
        raise HTTPException(404)
    return answer


routes: list[Route] = [Route("/{path:path}", thing)]
