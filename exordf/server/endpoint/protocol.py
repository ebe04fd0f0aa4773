"""The SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/): requests to `/sparql` and their responses."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from exordf.browse.model.translations import LANGUAGES
from exordf.server.endpoint import formats, responses
from exordf.server.endpoint.responses import EndpointProblem, EndpointResponse
from exordf.server.endpoint.service_description import ServiceDescription
from exordf.server.http.disconnect import cancel_on_disconnect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import Receive, Scope, Send

    from exordf.server.endpoint.scheduler import QueryScheduler

QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
_METHODS = "GET, HEAD, POST, OPTIONS"
_GRAPHS = ("default-graph-uri", "named-graph-uri")
_LONGEST_ADDRESS = (
    16_000  # bytes of an address that a browser is redirected to; servers and proxies accept no longer ones
)
_MOST_FIELDS = 1000


class _ProtocolError(Exception):
    """A request that the protocol does not allow, with the response to it."""

    def __init__(self, status: int, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.response = responses.failure(status, EndpointProblem(what, mend))


@dataclass(frozen=True)
class _SparqlRequest:
    """A request: its query, if it has one, its RDF dataset, and the value of `format=` if it is a known one."""

    query: str | None
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    format: str | None


def routes(
    scheduler: QueryScheduler,
    path: str = "/sparql",
    page: str = "/query",
    refuse: Callable[..., Response] | None = None,
) -> list[Route]:
    """Return the route of the endpoint. A browser that prefers a page is redirected to `page`, with its query.

    `refuse` makes an error page from a request, a status, and `what`, `mend` and `headers`; without it every client
    gets plain text. The scheduler must be started before the first request, and stopped at the end.
    """
    return [Route(path, _Endpoint(scheduler, page, refuse))]


class _Endpoint:
    """An ASGI application that sends a response only when the whole of it is known."""

    def __init__(self, scheduler: QueryScheduler, page: str, refuse: Callable[..., Response] | None) -> None:
        self._scheduler = scheduler
        self._page = page
        self._refuse = refuse
        self._description = ServiceDescription(scheduler)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except _ProtocolError as error:
            response = self._to_http(error.response, request)
        except ClientDisconnect:
            return
        vary = response.headers.get("Vary", "Accept")
        response.headers["Vary"] = f"{vary}, Origin" if self._scheduler.limits.origin not in (None, "*") else vary
        if self._scheduler.limits.origin is not None:
            response.headers["Access-Control-Allow-Origin"] = self._scheduler.limits.origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return self._options()
        if request.method not in ("GET", "HEAD", "POST"):
            problem = EndpointProblem(f"the method {request.method} is not supported", f"Use one of {_METHODS}.")
            response = self._to_http(responses.failure(405, problem), request)
            response.headers["Allow"] = _METHODS
            return response
        query_request = await self._parse(request)
        accept = _accept(request)
        if query_request.format is not None:
            accept = formats.ACCEPT_BY_NAME[query_request.format]
        elif formats.prefers_page(accept) and (redirect := self._redirect(query_request, request)):
            return redirect
        if query_request.query is None:
            response_work = self._description.answer(str(request.url.replace(query="", fragment="")), accept)
        else:
            response_work = self._scheduler.ask(
                query_request.query, accept, query_request.default_graphs, query_request.named_graphs
            )
        return self._to_http(await cancel_on_disconnect(request, response_work), request)

    def _to_http(self, response: EndpointResponse, request: Request) -> Response:
        headers = {} if response.retry_after is None else {"Retry-After": str(response.retry_after)}
        if response.status != 200:  # noqa: PLR2004 - HTTP's own number
            headers["Cache-Control"] = "no-store"
            problem = response.problem
            if problem is not None and self._refuse is not None and formats.prefers_page(_accept(request)):
                what, mend = str(replace(problem, mend="")).strip(), problem.mend
                return self._refuse(request, response.status, what=what, mend=mend, headers=headers)
        return Response(response.body, response.status, {"Content-Type": response.content_type, **headers})

    def _options(self) -> Response:
        headers = {"Allow": _METHODS}
        if self._scheduler.limits.origin is not None:
            headers |= {
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": "Accept, Content-Type",
                "Access-Control-Max-Age": "86400",
            }
        return Response(status_code=204, headers=headers)

    def _redirect(self, query_request: _SparqlRequest, request: Request) -> Response | None:
        """Return a redirect to the page that shows the answer, or None if its address would be too long."""
        pairs = [] if query_request.query is None else [("query", query_request.query)]
        pairs += [(_GRAPHS[0], graph) for graph in query_request.default_graphs]
        pairs += [(_GRAPHS[1], graph) for graph in query_request.named_graphs]
        pairs += [
            (name, value) for name, value in request.query_params.items() if name == "lang" and value in LANGUAGES
        ]
        address = f"{self._page}?{urlencode(pairs)}" if pairs else self._page
        return Response(status_code=303, headers={"Location": address}) if len(address) < _LONGEST_ADDRESS else None

    async def _parse(self, request: Request) -> _SparqlRequest:
        """Return the content of a request by GET, or by POST in either form. Raises _ProtocolError."""
        address: bytes = request.scope["query_string"]
        if len(address) > self._scheduler.limits.request:
            raise _ProtocolError(
                414, f"this address is longer than {self._scheduler.limits.request:,} bytes", "Use POST."
            )
        fields = _fields(address)
        if request.method == "POST":
            media_type, charset = _content_type(request.headers.get("content-type", ""))
            if media_type not in (QUERY, FORM, UPDATE):
                what = f'a query of the media type "{media_type}" is not accepted'
                raise _ProtocolError(415, what, f"Send it as {QUERY} or {FORM}.")
            if charset not in ("utf-8", "utf8", "us-ascii"):
                raise _ProtocolError(415, f"a query must be in UTF-8, not in {charset}")
            body = await self._body(request)
            if media_type == FORM:
                fields += _fields(body)
            else:
                fields.append(("query" if media_type == QUERY else "update", _decode(body)))
        if any(name == "update" for name, _ in fields):
            what = "this endpoint is read-only and accepts no updates"
            raise _ProtocolError(403, what, "Use SELECT, ASK, CONSTRUCT or DESCRIBE.")
        queries = [value for name, value in fields if name == "query"]
        if len(queries) > 1:
            raise _ProtocolError(400, f"this request has {len(queries)} queries", "Send one query per request.")
        if not queries and request.method == "POST":
            raise _ProtocolError(400, "this request has no query", "Send it as the field `query`.")
        graphs = [[value for name, value in fields if name == field] for field in _GRAPHS]
        formats_named = (value for name, value in fields if name == "format" and value in formats.ACCEPT_BY_NAME)
        return _SparqlRequest(queries[0] if queries else None, graphs[0], graphs[1], next(formats_named, None))

    async def _body(self, request: Request) -> bytes:
        most = self._scheduler.limits.request
        body = bytearray()
        try:
            async with asyncio.timeout(self._scheduler.limits.seconds):
                async for part in request.stream():
                    body += part
                    if len(body) > most:
                        raise _ProtocolError(
                            413, f"this request is larger than {most:,} bytes", "Send a shorter query."
                        )
        except TimeoutError:
            raise _ProtocolError(
                408, f"this request did not arrive within {self._scheduler.limits.seconds:g} s"
            ) from None
        return bytes(body)


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept"))


def _content_type(header: str) -> tuple[str, str]:
    """Return the media type and the charset, both in lower case, of a `Content-Type` header.

    >>> _content_type("application/sparql-query; charset=UTF-8")
    ('application/sparql-query', 'utf-8')
    """
    message = Message()
    message["Content-Type"] = header
    media_type = header.partition(";")[0].strip().lower()
    return media_type, str(message.get_param("charset", "utf-8")).lower()


def _fields(form: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(form.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise _ProtocolError(
            400, "this request is not percent-encoded UTF-8", "Encode it as HTML forms are encoded."
        ) from None
    except ValueError:
        raise _ProtocolError(400, f"this request has more than {_MOST_FIELDS} fields") from None


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _ProtocolError(400, f"this query is not UTF-8: byte {error.start}", "Send it in UTF-8.") from None
