"""The protocol: requests of SPARQL 1.1 to `/sparql` and their answers (https://www.w3.org/TR/sparql11-protocol/)."""

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
from exordf.server.endpoint.responses import Answer, Problem
from exordf.server.endpoint.service_description import Description
from exordf.server.http.disconnect import cancel_on_disconnect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import Receive, Scope, Send

    from exordf.server.endpoint.scheduler import QueryScheduler

QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
_METHODS = "GET, HEAD, POST, OPTIONS"
_GRAPHS = ("default-graph-uri", "named-graph-uri")
_LONGEST_ADDRESS = 16_000  # bytes of an address to which a browser is sent; servers and proxies take no longer ones
_MOST_FIELDS = 1000


class _Wrong(Exception):  # noqa: N818 - reads as what it is
    """A request that the protocol does not allow, with its answer."""

    def __init__(self, status: int, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.answer = responses.wrong(status, Problem(what, mend))


@dataclass(frozen=True)
class _Asked:
    """What a request asks: the query, if any, its dataset, and what `format=` says, where that is a name of ours."""

    query: str | None
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    format: str | None


def routes(
    pool: QueryScheduler, path: str = "/sparql", page: str = "/query", refuse: Callable[..., Response] | None = None
) -> list[Route]:
    """The route of the endpoint. A browser that asks for a page is sent to `page`, with its query.

    `refuse` makes a page for a browser of a request, a status, `what` is wrong, the `mend` and `headers`; without it
    everybody gets plain text.
    The pool has to be started before the first request, and stopped at the end.
    """
    return [Route(path, _Endpoint(pool, page, refuse))]


class _Endpoint:
    """An application of ASGI: one request, one answer, whole before it begins."""

    def __init__(self, pool: QueryScheduler, page: str, refuse: Callable[..., Response] | None) -> None:
        self._pool = pool
        self._page = page
        self._refuse = refuse
        self._description = Description(pool)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except _Wrong as wrong:
            answer = self._sent(wrong.answer, request)
        except ClientDisconnect:
            return
        vary = answer.headers.get("Vary", "Accept")
        answer.headers["Vary"] = f"{vary}, Origin" if self._pool.limits.origin not in (None, "*") else vary
        if self._pool.limits.origin is not None:
            answer.headers["Access-Control-Allow-Origin"] = self._pool.limits.origin
            answer.headers["Access-Control-Expose-Headers"] = "Retry-After"
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return self._options()
        if request.method not in ("GET", "HEAD", "POST"):
            wrong = self._sent(
                responses.wrong(405, Problem(f"{request.method} is not a way to ask", f"Ask by {_METHODS}.")), request
            )
            wrong.headers["Allow"] = _METHODS
            return wrong
        asked = await self._asked(request)
        accept = _accept(request)
        if asked.format is not None:
            accept = formats.NAMED[asked.format]
        elif formats.is_for_people(accept) and (to := self._redirect(asked, request)):
            return to
        if asked.query is None:
            answering = self._description.answer(str(request.url.replace(query="", fragment="")), accept)
        else:
            answering = self._pool.ask(asked.query, accept, asked.default_graphs, asked.named_graphs)
        return self._sent(await cancel_on_disconnect(request, answering), request)

    def _sent(self, answer: Answer, request: Request) -> Response:
        headers = {} if answer.retry_after is None else {"Retry-After": str(answer.retry_after)}
        if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
            headers["Cache-Control"] = "no-store"
            if answer.problem is not None and self._refuse is not None and formats.is_for_people(_accept(request)):
                what, mend = str(replace(answer.problem, mend="")).strip(), answer.problem.mend
                return self._refuse(request, answer.status, what=what, mend=mend, headers=headers)
        return Response(answer.body, answer.status, {"Content-Type": answer.content_type, **headers})

    def _options(self) -> Response:
        headers = {"Allow": _METHODS}
        if self._pool.limits.origin is not None:
            headers |= {
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": "Accept, Content-Type",
                "Access-Control-Max-Age": "86400",
            }
        return Response(status_code=204, headers=headers)

    def _redirect(self, asked: _Asked, request: Request) -> Response | None:
        """To the page that shows the answer, in the same language; none where its address would be too long."""
        said = [] if asked.query is None else [("query", asked.query)]
        said += [(_GRAPHS[0], graph) for graph in asked.default_graphs]
        said += [(_GRAPHS[1], graph) for graph in asked.named_graphs]
        said += [(name, value) for name, value in request.query_params.items() if name == "lang" and value in LANGUAGES]
        to = f"{self._page}?{urlencode(said)}" if said else self._page
        return Response(status_code=303, headers={"Location": to}) if len(to) < _LONGEST_ADDRESS else None

    async def _asked(self, request: Request) -> _Asked:
        """What a request asks, by GET or by POST in either way. Raises _Wrong."""
        address: bytes = request.scope["query_string"]
        if len(address) > self._pool.limits.request:
            raise _Wrong(414, f"this address is longer than {self._pool.limits.request:,} bytes", "Ask by POST.")
        fields = _fields(address)
        if request.method == "POST":
            kind, charset = _kind(request.headers.get("content-type", ""))
            if kind not in (QUERY, FORM, UPDATE):
                raise _Wrong(415, f'"{kind or "nothing"}" is not how a query is sent', f"Send it as {QUERY} or {FORM}.")
            if charset not in ("utf-8", "utf8", "us-ascii"):
                raise _Wrong(415, f"a query is sent in UTF-8, not in {charset}")
            body = await self._body(request)
            if kind == FORM:
                fields += _fields(body)
            else:
                fields.append(("query" if kind == QUERY else "update", _text(body)))
        if any(name == "update" for name, _ in fields):
            raise _Wrong(
                403, "this endpoint is read-only: it takes no updates", "Ask by SELECT, ASK, CONSTRUCT, DESCRIBE."
            )
        queries = [value for name, value in fields if name == "query"]
        if len(queries) > 1:
            raise _Wrong(400, f"there are {len(queries)} queries in this request", "Send one query a request.")
        if not queries and request.method == "POST":
            raise _Wrong(400, "there is no query in this request", "Send it as the field `query`.")
        graphs = [[value for name, value in fields if name == wanted] for wanted in _GRAPHS]
        known = (value for name, value in fields if name == "format" and value in formats.NAMED)
        return _Asked(queries[0] if queries else None, graphs[0], graphs[1], next(known, None))

    async def _body(self, request: Request) -> bytes:
        most = self._pool.limits.request
        body = bytearray()
        try:
            async with asyncio.timeout(self._pool.limits.seconds):
                async for part in request.stream():
                    body += part
                    if len(body) > most:
                        raise _Wrong(413, f"this request is larger than {most:,} bytes", "Send a shorter query.")
        except TimeoutError:
            raise _Wrong(408, f"this request did not end in {self._pool.limits.seconds:g} s") from None
        return bytes(body)


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept"))


def _kind(header: str) -> tuple[str, str]:
    """The media type of a body and its charset."""
    message = Message()
    message["Content-Type"] = header
    kind = header.partition(";")[0].strip().lower()
    return kind, str(message.get_param("charset", "utf-8")).lower()


def _fields(form: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(form.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise _Wrong(400, "this request is not UTF-8, percent-encoded", "Encode it by the rules of forms.") from None
    except ValueError:
        raise _Wrong(400, f"there are more than {_MOST_FIELDS} fields in this request") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Wrong(400, f"this query is not UTF-8: byte {error.start}", "Send it in UTF-8.") from None
