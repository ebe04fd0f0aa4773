"""The application: every page, file and endpoint by its address, behind the security middleware."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from exordf import files
from exordf.browse.claim_list import facet_index
from exordf.browse.content import front_page
from exordf.browse.model.explorer import Explorer, make_entities, make_facts, make_graph
from exordf.browse.model.refusals import Refusal
from exordf.browse.search import search_index
from exordf.errors import ExordfError, StoreError
from exordf.server.endpoint import protocol
from exordf.server.endpoint.scheduler import QueryScheduler
from exordf.server.http.error_pages import explain, refuse
from exordf.server.http.page_cache import PageCache, edition
from exordf.server.http.security import LOCAL_HOSTS, SecurityMiddleware
from exordf.server.routes import all_routes
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from starlette.requests import Request

    from exordf.api import Dataset
    from exordf.server.endpoint.limits import Limits

# Plain text is mostly an error message of one sentence, which compression would not shorten.
_UNCOMPRESSED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "text/plain")

# What the pages of a first visit need, in the order of their use.
_FIRST_VISIT = (
    make_entities,
    facet_index.build_facet_index,
    front_page.front_page,
    make_graph,
    search_index.search_index,
    make_facts,
)


def application(dataset: Dataset, *, hosts: Collection[str] = LOCAL_HOSTS, limits: Limits | None = None) -> Starlette:
    """Return the explorer of a dataset with its SPARQL endpoint, as an ASGI application.

    It answers requests to the host names in `hosts`, without ports; `*` stands for any. The pages work without a
    network and without its lifespan; the endpoint and the query page need the lifespan, which starts the workers.
    """
    explorer = Explorer(dataset)
    scheduler = QueryScheduler(dataset.store, dataset.prefixes.table, limits)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with scheduler:
            explorer.warm(_FIRST_VISIT)
            yield

    app = Starlette(
        routes=[
            Route("/health", _health),
            Mount("/static", _Static(directory=files.package_folder("server/static"))),
            *protocol.routes(scheduler, refuse=refuse),
            *all_routes(),
        ],
        middleware=[
            Middleware(SecurityMiddleware, hosts=hosts),
            Middleware(PageCache, edition=edition(dataset.store)),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5, exclude_content_types=_UNCOMPRESSED),
        ],
        exception_handlers={HTTPException: _refuse, ExordfError: _explain, ClientDisconnect: _abandon},
        lifespan=lifespan,
    )
    app.state.explorer, app.state.scheduler, app.state.frozen = explorer, scheduler, None
    return app


class _Static(StaticFiles):
    """The static files; browsers use their copy for a minute before they ask for a newer version."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "max-age=60"
        return response


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})


def _refuse(request: Request, error: Exception) -> Response:
    """Return the response to a request for a page that does not exist, or by a method that is not allowed."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for this alone
    return refuse(request, error.status_code, headers=error.headers)


async def _abandon(_: Request, __: Exception) -> Response:
    """The client has disconnected, which is not a fault; nobody receives this."""
    return Response(status_code=499)


def _explain(request: Request, error: Exception) -> Response:
    """Return the response to a request with an unknown name or an invalid value, or if the store failed."""
    assert isinstance(error, ExordfError)  # noqa: S101 - it is registered for this alone
    if isinstance(error, Refusal):
        return explain(request, error)
    return refuse(request, 503 if isinstance(error, StoreError) else 400, what=error.what, mend=error.mend or "")
