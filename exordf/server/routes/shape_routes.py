"""The SHACL shapes: what every record and every term has to conform to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from exordf.browse.content.shape_list import list_shapes
from exordf.server.http.rendering import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from exordf.browse.model.explorer import Explorer


def shapes(request: Request) -> Response:
    """Every shape that has an IRI, in groups by target class."""
    explorer: Explorer = request.app.state.explorer
    return render(request, "shapes.html", groups=list_shapes(explorer.facts))


routes = [Route("/shapes", shapes)]
