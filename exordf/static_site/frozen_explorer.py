"""The explorer in this process: an application that gives its pages without a network, with whole answers."""

from __future__ import annotations

import asyncio
import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.routing import Route

from exordf.browse.model.explorer import Explorer
from exordf.server.endpoint import responses
from exordf.server.endpoint.limits import Limits
from exordf.server.endpoint.worker import Worker
from exordf.server.http.rendering import render
from exordf.server.routes import all_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Message, Scope

    from exordf.api import Dataset
    from exordf.server.endpoint.responses import EndpointResponse
    from exordf.static_site.guides import Guide


@dataclass(frozen=True)
class Frozen:
    """What frozen pages have more than those of a server: the guides. Templates see it as `frozen`."""

    guides: Sequence[Guide]


class FrozenAnswer(NamedTuple):
    """The answer of the application: status, media type, the address of a redirect, content."""

    status: int
    media_type: str
    location: str
    content: bytes


def frozen_application(dataset: Dataset, guides: Sequence[Guide]) -> Starlette:
    """The pages of the explorer and the guides, without the endpoint and without what guards a server."""
    by_name = {guide.name: guide for guide in guides}

    def show_guides(request: Request) -> Response:
        return render(request, "guides.html")

    def show_guide(request: Request) -> Response:
        return render(request, "guide.html", guide=by_name[request.path_params["name"]])

    app = Starlette(routes=[Route("/guides", show_guides), Route("/guide/{name}", show_guide), *all_routes()])
    app.state.explorer, app.state.scheduler, app.state.frozen = Explorer(dataset), QueryRunner(dataset), Frozen(guides)
    return app


class QueryRunner:
    """Answers the queries of pages in this process. Without limits: the same data gives the same pages."""

    limits = Limits(seconds=math.inf, answer=sys.maxsize)

    def __init__(self, dataset: Dataset) -> None:
        self.prefixes = dict(dataset.prefixes.table)
        self._worker = Worker(dataset.store, {"prefixes": self.prefixes, "services": [], "answer": self.limits.answer})

    async def ask(self, sparql: str, _: str = "", *, with_prefixes: bool = False) -> EndpointResponse:
        """The answer as JSON or N-Triples, as the scheduler of a server gives it to the page of a query."""
        message = {
            "query": sparql,
            "rows": "application/sparql-results+json",
            "graph": "application/n-triples",
            "default": [],
            "named": [],
            "prefixes": with_prefixes,
        }
        return responses.from_worker(*self._worker.answer(message))


async def ask(app: Starlette, address: str, language: str) -> FrozenAnswer:
    """Send an application a GET request for an address in a language.

    Raises what the application raises.
    """
    path, _, query = address.partition("?")
    headers = {"host": "localhost", "accept": "text/html", "accept-language": language}
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": None,
        "server": None,
    }
    requests: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]
    start: dict[str, Any] = {}
    body: list[bytes] = []

    async def receive() -> Message:
        if not requests:
            await asyncio.Event().wait()  # the client never disconnects
        return requests.pop()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.append(message.get("body", b""))

    await app(scope, receive, send)
    fields = {name.decode(): value.decode() for name, value in start["headers"]}
    return FrozenAnswer(start["status"], fields.get("content-type", ""), fields.get("location", ""), b"".join(body))
