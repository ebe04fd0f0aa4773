"""The application: every page, file and endpoint by its address, behind the guard."""

from __future__ import annotations

import contextlib
import importlib
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
from exordf.server.http.security import LOCAL, SecurityMiddleware
from exordf.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from exordf.api import Dataset
    from exordf.server.endpoint.limits import Limits

# A sentence that tells what was wrong is sent as it is.
_PLAIN = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "text/plain")
# Those later in the list answer what those before leave: the addresses of things are the last.
_PAGES = (
    "home_routes",
    "claim_routes",
    "network_routes",
    "review_routes",
    "term_routes",
    "shape_routes",
    "query_routes",
    "resource_routes",
)

# What the pages of a first visit need, in their order.
_FIRST_VISIT = (
    make_entities,
    facet_index.build_facet_index,
    front_page.front_page,
    make_graph,
    search_index.search_index,
    make_facts,
)


def application(dataset: Dataset, *, hosts: Collection[str] = LOCAL, limits: Limits | None = None) -> Starlette:
    """The explorer of a dataset and its endpoint, within limits.

    It answers to the names in `hosts`, without ports; `*` stands for any.
    """
    explorer = Explorer(dataset)
    pool = QueryScheduler(dataset.store, dataset.prefixes.table, limits)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            explorer.warm(_FIRST_VISIT)
            yield

    app = Starlette(
        routes=[
            Route("/health", _health),
            Mount("/static", _Static(directory=files.package_folder("server/static"))),
            *protocol.routes(pool, refuse=refuse),
            *page_routes(),
        ],
        middleware=[
            Middleware(SecurityMiddleware, hosts=hosts),
            Middleware(PageCache, edition=edition(dataset.store)),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5, exclude_content_types=_PLAIN),
        ],
        exception_handlers={HTTPException: _refused, ExordfError: _wrong, ClientDisconnect: _gone},
        lifespan=lifespan,
    )
    app.state.explorer, app.state.pool, app.state.frozen = explorer, pool, None
    return app


def page_routes() -> list[BaseRoute]:
    """The routes of all pages, which need `explorer`, `pool` and `frozen` in the state of their application."""
    modules = [importlib.import_module(f"exordf.server.routes.{name}") for name in _PAGES]
    return [route for module in modules for route in module.routes]


class _Static(StaticFiles):
    """Own files: pages that are opened one after the other share a copy; after a minute another version is seen."""

    def file_response(self, *given: Any, **named: Any) -> Response:
        answer = super().file_response(*given, **named)
        answer.headers["Cache-Control"] = "max-age=60"
        return answer


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})


def _refused(request: Request, problem: Exception) -> Response:
    """A page that is not there, a method that is not allowed."""
    assert isinstance(problem, HTTPException)  # noqa: S101 - it is registered for this alone
    return refuse(request, problem.status_code, headers=problem.headers)


async def _gone(_: Request, __: Exception) -> Response:
    """The client is gone: nobody hears this, and it is no fault."""
    return Response(status_code=499)


def _wrong(request: Request, problem: Exception) -> Response:
    """What was asked cannot be answered: a name that is not known, a value that does not fit; or the store failed."""
    assert isinstance(problem, ExordfError)  # noqa: S101 - it is registered for this alone
    if isinstance(problem, Refusal):
        return explain(request, problem)
    return refuse(request, 503 if isinstance(problem, StoreError) else 400, what=problem.what, mend=problem.mend or "")
