"""The first page: a search, the numbers, the picture of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from exordf.web.rendering import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.web.explorer import Explorer


def home(request: Request) -> Response:
    """The first page."""
    explorer: Explorer = request.app.state.explorer
    return render(request, "home.html", about=explorer.source.about, counts=explorer.dataset.ask("counts"))


routes = [Route("/", home)]
